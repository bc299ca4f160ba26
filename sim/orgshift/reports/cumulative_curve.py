"""Figure: what is lost and gained since day 0, summed up month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.since_day_zero import Band, Line, mark_payback, since_day_zero

if TYPE_CHECKING:
    import pandas as pd


def cumulative_curve(
    table: pd.DataFrame, *, unit: str, paid_back: float | None = None, place: int = 1
) -> go.Figure:
    """Draw *table*: columns ``months`` (that are over), ``sum``, ``low``, ``high``, in *unit*.

    *paid_back* is after how many months a dip is made up for. *place* is that of the variant.
    """
    months = [0, *table["months"]]
    low, middle, high = ([0.0, *table[name]] for name in ("low", "sum", "high"))
    figure = since_day_zero(
        Line(f"{unit} since day 0", months, middle, "after %{x} months: %{y:+,.3r}"),
        Band("95 % interval of each month", months, low, high),
        months=months[-1],
        y=f"{unit}, sum since day 0",
        place=place,
    )
    if paid_back is not None:
        mark_payback(figure, paid_back)
    return figure
