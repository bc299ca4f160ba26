"""Figure: the J-curve, what a change costs and brings month by month, against the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from orgshift.reports.since_day_zero import Band, Line, mark_payback, since_day_zero
from orgshift.reports.theme import VERDICTS

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
    known = curve.dropna(subset=["relative_low"])
    figure = since_day_zero(
        Line(label, curve["month"] + 0.5, 100 * curve["relative"], "month %{x:.0f}: %{y:+.1f} %"),
        Band(
            "band over all months at once",
            known["month"] + 0.5,
            100 * known["relative_low"],
            100 * known["relative_high"],
        ),
        months=int(curve["month"].max()) + 1,
        y=f"{label}, change in %",
        place=place,
    )
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
