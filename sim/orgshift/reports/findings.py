"""The title of each chart is its finding, generated from the numbers it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import REGISTRY
from orgshift.organisation.activities import STATES
from orgshift.reports import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from orgshift.reports.claims import Claims, Finding


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


def by_state(claims: Claims, variant: str) -> str:
    """Return which states differ, the largest first; no direction where an interval covers zero."""
    parts = [claims.claim(variant, f"lead_{state}") for state in STATES]
    known = sorted(
        (one for one in parts if one.finding in ("falls", "rises")),
        key=lambda one: -abs(one.estimate),
    )
    against = f"{variant} against {claims.reference}"
    if not known:
        return f"{against}: no state of the journey is told apart ({NOT_DISTINGUISHABLE})"
    moved = [
        f"{words.number(abs(one.estimate), 'days')} days {'less' if one.estimate < 0 else 'more'} "
        f"{state(one.measure)}"
        for one in known[:3]
    ]
    return f"{against}: {words.listed(moved)} a feature"


def state(measure: str) -> str:
    """Return how the state is called that *measure* (``lead_<state>``) counts the days of."""
    return REGISTRY[measure].label.removeprefix("Lead time: ")
