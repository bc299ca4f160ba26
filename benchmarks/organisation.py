"""The same organisation twice: our scenario with full books, and plain SimPy without any."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import orgshift
from benchmarks import answers
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import interleaved, seconds, times_as_fast
from benchmarks.twins import organisation as twin
from orgshift.experiments.intervals import Interval

SCENARIO = Path(__file__).parent / "scenarios" / "organisation.yaml"

#: Teams, and rounds of timing: a round of the widest takes half a minute.
ROUNDS = {10: 9, 50: 3, 200: 2}
TIMES_AS_FAST = 4.0

OURS, SIMPY = "orgshift, full books", "SimPy, no books"


def scenario(teams: int) -> orgshift.Scenario:
    """Return the organisation with so many teams, and as many more environments."""
    places = twin.ENVIRONMENTS * teams // twin.TEAMS
    return orgshift.load(
        SCENARIO,
        overrides=[f"teams.team.count={teams}", f"mechanisms.shared_environments.number={places}"],
    )


def leads_of(run: orgshift.Run) -> np.ndarray:
    """Return lead times (working hours) of what was released from day 0 on."""
    released = run.features[run.features.release_h >= 0.0]
    return released.lead_h.to_numpy()


def measure(*, quick: bool) -> Section:
    """Show that both mean the same, then time them side by side."""
    replications = 6 if quick else 80
    section = Section(
        "An organisation",
        "Teams of eight engineers over 24 months (and 6 months of run-in): pull with one "
        "feature in progress per engineer; design, build by two, review, a shared environment, "
        "tests that fail and send back to build, release in a daily window; urgent and other toil; "
        "failed changes that interrupt. `benchmarks/scenarios/organisation.yaml` against the same "
        "logic in plain SimPy, `benchmarks/twins/organisation.py`.",
        [_agreements(replications)],
    )
    rows: list[tuple[str, ...]] = []
    for teams, rounds in ({10: 3} if quick else ROUNDS).items():
        _time(section, rows, teams, rounds)
    section.tables.append(
        Table(
            "Timing, side by side:",
            (
                "teams",
                "rounds",
                "program",
                "seconds a replication",
                "SimPy events",
                "times as fast",
            ),
            rows,
        )
    )
    return section


def _agreements(replications: int) -> Table:
    world = scenario(twin.TEAMS)
    first = orgshift.run(world, seed=0)
    seeds = range(1, replications + 1)
    ours = [leads_of(orgshift.run(world, seed=seed)) for seed in seeds]
    theirs = [np.array(twin.lead_times(first.run_in_h, first.horizon_h, seed)) for seed in seeds]
    rows = [
        _agreement(
            "mean lead time, working h", [x.mean() for x in ours], [x.mean() for x in theirs]
        ),
        _agreement(
            "p85 lead time, working h",
            [np.quantile(x, 0.85) for x in ours],
            [np.quantile(x, 0.85) for x in theirs],
        ),
        _agreement("features released", [len(x) for x in ours], [len(x) for x in theirs]),
    ]
    return Table(
        f"Ten teams mean the same in both ({replications} independent replications each, "
        f"{answers.CONFIDENCE:.1%} intervals):",
        ("quantity", OURS, SIMPY, "difference"),
        rows,
    )


def _time(section: Section, rows: list[tuple[str, ...]], teams: int, rounds: int) -> None:
    """Add the rows and the target of one size."""
    world = scenario(teams)
    first = orgshift.run(world, seed=0)
    events: dict[str, int] = {}

    def replicate_ours(round_: int) -> int:
        events[OURS] = orgshift.run(world, seed=100 + round_).events
        return 1

    def replicate_theirs(round_: int) -> int:
        lived = twin.lived_through(first.run_in_h, first.horizon_h, 100 + round_, teams)
        events[SIMPY] = next(lived.env._eid)
        return 1

    timings = interleaved({OURS: replicate_ours, SIMPY: replicate_theirs}, rounds)
    ratio = times_as_fast(timings[OURS], timings[SIMPY])
    for name, shown in ((OURS, ratio.show()), (SIMPY, "1")):
        took = seconds(timings[name]).show(".3f")
        rows.append((f"{teams}", f"{rounds}", name, took, f"{events[name]:,}", shown))
    section.targets.append(
        Target(
            f"{teams} teams × 24 months: times as fast as the SimPy twin",
            f"at least {TIMES_AS_FAST:.0f}",
            ratio.show(),
            ratio.median >= TIMES_AS_FAST,
        )
    )


def _agreement(quantity: str, ours: list, theirs: list) -> tuple[str, ...]:
    """Return a row of the table. Raises WrongAnswerError if the difference is not down to luck."""
    a, b, difference = answers.against_each_other(quantity, ours, theirs)

    def level(found: Interval) -> str:
        return f"{found.mean:.1f} ± {(found.high - found.low) / 2:.1f}"

    off = f"{difference.mean:+.2%} ({difference.low:+.2%} to {difference.high:+.2%})"
    return quantity, level(a), level(b), off
