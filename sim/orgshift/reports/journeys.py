"""Figure: where features spent their days, a bar per variant from the start of each to its release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.organisation.activities import STATES
from orgshift.reports.theme import PARTS, as_text, styled

if TYPE_CHECKING:
    import pandas as pd

#: A pattern per state beside its colour: waits are hatched, work is solid.
PATTERNS = ("", "x", "/", "\\", "|", "-", "+", ".", "/", "\\")


def journeys(stays: pd.DataFrame) -> go.Figure:
    """Draw *stays*, one bar per ``row`` in the order they come.

    Columns ``row`` (what the bar is called), ``state`` (its name in words), ``place`` (of the state
    among all states), ``from_days`` (calendar days since the start of the feature), ``days``,
    ``open`` (whether the feature is not released yet: the bar then ends in an ellipsis).
    """
    figure = go.Figure()
    rows = list(dict.fromkeys(stays["row"]))
    for key, mine in stays.groupby("place", sort=True):
        place, state = int(str(key)), str(mine["state"].iloc[0])
        figure.add_bar(
            y=[rows.index(row) for row in mine["row"]],
            x=mine["days"],
            base=mine["from_days"],
            name=as_text(state, 40),
            meta=state,
            orientation="h",
            width=0.56,
            marker={
                "color": PARTS[place],
                "pattern": {
                    "shape": PATTERNS[place], "fillmode": "overlay", "size": 6, "solidity": 0.25,
                },
            },
            hovertemplate=f"{as_text(state, 40)}: %{{x:.1f}} days from day %{{base:.1f}}<extra></extra>",
        )  # fmt: skip
    ends = (stays["from_days"] + stays["days"]).groupby(stays["row"], sort=False).max()
    for row in dict.fromkeys(stays.loc[stays["open"], "row"]):
        figure.add_annotation(
            x=ends[row], y=rows.index(row), text="… open", showarrow=False, xanchor="left"
        )
    styled(figure, x="calendar days since its start", y="", height=90 + 40 * len(rows))
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[as_text(row, 28) for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(rangemode="tozero")
    return figure


assert len(PATTERNS) == len(STATES) == len(PARTS)
