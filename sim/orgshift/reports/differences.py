"""Figure: paired differences to the reference, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports.theme import GRID, VERDICTS, as_text, colour, styled

SYMBOLS = {"worse": "diamond", NOT_DISTINGUISHABLE: "circle-open"}


def differences(table: pd.DataFrame) -> go.Figure:
    """Draw *table*, a row each; hollow and grey where nothing can be told apart.

    Columns ``label``, ``relative``, ``relative_low``, ``relative_high`` (1 is the level of the
    reference; drawn in percent; limits that are not known are not drawn) and ``verdict``.
    """
    middle = 100 * table["relative"]
    shades = [VERDICTS.get(verdict, colour(0)) for verdict in table["verdict"]]
    figure = go.Figure()
    # One trace for each colour: a chart of many rows is drawn as quickly as one of few.
    spread = pd.DataFrame({
        "shade": shades, "low": 100 * table["relative_low"].to_numpy(),
        "high": 100 * table["relative_high"].to_numpy(),
    })  # fmt: skip
    for shade, rows in spread.groupby("shade", sort=False):
        figure.add_scatter(
            x=[
                x
                for low, high in zip(rows["low"], rows["high"], strict=True)
                for x in (low, high, None)
            ],
            y=[y for place in rows.index for y in (place, place, None)],
            mode="lines",
            line={"color": shade, "width": 2.5},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=middle,
        y=list(range(len(table))),
        mode="markers",
        name="difference",
        marker={
            "color": shades,
            "size": 11,
            "symbol": [SYMBOLS.get(verdict, "circle") for verdict in table["verdict"]],
            "line": {"width": 2.5, "color": shades},
        },
        customdata=[[verdict] for verdict in table["verdict"]],
        hovertemplate="%{x:+.1f} %, %{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    styled(figure, x="change, %", y="", height=80 + 42 * len(table))
    reach = [0.0, *middle, *(100 * table[["relative_low", "relative_high"]].to_numpy().ravel())]
    spare = 0.06 * (np.nanmax(reach) - np.nanmin(reach)) or 1.0
    figure.update_xaxes(range=[np.nanmin(reach) - spare, np.nanmax(reach) + spare], nticks=8)
    figure.add_vline(x=0, line={"color": GRID, "width": 3})
    figure.update_yaxes(
        tickvals=list(range(len(table))),
        ticktext=[as_text(name, 22) for name in table["label"]],
        range=[len(table) - 0.5, -0.5],
        zeroline=False,
    )
    return figure
