"""Figure: where the paid hours go, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.reports.theme import COLOURS, HATCHES, styled

if TYPE_CHECKING:
    import pandas as pd


def stacked_shares(table: pd.DataFrame, *, kind: str, x: str) -> go.Figure:
    """Draw one bar per variant, split by column *kind*; ``value`` is the length in units of *x*."""
    figure = go.Figure()
    for place, (name, part) in enumerate(table.groupby(kind, sort=False, observed=True)):
        figure.add_bar(
            y=part["variant"].astype(str),
            x=part["value"],
            name=str(name),
            orientation="h",
            marker={
                "color": COLOURS[place % len(COLOURS)],
                "line": {"width": 0.5, "color": "rgba(255,255,255,0.6)"},
                "pattern": {
                    "shape": HATCHES[(place // len(COLOURS)) * 3 % len(HATCHES)],
                    "fillmode": "overlay",
                    "size": 6,
                },
            },
            hovertemplate=f"{name}: %{{x:.3g}}",
        )
    variants = table["variant"].nunique()
    styled(figure, x=x, y="", height=190 + 62 * variants)
    figure.update_layout(barmode="stack", legend={"y": -0.28 - 0.2 / variants, "yanchor": "top"})
    figure.update_yaxes(autorange="reversed")
    return figure


def hours_by_activity(hours: pd.DataFrame) -> go.Figure:
    """Draw *hours*: columns ``variant``, ``activity``, ``value`` (share of paid hours, %)."""
    return stacked_shares(hours, kind="activity", x="share of paid engineer-hours, %")


def where_lead_time_goes(states: pd.DataFrame) -> go.Figure:
    """Draw *states*: columns ``variant``, ``state``, ``value`` (mean calendar days a feature)."""
    return stacked_shares(states, kind="state", x="mean calendar days of a feature")
