"""Parts of a section: how long features take, and where that time goes."""

from __future__ import annotations

from orgshift.organisation.journey import CUT_WORKING_DAYS
from orgshift.reports import findings, numbers, tables
from orgshift.reports.lead_time_distribution import lead_time_distribution
from orgshift.reports.lead_time_states import lead_time_states as drawn
from orgshift.reports.sections.layout import (
    Chart,
    Part,
    fitted,
    group_name,
    groups,
    only,
)
from orgshift.reports.source import Source


def lead_time(source: Source) -> Part:
    """Return the share of features released within so many days."""
    claims, curves = source.claims, tables.delivery_curves(source.comparison)
    if not curves["days"].any():
        return Part("Lead time", note="No feature was released.")
    charts = []
    for group in groups(claims.variants):
        mine = only(curves, group)
        finding = findings.against(claims, group, "lead_time_p50")
        figure = fitted(lead_time_distribution(mine), claims.variants)
        figure.update_xaxes(range=[0, curves["days"].max()])
        name = group_name("lead-time", group, claims.variants)
        charts.append(Chart(name, finding, figure, numbers.delivery(mine), mine))
    note = (
        f"{findings.against(claims, claims.variants, 'lead_time_p85')}. Features of all "
        "replications together; open ones are counted as not released yet, not left out."
    )
    return Part("Lead time", charts, note)


def lead_time_states(source: Source) -> Part:
    """Return the states that add up to the mean lead time."""
    table = tables.state_days(source.claims)
    if table.empty:
        return Part("Where the lead time goes")
    behind = numbers.parts(table, "state", " days")
    chart = Chart("lead-time-states", findings.states(table), drawn(table), behind, table)
    note = (
        "Calendar days: nights and weekends count to the state they find the feature in. The parts "
        f"add up to the mean lead time, of features started at least {CUT_WORKING_DAYS} working days "
        "before the end and followed for as long."
    )
    return Part("Where the lead time goes", [chart], note)
