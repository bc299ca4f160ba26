"""Part of a section: which of the assumptions that were drawn the differences go with."""

from __future__ import annotations

import pandas as pd

from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.sensitivity import finding, plain, sensitivity
from orgshift.reports.source import Source

MEASURES = ("lead_time_p50", "throughput")
READING = (
    "Each point is Spearman's rank correlation, over the draws, between what was drawn and the "
    "difference to the reference; lines are 95 % intervals, each by itself. Hollow points are not "
    "distinguishable from an assumption that does not matter, all assumptions together."
)


def sensitivities(source: Source) -> Part:
    """Return the strongest beliefs of every proposal; nothing where nothing was drawn."""
    whole, charts = source.comparison.sensitivity, []
    for place, variant in enumerate(source.claims.proposals, 1):
        for measure in MEASURES:
            mine = whole[(whole["variant"] == variant) & (whole["measure"] == measure)]
            if len(mine):
                name = f"sensitivity-{measure.replace('_', '-')}-{place}"
                told = finding(mine, variant, measure)
                charts.append(Chart(name, told, sensitivity(mine), _numbers(mine), mine))
    return Part("Which assumptions it goes with", charts, READING if charts else "")


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "assumption": [plain(belief) for belief in table["belief"]],
        "rank correlation": [f"{value:+.2f}" for value in table["correlation"]],
        "95 % interval": [
            f"{low:+.2f} to {high:+.2f}"
            for low, high in zip(table["low"], table["high"], strict=True)
        ],
        "share of the difference": [f"{100 * value:.0f} %" for value in table["share"]],
        "verdict": table["verdict"].to_list(),
    })  # fmt: skip
