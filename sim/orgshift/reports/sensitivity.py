"""Figure: which beliefs a difference goes with, and what may be said of the strongest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.experiments.sensitivity import MATTERS
from orgshift.reports import words
from orgshift.reports.theme import GRID, as_text, colour, styled

if TYPE_CHECKING:
    import pandas as pd

#: So many beliefs are drawn; all are in the table.
SHOWN = 10


def plain(belief: str) -> str:
    """Return how a reader calls *belief*, the path of a setting."""
    return belief.removeprefix("mechanisms.").replace(".*", "").replace(".", ": ").replace("_", " ")


def sensitivity(table: pd.DataFrame) -> go.Figure:
    """Draw the strongest beliefs of *table*, a row each; hollow and grey where nothing can be told.

    Rows of one variant and measure of ``Comparison.sensitivity``, the strongest first.
    """
    table = table.head(SHOWN)
    told = (table["verdict"] == MATTERS).to_numpy()
    shades = [colour(1) if one else colour(0) for one in told]
    figure = go.Figure()
    rows = zip(table["low"], table["high"], shades, strict=True)
    for place, (low, high, shade) in enumerate(rows):
        figure.add_scatter(
            x=[low, high], y=[place, place], mode="lines", line={"color": shade, "width": 2.5},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    figure.add_scatter(
        x=table["correlation"], y=list(range(len(table))), mode="markers", showlegend=False,
        marker={
            "color": shades, "size": 11, "line": {"width": 2.5, "color": shades},
            "symbol": ["circle" if one else "circle-open" for one in told],
        },
        customdata=table[["verdict"]].to_numpy(),
        hovertemplate="%{x:+.2f}, %{customdata[0]}<extra></extra>",
    )  # fmt: skip
    styled(figure, x="rank correlation with the difference", y="", height=80 + 42 * len(table))
    figure.update_xaxes(range=[-1.05, 1.05])
    figure.add_vline(x=0, line={"color": GRID, "width": 3})
    figure.update_yaxes(
        tickvals=list(range(len(table))),
        ticktext=[as_text(plain(belief), 30) for belief in table["belief"]],
        range=[len(table) - 0.5, -0.5],
        zeroline=False,
    )
    return figure


def finding(table: pd.DataFrame, variant: str, measure: str) -> str:
    """Return which beliefs the difference of *variant* in *measure* goes with, if any can be told."""
    called = words.called(measure).sentence
    mine = table[table["verdict"] == MATTERS]
    if mine.empty:
        return (
            f"No single assumption is distinguishable as the one that decides how {called} differs "
            f"under {variant}"
        )
    each = [
        f"{plain(belief)} ({100 * share:.0f} %)"
        for belief, share in zip(mine["belief"], mine["share"], strict=True)
    ]
    return (
        f"How {called} differs under {variant} goes with {words.listed(each)}: the share of its "
        "ranks that each explains"
    )
