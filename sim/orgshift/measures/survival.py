"""Quantiles of lead time where some work is still open: it is right-censored, not left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    return times[ended > 0], still_open(ended, left)[ended > 0]


def still_open(ended: NDArray[Any], left: NDArray[Any]) -> NDArray[np.float64]:
    """Return the share still open just after each time; the last axis of both is time.

    *ended* counts what ends at a time, *left* what ends or is followed no longer (the product-limit
    estimator). Where nobody is left to follow, the share stays what it was.
    """
    at_risk = left.sum(axis=-1, keepdims=True) - (np.cumsum(left, axis=-1) - left)
    share: NDArray[np.float64] = np.cumprod(1.0 - ended / np.maximum(at_risk, 1), axis=-1)
    return share


def quantile(durations: NDArray[np.float64], censored: NDArray[np.bool_], level: float) -> float:
    """Return the earliest time by which a share of *level* is over.

    Infinite where that is not reached (it is later than anybody has seen), nan without durations.
    """
    if not len(durations):
        return np.nan
    times, open_share = survival(durations, censored)
    reached = np.flatnonzero(open_share <= 1.0 - level + 1e-12)
    return float(times[reached[0]]) if len(reached) else np.inf


def share_over(durations: NDArray[np.float64], censored: NDArray[np.bool_], time: float) -> float:
    """Return the share that is over within *time*; nan where nobody was followed that long."""
    if not len(durations):
        return np.nan
    times, open_share = survival(durations, censored)
    known = np.flatnonzero(times <= time)
    still_open = float(open_share[known[-1]]) if len(known) else 1.0
    return 1.0 - still_open if still_open == 0.0 or durations.max() >= time else np.nan
