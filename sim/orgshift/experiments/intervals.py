"""Intervals: levels and paired differences over replications, and what may be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from orgshift.measures.registry import HEADLINE, REGISTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Confidence of every interval, unless it is said otherwise.
CONFIDENCE = 0.95
NOT_DISTINGUISHABLE = "not distinguishable"


class Interval(NamedTuple):
    """A mean over replications and its interval; nan where it cannot be told.

    ``replications`` counts those with a value.
    """

    mean: float
    low: float
    high: float
    replications: int


def interval(values: NDArray[np.float64], confidence: float = CONFIDENCE) -> Interval:
    """Return the Student t interval of the mean of *values*; nan values are left out.

    Where some are infinite (a quantile not reached by the horizon) there is no mean to tell: that
    of the others would be that of the lucky ones.
    """
    values = values[~np.isnan(values)]
    count = int(np.isfinite(values).sum())
    if not count or count < len(values):
        return Interval(np.nan, np.nan, np.nan, count)
    mean = float(values.mean())
    if count == 1:
        return Interval(mean, np.nan, np.nan, 1)
    half = half_width(values, confidence)
    return Interval(mean, mean - half, mean + half, count)


def half_width(values: NDArray[np.float64], confidence: float) -> float:
    """Return half the width of the t interval of the mean of at least two *values*."""
    quantile = float(stdtrit(len(values) - 1, 0.5 + confidence / 2.0))
    return quantile * float(values.std(ddof=1)) / float(np.sqrt(len(values)))


def paired(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return *ours* − *theirs* by replication; infinite where either is."""
    endless = np.isinf(ours) | np.isinf(theirs)
    return np.where(endless, np.inf, np.where(endless, 0.0, ours) - np.where(endless, 0.0, theirs))


def p_value(differences: NDArray[np.float64]) -> float:
    """Return the two-sided p-value of the paired t test that the mean difference is 0."""
    differences = differences[~np.isnan(differences)]
    if len(differences) < 2 or np.isinf(differences).any():
        return 1.0
    error = float(differences.std(ddof=1)) / float(np.sqrt(len(differences)))
    mean = float(differences.mean())
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stdtr(len(differences) - 1, -abs(mean / error)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that one error rate holds over all of them (Holm 1979)."""
    order = np.argsort(p_values, kind="stable")
    adjusted, running = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = running
    return adjusted


def verdict(measure: str, difference: Interval, adjusted_p: float) -> str:
    """Return what may be said of a *difference* to the reference.

    'better' or 'worse' for measures with a direction, 'higher' or 'lower' for others, and 'not
    distinguishable' where the interval covers zero or the adjusted p-value is above 5 %.
    """
    covers_zero = not (difference.low > 0.0 or difference.high < 0.0)
    if covers_zero or adjusted_p > 1.0 - CONFIDENCE:
        return NOT_DISTINGUISHABLE
    direction = "higher" if difference.mean > 0.0 else "lower"
    better = REGISTRY[measure].better
    if better is None:
        return direction
    return "better" if direction == better else "worse"


def pairing_gain(values: NDArray[np.float64], against: NDArray[np.float64]) -> float:
    """Return how many times as many independent replications the pairing is worth.

    The variance of the difference if both were independent, over its variance as paired.
    """
    known = np.isfinite(values) & np.isfinite(against)
    if known.sum() < 3:
        return float("nan")
    paired = float((values[known] - against[known]).var(ddof=1))
    independent = float(values[known].var(ddof=1) + against[known].var(ddof=1))
    return independent / paired if paired > 0.0 else float("nan")


__all__ = [
    "CONFIDENCE", "HEADLINE", "NOT_DISTINGUISHABLE", "Interval", "half_width", "holm", "interval",
    "p_value", "paired", "pairing_gain", "verdict",
]  # fmt: skip
