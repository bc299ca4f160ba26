"""Figure: a difference in its parts, one after the other; where the last one ends is the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from orgshift.reports.theme import GRID, PARTS, VERDICTS, as_text, colour, styled

if TYPE_CHECKING:
    import pandas as pd


def waterfall(steps: pd.DataFrame, *, x: str, better: str | None = None) -> go.Figure:
    """Draw *steps*, a row each from the top, each from where the one above ends; then their sum.

    Columns ``label``, ``value``, ``low`` and ``high`` (the interval of ``value``; nan: not drawn);
    the last row is the whole, drawn from zero. *x* names the axis with its unit; *better* says which
    way is ('lower', 'higher'). Arrows say up and down too, not colour alone.
    """
    values = steps["value"].to_numpy(dtype=np.float64)
    starts = np.append(np.cumsum(values[:-1]) - values[:-1], 0.0)
    rows = list(range(len(steps)))
    figure = go.Figure()
    for row, end in enumerate((starts + values)[:-1]):
        figure.add_scatter(
            x=[end, end], y=[row, row + 1], mode="lines", line={"color": GRID, "width": 2},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    figure.add_bar(
        y=rows, x=values, base=starts, orientation="h", width=0.62, showlegend=False,
        marker={"color": _shades(values, better)},
        customdata=[f"{value:+.3g}" for value in values],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    for row, (low, high) in enumerate(zip(steps["low"], steps["high"], strict=True)):
        if low < high:
            figure.add_scatter(
                x=[starts[row] + low, starts[row] + high], y=[row, row], mode="lines+markers",
                line={"color": "#444c56", "width": 1.5}, hoverinfo="skip", showlegend=False,
                marker={"symbol": "line-ns-open", "size": 9, "color": "#444c56"},
            )  # fmt: skip
    styled(figure, x=x, y="", height=80 + 36 * len(steps))
    figure.add_vline(x=0, line={"color": GRID, "width": 3})
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[as_text(f"{label} {_arrow(value)}", 26) for label, value in zip(
            steps["label"], values, strict=True)],
        range=[len(steps) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )  # fmt: skip
    return figure


def _arrow(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else ""


def _shades(values: np.ndarray, better: str | None) -> list[str]:
    """Return a colour per step: good or bad where there is such a thing; the whole is grey."""
    good, bad = (VERDICTS["better"], VERDICTS["worse"]) if better else (PARTS[0], PARTS[2])
    up, down = (good, bad) if better == "higher" else (bad, good)
    return [*(up if value > 0 else down for value in values[:-1]), colour(0)]
