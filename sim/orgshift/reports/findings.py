"""The title of each chart is its finding, generated from the numbers it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import REGISTRY
from orgshift.reports import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from orgshift.reports.claims import Claims, Finding


#: So many states of the journey are named.
STATES_TOLD = 3
#: What chart titles say of proposals, by what their claims find.
TOLD: dict[Finding, str] = {"falls": "lower", "rises": "higher", "same": "the same"}


def against(claims: Claims, variants: Sequence[str], measure: str) -> str:
    """Return how *variants* compare with the reference in *measure*, over the whole horizon."""
    called, level = words.called(measure), claims.level(claims.reference, measure)
    of = f" {called.of}" if called.of else ""
    mine = claims.on(measure, variants)
    more = words.telling(level.mean, [claim.level for claim in mine], level.unit)
    now = words.number(level.mean, level.unit, more=more)
    if not mine:
        return f"{words.capital(called.sentence)} under {claims.reference}: {now}{of}"
    groups: dict[str, list[str]] = {word: [] for word in (*TOLD.values(), NOT_DISTINGUISHABLE)}
    for claim in mine:
        level_told = words.number(claim.level, claim.unit, more=more)
        word = TOLD.get(claim.finding, NOT_DISTINGUISHABLE)
        groups[word].append(f"{claim.variant} ({level_told})")
    told = "; ".join(f"{word} under {words.listed(g)}" for word, g in groups.items() if g)
    return f"Against {claims.reference} ({now}{of}), {called.sentence} is {told}"


def differences(claims: Claims, variant: str) -> str:
    """Return how many headline measures are told apart, and which way."""
    verdicts = [claims.claim(variant, measure).verdict for measure in claims.shown]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    return (
        f"Against {claims.reference}, {variant} is better in {better} of {len(verdicts)} "
        f"measures, worse in {worse}, not distinguishable in {len(verdicts) - better - worse}"
    )


def states(table: pd.DataFrame) -> str:
    """Return the finding of the split of the lead time: the largest part under each variant."""
    largest: dict[str, list[str]] = {}
    for variant, mine in table.groupby("variant", sort=False):
        top = mine.sort_values("value").iloc[-1]
        share = 100 * top["value"] / mine["value"].sum()
        largest.setdefault(top["state"], []).append(f"{share:.0f} % under {variant}")
    told = "; ".join(f"{state} ({words.listed(who)})" for state, who in largest.items())
    return f"The largest part of a feature's life: {told}"


def activities(table: pd.DataFrame) -> str:
    """Return the finding of the hours by activity: features and toil."""
    told = []
    for variant, part in table.groupby("variant", sort=False, observed=True):
        mine = part.set_index("activity")["value"]
        new = mine.get("planned features", 0.0) + mine.get("unplanned features", 0.0)
        told.append(f"{new:.0f} % and {mine.get('toil', 0.0):.0f} % under {variant}")
    return f"Of all paid hours, features and toil take {words.listed(told)}"


def by_state(table: pd.DataFrame, variant: str, against: str) -> str:
    """Return which states differ, the largest first; no direction where an interval covers zero.

    *table* as ``experiments.by_state`` returns it.
    """
    mine = table[(table["variant"] == variant) & (table["state"] != "")]
    known = mine[(mine["low"] > 0.0) | (mine["high"] < 0.0)]
    if known.empty:
        return f"Under {variant} no state of the journey can be told from {against}"
    largest = known.sort_values("difference", key=lambda values: -values.abs(), kind="stable")
    rows = largest.head(STATES_TOLD)[["measure", "difference"]].itertuples(index=False, name=None)
    spent = [
        f"{words.number(abs(days), 'days')}{'' if place else ' days'} "
        f"{'less' if days < 0 else 'more'} {_spent(measure)}"
        for place, (measure, days) in enumerate(rows)
    ]
    return f"Under {variant} a feature spends {words.listed(spent)}"


def _spent(measure: str) -> str:
    called = state(measure)
    return f"being {called}" if called == state("lead_worked") else called


def state(measure: str) -> str:
    """Return how the state is called that *measure* (``lead_<state>``) counts the days of."""
    return REGISTRY[measure].label.removeprefix("Lead time: ")
