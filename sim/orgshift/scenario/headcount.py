"""Who is where on every date: people are only moved, unless a variant says that it adds some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario, Variant

Found = Iterator[tuple[tuple[str | int, ...], str]]


def headcount_faults(scenario: Scenario) -> Found:
    """Follow every variant's changes in order, counting heads; yield (address, problem)."""
    for name, variant in scenario.variants.items():
        yield from _Heads(scenario).follow(name, variant)


class _Heads:
    """The number of people in each team and group, as the changes go by."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.teams = {name: team.engineers for name, team in scenario.teams.items()}
        self.groups = {name: group.engineers for name, group in scenario.groups.items()}
        self.origins: dict[str, list[str]] = {name: [] for name in self.groups}
        self.hired = 0

    def follow(self, name: str, variant: Variant) -> Found:
        from orgshift.scenario.checks import sorted_changes

        for change_name, change in sorted_changes(self.scenario, variant.changes):
            here = ("variants", name, "changes", change_name)
            action, settings = change.action
            if action == "start":
                self.groups.setdefault(settings.group, 0)
                yield from self._take(
                    (*here, "start", "take"), settings.take, settings.from_, settings.group
                )
                self._hire(settings.hire, settings.group)
                yield from self._platform_size((*here, "start"), settings)
            elif action == "stop":
                self._send_back(settings)
            elif action == "move":
                yield from self._take(
                    (*here, "move", "people"), settings.people, settings.from_, settings.to
                )
            elif action == "hire":
                self._hire(settings.people, settings.to)
        if self.hired != variant.adds_people:
            yield (
                ("variants", name, "adds_people"),
                f"the changes hire {self.hired} people and adds_people says {variant.adds_people}; "
                "a variant that has more people than today must say how many",
            )

    def _take(self, here: tuple[str | int, ...], people: int, source: Any, to: str) -> Found:
        names = (
            tuple(self.teams)
            if source == "all teams"
            else (source,)
            if isinstance(source, str)
            else source
        )
        able = {
            n: self.teams[n] - 1 if n in self.teams else self.groups.get(n, 0)
            for n in names
            if n in self.teams or n in self.groups
        }
        if people > sum(able.values()):
            yield (
                here,
                f"{people} people are wanted and {sum(able.values())} can go; a team keeps at "
                "least one",
            )
            return
        left = people
        while left:
            givers = sorted((n for n in able if able[n] > 0), key=lambda n: -able[n])
            for giver in givers[:left]:
                able[giver] -= 1
                left -= 1
                if giver in self.teams:
                    self.teams[giver] -= 1
                else:
                    self.groups[giver] -= 1
                if to in self.groups:
                    self.origins.setdefault(to, []).append(giver)
        self._join(people, to)

    def _hire(self, people: int, to: str) -> None:
        self.hired += people
        self._join(people, to)

    def _join(self, people: int, to: str) -> None:
        if to in self.teams:
            self.teams[to] += people
        elif to in self.groups:
            self.groups[to] += people

    def _send_back(self, stop: Any) -> None:
        people = self.groups.get(stop.group, 0)
        homes = [h for h in self.origins.pop(stop.group, []) if h in self.teams]
        for place in range(people):
            home = (
                homes[place] if place < len(homes) else min(self.teams, key=self.teams.__getitem__)
            )
            self.teams[home] += 1
        self.groups[stop.group] = 0

    def _platform_size(self, here: tuple[str | int, ...], settings: Any) -> Found:
        served = sum(self.teams.values())
        people = self.groups[settings.group]
        if settings.kind == "platform" and people > served:
            yield (
                here,
                f"a platform of {people} for {served} engineers in teams; it should be smaller "
                "than what it serves",
            )
