"""Figure: paired differences of the headline measures, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import GRID, colour, styled

if TYPE_CHECKING:
    import pandas as pd


def differences(table: pd.DataFrame) -> go.Figure:
    """Draw *table*: ``variant``, ``label``, ``relative``, ``relative_low``, ``relative_high``."""
    figure = go.Figure()
    symbols = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star")
    for place, (variant, rows) in enumerate(table.groupby("variant", sort=False, observed=True), 1):
        middle = 100 * rows["relative"]
        figure.add_scatter(
            x=middle,
            y=rows["label"],
            name=str(variant),
            mode="markers",
            marker={"color": colour(place), "size": 10, "symbol": symbols[(place - 1) % 7]},
            error_x={
                "type": "data",
                "array": 100 * rows["relative_high"] - middle,
                "arrayminus": middle - 100 * rows["relative_low"],
                "thickness": 2,
            },
            hovertemplate="%{y}: %{x:+.1f} %",
        )
    styled(
        figure, x="difference to the reference, %", y="", height=110 + 40 * table["label"].nunique()
    )
    figure.add_vline(x=0, line={"color": GRID, "width": 2})
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(scattermode="group", showlegend=len(set(table["variant"])) > 1)
    return figure
