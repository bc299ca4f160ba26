"""How a whole is drawn in its parts: one bar per variant. Two figures are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import PARTS, as_text, ink_on, styled

if TYPE_CHECKING:
    import pandas as pd


def stacked_bars(table: pd.DataFrame, *, kind: str, x: str) -> go.Figure:
    """Draw one bar per ``variant``, split by column *kind*; ``value`` is the length, *x* its unit.

    A part wide enough has its value on it; parts beyond the tenth are hatched.
    """
    figure = go.Figure()
    longest = table.groupby("variant", observed=True)["value"].sum().max()
    variants = list(dict.fromkeys(table["variant"].astype(str)))
    for place, (name, part) in enumerate(table.groupby(kind, sort=False, observed=True)):
        shade, hatched = PARTS[place % len(PARTS)], place >= len(PARTS)
        figure.add_bar(
            y=[variants.index(variant) for variant in part["variant"].astype(str)],
            x=part["value"],
            name=as_text(name, 40),
            meta=str(name),
            orientation="h",
            width=0.62,
            marker={
                "color": shade,
                "line": {"width": 1, "color": "rgba(255,255,255,0.7)"},
                "pattern": {"shape": "/" if hatched else "", "fillmode": "overlay", "size": 6},
            },
            text=["" if v < 0.05 * longest or hatched else f"{v:.1f}" for v in part["value"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink_on(shade), "size": 12},
            hovertemplate=f"{as_text(name, 40)}: %{{x:.1f}}<extra></extra>",
        )
    styled(figure, x=x, y="", height=80 + 46 * len(variants))
    figure.update_layout(barmode="stack", uniformtext={"mode": "hide", "minsize": 11})
    figure.update_yaxes(
        tickvals=list(range(len(variants))),
        ticktext=[as_text(variant) for variant in variants],
        range=[len(variants) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return figure
