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
#: Of a search for a t value: its interval halved so often is as good as a point.
HALVINGS = 40


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
    return float(stdtr(count - 1, -_cautious(t, _pull(skewness(sample), count))))


def _pull(skew: float, count: int) -> float:
    """Return what a skewness, taken one standard error worse, does to a mean of *count* values."""
    return min(skew - skewness_error(count), 0.0) / math.sqrt(count)


def _cautious(t: float, pull: float) -> float:
    return t + pull / 6.0 * (1.0 + 2.0 * t * t) + pull * pull * t**3 / 27.0


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


def reach(skew: float, count: int, level: float, power: float) -> float:
    """Return how many standard errors off a mean of *count* values has to be to be told.

    At the one-sided error rate *level* with that *power*, by values of this skewness.
    """
    wanted, pull = float(stdtrit(count - 1, 1.0 - level)), _pull(skew, count)
    low, high = wanted, 2.0 * wanted + 2.0
    while _cautious(high, pull) < wanted:
        low, high = high, 2.0 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _cautious(middle, pull) < wanted else (low, middle)
    return high + float(stdtrit(count - 1, power))


def enough(
    skew: float, deviation: float, distance: float, level: float, power: float, most: int
) -> float:
    """Return the replications at which a mean so far from its limit is told with that *power*.

    *skew* and *deviation* are those of the replications. Infinite where *most* are not enough.
    """
    low, high = FEWEST - 1, FEWEST

    def told(count: int) -> bool:
        return distance * math.sqrt(count) >= deviation * reach(skew, count, level, power)

    while not told(high):
        if high >= most:
            return math.inf
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if told(middle) else (middle, high)
    return high


def enough_runs(share: float, distance: float, level: float, power: float) -> float:
    """Return the runs at which a share so far from *share* is told (normal approximation)."""
    if distance <= 0.0:
        return math.inf
    reached = float(ndtri(1.0 - level) + ndtri(power))
    return max(float(FEWEST), share * (1.0 - share) * (reached / distance) ** 2)
