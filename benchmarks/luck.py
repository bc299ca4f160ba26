"""What keyed luck costs, and what it saves: a number of one's own for everything that luck touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time

import numpy as np

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Spread
from orgshift.engine.luck import Luck, Stream

SHARE = 0.10


class Stopwatch:
    """Adds up the processor time of the calls it watches; a call within another counts once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = False

    def watched(self, function: Callable) -> Callable:
        def timed(*arguments):
            if self._inside:
                return function(*arguments)
            self._inside, began = True, thread_time()
            try:
                return function(*arguments)
            finally:
                self.seconds += thread_time() - began
                self._inside = False

        return timed


@contextmanager
def timed_luck() -> Iterator[Stopwatch]:
    """Time all drawing within the block: numbers, transforms, and looking rows up."""
    watch = Stopwatch()
    kept = [(owner, name, getattr(owner, name)) for owner, name in _drawing()]
    for owner, name, function in kept:
        setattr(owner, name, watch.watched(function))
    try:
        yield watch
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def _drawing() -> tuple[tuple[type, str], ...]:
    return (Luck, "one"), (Luck, "stream"), (Stream, "_make"), (Stream, "__getitem__")


def measure(*, quick: bool) -> Section:
    """Time the draws of `convergence`, and weigh them against the variance they take away."""
    rounds, replications = (3, 8) if quick else (9, 40)
    scenario = orgshift.load("convergence")
    variants = ("today", "platform")
    rows, shares = [], {}
    for variant in variants:
        shares[variant] = Spread.of([_share(scenario, variant, round_) for round_ in range(rounds)])
        rows.append((variant, shares[variant].show(".1%")))
    return Section(
        "Luck",
        "Every number belongs to somebody: two variants meet the same features, toil and failures. "
        "Measured on `convergence`.",
        [
            Table(
                f"Share of the time of `orgshift.run` that goes into drawing, {rounds} rounds:",
                ("variant", "share"),
                rows,
            ),
            _saved(scenario, replications),
        ],
        [
            Target(
                f"Keyed luck, share of run time: convergence, {variant}",
                f"at most {SHARE:.0%}",
                shares[variant].show(".1%"),
                shares[variant].median <= SHARE,
            )
            for variant in variants
        ],
    )


def _share(scenario: orgshift.Scenario, variant: str, replication: int) -> float:
    with timed_luck() as watch:
        began = thread_time()
        orgshift.run(scenario, variant, replication)
        return watch.seconds / (thread_time() - began)


def _saved(scenario: orgshift.Scenario, replications: int) -> Table:
    """Compare the variance of paired differences with that of independent runs."""
    measured: dict[str, list[list[float]]] = {"mean lead time, days": [], "toil hours": []}
    for replication in range(replications):
        runs = [orgshift.run(scenario, variant, replication) for variant in ("today", "platform")]
        measured["mean lead time, days"].append([run.features.cut_days.mean() for run in runs])
        measured["toil hours"].append([run.toil.hours[run.toil.month >= 0].sum() for run in runs])
    rows = []
    for name, values in measured.items():
        today, platform = np.array(values).T
        independent = today.var(ddof=1) + platform.var(ddof=1)
        paired = (platform - today).var(ddof=1)
        correlation = float(np.corrcoef(today, platform)[0, 1])
        rows.append((name, f"{correlation:.2f}", f"{independent / paired:.1f}"))
    return Table(
        f"What it saves: platform less today over {replications} replications. As many times more "
        "replications independent runs would take for the same precision:",
        ("difference in", "correlation", "variance, independent / paired"),
        rows,
    )
