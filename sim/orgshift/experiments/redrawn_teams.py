"""Teams that are split or merged: they are compared as one with those that follow them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.measures import REGISTRY, Record, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison

#: The tables that are cut down to the teams; the claimed measures read no others.
CUT = ("features", "hours")


def redrawn(comparison: Comparison, variant: str) -> dict[str, frozenset[str]]:
    """Return the teams that *variant* (or the reference) splits and merges, before and after.

    By a name that says both: "energy → energy-supply and energy-switch".
    """
    groups: list[set[str]] = []
    ended: dict[str, None] = {}
    followers: dict[str, None] = {}
    for before, after in _redrawings(comparison, (comparison.variants[0], variant)):
        group = {*before, *after}
        for other in [one for one in groups if one & group]:
            groups.remove(other)
            group |= other
        groups.append(group)
        ended |= dict.fromkeys(before)
        followers |= dict.fromkeys(after)
    today = list(comparison.scenario.teams)
    found = {}
    for group in groups:
        first = [team for team in today if team in group]
        # Who is founded and ended on the way is neither before nor after.
        last = [
            team for team in followers if team in group and not _passing(team, ended, followers)
        ]
        found[f"{_and(first)} → {_and(last)}"] = frozenset(group)
    return found


def _redrawings(
    comparison: Comparison, variants: Iterable[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield which teams become which, change by change."""
    for variant in variants:
        for change in comparison.scenario.variants[variant].changes.values():
            if change.split_team is not None:
                yield (change.split_team.team,), change.split_team.into
            if change.merge_teams is not None:
                yield change.merge_teams.teams, (change.merge_teams.into,)


def _passing(team: str, ended: Iterable[str], followers: Iterable[str]) -> bool:
    return team in ended and list(followers).index(team) < list(ended).index(team)


def _and(names: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def values_of(
    comparison: Comparison,
    name: str,
    members: frozenset[str],
    variants: Iterable[str],
    measures: Sequence[str],
) -> dict[tuple[str, str, str], NDArray[np.float64]]:
    """Return *measures* of *members* together over the replications, by variant, *name*, measure."""
    horizon = int(comparison.about["horizon_months"])
    first, last = comparison.about.get("window", (0, horizon))
    found = {}
    for variant in variants:
        mine = [record for (v, _), record in comparison.records.items() if v == variant]
        views = [View(_together(record, name, members), 0, first, last) for record in mine]
        for measure in measures:
            values = [REGISTRY[measure].compute(view) for view in views]
            found[variant, name, measure] = np.array(values)
    return found


def _together(record: Record, name: str, members: frozenset[str]) -> Record:
    """Return a record in which *members* are one team, called *name*, and alone."""
    tables = {}
    for table in ("features", "hours", "toil", "deployments", "state"):
        whole: pd.DataFrame = getattr(record, table)
        part = whole[whole["team"].isin(members)] if table in CUT else whole.iloc[:0]
        team = pd.Categorical([name] * len(part), categories=[name])
        tables[table] = part.assign(team=team)
    return Record(record.calendar, (name,), (), record.cost_per_hour, **tables)
