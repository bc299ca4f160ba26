"""The title of each chart is its finding, generated from the numbers it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE, REGISTRY
from orgshift.reports import tables, words

if TYPE_CHECKING:
    from orgshift.experiments.compare import Comparison


def _level(comparison: Comparison, variant: str, measure: str) -> str:
    levels = comparison.levels
    mine = (levels["variant"] == variant) & (levels["scope"] == words.ORGANISATION)
    row = levels[mine & (levels["measure"] == measure)].iloc[0]
    return words.number(row["mean"], row["unit"])


def lead_time(comparison: Comparison) -> str:
    """Return the finding of the lead-time distribution."""
    told = [
        f"{variant} in {_level(comparison, variant, 'lead_time_p50')} days, 85 % in "
        f"{_level(comparison, variant, 'lead_time_p85')}"
        for variant in comparison.variants
    ]
    return "Half of the features are delivered under " + "; ".join(told)


def monthly(comparison: Comparison, measure: str) -> str:
    """Return the finding of a chart over time: the difference over the whole horizon."""
    label = REGISTRY[measure].label
    if len(comparison.variants) == 1:
        only = comparison.variants[0]
        return f"{label} under {only}: {_level(comparison, only, measure)} over the horizon"
    told = []
    for variant in comparison.variants[1:]:
        row = words.difference(comparison, variant, measure)
        if row["verdict"] == NOT_DISTINGUISHABLE:
            told.append(f"{variant} is not distinguishable from {comparison.variants[0]}")
        else:
            told.append(f"{variant} {words.percent(row['relative'])}")
    return f"{label} by month; over the horizon: {'; '.join(told)}"


def states(comparison: Comparison) -> str:
    """Return the finding of the split of the lead time: the largest part under each variant."""
    table = tables.lead_time_states(comparison)
    told = []
    for variant in comparison.variants:
        mine = table[table["variant"] == variant].sort_values("value", ascending=False)
        if len(mine) and mine["value"].sum() > 0:
            top = mine.iloc[0]
            share = 100 * top["value"] / mine["value"].sum()
            told.append(f"{share:.0f} % under {variant} it is {top['state']}")
    return "Most of a feature's life: " + "; ".join(told) if told else "No feature was followed"


def activities(comparison: Comparison) -> str:
    """Return the finding of the hours by activity: planned features and toil."""
    table = tables.activity_shares(comparison)
    told = []
    for variant in comparison.variants:
        mine = table[table["variant"] == variant].set_index("activity")["value"]
        new = mine.get("planned features", 0.0) + mine.get("unplanned features", 0.0)
        told.append(f"{variant} {new:.0f} % on features, {mine.get('toil', 0.0):.0f} % on toil")
    return "Of all paid hours: " + "; ".join(told)


def differences(comparison: Comparison) -> str:
    """Return the finding of the differences: how many headline measures are told apart."""
    told = []
    for variant in comparison.variants[1:]:
        verdicts = [words.difference(comparison, variant, m)["verdict"] for m in HEADLINE]
        better, worse = verdicts.count("better"), verdicts.count("worse")
        told.append(
            f"{variant}: {better} better, {worse} worse, {len(verdicts) - better - worse} not "
            "distinguishable"
        )
    return (
        f"Of {len(HEADLINE)} headline measures, against {comparison.variants[0]}: {'; '.join(told)}"
    )
