"""Part of a section: which headline measures differ, each with its interval."""

from __future__ import annotations

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports import findings, numbers, tables
from orgshift.reports.differences import differences as drawn
from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.source import Source


def differences(source: Source) -> Part:
    """Return one chart of all measures for one proposal; of several, a chart for each measure."""
    claims = source.claims
    table = tables.headline_differences(claims).dropna(subset=["relative_low"])
    if table.empty:
        return Part("What differs")
    charts = []
    if len(claims.proposals) == 1:
        finding = findings.differences(claims, claims.proposals[0])
        behind = numbers.differences(claims, table, row="measure")
        charts.append(Chart("differences", finding, drawn(table), behind, table))
    else:
        for measure, mine in table.groupby("measure", sort=False):
            rows = mine.assign(label=mine["variant"])
            finding = findings.against(claims, claims.proposals, str(measure))
            behind = numbers.differences(claims, rows, row="variant")
            charts.append(Chart(f"difference-{measure}", finding, drawn(rows), behind, rows))
    note = (
        f"Paired differences to {claims.reference} over all months, in percent of its level, with "
        f"95 % intervals. Hollow and grey: {NOT_DISTINGUISHABLE}."
    )
    return Part("What differs", charts, note)
