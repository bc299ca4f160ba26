"""How likely a sample is if the truth lies on the other side of zero: cautious tails of a mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, ndtri, stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: With fewer replications than these there is no skewness to reckon with, and no verdict.
FEWEST = 3
#: What is closer to zero than this share of its scale is zero: sums differ in their last bits.
LAST_BITS = 1e-9
#: Of a search for the number of replications that fits its own quantiles; halving settles it.
ROUNDS = 30


class Tails(NamedTuple):
    """p-values of one side: ``support`` if it is false, ``against`` if it is true."""

    support: float
    against: float


UNKNOWN = Tails(1.0, 1.0)


def of_mean(sample: NDArray[np.float64], *, strict: bool = False) -> Tails:
    """Return the tails of "the mean of *sample* is 0 or more" (more than 0, if *strict*).

    One-sided t tests that take the sample as one standard error more skewed than it looks, in the
    direction that would mislead (Hall 1992, the cubic transformation): a t test of few, skewed
    values is wrong several times as often as it says. Nothing is known of samples with infinite
    values, or of fewer than three.
    """
    count = len(sample)
    if count < FEWEST or not np.isfinite(sample).all():
        return UNKNOWN
    if not sample.any():
        return Tails(1.0, 0.0) if strict else Tails(0.0, 1.0)
    return Tails(_tail(sample), _tail(-sample))


def _tail(sample: NDArray[np.float64]) -> float:
    """Return the p-value of a mean above zero, if it is at most zero."""
    count = len(sample)
    mean, spread = float(sample.mean()), float(sample.std(ddof=1))
    if mean <= 0.0:
        return 1.0
    if spread <= LAST_BITS * mean:
        return 0.0
    t = mean / spread * math.sqrt(count)
    pull = min(skewness(sample) - skewness_error(count), 0.0) / math.sqrt(count)
    cautious = t + pull / 6.0 * (1.0 + 2.0 * t * t) + pull * pull * t**3 / 27.0
    return float(stdtr(count - 1, -cautious))


def skewness(sample: NDArray[np.float64]) -> float:
    """Return the sample skewness, its bias for small samples corrected (Joanes & Gill 1998, G1)."""
    count = len(sample)
    centred = sample - sample.mean()
    variance = float((centred**2).mean())
    if variance == 0.0:
        return 0.0
    plain = float((centred**3).mean()) / variance**1.5
    return float(plain * math.sqrt(count * (count - 1)) / (count - 2))


def skewness_error(count: int) -> float:
    """Return the standard error of the skewness of *count* normal values (same source)."""
    return math.sqrt(6.0 * count * (count - 1) / ((count - 2) * (count + 1) * (count + 3)))


def of_share(fulfilled: NDArray[np.bool_], least: float) -> Tails:
    """Return the tails of "in at least the share *least* of all runs" (exact binomial)."""
    count, found = len(fulfilled), int(fulfilled.sum())
    if count < FEWEST:
        return UNKNOWN
    above = float(bdtrc(found - 1, count, least)) if found else 1.0
    return Tails(above, float(bdtr(found, count, least)))


def enough(deviation: float, distance: float, level: float, power: float) -> float:
    """Return the replications at which a mean so far from its limit is told with that *power*.

    *deviation* is the standard deviation over replications, *level* the one-sided error rate.
    Infinite where the distance is 0.
    """
    if distance <= 0.0:
        return math.inf
    reach = float(ndtri(1.0 - level) + ndtri(power))
    count = max(float(FEWEST), (reach * deviation / distance) ** 2)
    for _ in range(ROUNDS):  # few replications have wider tails: t instead of normal quantiles
        reach = float(stdtrit(count - 1.0, 1.0 - level) + stdtrit(count - 1.0, power))
        count = max(float(FEWEST), (count + (reach * deviation / distance) ** 2) / 2.0)
    return count
