"""Figure: the J-curve, what a change costs and brings month by month, against the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from orgshift.reports.theme import GRID, VERDICTS, colour, faint, styled

if TYPE_CHECKING:
    import pandas as pd


def j_curve(
    curve: pd.DataFrame,
    *,
    label: str,
    worst: pd.Series[Any] | None = None,
    paid_back: float | None = None,
    place: int = 1,
) -> go.Figure:
    """Draw *curve*: columns ``month``, ``relative``, ``relative_low``, ``relative_high``.

    Drawn in percent of the reference's level, at the middle of each month; *label* names the
    measure. *worst* marks a dip: a row with ``month`` and ``relative``; *paid_back* is how many
    months it takes to make up for it. *place* is that of the variant, which has its colour.
    """
    figure = go.Figure()
    known = curve.dropna(subset=["relative_low"])
    middle = known["month"] + 0.5
    figure.add_scatter(
        x=[*middle, *middle[::-1]],
        y=[*(100 * known["relative_high"]), *(100 * known["relative_low"])[::-1]],
        fill="toself",
        fillcolor=faint(place),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name="band over all months at once",
    )
    figure.add_scatter(
        x=curve["month"] + 0.5,
        y=100 * curve["relative"],
        mode="lines",
        line={"color": colour(place), "dash": "solid", "width": 2.5},
        hovertemplate="month %{x:.0f}: %{y:+.1f} %<extra></extra>",
        showlegend=False,
        name=label,
    )
    styled(figure, x="months since day 0", y=f"{label}, change in %")
    figure.add_hline(y=0, line={"color": GRID, "width": 3})
    span = int(curve["month"].max()) + 1
    figure.update_xaxes(range=[0, span], dtick=3 if span > 8 else 1, zeroline=False)
    figure.update_yaxes(zeroline=False, tickformat=",~g")
    if worst is not None:
        _mark_worst(figure, worst)
    if paid_back is not None:
        mark_payback(figure, paid_back)
    return figure


def _mark_worst(figure: go.Figure, worst: pd.Series[Any]) -> None:
    depth = 100 * float(worst["relative"])
    figure.add_scatter(
        x=[worst["month"] + 0.5],
        y=[depth],
        mode="markers+text",
        marker={"symbol": "diamond", "size": 11, "color": VERDICTS["worse"]},
        text=[f"{depth:+.0f} %".replace("-", "−")],
        textposition="bottom center" if depth < 0.0 else "top center",
        textfont={"color": VERDICTS["worse"], "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
        name="worst",
    )


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
