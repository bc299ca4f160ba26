"""Reorganisation: teams are created, split and merged, and services change hands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orgshift.engine.changes import Changes
    from orgshift.engine.simulation import Simulation
    from orgshift.organisation.team import Team
    from orgshift.scenario.schema import Scenario, Variant


def founded_by(variant: Variant, known: Sequence[str]) -> list[str]:
    """Return the names of the teams that *variant* founds, beyond those *known* from the start."""
    names: dict[str, None] = {}
    for change in variant.changes.values():
        if change.create_team is not None:
            names[change.create_team.name] = None
        if change.split_team is not None:
            names |= dict.fromkeys(change.split_team.into)
        if change.merge_teams is not None:
            names[change.merge_teams.into] = None
    return [name for name in names if name not in known]


def boards_of(scenario: Scenario, variant: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the teams and the groups that *variant* ever has, founded ones after the others."""
    asked = scenario.variants[variant]
    teams = (*scenario.teams, *founded_by(asked, list(scenario.teams)))
    started = [c.start.group for c in asked.changes.values() if c.start is not None]
    return teams, tuple(dict.fromkeys([*scenario.groups, *started]))


class Reorganisation:
    """Carries out what changes the teams themselves.

    A new team has the mean skill and factor of those its people come from, weighted by people, and
    the demand policy, limit and release window of the first. What a team had in hand when it ends
    goes to those that follow it: features to the new owner of their service, all else in turn.
    """

    def __init__(self, simulation: Simulation, changes: Changes) -> None:
        self.simulation = simulation
        self.changes = changes

    def create(self, asked: Any) -> None:
        """Create a team from people of others, with some of their services."""
        simulation = self.simulation
        boards = self.changes.boards(asked.from_)
        sources = [
            team for team in simulation.teams if team.board in boards and team.board.engineers
        ]
        leaving = self.changes.who_goes(asked.people, boards, simulation.team(asked.name).board)
        weights = {team: float(sum(b is team.board for _, b in leaving)) for team in sources}
        team = self._found(
            asked.name, {t: w for t, w in weights.items() if w} or dict.fromkeys(sources, 1.0)
        )
        for _ in range(asked.services):
            owners = [one for one in sources if one.services]
            if not owners:
                break
            self._hand_over(max(owners, key=lambda one: len(one.services)), team, 1)
        self.changes.send_those(leaving, team.board)
        self._start_demand(team)

    def split(self, asked: Any) -> None:
        """Split a team in two: people and services in proportion."""
        simulation = self.simulation
        team = simulation.team(asked.team)
        people = self.changes.people_of(team.board)
        first = min(asked.people or math.ceil(len(people) / 2), len(people) - 1)
        services = round(len(team.services) * first / len(people))
        parts = [simulation.team(name) for name in asked.into]
        shares = (first, len(people) - first), (services, len(team.services) - services)
        for part, many, owned in zip(parts, *shares, strict=True):
            if part is team:
                continue
            self._found(part.name, {team: 1.0})
            self._hand_over(team, part, owned)
            going = self.changes.people_of(team.board)[:many]
            self.changes.send_those([(one, team.board) for one in going], part.board)
        if team not in parts:
            self._end(team, parts)
        for part in parts:
            if part is not team:
                self._start_demand(part)

    def merge(self, asked: Any) -> None:
        """Merge teams into one."""
        simulation = self.simulation
        teams = [simulation.team(name) for name in asked.teams]
        into = simulation.team(asked.into)
        weights = {team: float(len(self.changes.people_of(team.board))) for team in teams}
        self._found(into.name, weights)
        for team in teams:
            if team is into:
                continue
            self._hand_over(team, into, len(team.services))
            going = self.changes.people_of(team.board)
            self.changes.send_those([(one, team.board) for one in going], into.board)
            self._end(team, [into])
        if into not in teams:
            self._start_demand(into)

    def hand_over(self, asked: Any) -> None:
        """Hand services over from one team to another."""
        simulation = self.simulation
        self._hand_over(simulation.team(asked.from_), simulation.team(asked.to), asked.services)

    # -- how ----------------------------------------------------------------------------------------

    def _hand_over(self, before: Team, after: Team, services: int) -> None:
        for service in before.services[len(before.services) - services :] if services else ():
            before.services.remove(service)
            after.services.append(service)
            service.team = after
            for mechanism in self.simulation.mechanisms:
                mechanism.service_moved(service, before)
        for team in (before, after):
            self.simulation.reckon(team.board)

    def _found(self, name: str, parents: Mapping[Team, float]) -> Team:
        """Let the team *name* take after *parents*, with their weights."""
        team, first = self.simulation.team(name), next(iter(parents))
        whole = sum(parents.values())
        shares = {parent: weight / whole for parent, weight in parents.items()}

        def mean(of: Any) -> float:
            return float(sum(share * of(parent) for parent, share in shares.items()))

        capabilities = range(len(self.simulation.capabilities))
        skill = [mean(lambda t, c=c: t.skill[c]) for c in capabilities]
        today = tuple(mean(lambda t, c=c: t.skill_today[c]) for c in capabilities)
        team.factor = math.exp(mean(lambda t: math.log(t.factor)))
        team.skill, team.skill_today = skill, today
        team.limit, team.window_h = first.limit, first.window_h
        team.supply = dict(first.supply)
        team.founded = True
        team.parents = tuple(parent.board for parent in parents if parent is not team)
        for mechanism in self.simulation.mechanisms:
            mechanism.founded(team, shares)
        if team.demand is None:
            team.demand = first.demand
        return team

    def _start_demand(self, team: Team) -> None:
        """Let a new team pull work of its own; requests come with its services instead."""
        if team.demand is not None and team.demand.policy == "pull":
            self.simulation.demand_changed([team])

    def _end(self, team: Team, heirs: Sequence[Team]) -> None:
        """Let *heirs* take up whatever *team* still has to do."""
        simulation = self.simulation
        team.heirs = tuple(heirs)
        team.board.source = None
        for feature in simulation.features:
            if feature.team is team and feature.released is None:
                service = feature.service
                mine = service is not None and service.team in heirs
                feature.team = service.team if service is not None and mine else heirs[0]
                team.in_progress -= 1
                feature.team.in_progress += 1
        for feature in team.ready:
            feature.team.ready.append(feature)
        team.ready = []
        for heir in heirs:
            simulation.flow.set_window(heir)
        turn = 0
        for task in simulation.work.take_down(team.board):
            heir = heirs[turn % len(heirs)] if task.feature is None else task.feature.team
            turn += task.feature is None
            simulation.work.hand_over(task, heir.board)
