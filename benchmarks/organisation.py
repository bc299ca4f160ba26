"""The same organisation twice: our scenario with full books, and plain SimPy without any."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import orgshift
from benchmarks import answers
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import interleaved, seconds, times_as_fast
from benchmarks.twins import organisation as simpy_organisation
from orgshift.experiments.intervals import Interval

SCENARIO = Path(__file__).parent / "scenarios" / "organisation.yaml"

OURS, SIMPY = "orgshift, full books", "SimPy, no books"


def leads_of(run: orgshift.Run) -> np.ndarray:
    """Return lead times (working hours) of what was released from day 0 on."""
    released = run.features[run.features.release_h >= 0.0]
    return released.lead_h.to_numpy()


def measure(*, quick: bool) -> Section:
    """Show that both mean the same, then time them side by side."""
    replications, rounds = (6, 3) if quick else (80, 9)
    scenario = orgshift.load(SCENARIO)
    first = orgshift.run(scenario, seed=0)
    run_in_h, horizon_h = first.run_in_h, first.horizon_h

    ours = [leads_of(orgshift.run(scenario, seed=seed)) for seed in range(1, replications + 1)]
    theirs = [
        np.array(simpy_organisation.lead_times(run_in_h, horizon_h, seed))
        for seed in range(1, replications + 1)
    ]
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

    def replicate_ours(round_: int) -> int:
        orgshift.run(scenario, seed=100 + round_)
        return 1

    def replicate_theirs(round_: int) -> int:
        simpy_organisation.lead_times(run_in_h, horizon_h, 100 + round_)
        return 1

    timings = interleaved({OURS: replicate_ours, SIMPY: replicate_theirs}, rounds)
    ratio = times_as_fast(timings[OURS], timings[SIMPY])
    simpy_events = simpy_organisation.events(run_in_h, horizon_h, 1)
    return Section(
        "An organisation",
        "Ten teams of eight engineers over 24 months (and 6 months of run-in): pull with one "
        "feature in progress per engineer; design, build by two, review, a shared environment, "
        "tests that fail and send back to build, release in a daily window; urgent and other toil; "
        "failed changes that interrupt. `benchmarks/scenarios/organisation.yaml` against the same "
        "logic in plain SimPy, `benchmarks/twins/organisation.py`.",
        [
            Table(
                f"Both mean the same ({replications} independent replications each, "
                f"{answers.CONFIDENCE:.1%} intervals):",
                ("quantity", OURS, SIMPY, "difference"),
                rows,
            ),
            Table(
                f"Timing, {rounds} rounds:",
                ("program", "seconds a replication", "SimPy events", "times as fast"),
                [
                    (OURS, seconds(timings[OURS]).show(".3f"), f"{first.events:,}", ratio.show()),
                    (SIMPY, seconds(timings[SIMPY]).show(".3f"), f"{simpy_events:,}", "1"),
                ],
            ),
        ],
        [
            Target(
                "10 teams × 24 months: times as fast as its SimPy twin",
                "at least 3",
                ratio.show(),
                ratio.median >= 3.0,
            )
        ],
    )


def _agreement(quantity: str, ours: list, theirs: list) -> tuple[str, ...]:
    """Return a row of the table. Raises WrongAnswerError if the difference is not down to luck."""
    a, b, difference = answers.against_each_other(quantity, ours, theirs)

    def level(found: Interval) -> str:
        return f"{found.mean:.1f} ± {(found.high - found.low) / 2:.1f}"

    off = f"{difference.mean:+.2%} ({difference.low:+.2%} to {difference.high:+.2%})"
    return quantity, level(a), level(b), off
