"""Part of a section: single features, the same one under the reference and under a proposal."""

from __future__ import annotations

from orgshift.reports import numbers, traces, words
from orgshift.reports.journeys import journeys
from orgshift.reports.sections.layout import TOGETHER, Chart, Part, slug
from orgshift.reports.source import Source

NOTE = (
    "The same work with the same luck under both. A typical feature is nearest to the medians of lead "
    "time and of its change; gain and loss are the largest, and luck has most of the say in them. "
    "All are of one replication: examples, not evidence."
)
#: What is shown where there are many proposals.
TYPICAL = "typical"


def single_features(source: Source) -> Part:
    """Return a timeline for each feature that was picked; nothing where none was."""
    trace, claims = source.trace, source.claims
    if trace is None or "proposal" not in trace.features.columns:
        return Part("Single features")
    charts = []
    told = trace.features[["proposal", "pick", "feature"]].drop_duplicates()
    for proposal, pick, feature in told.itertuples(index=False, name=None):
        if proposal not in claims.proposals:
            continue
        if len(claims.proposals) >= TOGETHER and pick != TYPICAL:
            continue
        pair = [claims.reference, proposal]
        stays = traces.bars(trace, feature, pair)
        behind = numbers.days_by_state(traces.by_state(trace, feature)[["state", *pair]])
        name = f"feature-{slug(pick)}-{claims.proposals.index(proposal) + 1}"
        finding = f"{words.capital(pick)}, {traces.finding(trace, feature, pair)}"
        charts.append(Chart(name, finding, journeys(stays), behind, stays))
    return Part("Single features", charts, NOTE if charts else "")
