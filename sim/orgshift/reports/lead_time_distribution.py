"""Figure: the share of features released within so many days, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import GRID, as_text, colour, dash, styled

if TYPE_CHECKING:
    import pandas as pd


def lead_time_distribution(curves: pd.DataFrame) -> go.Figure:
    """Draw *curves*: columns ``variant``, ``days`` (calendar days), ``released`` (0 to 1).

    Lines mark the two quantiles a report speaks of, 50 % and 85 %.
    """
    figure = go.Figure()
    for place, (variant, curve) in enumerate(curves.groupby("variant", sort=False, observed=True)):
        figure.add_scatter(
            x=curve["days"],
            y=100 * curve["released"],
            name=as_text(variant, 40),
            meta=str(variant),
            mode="lines",
            line={"shape": "hv", "color": colour(place), "dash": dash(place), "width": 2.5},
            hovertemplate="%{y:.0f} % within %{x:.0f} days",
        )
    styled(figure, x="calendar days", y="features released, %")
    for level in (50, 85):
        figure.add_hline(y=level, line={"color": GRID, "width": 2})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 85, 100])
    figure.update_xaxes(rangemode="tozero")
    return figure
