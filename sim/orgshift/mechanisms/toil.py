"""Toil: manual, repeated work that keeps services alive and grows with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import Activity, booking
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised, quantised_array

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from orgshift.mechanisms.base import World
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.ways import Toil as ToilSettings

URGENT_TOIL = int(Rank.URGENT_TOIL)
TOIL = int(Rank.TOIL)


class Toil(Mechanism):
    """A standing stream of toil per team, and one per service and capability.

    Rated at load so that toil takes ``share`` of the team's task hours at the start. Skill shortens
    a task by ``skill_relief`` at most, relative to today's skill. Self-service removes a task that
    comes from a migrated service if the task's own number is below removable × coverage. Every
    ``features_per_service`` released features the team owns one more service: toil grows with
    success (Beyer et al., *Site Reliability Engineering*, 2016, ch. 5: toil is O(n) with service
    growth).
    """

    null: ClassVar[Mapping[str, Any]] = {"share": 0.0}
    cost_only: ClassVar[Mapping[str, Any]] = {"removable": 0.0, "skill_relief": 0.0}

    settings: ToilSettings

    def begin(self) -> None:
        """Start every team's streams."""
        for team in self.world.teams:
            standing, per_stream = self._rates(team)
            if standing:
                ToilStream(self, team, None, -1, standing)
            if per_stream:
                for service in team.services:
                    self._start_service(service, per_stream)

    def standing_hours(self, team: Team) -> float:
        """Return today's toil, hours of effort per hour."""
        return self.settings.share * sum(engineer.focus for engineer in team.board.engineers)

    def self_service_spares(self, team: Team, capability: int, coverage: float) -> float:
        """Return what self-service at *coverage* would remove, hours of effort per hour."""
        relief = self.settings.skill_relief
        hours = sum(self._from_service.get(service, 0.0) for service in team.services)
        hours *= 1.0 - relief * team.skill[capability]
        hours /= 1.0 - relief * team.skill_today[capability]
        return hours * min(1.0, self.settings.removable * coverage)

    def released(self, feature: Feature) -> None:
        """Let success breed services."""
        team, per_service = feature.team, self.settings.features_per_service
        if per_service is None or not self.settings.share:
            return
        if team.released // per_service > (team.released - 1) // per_service:
            service = team.start_service()
            for mechanism in self.world.mechanisms:
                mechanism.service_born(service)

    def founded(self, team: Team, parents: Mapping[Team, float]) -> None:
        """Let new services of the team bring as much toil as those of its parents."""
        bring = sum(share * self._today[p.index][1] for p, share in parents.items())
        self._today[team.index] = 0.0, bring

    def service_born(self, service: Service) -> None:
        """Start the streams of a new service."""
        _, per_stream = self._today[service.team.index]
        if per_stream:
            self._start_service(service, per_stream)

    def _start_service(self, service: Service, hours: float) -> None:
        self._from_service[service] = hours
        for capability in range(len(self.world.capabilities)):
            ToilStream(self, service.team, service, capability, hours)

    def __init__(self, settings: ToilSettings, world: World) -> None:
        super().__init__(settings, world)
        self._today: dict[int, tuple[float, float]] = {}
        #: Hours of effort per hour, in each capability.
        self._from_service: dict[Service, float] = {}

    def _rates(self, team: Team) -> tuple[float, float]:
        """Return hours of effort per hour: standing, and per service and capability."""
        hours = self.standing_hours(team)
        streams = len(team.services) * len(self.world.capabilities)
        if streams:
            share = self.settings.standing
            rates = hours * share, hours * (1.0 - share) / streams
        else:
            rates = hours, 0.0
        self._today[team.index] = rates
        return rates


class ToilStream:
    """Toil of one kind: a Poisson stream of tasks on a clock of its own.

    It comes from a service and one capability, or (None, -1) from no service: standing toil.
    """

    __slots__ = (
        "alarm", "base", "booked", "capability", "row", "rows", "service", "team", "toil",
    )  # fmt: skip

    def __init__(
        self, toil: Toil, team: Team, service: Service | None, capability: int, hours: float
    ) -> None:
        settings, world = toil.settings, toil.world
        self.toil = toil
        self.team = team
        self.service = service
        self.capability = capability
        self.booked = booking(
            Activity.TOIL_STANDING if service is None else Activity.TOIL_SERVICE, capability
        )
        self.base = self._relief(team.skill_today)
        gap_h = settings.effort.mean / hours
        owner = (
            f"{team.name}/toil/standing"
            if service is None
            else f"{service.name}/toil/{world.capabilities[capability]}"
        )

        def gaps(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
            return quantised_array(-np.log1p(-uniform) * gap_h)

        self.rows = world.luck.stream(
            [
                (f"{owner}/gap", gaps),
                (f"{owner}/effort", settings.effort.ppf),
                (f"{owner}/urgency", None),
                (f"{owner}/removal", None),
            ]
        ).rows_from(0)
        self.row = next(self.rows)
        self.alarm = world.alarm(self._ring)
        self.alarm.set(world.now + self.row[0])

    def _relief(self, skill: tuple[float, ...] | list[float]) -> float:
        """Return 1 − relief × skill, for the capability at hand (standing toil: the mean skill)."""
        if self.service is None:
            level = sum(skill) / len(skill) if skill else 0.0
        else:
            level = skill[self.capability]
        return 1.0 - self.toil.settings.skill_relief * level

    def _ring(self) -> None:
        toil, team = self.toil, self.team
        world, settings = toil.world, toil.settings
        now = self.alarm.env._now
        _, effort, urgency, removal = self.row
        self.row = following = next(self.rows)
        self.alarm.set(now + following[0])
        if self.service is None:
            team = team.heir(removal)
        else:
            team = self.service.team
            if removal < settings.removable:
                covered = world.coverage(self.service, self.capability)
                if removal < settings.removable * covered:
                    return
        board = team.board
        rank = URGENT_TOIL if urgency < settings.urgent else TOIL
        effort = quantised(effort * self._relief(team.skill) / self.base)
        world.offer(Task(board, rank, now, self.booked, effort, None, None, self.capability))
