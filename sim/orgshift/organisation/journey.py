"""The journey: every hour of a feature's life in exactly one state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.organisation.activities import RELEASED, STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.organisation.calendar import Calendar

#: The restricted mean is over lead times cut at this many working days.
CUT_WORKING_DAYS = 60


class Spans(NamedTuple):
    """Stays of features in states: equal-length arrays; moments are clock hours."""

    feature: NDArray[np.int64]
    state: NDArray[np.int64]
    from_h: NDArray[np.float64]
    to_h: NDArray[np.float64]


def spans(log: Sequence[float], calendar: Calendar) -> Spans:
    """Return the stays in *log*: (feature row, clock, state) for every change of state.

    A stay lasts until the feature's next entry; what is open at the horizon ends there.
    """
    entries = np.array(log, dtype=np.float64).reshape(-1, 3)
    entries = entries[_by_row(entries[:, 0].astype(np.int64))]
    feature, start, state = entries.T
    end = np.full(len(start), calendar.horizon_h)
    same = feature[1:] == feature[:-1]
    end[:-1][same] = start[1:][same]
    kept = (state != RELEASED) & (end > start)
    return Spans(
        feature[kept].astype(np.int64), state[kept].astype(np.int64), start[kept], end[kept]
    )


def _by_row(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by row, otherwise as logged: numpy sorts 16 bits in linear time."""
    order = np.argsort((row & 0xFFFF).astype(np.uint16), kind="stable")
    if row.max(initial=0) > 0xFFFF:
        order = order[np.argsort((row[order] >> 16).astype(np.uint16), kind="stable")]
    return order


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
