"""What the report shows below its answer: each chart with its finding, a note and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import REGISTRY
from orgshift.organisation.journey import CUT_WORKING_DAYS
from orgshift.reports import findings, numbers, tables, words
from orgshift.reports.differences import differences
from orgshift.reports.hours_by_activity import hours_by_activity
from orgshift.reports.lead_time_distribution import lead_time_distribution
from orgshift.reports.lead_time_states import lead_time_states
from orgshift.reports.over_time import over_time

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.experiments.comparison import Comparison

#: So many variants go into one chart of lines; of more, each proposal has a chart of its own.
TOGETHER = 3
#: How tall the charts of lines are that stand side by side.
PANEL_HEIGHT = 270
BANDS = (
    "Bands are 95 % intervals of one variant in one month, each by itself: one month in twenty may "
    "lie outside by luck."
)
PAIRED = " Differences are paired, and known better than the bands suggest."


@dataclass(frozen=True)
class Chart:
    """A picture, the finding that is its title, a note below it, and the numbers behind it."""

    finding: str
    figure: go.Figure
    numbers: pd.DataFrame


@dataclass(frozen=True)
class Section:
    """Charts under one heading, with what must be known to read them."""

    title: str
    charts: list[Chart]
    note: str = ""


def sections(comparison: Comparison) -> list[Section]:
    """Return the sections of the report on *comparison*, those with nothing to show left out."""
    every = [
        _differences(comparison),
        _lead_time(comparison),
        _by_month(comparison, "lead_time_p50", "Lead time over time"),
        _by_month(comparison, "toil_share", "Toil over time"),
        _by_month(comparison, "throughput", "Throughput over time"),
        _lead_time_states(comparison),
        _hours(comparison),
    ]
    return [section for section in every if section.charts or section.note]


def _groups(comparison: Comparison) -> list[list[str]]:
    """Return the variants that share a chart of lines; the reference is in each."""
    reference, *proposals = comparison.variants
    if len(comparison.variants) <= TOGETHER:
        return [comparison.variants]
    return [[reference, proposal] for proposal in proposals]


def _only(table: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    return table[table["variant"].isin(variants)]


def _fitted(comparison: Comparison, figure: go.Figure) -> go.Figure:
    return (
        figure
        if len(comparison.variants) <= TOGETHER
        else figure.update_layout(height=PANEL_HEIGHT)
    )


def _differences(comparison: Comparison) -> Section:
    table = tables.headline_differences(comparison).dropna(subset=["relative_low"])
    reference, *proposals = comparison.variants
    if table.empty:
        return Section("What differs", [])
    charts = []
    if len(proposals) == 1:
        finding = findings.differences(comparison, proposals[0])
        charts = [Chart(finding, differences(table), numbers.differences(table, row="measure"))]
    else:
        for measure, mine in table.groupby("measure", sort=False):
            rows = mine.assign(label=mine["variant"])
            finding = findings.against(comparison, proposals, str(measure))
            figure = differences(rows)
            charts.append(Chart(finding, figure, numbers.differences(rows, row="variant")))
    note = (
        f"Paired differences to {reference} over all months, in percent of its level, with 95 % "
        f"intervals. Hollow and grey: {NOT_DISTINGUISHABLE}."
    )
    return Section("What differs", charts, note)


def _lead_time(comparison: Comparison) -> Section:
    curves = tables.delivery_curves(comparison)
    if not curves["days"].any():
        return Section("Lead time", [], "No feature was released.")
    charts = []
    for group in _groups(comparison):
        mine = _only(curves, group)
        finding = findings.against(comparison, group, "lead_time_p50")
        figure = _fitted(comparison, lead_time_distribution(mine))
        figure.update_xaxes(range=[0, curves["days"].max()])
        charts.append(Chart(finding, figure, numbers.delivery(mine)))
    note = (
        f"{findings.against(comparison, comparison.variants, 'lead_time_p85')}. Features of all "
        "replications together; open ones are counted as not released yet, not left out."
    )
    return Section("Lead time", charts, note)


def _by_month(comparison: Comparison, measure: str, title: str) -> Section:
    months, unit = tables.by_month(comparison, measure), REGISTRY[measure].unit
    called, label, share = words.called(measure).sentence, words.row_label(measure), unit == "share"
    if words.absent(comparison, measure):
        return Section(title, [], f"There is no {called} in this scenario.")
    if months["mean"].isna().all():
        return Section(title, [], f"In no month the {called} can be told.")
    highest = months[["mean", "high"]].max().max() * (100 if share else 1)
    over = f"over all {words.plural(comparison.about['horizon_months'], 'month')}"
    charts = []
    for group in _groups(comparison):
        mine = _only(months, group)
        finding = f"{findings.against(comparison, group, measure)}, {over}"
        figure = _fitted(comparison, over_time(mine, label=label, share=share))
        figure.update_yaxes(range=[0, 1.05 * highest])
        charts.append(Chart(finding, figure, numbers.months(mine, unit)))
    bands = BANDS + (PAIRED if len(comparison.variants) > 1 else "")
    return Section(title, charts, bands if months["low"].notna().any() else "")


def _lead_time_states(comparison: Comparison) -> Section:
    table = tables.state_days(comparison)
    if table.empty:
        return Section("Where the lead time goes", [])
    behind = numbers.parts(table, "state", " days")
    chart = Chart(findings.states(comparison), lead_time_states(table), behind)
    note = (
        "Calendar days: nights and weekends count to the state they find the feature in. The parts "
        f"add up to the mean lead time, of features started at least {CUT_WORKING_DAYS} working days "
        "before the end and followed for as long."
    )
    return Section("Where the lead time goes", [chart], note)


def _hours(comparison: Comparison) -> Section:
    table = tables.activity_shares(comparison)
    behind = numbers.parts(table, "activity", " %")
    chart = Chart(findings.activities(comparison), hours_by_activity(table), behind)
    note = (
        "All paid hours of all engineers, those of the platform and other groups included; above, "
        "toil is a share of the task hours of the stream-aligned teams. Activities below 0.1 % are "
        "left out."
    )
    return Section("Where the hours go", [chart], note)
