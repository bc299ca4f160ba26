"""Measuring a run: for a window, by team, and month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from orgshift.errors import OrgshiftError
from orgshift.measures.record import Record
from orgshift.measures.registry import MONTHLY, REGISTRY
from orgshift.measures.view import ORGANISATION, View
from orgshift.scenario.wording import did_you_mean


def known(names: Iterable[str]) -> list[str]:
    """Return *names* as a list. Raises OrgshiftError for a measure that is not in the registry."""
    chosen = list(names)
    for name in chosen:
        if name not in REGISTRY:
            guess = did_you_mean(name, list(REGISTRY))
            raise OrgshiftError(f"there is no measure {name!r}{guess}; see {', '.join(REGISTRY)}")
    return chosen


def evaluate(
    record: Record,
    names: Iterable[str] | None = None,
    *,
    first_month: int = 0,
    last_month: int | None = None,
) -> pd.DataFrame:
    """Return the measures *names* (default: all) of *record* in the months [first, last).

    Months count from day 0; the last one defaults to the horizon. Columns ``scope``
    ('organisation', then each stream-aligned team), ``measure``, ``value``. Raises OrgshiftError
    for a measure that is not in the registry.
    """
    chosen = known(REGISTRY if names is None else names)
    last = record.calendar.horizon_months if last_month is None else last_month
    rows = []
    for team, scope in [(None, ORGANISATION), *enumerate(record.teams)]:
        view = View(record, team, first_month, last)
        rows += [(scope, name, REGISTRY[name].compute(view)) for name in chosen]
    return pd.DataFrame(rows, columns=["scope", "measure", "value"])


def monthly(record: Record, names: Sequence[str] = MONTHLY) -> pd.DataFrame:
    """Return measures of the organisation month by month, from day 0.

    Columns ``month``, ``measure``, ``value``; lead times by month of start, infinite where
    the quantile is not reached by the horizon.
    """
    rows = []
    for month in range(record.calendar.horizon_months):
        view = View(record, None, month, month + 1)
        rows += [(month, name, REGISTRY[name].compute(view)) for name in names]
    return pd.DataFrame(rows, columns=["month", "measure", "value"])
