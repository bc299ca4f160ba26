"""The platform: a team that builds self-service, and the teams that move over to it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from orgshift.mechanisms.base import GroupMechanism
from orgshift.organisation.activities import Activity
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from orgshift.mechanisms.base import Reading, World
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature, Need
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.ways import Platform as PlatformSettings

#: Roadmap work is taken in pieces of a person-day.
ROADMAP_TASK_H = 8.0


class Stage:
    """Capabilities that are launched together, and the roadmap hours that have gone into them."""

    def __init__(self, capabilities: tuple[int, ...]) -> None:
        self.capabilities = capabilities
        self.hours = 0.0
        self.launched = False
        self.coverage = 0.0


class Platform(GroupMechanism):
    """Roadmap hours become coverage; teams adopt, migrate their services, and help themselves.

    A stage of the roadmap launches at ``coverage_at_launch`` once ``launch_effort`` hours have gone
    into it; h further hours bring launch + (mature − launch)(1 − e^(−h/H)), H = ``maturing_effort``.
    Stages are launched in order, then the least covered is extended. Teams adopt in waves: each
    service then costs its migration effort, split evenly over the capabilities of the roadmap. A
    migrated service's needs are met by self-service if their own number is below coverage.
    Guard-rails move the probability of a failed change by
    (immature − mature·coverage/``coverage_mature``) × adoption, averaged over the capabilities.
    """

    null: ClassVar[Mapping[str, Any]] = {"take": 0}
    cost_only: ClassVar[Mapping[str, Any]] = {"coverage_at_launch": 0.0, "coverage_mature": 0.0}

    def __init__(self, settings: PlatformSettings, world: World) -> None:
        super().__init__(settings, world)
        self._stages: list[Stage] = []
        self._stage_of: dict[int, Stage] = {}
        self._adopted: set[tuple[int, int]] = set()
        self._migrated: set[tuple[Service, int]] = set()
        self._board: Board | None = None
        self._waves: list[tuple[Stage, int]] = []

    # -- building -----------------------------------------------------------------------------

    def start(self, name: str, settings: PlatformSettings, board: Board) -> None:
        """Begin the roadmap with the people on *board*."""
        self.settings = settings
        self._board = board
        names = self.world.capabilities
        roadmap = settings.roadmap or (names,)
        if not self._stages:
            self._stages = [Stage(tuple(names.index(c) for c in stage)) for stage in roadmap]
            self._stage_of = {c: stage for stage in self._stages for c in stage.capabilities}
        board.source = self._put_up_roadmap_work

    def stop(self, name: str) -> None:
        """End the roadmap; what is built and adopted stays as it is."""
        if self._board is not None:
            self._board.source = None

    def _put_up_roadmap_work(self) -> bool:
        board = self._board
        assert board is not None
        self.world.offer(
            Task(
                board,
                Rank.PLANNED,
                self.world.now,
                int(Activity.ROADMAP),
                ROADMAP_TASK_H,
                done=self._roadmap_done,
            )
        )
        return True

    def _roadmap_done(self, _task: Task) -> None:
        settings = self.settings
        stage = next((s for s in self._stages if not s.launched), None)
        if stage is None:
            stage = min(self._stages, key=lambda s: s.coverage)
        stage.hours += ROADMAP_TASK_H
        if not stage.launched:
            if stage.hours < settings.launch_effort:
                return
            stage.launched = True
            stage.hours -= settings.launch_effort
            self._launch(stage)
        grown = 1.0 - math.exp(-stage.hours / settings.maturing_effort)
        at_launch = settings.coverage_at_launch
        stage.coverage = at_launch + (settings.coverage_mature - at_launch) * grown

    # -- adoption -----------------------------------------------------------------------------

    def _launch(self, stage: Stage) -> None:
        """Start the waves of adoption of what has just been launched."""
        adoption, world = self.settings.adoption, self.world
        by_name = {team.name: team for team in world.teams}
        order = [by_name[name] for name in adoption.order] if adoption.order else world.teams
        every = adoption.every.hours(world.scenario.calendar)
        for first in range(0, len(order), adoption.teams):
            wave = order[first : first + adoption.teams]
            world.after(
                quantised(every * (first // adoption.teams)),
                partial(self._adopt, stage, tuple(wave)),
            )

    def _adopt(self, stage: Stage, wave: Iterable[Team]) -> None:
        for team in wave:
            for capability in stage.capabilities:
                self._adopted.add((team.index, capability))
                for service in team.services:
                    self._put_up_migration(service, capability)

    def _put_up_migration(self, service: Service, capability: int) -> None:
        """Put up one service's move to one capability, as a task of the team."""
        world = self.world
        uniform = np.array([world.luck.one(f"{service.name}/migration")])
        effort = float(self.settings.migration.ppf(uniform)[0]) / len(self._stage_of)

        def migrated(_task: Task) -> None:
            self._migrated.add((service, capability))

        world.offer(
            Task(
                service.team.board,
                Rank.MIGRATION,
                world.now,
                int(Activity.MIGRATION),
                quantised(effort),
                done=migrated,
            )
        )

    def service_born(self, service: Service) -> None:
        """Build a new service on the platform where the team has adopted it."""
        for capability in self._stage_of:
            if (service.team.index, capability) in self._adopted:
                self._migrated.add((service, capability))

    def adoption(self, team: Team, capability: int) -> float:
        """Return migrated services over services, 0 to 1."""
        if not team.services:
            return 0.0
        moved = sum((service, capability) in self._migrated for service in team.services)
        return moved / len(team.services)

    # -- what it does for the teams -----------------------------------------------------------

    def coverage(self, service: Service, capability: int) -> float:
        """Return the coverage a migrated service enjoys, 0 for the others."""
        if (service, capability) not in self._migrated:
            return 0.0
        return self._stage_of[capability].coverage

    def supply(self, feature: Feature, need: Need) -> Generator[None, None, None] | None:
        """Meet the need by self-service if the feature's service has migrated and it is covered."""
        service = feature.service
        if service is not None and need.uniform < self.world.coverage(service, need.capability):
            return self._self_service(feature, need.capability)
        return None

    def _self_service(self, feature: Feature, capability: int) -> Generator[None, None, None]:
        asked = self.world.scenario.capabilities[self.world.capabilities[capability]]
        self.world.hands_on(feature, quantised(asked.self_service))
        yield

    def failure_points(self, team: Team) -> float:
        """Return how the guard-rails move the team's probability of a failed change."""
        if not self._migrated:
            return 0.0
        rails, mature = self.settings.guard_rails, self.settings.coverage_mature
        points = 0.0
        for capability, stage in self._stage_of.items():
            ripe = stage.coverage / mature if mature else 0.0
            points += (rails.immature - rails.mature * ripe) * self.adoption(team, capability)
        return points / len(self._stage_of)

    def readings(self) -> Iterable[Reading]:
        """Return coverage, and adoption by team, per capability."""
        for capability, stage in self._stage_of.items():
            name = self.world.capabilities[capability]
            yield "", "coverage", name, stage.coverage
            for team in self.world.teams:
                yield team.name, "adoption", name, self.adoption(team, capability)
