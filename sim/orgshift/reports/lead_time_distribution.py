"""Figure: the share of features delivered within so many days, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import colour, dash, styled

if TYPE_CHECKING:
    import pandas as pd


def lead_time_distribution(curves: pd.DataFrame) -> go.Figure:
    """Draw *curves*: columns ``variant``, ``days`` (calendar days), ``delivered`` (0 to 1)."""
    figure = go.Figure()
    for place, (variant, curve) in enumerate(curves.groupby("variant", sort=False, observed=True)):
        figure.add_scatter(
            x=curve["days"],
            y=100 * curve["delivered"],
            name=str(variant),
            mode="lines",
            line={"shape": "hv", "color": colour(place), "dash": dash(place), "width": 2.5},
            hovertemplate="%{y:.0f} % within %{x:.0f} days",
        )
    styled(figure, x="calendar days from start to release", y="features delivered, %")
    figure.update_yaxes(range=[0, 100])
    return figure
