"""Figure: a difference in its parts, one after the other; where the last one ends is the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from orgshift.reports.theme import GRID, PARTS, VERDICTS, as_text, colour, styled

if TYPE_CHECKING:
    import pandas as pd

#: How far below the middle of its bar an interval is drawn, in rows.
BELOW = 0.42


def waterfall(steps: pd.DataFrame, *, x: str, better: str | None = None) -> go.Figure:
    """Draw *steps*, a row each from the top, each from where the one above ends; then their sum.

    Columns ``label``, ``value``, ``low`` and ``high`` (the interval of ``value``; nan: not drawn);
    the last row is the whole, drawn from zero. *x* names the axis with its unit; *better* says which
    way is ('lower', 'higher'). Arrows say up and down too, not colour alone; a step whose interval
    covers zero is hatched and grey and has none.
    """
    values = steps["value"].to_numpy(dtype=np.float64)
    starts = np.append(np.cumsum(values[:-1]) - values[:-1], 0.0)
    known = ((steps["low"] > 0.0) | (steps["high"] < 0.0)).to_numpy()
    rows = list(range(len(steps)))
    figure = go.Figure()
    for row, end in enumerate((starts + values)[:-1]):
        figure.add_scatter(
            x=[end, end], y=[row, row + 1], mode="lines", line={"color": GRID, "width": 2},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    figure.add_bar(
        y=rows, x=values, base=starts, orientation="h", width=0.62, showlegend=False,
        marker={
            "color": _shades(values, known, better),
            # Not laid over the colour: for colours in a list plotly would look for one that stands out.
            "pattern": {
                "shape": ["" if one else "/" for one in known], "fillmode": "replace", "size": 6,
                "solidity": 0.4, "fgcolor": colour(0), "bgcolor": "rgba(0,0,0,0)",
            },
        },
        customdata=[f"{value:+.3g}" for value in values],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    for row, (low, high) in enumerate(zip(steps["low"], steps["high"], strict=True)):
        if low < high:
            # Below the bar, where it can be seen on any ground.
            figure.add_scatter(
                x=[starts[row] + low, starts[row] + high], y=[row + BELOW] * 2, mode="lines+markers",
                line={"color": colour(0), "width": 2}, hoverinfo="skip", showlegend=False,
                marker={"symbol": "line-ns-open", "size": 8, "color": colour(0)},
            )  # fmt: skip
    styled(figure, x=x, y="", height=80 + 36 * len(steps))
    figure.add_vline(x=0, line={"color": GRID, "width": 3})
    arrows = [_arrow(value) if one else "" for value, one in zip(values, known, strict=True)]
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[
            as_text(f"{label} {arrow}".strip(), 26)
            for label, arrow in zip(steps["label"], arrows, strict=True)
        ],
        range=[len(steps) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return figure


def _arrow(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else ""


def _shades(values: np.ndarray, known: np.ndarray, better: str | None) -> list[str]:
    """Return a colour per step: good or bad where there is such a thing; the whole is grey."""
    good, bad = (VERDICTS["better"], VERDICTS["worse"]) if better else (PARTS[0], PARTS[2])
    up, down = (good, bad) if better == "higher" else (bad, good)
    steps = zip(values[:-1], known[:-1], strict=True)
    shades = [(up if value > 0 else down) if one else colour(0) for value, one in steps]
    return [*shades, colour(0)]
