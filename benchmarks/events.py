"""Our events per second as a share of what bare SimPy can do in the same process."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import simpy

import orgshift
from benchmarks.queues import FEEDBACK, LOAD, STATIONS
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Spread, Timing, interleaved, rates, times_as_fast
from benchmarks.twins import organisation as organisation_twin
from benchmarks.twins import queues as queues_twin

SCENARIOS = Path(__file__).parent / "scenarios"
SHARE = 0.6
PER_NECESSARY = 2.0

ONE, MANY = "SimPy, 1 process", "SimPy, 80 processes"
CONVERGENCE = "convergence, today"
ORGANISATION, NETWORK = "organisation (10 × 8 engineers)", "network of 10 stations"
#: The same in plain SimPy.
TWIN = {ORGANISATION: "SimPy twin of the organisation", NETWORK: "SimPy program of the network"}


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
        CONVERGENCE: orgshift.load("convergence"),
        ORGANISATION: orgshift.load(SCENARIOS / "organisation.yaml"),
        NETWORK: orgshift.load(SCENARIOS / "network.yaml", overrides=["horizon=22 months"]),
    }
    lived = orgshift.run(ours[ORGANISATION])
    customers = len(orgshift.run(ours[NETWORK]).features)
    programs = {
        ONE: partial(bare, timeouts, 1),
        MANY: partial(bare, timeouts, 80),
        **{
            name: lambda seed, world=world: orgshift.run(world, seed=seed).events
            for name, world in ours.items()
        },
        TWIN[ORGANISATION]: partial(organisation_twin.events, lived.run_in_h, lived.horizon_h),
        TWIN[NETWORK]: partial(queues_twin.network_events, customers, STATIONS, FEEDBACK, LOAD),
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
    section.tables.append(_same_work(timings))
    _necessary(section, quick=quick)
    return section


def _same_work(timings: dict[str, list[Timing]]) -> Table:
    """Return the table that counts work, not events: in those of who schedules more for it."""
    rows = []
    for name, twin in TWIN.items():
        takes = Spread.of([one.done for one in timings[twin]]).median
        as_if = [Timing(one.seconds, takes) for one in timings[name]]
        rows.append(
            (
                name,
                f"{timings[name][0].done:,.0f}",
                f"{takes:,.0f}",
                times_as_fast(timings[twin], timings[ONE]).show(),
                times_as_fast(as_if, timings[ONE]).show(),
            )
        )
    return Table(
        "An event that need not be scheduled counts for nothing above. So the same once more, in the "
        "events that the idiomatic SimPy program schedules for the same work, as shares of bare "
        "SimPy's (1 process):",
        (
            "work",
            "our events",
            "SimPy program's events",
            "SimPy program",
            "orgshift, in those events",
        ),
        rows,
    )


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
        (ORGANISATION, "organisation.yaml", True),
        (NETWORK, "network.yaml", False),
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
