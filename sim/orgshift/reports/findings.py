"""The title of each chart is its finding, generated from the numbers it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports import tables, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.experiments.comparison import Comparison


def against(comparison: Comparison, variants: Sequence[str], measure: str) -> str:
    """Return how *variants* compare with the reference in *measure*, over the whole horizon."""
    reference, (called, of, *_) = comparison.variants[0], words.called(measure)
    of = f" {of}" if of else ""

    def level(variant: str) -> str:
        row = words.level(comparison, variant, measure)
        return words.number(row["mean"], row["unit"])

    proposals = [variant for variant in variants if variant != reference]
    if not proposals:
        return f"{called[0].upper()}{called[1:]} under {reference}: {level(reference)}{of}"
    groups: dict[str, list[str]] = {"lower": [], "higher": [], NOT_DISTINGUISHABLE: []}
    for variant in proposals:
        row = words.difference(comparison, variant, measure)
        word = "lower" if row["difference"] < 0 else "higher"
        known = row["verdict"] != NOT_DISTINGUISHABLE
        groups[word if known else NOT_DISTINGUISHABLE].append(f"{variant} ({level(variant)})")
    told = "; ".join(f"{word} under {words.listed(g)}" for word, g in groups.items() if g)
    return f"Against {reference} ({level(reference)}{of}), {called} is {told}"


def differences(comparison: Comparison, variant: str) -> str:
    """Return how many headline measures are told apart, and which way."""
    rows = [words.difference(comparison, variant, m) for m in words.shown(comparison)]
    verdicts = [row["verdict"] for row in rows]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    return (
        f"Against {comparison.variants[0]}, {variant} is better in {better} of {len(verdicts)} "
        f"measures, worse in {worse}, not distinguishable in {len(verdicts) - better - worse}"
    )


def states(comparison: Comparison) -> str:
    """Return the finding of the split of the lead time: the largest part under each variant."""
    table = tables.state_days(comparison)
    largest: dict[str, list[str]] = {}
    for variant, mine in table.groupby("variant", sort=False):
        top = mine.sort_values("value").iloc[-1]
        share = 100 * top["value"] / mine["value"].sum()
        largest.setdefault(top["state"], []).append(f"{share:.0f} % under {variant}")
    told = "; ".join(f"{state} ({words.listed(who)})" for state, who in largest.items())
    return f"The largest part of a feature's life: {told}"


def activities(comparison: Comparison) -> str:
    """Return the finding of the hours by activity: features and toil."""
    table = tables.activity_shares(comparison)
    told = []
    for variant in comparison.variants:
        mine = table[table["variant"] == variant].set_index("activity")["value"]
        new = mine.get("planned features", 0.0) + mine.get("unplanned features", 0.0)
        told.append(f"{new:.0f} % and {mine.get('toil', 0.0):.0f} % under {variant}")
    return f"Of all paid hours, features and toil take {words.listed(told)}"
