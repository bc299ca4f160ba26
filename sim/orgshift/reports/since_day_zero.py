"""Figure: a difference to the reference over the months since day 0, with its band, beside zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import plotly.graph_objects as go

from orgshift.reports.theme import GRID, VERDICTS, colour, faint, styled

if TYPE_CHECKING:
    import pandas as pd

    Values = Sequence[float] | pd.Series[float]


class Line(NamedTuple):
    """A line: its name, its points, and what is told of one."""

    name: str
    x: Values
    y: Values
    hover: str


class Band(NamedTuple):
    """What lies around a line: its name, and its edges."""

    name: str
    x: Values
    low: Values
    high: Values


def since_day_zero(line: Line, band: Band, *, months: int, y: str, place: int) -> go.Figure:
    """Draw *line* in *band* over *months*; *y* names the axis, *place* is that of the variant."""
    figure = go.Figure()
    figure.add_scatter(
        x=[*band.x, *band.x[::-1]],
        y=[*band.high, *band.low[::-1]],
        fill="toself",
        fillcolor=faint(place),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name=band.name,
    )
    figure.add_scatter(
        x=line.x,
        y=line.y,
        mode="lines",
        line={"color": colour(place), "dash": "solid", "width": 2.5},
        hovertemplate=f"{line.hover}<extra></extra>",
        showlegend=False,
        name=line.name,
    )
    styled(figure, x="months since day 0", y=y)
    figure.add_hline(y=0, line={"color": GRID, "width": 3})
    figure.update_xaxes(range=[0, months], dtick=3 if months > 8 else 1, zeroline=False)
    figure.update_yaxes(zeroline=False, tickformat=",~g")
    return figure


def mark_payback(figure: go.Figure, months: float) -> None:
    """Draw a line at *months* since day 0, with what it means on it."""
    figure.add_vline(
        x=months,
        line={"color": VERDICTS["better"], "width": 2, "dash": "dash"},
        annotation={
            "text": f"paid back: month {months:.0f}",
            "font": {"color": VERDICTS["better"], "size": 13},
            "bgcolor": "rgba(0,0,0,0)",
            "yanchor": "top",
            "xanchor": "right",
            "textangle": 0,
        },
    )
