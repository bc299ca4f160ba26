"""Adoption: which teams take to what has been launched, and when."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from orgshift.organisation.calendar import quantised
from orgshift.scenario.ways import Choice, Mandated, Waves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from orgshift.mechanisms.base import World
    from orgshift.mechanisms.platform.advantage import Advantage
    from orgshift.mechanisms.platform.roadmap import Roadmap, Stage
    from orgshift.organisation.board import Board
    from orgshift.organisation.team import Team

    Way = Waves | Choice | Mandated

#: A new team has what this share of its people had.
MOST = 0.5


class Policy:
    """How some teams come to adopt, and since when."""

    def __init__(self, way: Way, teams: Iterable[Team], since: float) -> None:
        self.way = way
        self.teams = list(teams)
        self.since = since


class Adoption:
    """Teams adopt capabilities in waves, by decree or by choice.

    By choice a team adopts a capability when its integrated hazard (p + q·F)·w passes an Exp(1)
    number of its own; it is integrated once a working week. F is the share of the other teams that
    have it, w the team's advantage (Bass 1969, weighted). Nobody chooses a platform that nobody
    runs. ``adopted`` and, of those, ``forced`` hold (team, capability).
    """

    def __init__(
        self,
        world: World,
        roadmap: Roadmap,
        advantage: Advantage,
        adopt: Callable[[Team, int], None],
    ) -> None:
        self._world = world
        self._roadmap = roadmap
        self._advantage = advantage
        self._adopt_it = adopt
        self._policies: list[Policy] = []
        self._first: Team | None = None
        self.adopted: set[tuple[int, int]] = set()
        self.forced: set[tuple[int, int]] = set()
        self._passed: dict[tuple[int, int], float] = {}
        self._alarm = world.alarm(self._week)
        self._watching = False
        self._looked = 0.0
        self._followers: dict[Team, list[Team]] = {}

    # -- policies -----------------------------------------------------------------------------

    def open(self, board: Board, way: Way, first: Team | None) -> None:
        """Let all teams adopt as *way* says, *first* before the others."""
        self._board = board
        self._first = first
        self._policies = []
        self.change([team for team in self._world.teams if team.board.engineers], way)

    def close(self) -> None:
        """Let nobody adopt any more."""
        self._policies = []

    def change(self, teams: Sequence[Team], way: Way) -> None:
        """Let *teams* adopt as *way* says from now on."""
        for policy in self._policies:
            policy.teams = [team for team in policy.teams if team not in teams]
        policy = Policy(way, teams, self._world.now)
        self._policies.append(policy)
        for stage in self._roadmap.launched():
            self._begin(policy, stage)

    def founded(self, team: Team, parents: Mapping[Team, float]) -> None:
        """Let *team* have what most of its people had, and go on as the first of *parents* does."""
        first = next(iter(parents))
        joins = next((policy for policy in self._policies if first in policy.teams), None)
        if joins is not None and first is not team:
            for policy in self._policies:
                policy.teams = [one for one in policy.teams if one is not team]
            joins.teams.append(team)
        for parent in parents:
            if parent is not team:
                self._followers.setdefault(parent, []).append(team)
        for capability in self._roadmap.stage_of:
            if self._most(parents, capability, self.adopted):
                forced = self._most(parents, capability, self.forced)
                self._take_up(team, capability, forced=forced)

    def _most(
        self, teams: Mapping[Team, float], capability: int, kept: set[tuple[int, int]]
    ) -> bool:
        shares = [share for team, share in teams.items() if (team.index, capability) in kept]
        return sum(shares) >= MOST

    def launched(self, stage: Stage) -> None:
        """Let teams adopt *stage*, which has just been launched."""
        for policy in list(self._policies):
            self._begin(policy, stage)

    def _begin(self, policy: Policy, stage: Stage) -> None:
        way, world = policy.way, self._world
        if isinstance(way, Waves):
            every = way.every.hours(world.scenario.calendar)
            order = self._order(policy.teams, way)
            for first in range(0, len(order), way.teams):
                wave = order[first : first + way.teams]
                hours = quantised(every * (first // way.teams))
                world.after(hours, partial(self._wave, policy, stage, wave))
            return
        if self._first in policy.teams:
            self._adopt(self._first, stage, forced=False)
        if isinstance(way, Mandated):
            for team in policy.teams:
                self._adopt(team, stage, forced=True)
        elif not self._watching:
            self._watching = True
            self._looked = world.now
            self._alarm.set(world.now + world.calendar.hours_a_week)

    def _order(self, teams: list[Team], way: Waves) -> list[Team]:
        named = {team.name: team for team in teams}
        order = [named[name] for name in way.order if name in named] if way.order else list(teams)
        if self._first in teams:
            order = [self._first, *(team for team in order if team is not self._first)]
        return order

    def _wave(self, policy: Policy, stage: Stage, wave: list[Team]) -> None:
        """Let *wave* adopt, those to whom the policy still applies, and teams founded from them."""
        if policy not in self._policies:
            return
        teams = list(wave)
        for team in teams:
            teams += [one for one in self._followers.get(team, ()) if one not in teams]
            if team in policy.teams:
                self._adopt(team, stage, forced=False)

    def _adopt(self, team: Team, stage: Stage, *, forced: bool) -> None:
        for capability in stage.capabilities:
            if (team.index, capability) not in self.adopted:
                self._take_up(team, capability, forced=forced)

    def _take_up(self, team: Team, capability: int, *, forced: bool) -> None:
        self.adopted.add((team.index, capability))
        if forced:
            self.forced.add((team.index, capability))
        self._adopt_it(team, capability)

    # -- by choice ----------------------------------------------------------------------------

    def _week(self) -> None:
        """Let a week of hazard pass for every team that has the choice."""
        world = self._world
        convinced = []
        for policy in self._policies:
            if isinstance(policy.way, Choice):
                for stage in self._roadmap.launched():
                    convinced += self._convinced(policy, policy.way, stage)
        for team, capability in convinced:
            self._take_up(team, capability, forced=False)
        self._looked = world.now
        self._watching = any(isinstance(policy.way, Choice) for policy in self._policies)
        if self._watching:
            self._alarm.set(world.now + world.calendar.hours_a_week)

    def _convinced(self, policy: Policy, way: Choice, stage: Stage) -> list[tuple[Team, int]]:
        """Return who adopts what of *stage* now, after what has passed since the last look."""
        if not self._board.engineers or stage.launched_at is None:
            return []
        since = max(self._looked, stage.launched_at, policy.since)
        months = (self._world.now - since) / self._world.calendar.hours_a_month
        there = [team for team in self._world.teams if team.board.engineers]
        found = []
        for capability in stage.capabilities:
            adopters = sum((team.index, capability) in self.adopted for team in there)
            for team in policy.teams:
                key = team.index, capability
                if key not in self.adopted and team in there:
                    share = adopters / (len(there) - 1) if adopters else 0.0
                    hazard = self._hazard(team, capability, way, share)
                    passed = self._passed.get(key, 0.0) + hazard * months
                    self._passed[key] = passed
                    if passed >= self._threshold(team, capability):
                        found.append((team, capability))
        return found

    def _hazard(self, team: Team, capability: int, way: Choice, share: float) -> float:
        """Return (p + q·F)·w per month, F = *share*."""
        w = self._advantage.ratio(team, capability)
        if not w:
            return 0.0
        imitation = way.imitation
        for mechanism in self._world.mechanisms:
            imitation *= mechanism.imitation_factor(team, capability)
        return (way.innovation + imitation * share) * w

    def _threshold(self, team: Team, capability: int) -> float:
        name = self._world.capabilities[capability]
        return -math.log(self._world.luck.one(f"{team.name}/adoption/{name}"))
