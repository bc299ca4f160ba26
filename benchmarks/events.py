"""Our events per second as a share of what bare SimPy can do in the same process."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import simpy

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import interleaved, rates, times_as_fast

SCENARIOS = Path(__file__).parent / "scenarios"
SHARE = 0.6
PER_NECESSARY = 2.0

ONE, MANY = "SimPy, 1 process", "SimPy, 80 processes"


def bare(timeouts: int, processes: int, _round: int) -> int:
    """Let *processes* wait for one timeout after the other, and do nothing else."""
    env = simpy.Environment()

    def wait(times: int):
        for _ in range(times):
            yield env.timeout(1.0)

    for _ in range(processes):
        env.process(wait(timeouts // processes))
    env.run()
    return timeouts


def measure(*, quick: bool) -> Section:
    """Time our scenarios and bare timeouts in turn."""
    timeouts, rounds = (50_000, 3) if quick else (300_000, 9)
    ours = {
        "convergence, today": orgshift.load("convergence"),
        "organisation (10 × 8 engineers)": orgshift.load(SCENARIOS / "organisation.yaml"),
        "network of 10 stations": orgshift.load(
            SCENARIOS / "network.yaml", overrides=["horizon=22 months"]
        ),
    }
    programs = {
        ONE: partial(bare, timeouts, 1),
        MANY: partial(bare, timeouts, 80),
        **{
            name: lambda seed, world=world: orgshift.run(world, seed=seed).events
            for name, world in ours.items()
        },
    }
    timings = interleaved(programs, rounds)
    section = Section(
        "Events",
        "SimPy events per second of `orgshift.run` (books and tables included) beside bare "
        "SimPy: processes that yield `env.timeout` in a loop and do nothing.",
    )
    rows = []
    for name, times in timings.items():
        against_one = times_as_fast(times, timings[ONE])
        rows.append(
            (
                name,
                f"{times[0].done:,.0f}",
                rates(times).show(",.0f"),
                against_one.show(),
                times_as_fast(times, timings[MANY]).show(),
            )
        )
        if name in ours:
            section.targets.append(
                Target(
                    f"Events per second over bare SimPy's (1 process): {name}",
                    f"at least {SHARE}",
                    against_one.show(),
                    against_one.median >= SHARE,
                )
            )
    columns = ("program", "events", "events/s", "share of 1 process", "share of 80 processes")
    section.tables.append(Table(f"{rounds} rounds:", columns, rows))
    _necessary(section, quick=quick)
    return section


def necessary(run: orgshift.Run, *, windows: bool) -> int:
    """Return the moments in a run without run-in that no simulation of it can do without.

    Each task ends, each piece of toil comes, and each release window opens that somebody waits for
    or (without *windows*) each request comes. Waiting, being taken up and being told follow from
    these.
    """
    toil = run.boards_by_rank["rank"].isin(["toil", "urgent_toil"])
    ends = run.boards.tasks.sum()
    comes = run.boards_by_rank.tasks[toil].sum()
    return int(ends + comes + (len(run.deployments) if windows else len(run.features)))


def _necessary(section: Section, *, quick: bool) -> None:
    """Add how many events are scheduled per necessary one."""
    months = 3 if quick else 24
    rows = []
    for name, file, windows in (
        ("organisation (10 × 8 engineers)", "organisation.yaml", True),
        ("network of 10 stations", "network.yaml", False),
    ):
        asked = [f"horizon={months} months", "run_in=0 months"]
        run = orgshift.run(orgshift.load(SCENARIOS / file, overrides=asked))
        least = necessary(run, windows=windows)
        rows.append((name, f"{run.events:,}", f"{least:,}", f"{run.events / least:.2f}"))
        section.targets.append(
            Target(
                f"Events per necessary event: {name}",
                f"at most {PER_NECESSARY:g}",
                f"{run.events / least:.2f}",
                run.events <= PER_NECESSARY * least,
            )
        )
    section.tables.append(
        Table(
            f"Events scheduled and events that nothing can do without, {months} months:",
            ("program", "scheduled", "necessary", "ratio"),
            rows,
        )
    )
