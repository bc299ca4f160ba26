"""Measuring a run: for the horizon, by team, and month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from orgshift.errors import OrgshiftError
from orgshift.measures.registry import MONTHLY, REGISTRY
from orgshift.measures.view import ORGANISATION, Columns, View

if TYPE_CHECKING:
    from orgshift.engine import Run


def evaluate(run: Run, names: Iterable[str] | None = None, *, first_month: int = 0) -> pd.DataFrame:
    """Return the measures *names* (default: all) of *run*, from *first_month* to the horizon.

    Columns ``scope`` ('organisation', then each stream-aligned team), ``measure``, ``value``.
    Raises OrgshiftError for a measure that is not in the registry.
    """
    chosen = list(REGISTRY if names is None else names)
    for name in chosen:
        if name not in REGISTRY:
            raise OrgshiftError(f"there is no measure {name!r}; see {', '.join(REGISTRY)}")
    columns = Columns(run)
    rows = []
    for team, scope in [(None, ORGANISATION), *enumerate(run.teams)]:
        view = View(columns, team, first_month, run.calendar.horizon_months)
        rows += [(scope, name, REGISTRY[name].compute(view)) for name in chosen]
    return pd.DataFrame(rows, columns=["scope", "measure", "value"])


def monthly(run: Run, names: Sequence[str] = MONTHLY) -> pd.DataFrame:
    """Return measures of the organisation month by month, from day 0.

    Columns ``month``, ``measure``, ``value``; lead times by month of start, infinite where
    the quantile is not reached by the horizon.
    """
    columns = Columns(run)
    rows = []
    for month in range(run.calendar.horizon_months):
        view = View(columns, None, month, month + 1)
        rows += [(month, name, REGISTRY[name].compute(view)) for name in names]
    return pd.DataFrame(rows, columns=["month", "measure", "value"])
