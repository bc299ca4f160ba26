"""Part of a section: measured lead times beside those that were simulated."""

from __future__ import annotations

from orgshift.measures import ORGANISATION
from orgshift.reports import numbers
from orgshift.reports.observed import finding, measured_curves
from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.source import Source

NOTE = (
    "How far the two curves are apart says how far to trust the rest. Days are whole calendar days."
)


def measured(source: Source) -> Part:
    """Return the two curves of the organisation; nothing where nothing was measured."""
    observed = source.observed
    if observed is None:
        return Part("Measured lead times")
    curves = observed.curves[observed.curves["scope"] == ORGANISATION]
    distances = observed.distances
    figure = measured_curves(curves, distances[distances["scope"] == ORGANISATION].iloc[0])
    behind = numbers.delivery(curves.rename(columns={"source": "variant"}))
    chart = Chart("measured", finding(observed), figure, behind, curves)
    return Part("Measured lead times", [chart], NOTE)
