"""Intervals: levels and paired differences over replications, and what may be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from orgshift.measures.registry import HEADLINE, REGISTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Confidence of every interval, unless it is said otherwise.
CONFIDENCE = 0.95
NOT_DISTINGUISHABLE = "not distinguishable"
#: With fewer replications there are too few ways to flip signs for a bootstrap.
FEWEST_FLIPPED = 8
#: Resampling is a way to reckon, not a source of luck: it has bits of its own, always the same.
SEED = 0x0267


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


def bands(
    differences: NDArray[np.float64], confidence: float = CONFIDENCE, *, draws: int = 2000
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a band (low, high) that covers the mean of every column at once.

    *differences* has replications in rows, and in columns what is claimed together: months,
    measures, variants. The largest |t| over the columns is bootstrapped by flipping the signs of
    each replication's residuals (wild bootstrap), which keeps the columns' correlation; never wider
    than Bonferroni's band, which is taken for fewer replications than have a bootstrap. nan in
    columns in which some replication cannot be told; no width where all agree.
    Source: Davidson & Flachaire 2008, "The wild bootstrap, tamed at last".
    """
    count, known = len(differences), np.isfinite(differences).all(axis=0)
    low = np.full(differences.shape[1], np.nan)
    high = low.copy()
    if count < 2 or not known.any():
        return low, high
    mean = differences[:, known].mean(axis=0)
    error = differences[:, known].std(axis=0, ddof=1) / np.sqrt(count)
    together = float(stdtrit(count - 1, 1.0 - (1.0 - confidence) / (2 * known.sum())))
    if count >= FEWEST_FLIPPED:
        largest = _largest_flipped_t(differences[:, known] - mean, draws)
        together = min(together, float(np.quantile(largest, confidence)))
    low[known], high[known] = mean - together * error, mean + together * error
    return low, high


def _largest_flipped_t(residuals: NDArray[np.float64], draws: int) -> NDArray[np.float64]:
    """Return, for each draw of signs, the largest |t| over the columns of *residuals*."""
    count = len(residuals)
    spread = np.sqrt((residuals**2).mean(axis=0))
    scaled = residuals / np.where(spread > 0.0, spread, np.inf)
    signs = flips(draws, count)
    # The sum of squares keeps under a flip of signs, so that |t| grows with the mean alone.
    largest = np.abs(signs @ scaled / count).max(axis=1)
    t: NDArray[np.float64] = largest * np.sqrt((count - 1) / np.maximum(1.0 - largest**2, 1e-12))
    return t


@cache
def flips(draws: int, count: int) -> NDArray[np.float64]:
    """Return *draws* rows of *count* random signs, the same ones every time."""
    bits = np.random.default_rng([SEED, count]).integers(0, 2, (draws, count))
    return _kept(2.0 * bits - 1.0)


@cache
def _resampling(draws: int, count: int) -> NDArray[np.float64]:
    """Return *draws* rows of how often each of *count* is drawn, the same ones every time."""
    chosen = np.random.default_rng([SEED, count]).integers(0, count, (draws, count))
    rows = np.arange(draws)[:, None] * count
    return _kept(np.bincount((rows + chosen).ravel(), minlength=draws * count).reshape(draws, -1))


def _kept(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return *values* as an array that nobody can change, for all to share."""
    shared = np.asarray(values, dtype=np.float64)
    shared.flags.writeable = False
    return shared


def resampled_means(values: NDArray[np.float64], draws: int = 2000) -> NDArray[np.float64]:
    """Return *draws* bootstrap means of the rows of *values* (replications), the same every time.

    Their spread about the mean is that of Student's t, not the narrower one of plain resampling.
    Source: Hesterberg 2015, "What teachers should know about the bootstrap", section 4.3.
    """
    count, mean = len(values), values.mean(axis=0)
    tail = 0.5 + CONFIDENCE / 2.0
    wider = np.sqrt(count / (count - 1)) * stdtrit(count - 1, tail) / ndtri(tail)
    drawn = _resampling(draws, count) @ (values - mean) / count
    means: NDArray[np.float64] = mean + wider * drawn
    return means


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
    "CONFIDENCE", "HEADLINE", "NOT_DISTINGUISHABLE", "Interval", "bands", "flips", "half_width",
    "holm", "interval", "p_value", "paired", "pairing_gain", "resampled_means", "verdict",
]  # fmt: skip
