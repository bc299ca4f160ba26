"""The way to each proposal in the memo: its dip, when it pays back, what it costs, and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.team_effects import made_worse
from orgshift.measures import ORGANISATION
from orgshift.reports import transition_words as told
from orgshift.reports import words
from orgshift.reports.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgshift.experiments.transition import Transition
    from orgshift.reports.source import Source

#: So many teams are named; of more, their number is told, and the page names them.
NAMED = 3
#: Of more proposals than these only the payback is told, or a page would not hold it.
MOST = 3


def on_the_way(source: Source) -> list[Sentence]:
    """Return the deepest dip, payback and cost of each way; none where nothing dips or costs."""
    brief = len(source.transitions) > MOST
    said = {
        variant: "; ".join(filter(None, [told.payback(one)] if brief else _clauses(one)))
        for variant, one in source.transitions.items()
    }
    return _alike(said, source, "since-day-0")


def _alike(said: Mapping[str, str], source: Source, chart: str) -> list[Sentence]:
    """Return a sentence for what is said of each proposal, those of whom the same is said together."""
    together: dict[str, list[str]] = {}
    for variant, text in said.items():
        if text:
            together.setdefault(text, []).append(variant)
    places = {variant: place for place, variant in enumerate(source.transitions, 1)}
    return [
        Sentence(f"Under {words.listed(variants)}, {text}.", f"{chart}-{places[variants[0]]}")
        for text, variants in together.items()
    ]


def _clauses(one: Transition) -> list[str]:
    dip, cost = told.dips(one)[:1], told.cost(one).partition(":")[0]
    if not dip and not cost:
        return []
    runs = words.plural(one.replications, "replication")
    return [*(dip or [f"no dip can be told apart from luck at {runs}"]), told.payback(one), cost]


def who_loses(source: Source) -> list[Sentence]:
    """Return what each proposal makes worse in which teams; one sentence if in none."""
    every = source.transitions
    sentences = _alike(
        {variant: _worse(one, made_worse(one.teams)) for variant, one in every.items()}, source, "teams"
    )  # fmt: skip
    teams = any(set(one.teams["scope"]) - {ORGANISATION} for one in every.values())
    if teams and not sentences:
        return [Sentence("No team can be told to be made worse by any proposal.", "teams")]
    return sentences


def _worse(one: Transition, losing: dict[str, list[str]]) -> str:
    teams = len(set(one.teams["scope"]) - {ORGANISATION})
    by_measure: dict[str, list[str]] = {}
    for team, measures in losing.items():
        for measure in measures:
            by_measure.setdefault(measure, []).append(team)
    return "; ".join(
        f"{words.called(measure).short} is worse in "
        + (words.listed(who) if len(who) <= NAMED else f"{len(who)} of {teams} teams")
        for measure, who in by_measure.items()
    )
