"""Part of a section: a measure month by month."""

from __future__ import annotations

from orgshift.measures import REGISTRY
from orgshift.reports import findings, numbers, tables, words
from orgshift.reports.over_time import over_time
from orgshift.reports.sections.layout import (
    Chart,
    Part,
    fitted,
    group_name,
    groups,
    only,
    slug,
)
from orgshift.reports.source import Source

BANDS = (
    "Bands are 95 % intervals of one variant in one month, each by itself: one month in twenty may "
    "lie outside by luck."
)
PAIRED = " Differences are paired, and known better than the bands suggest."


def by_month(source: Source, measure: str, title: str) -> Part:
    """Return the charts of *measure* by month; where there are none, a note that says why."""
    claims, unit = source.claims, REGISTRY[measure].unit
    months = tables.by_month(source.comparison, measure)
    called, label, share = words.called(measure).sentence, words.row_label(measure), unit == "share"
    if claims.absent(measure):
        return Part(title, note=f"There is no {called} in this scenario.")
    if months["mean"].isna().all():
        return Part(title, note=f"In no month the {called} can be told.")
    highest = months[["mean", "high"]].max().max() * (100 if share else 1)
    over = f"over {words.over(claims.about)}"
    charts = []
    for group in groups(claims.variants):
        mine = only(months, group)
        finding = f"{findings.against(claims, group, measure)}, {over}"
        figure = fitted(over_time(mine, label=label, share=share), claims.variants)
        figure.update_yaxes(range=[0, 1.05 * highest])
        name = group_name(slug(title), group, claims.variants)
        charts.append(Chart(name, finding, figure, numbers.months(mine, unit), mine))
    bands = BANDS + (PAIRED if claims.proposals else "")
    return Part(title, charts, bands if months["low"].notna().any() else "")
