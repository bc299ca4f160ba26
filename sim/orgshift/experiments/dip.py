"""Dip and payback, read off paired curves: how far down, when, and when it is made up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.experiments.intervals import CONFIDENCE, bands, resampled_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Curves are read in windows of so many months.
WINDOW = 3
#: Sums of hours are exact to far less than this.
NOTHING = 1e-6


class Dip(NamedTuple):
    """The deepest point of a mean paired curve below zero.

    ``is_there`` says whether the band of everything claimed lies below zero anywhere. ``month`` (0:
    that of day 0) is in the middle of the window, ``earliest`` to ``latest`` its bootstrap interval,
    ``low`` and ``high`` limit the ``depth`` of the true curve wherever it is deepest, and the mean
    curve is below zero from ``first`` to ``last``.
    """

    is_there: bool
    month: int
    earliest: int
    latest: int
    depth: float
    low: float
    high: float
    first: int
    last: int


class Payback(NamedTuple):
    """After how many months what the dip has cost is made up for good.

    ``months`` since day 0, read off the cumulated mean paired curve; infinite: not within the
    horizon. ``low`` and ``high`` are its bootstrap interval, ``share`` is how many of the bootstrap
    means pay back within the horizon.
    """

    months: float
    low: float
    high: float
    share: float


def windowed(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each month (last axis) and its two neighbours; of two at the ends."""
    return np.asarray(_of_three(monthly) / _of_three(np.ones(monthly.shape[-1])))


def _of_three(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    outside = np.zeros((*monthly.shape[:-1], 1))
    padded = np.concatenate([outside, monthly, outside], axis=-1)
    return np.asarray(padded[..., :-2] + padded[..., 1:-1] + padded[..., 2:])


def dip(
    sample: NDArray[np.float64],
    claimed_high: NDArray[np.float64],
    confidence: float = CONFIDENCE,
) -> Dip | None:
    """Return the deepest point of the mean of *sample*, None if no month can be told.

    *sample* has windowed paired differences, a row per replication; *claimed_high* is the upper
    edge of the band that holds over everything claimed at once. ``low`` and ``high`` come from the
    band over the months of this curve: where it covers the true curve, the lowest of that lies
    between the lowest of either edge.
    """
    known = np.flatnonzero(np.isfinite(sample).all(axis=0))
    if not len(known):
        return None
    mean = sample.mean(axis=0)
    low, high = bands(sample[:, known], confidence)
    below = known[claimed_high[known] < 0.0]
    among = below if len(below) else known
    month = int(among[mean[among].argmin()])
    tail = (1.0 - confidence) / 2.0
    deepest = known[resampled_means(sample[:, known]).argmin(axis=1)]
    earliest, latest = np.quantile(deepest, [tail, 1.0 - tail], method="closest_observation")
    first, last = _span(mean, month)
    return Dip(
        bool(len(below)), month, min(int(earliest), month), max(int(latest), month),
        float(mean[month]), float(low.min()), float(high.min()), first, last,
    )  # fmt: skip


def _span(mean: NDArray[np.float64], month: int) -> tuple[int, int]:
    """Return the first and last month of the months around *month* in which *mean* is below zero."""
    above = np.flatnonzero(~(mean < 0.0))
    before, after = above[above <= month], above[above >= month]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(mean) - 1
    return min(first, month), max(last, month)


def months_to_payback(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return after how many months the cumulated curve is no longer below zero, for good.

    Months are on the last axis. 0: it never is below; infinite: it is when the horizon is reached.
    """
    below = monthly.cumsum(axis=-1) < -NOTHING
    months = below.shape[-1]
    last = months - below[..., ::-1].argmax(axis=-1)
    paid = np.where(below.any(axis=-1), last, 0)
    return np.where(below[..., -1], np.inf, paid.astype(np.float64))


def payback(
    mean: NDArray[np.float64], resampled: NDArray[np.float64], confidence: float = CONFIDENCE
) -> Payback:
    """Return when the monthly *mean* curve pays back, with the interval of the *resampled* means."""
    months, tail = months_to_payback(resampled), (1.0 - confidence) / 2.0
    low, high = np.quantile(months, [tail, 1.0 - tail], method="closest_observation")
    share = float(np.isfinite(months).mean())
    return Payback(float(months_to_payback(mean)), float(low), float(high), share)
