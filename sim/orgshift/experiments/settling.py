"""Settling in: from which month on a variant is in a steady state, for questions about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.errors import OrgshiftError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison
    from orgshift.measures import Record

#: Batches of five observations: here the working days of a week. So many are never cut off.
BATCH, LEAST_KEPT = 5, 5


def mser5(series: NDArray[np.float64]) -> int | None:
    """Return how many observations at the start of *series* to leave out, by MSER-5.

    The start that leaves the mean of the rest with the least standard error, over means of
    batches of five; None where that is more than half of the series: it is too short, or not
    steady. Source: White 1997, "An effective truncation heuristic for bias reduction in simulation
    output"; White, Cobb & Spratt 2000.
    """
    count = len(series) // BATCH
    if count < 2 * LEAST_KEPT:
        return None
    batches = series[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    kept = np.arange(count, 0, -1)
    total, squares = (np.cumsum(x[::-1])[::-1] for x in (batches, batches**2))
    errors = (squares - total**2 / kept)[: count - LEAST_KEPT] / kept[: count - LEAST_KEPT] ** 2
    # What differs by no more than rounding is the same: the earliest is taken.
    best = int(np.flatnonzero(errors <= errors.min() + 1e-12 * squares[0])[0])
    return best * BATCH if best <= count / 2 else None


def settled(comparison: Comparison) -> pd.DataFrame:
    """Return from which month on each variant is steady, by its features released a working day.

    Columns ``variant``, ``days`` (working days that MSER-5 leaves out), ``month`` (the first
    whole month after them, from day 0); both are missing where a variant has not settled. The
    series is the mean over replications, so that it shows the change and not the luck.
    """
    rows = []
    for variant in comparison.variants:
        records = [record for (name, _), record in comparison.records.items() if name == variant]
        days = mser5(np.mean([_released_a_day(record) for record in records], axis=0))
        rows.append((variant, days, None if days is None else _month(records[0], days)))
    table = pd.DataFrame(rows, columns=["variant", "days", "month"])
    return table.astype({"days": "Int64", "month": "Int64"})


def settling_month(comparison: Comparison) -> int:
    """Return the month from which on all variants are steady.

    Raises OrgshiftError with the names of those that have not settled within the horizon.
    """
    table = settled(comparison)
    horizon = int(comparison.about["horizon_months"])
    late = table["month"].isna() | (table["month"] >= horizon)
    if late.any():
        names = ", ".join(table.loc[late, "variant"])
        raise OrgshiftError(
            f"not settled within {horizon} months: {names}; ask for a longer horizon, or name a month"
        )
    return int(table["month"].max())


def _released_a_day(record: Record) -> NDArray[np.float64]:
    calendar = record.calendar
    days = int(calendar.horizon_h // calendar.hours_a_day)
    release = record.feature("release_h")
    day = np.floor(release[release >= 0.0] / calendar.hours_a_day).astype(np.int64)
    return np.bincount(day, minlength=days)[:days].astype(np.float64)


def _month(record: Record, days: int) -> int:
    """Return the first month that starts after *days* working days."""
    calendar = record.calendar
    starts = calendar.month_starts_h[calendar.run_in_months :]
    return int(np.searchsorted(starts, days * calendar.hours_a_day))
