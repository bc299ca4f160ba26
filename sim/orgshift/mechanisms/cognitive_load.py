"""Cognitive load: what a team has to know and look after slows down everything it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orgshift.mechanisms.base import Reading
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.ways import CognitiveLoad as CognitiveLoadSettings


class CognitiveLoad(Mechanism):
    """Load per engineer above a threshold takes pace away.

    load = (services + w₁ × Σ capabilities (1 − adoption × coverage) + w₂ × teams depended on) /
    engineers; pace = 1 / (1 + slope × max(0, load − threshold)). Pace is worked out anew once a
    working week, and whenever people or services come or go.
    """

    null: ClassVar[Mapping[str, Any]] = {"slope": 0.0}
    cost_only: ClassVar[Mapping[str, Any]] = {"threshold": 0.0, "slope": 0.3}

    settings: CognitiveLoadSettings

    def begin(self) -> None:
        """Look at every team once a working week."""
        if not self.settings.slope:
            return
        self._alarm = self.world.alarm(self._week)
        self._alarm.set(self.world.now + self.world.calendar.hours_a_week)

    def _week(self) -> None:
        for team in self.world.teams:
            if self.pace(team) != team.board.pace:
                self.world.reckon(team.board)
        self._alarm.set(self.world.now + self.world.calendar.hours_a_week)

    def load(self, team: Team) -> float:
        """Return services, self-managed capabilities and dependencies per engineer."""
        settings, people = self.settings, len(team.board.engineers)
        if not people:
            return 0.0
        managed = sum(1.0 - self._served(team, c) for c in range(len(self.world.capabilities)))
        depended = sum(m.depends_on(team) for m in self.world.mechanisms)
        whole = float(len(team.services))
        whole += settings.capability_weight * managed + settings.dependency_weight * depended
        return whole / people

    def _served(self, team: Team, capability: int) -> float:
        """Return adoption × coverage: the mean over the team's services."""
        if not team.services:
            return 0.0
        covered = sum(self.world.coverage(service, capability) for service in team.services)
        return covered / len(team.services)

    def pace(self, team: Team) -> float:
        """Return what the load leaves of the team's pace."""
        over = max(0.0, self.load(team) - self.settings.threshold)
        return 1.0 / (1.0 + self.settings.slope * over)

    def service_born(self, service: Service) -> None:
        """Take the new service into account."""
        if self.settings.slope:
            self.world.reckon(service.team.board)

    def readings(self) -> Iterable[Reading]:
        """Return the load of every team."""
        for team in self.world.teams:
            yield team.name, "cognitive_load", "", self.load(team)
