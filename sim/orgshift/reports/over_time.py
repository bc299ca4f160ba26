"""Figure: a measure month by month, by variant, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import colour, dash, faint, styled

if TYPE_CHECKING:
    import pandas as pd


def over_time(months: pd.DataFrame, *, label: str, unit: str) -> go.Figure:
    """Draw *months*: columns ``variant``, ``date``, ``mean``, ``low``, ``high``; blanks are gaps.

    *label* and *unit* name the axis; shares are drawn in percent.
    """
    figure = go.Figure()
    factor = 100.0 if unit == "share" else 1.0
    shown_unit = "%" if unit == "share" else unit
    for place, (variant, line) in enumerate(months.groupby("variant", sort=False, observed=True)):
        band = line.dropna(subset=["low", "high"])
        figure.add_scatter(
            x=[*band["date"], *band["date"][::-1]],
            y=[*(factor * band["high"]), *(factor * band["low"])[::-1]],
            fill="toself",
            fillcolor=faint(place),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
            name=f"{variant}, 95 % interval",
        )
        figure.add_scatter(
            x=line["date"],
            y=factor * line["mean"],
            name=str(variant),
            mode="lines",
            line={"color": colour(place), "dash": dash(place), "width": 2.5},
            hovertemplate="%{x|%b %Y}: %{y:.3g}",
        )
    styled(figure, x="", y=f"{label.lower()}, {shown_unit}")
    figure.update_yaxes(rangemode="tozero")
    return figure
