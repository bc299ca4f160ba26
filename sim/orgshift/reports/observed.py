"""Measured beside simulated lead times: figure, finding, and what `orgshift compare` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from orgshift.measures import ORGANISATION
from orgshift.reports import words
from orgshift.reports.theme import GRID, as_text, colour, dash, styled

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.experiments.observed import Observed


def measured_curves(curves: pd.DataFrame, distance: pd.Series[Any]) -> go.Figure:
    """Draw the *curves* of one scope, and a line where their *distance* is largest.

    Columns ``source``, ``days`` (calendar days), ``released`` (0 to 1); of *distance*: ``days``,
    ``observed_released``, ``simulated_released``.
    """
    figure = go.Figure()
    for source, curve in curves.groupby("source", sort=False, observed=True):
        mine = str(source) == "observed"
        figure.add_scatter(
            x=curve["days"],
            y=100 * curve["released"],
            name=as_text("measured" if mine else f"{source}, simulated", 40),
            meta="measured" if mine else f"{source}, simulated",
            mode="lines",
            line={
                "shape": "hv", "color": colour(1 if mine else 0), "dash": dash(1 if mine else 0),
                "width": 2.5,
            },
            hovertemplate="%{y:.0f} % within %{x:.0f} days",
        )  # fmt: skip
    figure.add_scatter(
        x=[distance["days"]] * 2,
        y=[100 * distance["observed_released"], 100 * distance["simulated_released"]],
        mode="lines+markers",
        line={"color": colour(2), "width": 2},
        marker={"symbol": "line-ew-open", "size": 12, "color": colour(2)},
        hoverinfo="skip",
        showlegend=False,
    )
    styled(figure, x="calendar days", y="features released, %")
    for level in (50, 85):
        figure.add_hline(y=level, line={"color": GRID, "width": 2})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 85, 100])
    figure.update_xaxes(rangemode="tozero")
    return figure


def finding(observed: Observed, scope: str = ORGANISATION) -> str:
    """Return in one sentence how far the two curves are apart, and where."""
    table = observed.distances
    row, reference = table[table["scope"] == scope].iloc[0], observed.about["reference"]
    seen, told = (f"{100 * row[f'{name}_released']:.0f} %" for name in ("observed", "simulated"))
    if math.isnan(row["low"]):
        limits = ""
    elif row["low"] == 0.0:
        limits = f" (at most {100 * row['high']:.0f}; no more than luck may make)"
    else:
        limits = f" ({_points(row['low'])} to {_points(row['high'])})"
    return (
        f"Measured lead times and {reference} are {100 * row['distance']:.0f} points apart at "
        f"most{limits}: within {words.plural(int(row['days']), 'day')}, {seen} of the measured "
        f"features are released and {told} of the simulated ones"
    )


def in_text(observed: Observed) -> str:
    """Return what `orgshift compare --observed` prints beside the answer."""
    about = observed.about
    still = f", {about['open']} of them open on {about['until']}" if about["open"] else ""
    paragraphs = [
        words.wrapped(f"{finding(observed)}. Measured: {about['features']} features{still}."),
        _lines(observed),
    ]
    if about["unknown"]:
        listed = words.listed([
            f"{one['team']} ({words.plural(one['features'], 'feature')}"
            + (f"; did you mean {one['guess']!r}?)" if one["guess"] else ")")
            for one in about["unknown"]
        ])  # fmt: skip
        paragraphs.append(words.wrapped(
            f"Teams that {about['reference']} does not have, counted for the organisation alone: "
            f"{listed}."
        ))  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def _lines(observed: Observed) -> list[str]:
    reference = observed.about["reference"]
    lines = [
        f"{'lead time, days':<22}{'half within':>20}{'85 % within':>20}{'points apart':>18}",
        f"{'':<22}{'measured simulated':>20}{'measured simulated':>20}{'at most':>18}",
        "-" * words.WIDTH,
    ]
    for _, row in observed.distances.iterrows():
        cells = "".join(
            f"{_days(row[f'observed_p{level}']):>10}{_days(row[f'simulated_p{level}']):>10}"
            for level in (50, 85)
        )
        known = not math.isnan(row["low"])
        limits = f"({_points(row['low'])} to {_points(row['high'])})" if known else ""
        scope = f"{reference}, all" if row["scope"] == ORGANISATION else row["scope"]
        lines.append(f"{scope[:21]:<22}{cells}{_points(row['distance']):>6}{limits:>12}")
    return lines


def _points(share: float) -> str:
    """Return a share in points; a small one is not told as none."""
    return f"{100 * share:.{1 if 0.0 < share < 0.01 else 0}f}"


def _days(value: float) -> str:
    return "–" if math.isinf(value) else f"{value:.0f}"
