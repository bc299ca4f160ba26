"""Figure: a measure month by month, by variant, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from orgshift.reports.theme import as_text, colour, dash, faint, styled

if TYPE_CHECKING:
    import pandas as pd


def over_time(months: pd.DataFrame, *, label: str, share: bool = False) -> go.Figure:
    """Draw *months*: columns ``variant``, ``date``, ``mean``, ``low``, ``high``; blanks are gaps.

    *label* names the axis, with its unit; a *share* (0 to 1) is drawn in percent.
    """
    figure = go.Figure()
    factor = 100.0 if share else 1.0
    for place, (variant, line) in enumerate(months.groupby("variant", sort=False, observed=True)):
        dates, edge = _outline(line)
        figure.add_scatter(
            x=dates,
            y=[None if value is None else factor * value for value in edge],
            fill="toself",
            fillcolor=faint(place),
            mode="lines",
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
            name=f"{as_text(variant, 40)}, 95 % interval",
        )
        figure.add_scatter(
            x=_days(line["date"]),
            y=factor * line["mean"],
            name=as_text(variant, 40),
            meta=str(variant),
            mode="lines",
            line={"color": colour(place), "dash": dash(place), "width": 2.5},
            hovertemplate="%{x|%b %Y}: %{y:.3g}",
        )
    styled(figure, x="", y=f"{label}, %" if share else label)
    figure.update_xaxes(type="date", tickformat="%b<br>%Y", nticks=9, tickangle=0)
    figure.update_yaxes(rangemode="tozero")
    return figure


def _outline(line: pd.DataFrame) -> tuple[list[Any], list[Any]]:
    """Return the outline of the band, one closed piece for each run of months that have one."""
    blank = line["low"].isna()
    dates: list[Any] = []
    edge: list[Any] = []
    for _, run in line[~blank].groupby(blank.cumsum()[~blank]):
        days = _days(run["date"])
        dates += [*days, *days[::-1], None]
        edge += [*run["high"], *run["low"][::-1], None]
    return dates, edge


def _days(dates: pd.Series[Any]) -> list[str]:
    """Return *dates* as texts: what the page will hold, and what plotly takes as it is."""
    return list(dates.dt.strftime("%Y-%m-%d"))
