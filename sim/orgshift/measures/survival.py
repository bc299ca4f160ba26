"""Quantiles of lead time where some work is still open: it is right-censored, not left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def survival(
    durations: NDArray[np.float64], censored: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (times, share still open just after each) by the product-limit estimator.

    *durations* and *censored* have equal lengths; a censored duration is one not over yet. Source:
    Kaplan & Meier 1958, "Nonparametric estimation from incomplete observations".
    """
    if not len(durations):
        return np.empty(0), np.empty(0)
    times, which = np.unique(durations, return_inverse=True)
    ended = np.bincount(which, weights=~censored)
    left = np.bincount(which)
    at_risk = len(durations) - (np.cumsum(left) - left)
    open_share: NDArray[np.float64] = np.cumprod(1.0 - ended / at_risk).astype(np.float64)
    return times[ended > 0], open_share[ended > 0]


def quantile(durations: NDArray[np.float64], censored: NDArray[np.bool_], level: float) -> float:
    """Return the earliest time by which a share of *level* is over; nan if it is not reached."""
    times, open_share = survival(durations, censored)
    reached = np.flatnonzero(open_share <= 1.0 - level + 1e-12)
    return float(times[reached[0]]) if len(reached) else np.nan
