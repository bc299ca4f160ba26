"""How figures look: colours that pass in light and dark, dashes and hatches that say the same."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Colours of variants: today is grey, proposals have colour. Contrast of at least 3:1 on white and
#: on the dark card, as those of parts and verdicts.
COLOURS = ("#7a8290", "#1f83d6", "#d1620f", "#2c9a62", "#a860d0", "#c2497d", "#8a7f1c", "#4f86a8")
#: Dashes by their names, as SVG writes them. Seven, so that a colour that comes again has another.
DASHES = {
    "dash": "6 3", "solid": "", "dot": "2 2", "dashdot": "6 2 2 2", "longdash": "10 3",
    "longdashdot": "10 2 2 2", "8px,3px": "8 3",
}  # fmt: skip
#: Colours of the parts of a whole; none is the colour of a variant.
PARTS = (
    "#3f7fb5", "#12908e", "#b07a1e", "#c4544e", "#7d74c9", "#6c8d3a", "#b65f9b", "#98755a",
    "#738296", "#3d9a5f",
)  # fmt: skip
VERDICTS = {"better": "#2c9a62", "worse": "#d1620f"}
GRID = "rgba(128,136,150,0.28)"
#: The dark ground that everything is drawn on at night.
DARK = "#181d23"
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
    return list(DASHES)[place % len(DASHES)]


def faint(place: int) -> str:
    """Return the colour of the interval band of the variant at *place*."""
    red, green, blue = _rgb(colour(place))
    return f"rgba({red},{green},{blue},0.18)"


def ink_on(ground: str) -> str:
    """Return white or near-black, whichever reads better on *ground*."""
    dark = "#12161b"
    return max(("#ffffff", dark), key=lambda ink: contrast(ink, ground))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, W3C 2023."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(shade: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _rgb(shade))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(shade: str) -> tuple[int, int, int]:
    return int(shade[1:3], 16), int(shade[3:5], 16), int(shade[5:7], 16)


def as_text(name: object, width: int = 16) -> str:
    """Return *name* for an axis: in at most three lines, and as text, whatever it has in it."""
    lines = textwrap.wrap(str(name), width) or [""]
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2][: width - 1]}…"]
    return "<br>".join(escape(line, quote=False) for line in lines)


def styled(figure: go.Figure, *, x: str, y: str, height: int = 340) -> go.Figure:
    """Give *figure* its axes' titles, small margins and a transparent ground; return it."""
    clear = {"ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}
    lines = {"gridcolor": GRID, "zerolinecolor": GRID, "automargin": True}
    titles = [{"text": text, "standoff": 8} if text else None for text in (x, y)]
    xaxis, yaxis = ({"title": title} | clear | lines for title in titles)
    figure.update_layout(
        height=height,
        xaxis=xaxis,
        yaxis=yaxis,
        margin={"l": 8, "r": 14, "t": 10, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12, "color": "#444c56"},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
        hovermode="closest",
    )
    return figure


def legend(figure: go.Figure) -> list[dict[str, Any]]:
    """Return what the drawn legend says, for a page that sets it as text that wraps.

    One entry per trace that is in the legend: ``name``, ``colour``, and either ``bar`` with
    ``hatched``, or ``dashes`` as in SVG.
    """
    entries = []
    for trace in figure.data:
        if trace.showlegend is False:
            continue
        bar = trace.type == "bar"
        # The name on the trace is escaped for plotly; `meta` keeps it as it was given.
        entry = {"name": trace.meta, "bar": bar}
        if bar:
            entry |= {"colour": trace.marker.color, "hatched": bool(trace.marker.pattern.shape)}
        else:
            entry |= {"colour": trace.line.color, "dashes": DASHES[trace.line.dash]}
        entries.append(entry)
    return entries
