"""Advantage: what self-service would save a team, and whom it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.mechanisms.base import overriding

if TYPE_CHECKING:
    from orgshift.mechanisms.base import Mechanism, World
    from orgshift.mechanisms.platform.friction import RoughEdges
    from orgshift.mechanisms.platform.roadmap import Roadmap
    from orgshift.mechanisms.platform.support import Support
    from orgshift.organisation.team import Team

#: However large the advantage, a team adopts at most this many times as fast as an average one.
AT_MOST = 2.0


class Advantage:
    """Hours a month a team saves by self-service in a capability, and what that is to others.

    needs a month × coverage × (by hand at its skill − self-service − friction × mean time of a
    support ticket so far) + toil that self-service would remove. Needs are those the team has had
    so far, however they were met.
    """

    def __init__(self, world: World, roadmap: Roadmap, edges: RoughEdges, support: Support) -> None:
        self._world = world
        self._roadmap = roadmap
        self._edges = edges
        self._support = support
        capabilities = world.scenario.capabilities.values()
        self._expert_h = [capability.by_hand.mean for capability in capabilities]
        self._self_service_h = [capability.self_service for capability in capabilities]
        self._factors: list[Mechanism] = []
        self._sparing: list[Mechanism] = []
        self._needs: dict[int, tuple[float, list[int]]] = {}
        self._at_launch: dict[int, float] = {}

    # -- needs --------------------------------------------------------------------------------

    def begin(self) -> None:
        """Count the needs of all teams from now on."""
        mechanisms = self._world.mechanisms
        self._factors = overriding(mechanisms, "effort_factor")
        self._sparing = overriding(mechanisms, "self_service_spares")
        for team in self._world.teams:
            self._watch(team)

    def founded(self, team: Team) -> None:
        """Count the needs of a new team from now on."""
        self._watch(team)

    def _watch(self, team: Team) -> None:
        self._needs[team.index] = self._world.now, [0] * len(self._expert_h)

    def count(self, team: Team, capability: int) -> None:
        """Take note of a need."""
        self._needs[team.index][1][capability] += 1

    def needs_a_month(self, team: Team, capability: int) -> float:
        """Return the team's needs a month, on average so far."""
        since, counts = self._needs[team.index]
        months = (self._world.now - since) / self._world.calendar.hours_a_month
        return counts[capability] / months if months else 0.0

    # -- hours --------------------------------------------------------------------------------

    def _skill(self, team: Team, capability: int) -> float:
        factor = 1.0
        for mechanism in self._factors:
            factor *= mechanism.effort_factor(team, capability)
        return factor

    def _served_h(self, capability: int) -> float:
        """Return the hours a need takes by self-service, failures included."""
        failing = self._edges.friction[capability] * self._support.takes()
        return self._self_service_h[capability] + failing

    def _spared(self, team: Team, capability: int) -> float:
        """Return the hours of toil a month that self-service would remove."""
        covered = self._roadmap.coverage(capability)
        return self._world.calendar.hours_a_month * sum(
            mechanism.self_service_spares(team, capability, covered) for mechanism in self._sparing
        )

    def saved(self, team: Team, capability: int) -> float:
        """Return the hours a month *team* would save by self-service in *capability* now."""
        by_hand = self._expert_h[capability] * self._skill(team, capability)
        needs = self.needs_a_month(team, capability) * self._roadmap.coverage(capability)
        gain = by_hand - self._served_h(capability)
        return needs * gain + self._spared(team, capability)

    # -- what it comes to ---------------------------------------------------------------------

    def launched(self, capability: int) -> None:
        """Remember what a team of average skill would save at the launch of *capability*."""
        teams = [team for team in self._world.teams if team.board.engineers]
        # The geometric mean of novice^(1−s) is what it is at the mean of s.
        factor = 1.0
        for team in teams:
            factor *= self._skill(team, capability) ** (1.0 / len(teams))
        needs = sum(self.needs_a_month(team, capability) for team in teams) / len(teams)
        spared = sum(self._spared(team, capability) for team in teams) / len(teams)
        gain = self._expert_h[capability] * factor - self._served_h(capability)
        covered = self._roadmap.coverage(capability)
        self._at_launch[capability] = needs * covered * gain + spared

    def ratio(self, team: Team, capability: int) -> float:
        """Return what *team* would save now over what an average one would have at launch, 0 to 2.

        Where an average team would have saved nothing there is no yardstick: it is 1 for whoever
        saves anything.
        """
        saved, usual = self.saved(team, capability), self._at_launch[capability]
        if saved <= 0.0:
            return 0.0
        return min(AT_MOST, saved / usual) if usual > 0.0 else 1.0

    def misfit(self, team: Team, capability: int) -> float:
        """Return what a need costs more by self-service than by hand, as a share of that, 0 to 1."""
        by_hand = self._expert_h[capability] * self._skill(team, capability)
        served = self._served_h(capability)
        if by_hand <= 0.0:
            return float(served > 0.0)
        return min(1.0, max(0.0, (served - by_hand) / by_hand))
