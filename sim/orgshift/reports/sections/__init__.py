"""What the report shows below its memo, one file per question; figures come from the files above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.reports.sections.by_month import by_month
from orgshift.reports.sections.differences import differences
from orgshift.reports.sections.hours import hours
from orgshift.reports.sections.layout import Chart, Section, Source, Table
from orgshift.reports.sections.lead_time import lead_time, lead_time_states

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison


def sections(comparison: Comparison, source: Source | None = None) -> list[Section]:
    """Return the sections of the report on *comparison*, those with nothing to show left out."""
    source = source or Source.of(comparison)
    every = [
        differences(source),
        by_month(source, "throughput", "Throughput over time"),
        by_month(source, "lead_time_p50", "Lead time over time"),
        by_month(source, "toil_share", "Toil over time"),
        lead_time(source),
        lead_time_states(source),
        hours(source),
    ]
    return [section for section in every if section.charts or section.tables or section.note]


__all__ = ["Chart", "Section", "Source", "Table", "sections"]
