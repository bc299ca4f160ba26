"""Is the answer right? Asked of every program before it is timed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.results import Table
from orgshift.experiments.intervals import Interval, interval

#: Confidence of each interval: with a dozen checks a right program is doubted once in 80 runs.
CONFIDENCE = 0.999


class WrongAnswerError(AssertionError):
    """A program whose answer is wrong is not worth timing."""


class Check(NamedTuple):
    """A simulated mean with its interval, and what it should cover."""

    case: str
    program: str
    quantity: str
    wanted: float
    found: Interval

    @property
    def agrees(self) -> bool:
        return self.found.low <= self.wanted <= self.found.high


def against_theory(
    case: str, program: str, quantity: str, theory: float, answers: Sequence[float]
) -> Check:
    """Check that the mean of independent *answers* is what theory says."""
    return Check(case, program, quantity, theory, interval(np.array(answers), CONFIDENCE))


def against_each_other(
    quantity: str, ours: Sequence[float], theirs: Sequence[float]
) -> tuple[Interval, Interval, Interval]:
    """Return the intervals of two programs' means and of their difference relative to *theirs*."""
    a, b = np.array(ours, dtype=float), np.array(theirs, dtype=float)
    difference = interval((a - b) / b.mean(), CONFIDENCE)
    if not difference.low <= 0.0 <= difference.high:
        raise WrongAnswerError(
            f"{quantity}: the programs differ by {difference.mean:.2%} "
            f"({difference.low:.2%} to {difference.high:.2%}); they do not mean the same"
        )
    return interval(a, CONFIDENCE), interval(b, CONFIDENCE), difference


def table(checks: Sequence[Check]) -> Table:
    """Return the checks as a table. Raises WrongAnswerError if one of them fails."""
    for check in checks:
        if not check.agrees:
            raise WrongAnswerError(
                f"{check.case}, {check.program}: {check.quantity} should be {check.wanted:.4g}, "
                f"found {check.found.low:.4g} to {check.found.high:.4g}"
            )
    return Table(
        f"Answers against theory, before timing ({CONFIDENCE:.1%} intervals over replications):",
        ("case", "program", "quantity", "theory", "simulated", "interval", ""),
        [
            (
                check.case,
                check.program,
                check.quantity,
                f"{check.wanted:.4f}",
                f"{check.found.mean:.4f}",
                f"{check.found.low:.4f}–{check.found.high:.4f}",
                "agrees",
            )
            for check in checks
        ],
    )
