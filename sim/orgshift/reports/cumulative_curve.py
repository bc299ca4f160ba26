"""Figure: what is lost and gained since day 0, summed up month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.j_curve import mark_payback
from orgshift.reports.theme import GRID, colour, faint, styled

if TYPE_CHECKING:
    import pandas as pd


def cumulative_curve(
    table: pd.DataFrame, *, unit: str, paid_back: float | None = None, place: int = 1
) -> go.Figure:
    """Draw *table*: columns ``months`` (that are over), ``sum``, ``low``, ``high``, in *unit*.

    *paid_back* is after how many months a dip is made up for. *place* is that of the variant.
    """
    months = [0, *table["months"]]
    figure = go.Figure()
    figure.add_scatter(
        x=[*months, *months[::-1]],
        y=[0.0, *table["high"], *table["low"][::-1], 0.0],
        fill="toself",
        fillcolor=faint(place),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name="95 % interval of each month",
    )
    figure.add_scatter(
        x=months,
        y=[0.0, *table["sum"]],
        mode="lines",
        line={"color": colour(place), "dash": "solid", "width": 2.5},
        hovertemplate="after %{x} months: %{y:+,.3r}<extra></extra>",
        showlegend=False,
        name=f"{unit} since day 0",
    )
    styled(figure, x="months since day 0", y=f"{unit}, sum since day 0")
    figure.add_hline(y=0, line={"color": GRID, "width": 3})
    span = months[-1]
    figure.update_xaxes(range=[0, span], dtick=3 if span > 8 else 1, zeroline=False)
    figure.update_yaxes(zeroline=False, tickformat=",~g")
    if paid_back is not None:
        mark_payback(figure, paid_back)
    return figure
