"""Who is where on every date: people are only moved, unless a variant says that it adds some."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from orgshift.scenario.dates import sorted_changes

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario, Variant

Found = Iterator[tuple[tuple[str | int, ...], str]]


def headcount_faults(scenario: Scenario, unclear: Collection[str] = ()) -> Found:
    """Follow the changes of every variant that is not *unclear*, counting heads."""
    for name, variant in scenario.variants.items():
        if name not in unclear:
            yield from _Heads(scenario).follow(name, variant)


class _Heads:
    """The number of people in each team and group, as the changes go by."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.teams = list(scenario.teams)
        self.people = {name: team.engineers for name, team in scenario.teams.items()}
        self.people |= {name: group.engineers for name, group in scenario.groups.items()}
        #: Where each of a group's people came from; "": hired or there from the start.
        self.origins = {name: [""] * group.engineers for name, group in scenario.groups.items()}
        self.hired = 0
        self.deserted: set[str] = set()

    def follow(self, name: str, variant: Variant) -> Found:
        for change_name, change in sorted_changes(self.scenario, variant.changes):
            here = ("variants", name, "changes", change_name)
            action, asked = change.action
            if action == "start":
                self.people.setdefault(asked.group, 0)
                yield from self._take(
                    (*here, "start", "take"), asked.take, asked.from_, asked.group
                )
                self._hire(asked.hire, asked.group)
                yield from self._platform_size((*here, "start"), asked)
            elif action == "stop":
                self._send_back(asked)
            elif action == "move":
                yield from self._take(
                    (*here, "move", "people"), asked.people, asked.from_, asked.to
                )
            elif action == "hire":
                self._hire(asked.people, asked.to)
            elif action == "create_team":
                self.teams.append(asked.name)
                self.people[asked.name] = 0
                here_people = (*here, "create_team", "people")
                yield from self._take(here_people, asked.people, asked.from_, asked.name)
            elif action == "split_team":
                yield from self._split((*here, "split_team"), asked)
            elif action == "merge_teams":
                people = sum(self.people[name] for name in dict.fromkeys(asked.teams))
                self._end(asked.teams, {asked.into: people})
            yield from self._deserted((*here, action))
        if self.hired != variant.adds_people:
            yield (
                ("variants", name, "adds_people"),
                f"the changes hire {self.hired} and adds_people says {variant.adds_people}; a "
                "variant that has more people than today must say how many",
            )

    def _take(self, here: tuple[str | int, ...], people: int, source: Any, to: str) -> Found:
        """Send people *to* a place: one each from the largest, ties in file order."""
        able = {n: self.people[n] - (n in self.teams) for n in self._named(source) if n != to}
        if people > sum(able.values()):
            yield (
                here,
                f"{people} wanted and {sum(able.values())} can go; a team keeps at least one",
            )
            return
        left = people
        while left:
            givers = sorted((n for n in able if able[n] > 0), key=lambda n: -able[n])
            for giver in givers[:left]:
                able[giver] -= 1
                left -= 1
                self.people[giver] -= 1
                self._join(to, giver)
                if giver in self.origins:
                    self.origins[giver].pop()

    def _split(self, here: tuple[str | int, ...], asked: Any) -> Found:
        people = self.people[asked.team]
        first = -(-people // 2) if asked.people is None else asked.people
        if not 1 <= first < people:
            yield (
                (*here, "people" if asked.people is not None else "team"),
                f"{people} in {asked.team!r} cannot be split into {first} and {people - first}; "
                "each part has one person or more",
            )
            return
        self._end([asked.team], dict(zip(asked.into, (first, people - first), strict=True)))

    def _end(self, teams: Collection[str], into: dict[str, int]) -> None:
        """Let *teams* end, and others start with so many people each."""
        self.teams = [name for name in self.teams if name not in teams] + list(into)
        for name in teams:
            self.people[name] = 0
        self.people |= into

    def _named(self, places: Any) -> tuple[str, ...]:
        if places == "all teams":
            return tuple(self.teams)
        return (places,) if isinstance(places, str) else tuple(places)

    def _join(self, to: str, origin: str = "") -> None:
        self.people[to] = self.people.get(to, 0) + 1
        if to not in self.teams:
            self.origins.setdefault(to, []).append(origin)

    def _hire(self, people: int, to: str) -> None:
        self.hired += people
        for _ in range(people):
            self._join(to)

    def _send_back(self, stop: Any) -> None:
        """Send a group's people where they are told to go, came from, or are fewest."""
        named = None if stop.to is None else self._named(stop.to)
        for place, origin in enumerate(self.origins.pop(stop.group, [])):
            fewest = min(self.teams, key=self.people.__getitem__)
            home = origin if origin in self.teams else fewest
            self._join(named[place % len(named)] if named else home)
        self.people[stop.group] = 0

    def _deserted(self, here: tuple[str | int, ...]) -> Found:
        """Find a step of the workflow that nobody is left to do."""
        for name, step in self.scenario.workflow.items():
            if (
                step.by is not None
                and not self.people.get(step.by, 0)
                and name not in self.deserted
            ):
                self.deserted.add(name)
                yield here, f"nobody is left in {step.by!r}, who do the step {name!r}"

    def _platform_size(self, here: tuple[str | int, ...], asked: Any) -> Found:
        served = sum(self.people[name] for name in self.teams)
        people = self.people[asked.group]
        if asked.kind == "platform" and people > served:
            yield (
                here,
                f"a platform of {people} for {served} engineers in teams; it should be smaller "
                "than what it serves",
            )
