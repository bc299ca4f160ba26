"""How figures look: colours that pass in light and dark, and dashes that carry the same meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Contrast of at least 3:1 against white and against #14181d; today is grey, proposals have colour.
COLOURS = ("#7a8290", "#1f83d6", "#d1620f", "#2c9a62", "#a860d0", "#c2497d", "#8a7f1c", "#4f86a8")
DASHES = ("dash", "solid", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
HATCHES = ("", "/", "\\", "x", "-", "|", "+", ".")
GRID = "rgba(128,136,150,0.28)"
#: No button sends data anywhere; the page works offline.
CONFIG = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
}


def colour(place: int) -> str:
    """Return the colour of the variant at *place* (0: the reference)."""
    return COLOURS[place % len(COLOURS)]


def dash(place: int) -> str:
    """Return the dash of the variant at *place*: colour alone carries no meaning."""
    return DASHES[place % len(DASHES)]


def faint(place: int) -> str:
    """Return the colour of the interval band of the variant at *place*."""
    red, green, blue = (int(colour(place)[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def styled(figure: go.Figure, *, x: str, y: str, height: int = 360) -> go.Figure:
    """Give *figure* its axes' titles, small margins and a transparent ground; return it."""
    figure.update_layout(
        height=height,
        margin={"l": 12, "r": 16, "t": 12, "b": 12},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#444c56"},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
        hovermode="closest",
    )
    figure.update_xaxes(title_text=x, automargin=True, gridcolor=GRID, zerolinecolor=GRID)
    figure.update_yaxes(title_text=y, automargin=True, gridcolor=GRID, zerolinecolor=GRID)
    return figure
