"""The journey: every hour of a feature's life in exactly one state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.organisation.activities import RELEASED, STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.organisation.calendar import Calendar
    from orgshift.organisation.log import Log

#: The restricted mean is over lead times cut at this many working days.
CUT_WORKING_DAYS = 60


class Spans(NamedTuple):
    """Stays of features in states: equal-length arrays; moments are clock hours."""

    feature: NDArray[np.int64]
    state: NDArray[np.int64]
    from_h: NDArray[np.float64]
    to_h: NDArray[np.float64]


def spans(log: Log, calendar: Calendar) -> Spans:
    """Return the stays of features (by row) in states; what is open at the horizon ends there."""
    stays = log.stays(calendar.horizon_h)
    kept = (stays.what != RELEASED) & (stays.to_h > stays.from_h)
    return Spans(stays.who[kept], stays.what[kept], stays.from_h[kept], stays.to_h[kept])


def cut(stays: Spans, ends: NDArray[np.float64]) -> Spans:
    """Return the parts of *stays* before *ends*, a clock hour per feature."""
    end = ends[stays.feature]
    to = np.minimum(stays.to_h, end)
    kept = stays.from_h < end
    return Spans(stays.feature[kept], stays.state[kept], stays.from_h[kept], to[kept])


def totals(
    stays: Spans, features: int, calendar: Calendar
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return working hours and calendar days per feature and state, each (features, states).

    Both are sums of exact multiples of 2⁻²⁰, so the states of a feature add up to its lead time.
    """
    place = stays.feature * len(STATES) + stays.state
    size, shape = features * len(STATES), (features, len(STATES))
    lasted = stays.to_h - stays.from_h
    hours = np.bincount(place, weights=lasted, minlength=size).astype(np.float64)
    elapsed = calendar.days(stays.to_h) - calendar.days(stays.from_h)
    days = np.bincount(place, weights=elapsed, minlength=size).astype(np.float64)
    return hours.reshape(shape), days.reshape(shape)
