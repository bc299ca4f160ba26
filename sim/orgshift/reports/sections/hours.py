"""Part of a section: where the paid hours go."""

from __future__ import annotations

from orgshift.reports import findings, numbers, tables
from orgshift.reports.hours_by_activity import hours_by_activity
from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.source import Source


def hours(source: Source) -> Part:
    """Return the shares of all paid hours by activity."""
    table = tables.activity_shares(source.comparison)
    behind = numbers.parts(table, "activity", " %")
    chart = Chart(
        "hours-by-activity", findings.activities(table), hours_by_activity(table), behind, table
    )
    note = (
        "All paid hours of all engineers, those of the platform and other groups included; above, "
        "toil is a share of the task hours of the stream-aligned teams. Activities below 0.1 % are "
        "left out."
    )
    return Part("Where the hours go", [chart], note)
