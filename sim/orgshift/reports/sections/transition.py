"""Parts of a section: the way there, what it costs, early signs, and who gains and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.curves import ENGINEER_HOURS
from orgshift.experiments.team_effects import CLAIMED, REDRAWN, STAYS
from orgshift.reports import transition_words as told
from orgshift.reports import words
from orgshift.reports.cumulative_curve import cumulative_curve
from orgshift.reports.j_curve import j_curve
from orgshift.reports.sections.layout import TOGETHER, Chart, Part, Table
from orgshift.reports.who_gains import who_gains

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from orgshift.experiments.transition import Transition
    from orgshift.reports.source import Source

CURVES = (
    "Mean paired differences in windows of three months, in percent of {against}'s level. The band "
    "holds over all months, measures and proposals at once: a dip is told only where it is clear of "
    "zero."
)
SUMS = "What is lost and gained since day 0, with the 95 % interval of each month."
TEAMS = (
    "Over {over}, against {against}. Verdicts hold together over all teams, measures and proposals; "
    "hollow and grey is not distinguishable. The dashed line is the organisation as a whole. Teams "
    "that are split or merged are compared as one with those that follow them."
)


def dips(source: Source) -> Part:
    """Return the J-curves: of all measures for few proposals, else of what is to be paid back."""
    charts = []
    few = len(source.claims.variants) <= TOGETHER
    for place, one in enumerate(source.transitions.values(), 1):
        measures = [m for m in one.dips["measure"] if few or m == one.account]
        charts += [_curve(one, measure, place) for measure in measures]
    charts = [chart for chart in charts if chart.figure.data]
    _same_axis([chart for chart in charts if not few])
    note = CURVES.format(against=source.claims.reference)
    return Part("The way down, and up again", charts, note if charts else "")


def _curve(one: Transition, measure: str, place: int) -> Chart:
    table = one.curves[(one.curves["measure"] == measure) & one.curves["relative"].notna()]
    worst, label = one.worst(measure), _label(measure)
    paid = None
    if measure == one.account and one.payback is not None and np.isfinite(one.payback.high):
        paid = one.payback.months
    figure = j_curve(
        table, label=label, place=place, paid_back=paid, worst=worst if worst["dips"] else None
    )
    numbers = pd.DataFrame({
        "month": [f"{month + 1}" for month in table["month"]],
        "change": [words.percent(value) for value in table["relative"]],
        "band, %": _limits(table["relative_low"], table["relative_high"]),
    })  # fmt: skip
    return Chart(f"way-{measure}-{place}", told.on_curve(one, measure), figure, numbers, table)


def _label(measure: str) -> str:
    return "Engineer-hours gained" if measure == ENGINEER_HOURS else words.called(measure).row


def _limits(low: Sequence[float] | pd.Series, high: Sequence[float] | pd.Series) -> list[str]:
    pairs = zip(low, high, strict=True)
    ends = [[words.percent(end).removesuffix(" %") for end in pair] for pair in pairs]
    return ["–" if "–" in pair else " to ".join(pair) for pair in ends]


def _same_axis(charts: Sequence[Chart]) -> None:
    """Give the charts of several proposals one axis of changes."""
    values = [y for chart in charts for y in _drawn(chart.figure) if y is not None]
    if values:
        spare = 0.08 * (max(values) - min(values)) or 1.0
        for chart in charts:
            chart.figure.update_yaxes(range=[min(values) - spare, max(values) + spare])


def _drawn(figure: go.Figure) -> list[float]:
    return [float(y) for trace in figure.data for y in trace.y if np.isfinite(y)]


def payback(source: Source) -> Part:
    """Return what is lost and gained since day 0, what the way costs, and early signs of the end."""
    every = source.transitions
    charts = [_sum(one, place) for place, one in enumerate(every.values(), 1)]
    _same_axis(charts)
    text = [
        f"{variant}: {'. '.join(words.capital(sentence) for sentence in said)}."
        for variant, one in every.items()
        if (said := [*_share(one), *told.tripwires(one)])
    ]
    tables = [
        Table(f"cost-{place}", f"What the way to {variant} costs", _cost(one), folded=True)
        for place, (variant, one) in enumerate(every.items(), 1)
    ]
    return Part("Payback and cost", charts, SUMS if charts else "", tables, text)


def _share(one: Transition) -> list[str]:
    return [] if one.payback is None else [told.runs(one, one.horizon_months)]


def _sum(one: Transition, place: int) -> Chart:
    paid = None if one.payback is None or np.isinf(one.payback.high) else one.payback.months
    figure = cumulative_curve(one.cumulative, unit=one.unit, paid_back=paid, place=place)
    table = one.cumulative

    def signed(value: float) -> str:
        return f"{words.sign(value)}{words.number(abs(value), '')}"

    numbers = pd.DataFrame({
        "months over": [str(month) for month in table["months"]],
        one.unit: [signed(value) for value in table["sum"]],
        "95 % interval": [
            f"{signed(low)} to {signed(high)}"
            for low, high in zip(table["low"], table["high"], strict=True)
        ],
    })  # fmt: skip
    return Chart(f"since-day-0-{place}", told.on_sum(one), figure, numbers, table)


def _cost(one: Transition) -> pd.DataFrame:
    rows = [row for _, row in one.cost.iterrows()]
    return pd.DataFrame({
        "what": [row["item"] for row in rows],
        "more than today".replace("today", one.against): [
            told.amount(row, "difference", signed=True) for row in rows
        ],
        "95 % interval": [
            " to ".join(told.amount(row, end, signed=True) for end in ("low", "high"))
            for row in rows
        ],
    })  # fmt: skip


def teams(source: Source) -> Part:
    """Return who gains and who loses in throughput, and a table of all that is claimed of teams."""
    charts, tables = [], []
    for place, (variant, one) in enumerate(source.transitions.items(), 1):
        mine = one.teams[one.teams["measure"] == "throughput"]
        if mine["relative"].notna().sum() > 1:
            finding = told.on_teams(one, "throughput")
            numbers = _effects(one.teams, ["throughput"])
            charts.append(Chart(f"teams-{place}", finding, who_gains(mine), numbers, mine))
            others = [measure for measure in CLAIMED if measure != "throughput"]
            caption = f"Lead time and toil of the teams under {variant}"
            tables.append(Table(f"teams-{place}-more", caption, _effects(one.teams, others), True))
    text = [
        f"{words.capital(said)}."
        for one in source.transitions.values()
        if (said := told.losers(one))
    ]
    note = TEAMS.format(over=words.over(source.claims.about), against=source.claims.reference)
    return Part("Team by team", charts, note if charts else "", tables, text if charts else [])


def _effects(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    rows = table[table["measure"].isin(measures)]
    return pd.DataFrame({
        "team": [
            scope if status in (STAYS, REDRAWN) else f"{scope} ({status})"
            for scope, status in zip(rows["scope"], rows["status"], strict=True)
        ],
        "measure": [words.called(measure).row for measure in rows["measure"]],
        "change": [words.percent(value) for value in rows["relative"]],
        "95 % interval, %": _limits(rows["relative_low"], rows["relative_high"]),
        "verdict": [verdict or "–" for verdict in rows["verdict"]],
    })  # fmt: skip
