"""The platform as the engine and other ways of working see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import GroupMechanism
from orgshift.mechanisms.platform.adoption import Adoption
from orgshift.mechanisms.platform.advantage import Advantage
from orgshift.mechanisms.platform.collaboration import Collaboration
from orgshift.mechanisms.platform.desk import Desk
from orgshift.mechanisms.platform.friction import RoughEdges
from orgshift.mechanisms.platform.migration import Migration
from orgshift.mechanisms.platform.outages import Outages
from orgshift.mechanisms.platform.roadmap import Roadmap
from orgshift.mechanisms.platform.support import Support
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    from orgshift.mechanisms.base import Reading, World
    from orgshift.mechanisms.platform.roadmap import Stage
    from orgshift.organisation.board import Board, Engineer
    from orgshift.organisation.feature import Feature, Need
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.ways import Platform as PlatformSettings


class Platform(GroupMechanism):
    """A team builds self-service; others adopt it, migrate to it, and help themselves.

    Its people answer support tickets first (an outage takes them off even those); what is left goes
    to the roadmap and to smoothing rough edges. A need of a migrated service is met by
    self-service if its own number is below coverage; the attempt fails with probability friction,
    and a ticket then fulfils the need. Guard-rails move the probability of a failed change by
    (immature − mature·coverage/``coverage_mature``) × adoption, averaged over the capabilities of the
    roadmap. There is one platform at a time; the next one takes over what the last one has left.
    """

    null: ClassVar[Mapping[str, Any]] = {"take": 0}
    cost_only: ClassVar[Mapping[str, Any]] = {"coverage_at_launch": 0.0, "coverage_mature": 0.0}

    settings: PlatformSettings

    def __init__(self, settings: PlatformSettings, world: World) -> None:
        super().__init__(settings, world)
        self._board: Board | None = None
        self.roadmap = Roadmap()
        self.edges = RoughEdges(world)
        self.support = Support(world)
        self.outages = Outages(world)
        self.migration = Migration(world)
        self.collaboration = Collaboration(world)
        self.advantage = Advantage(world, self.roadmap, self.edges, self.support)
        self.adoption = Adoption(world, self.roadmap, self.advantage, self._adopted)
        self.desk = Desk(
            world, self.roadmap, self.edges, launch=self._launch, informed=self._informed
        )

    # -- a group of people --------------------------------------------------------------------

    def begin(self) -> None:
        """Count what teams need from the start: that is what self-service has to beat."""
        self.advantage.begin()

    def start(self, name: str, settings: PlatformSettings, board: Board) -> None:
        """Begin with the people on *board*; go on with what there is, if there was a platform."""
        self.settings = settings
        self._board = board
        first = next((t for t in self.world.teams if t.name == settings.first_customer), None)
        self.roadmap.plan(settings, self.world.capabilities)
        self.support.open(board, settings)
        self.outages.open(board, settings)
        self.collaboration.open(board, settings, first)
        self.desk.open(board, settings)
        self.adoption.open(board, settings.adoption, first)
        if self.roadmap.launched():
            self.outages.launched()
            self.collaboration.launched()

    def stop(self, name: str) -> None:
        """Build no more and support nobody; what is built and adopted stays as it is."""
        self.desk.close()
        self.adoption.close()
        self.collaboration.close()
        self.support.close()
        self.outages.close()

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Share the hours of a collaboration out anew."""
        self.collaboration.people_changed(engineer.board)

    def left(self, engineer: Engineer, before: Board) -> None:
        """Share a collaboration out anew; send those who wait for help away if nobody is left."""
        self.collaboration.people_changed(before)
        if before is self._board and not before.engineers:
            self.support.send_back()
            self.outages.call_off()

    def shares(self, engineer: Engineer) -> Mapping[int, float]:
        """Return what collaboration with the first customer takes."""
        return self.collaboration.shares(engineer)

    # -- building and spreading ---------------------------------------------------------------

    def _launch(self, stage: Stage) -> None:
        for capability in stage.capabilities:
            self.edges.launch(capability, self.settings)
            self.advantage.launched(capability)
        self.collaboration.launched()
        self.outages.launched()
        self.adoption.launched(stage)

    def _informed(self, capability: int) -> float:
        """Return the probability that the next improvement is chosen well."""
        if self.collaboration.going_on:
            return 1.0
        told = sum(m.informed(capability) for m in self.world.mechanisms)
        return min(1.0, self.settings.informed + told)

    def central_help_asked(self, capability: int) -> None:
        """Put the capability first on the roadmap."""
        self.roadmap.put_first(capability)

    def adoption_changed(self, teams: Sequence[Team], adoption: Any) -> None:
        """Let *teams* adopt otherwise from now on."""
        self.adoption.change(teams, adoption)

    def _adopted(self, team: Team, capability: int) -> None:
        for service in team.services:
            self._put_up_migration(service, capability)

    def _put_up_migration(self, service: Service, capability: int) -> None:
        parts = len(self.roadmap.stage_of)
        self.migration.put_up(service, capability, self.settings.migration, parts)

    def service_born(self, service: Service) -> None:
        """Build a new service on the platform where the team has adopted it."""
        for capability in self.roadmap.stage_of:
            if (service.team.index, capability) in self.adoption.adopted:
                self.migration.born_there(service, capability)

    def service_moved(self, service: Service, before: Team) -> None:
        """Let the service follow its new team to what that has adopted."""
        for capability in self.roadmap.stage_of:
            if (service.team.index, capability) in self.adoption.adopted:
                self._put_up_migration(service, capability)

    def founded(self, team: Team, parents: Mapping[Team, float]) -> None:
        """Let a new team have what most of its people had."""
        self.advantage.founded(team)
        self.adoption.founded(team, parents)

    # -- what it does for the teams -----------------------------------------------------------

    def coverage(self, service: Service, capability: int) -> float:
        """Return the coverage a migrated service enjoys, 0 for the others."""
        if (service, capability) not in self.migration.done:
            return 0.0
        return self.roadmap.stage_of[capability].coverage

    def supply(self, feature: Feature, need: Need) -> Generator[None, None, None] | None:
        """Meet the need by self-service if the feature's service has migrated and it is covered."""
        service, capability = feature.service, need.capability
        self.advantage.count(feature.team, capability)
        if service is None or need.uniform >= self.world.coverage(service, capability):
            return None
        if self.declines(feature, capability, need.number):
            return self._by_hand(feature, need)
        return self._self_service(feature, need)

    def declines(self, feature: Feature, capability: int, number: int) -> bool:
        """Return whether a team that was forced bypasses the platform, because it does not fit."""
        bypass = self._bypass(feature.team, capability)
        if not bypass:
            return False
        return self.world.luck.one(f"{self._owner(feature, capability, number)}/bypass") < bypass

    def _bypass(self, team: Team, capability: int) -> float:
        """Return the share of needs that *team* meets by hand although self-service is there."""
        if (team.index, capability) not in self.adoption.forced:
            return 0.0
        return self.advantage.misfit(team, capability)

    def _by_hand(self, feature: Feature, need: Need) -> Generator[None, None, None]:
        self.world.by_hand(feature, need)
        yield

    def _self_service(self, feature: Feature, need: Need) -> Generator[None, None, None]:
        yield from self.outages.wait(feature)
        capability = need.capability
        asked = self.world.scenario.capabilities[self.world.capabilities[capability]]
        self.world.hands_on(feature, quantised(asked.self_service))
        yield
        self.edges.attempts[capability] += 1
        friction = self.edges.friction[capability]
        if friction:
            owner = self._owner(feature, capability, need.number)
            if self.world.luck.one(f"{owner}/friction") < friction:
                yield from self.support.ticket(feature, need, owner)

    def _owner(self, feature: Feature, capability: int, number: int) -> str:
        """Return what the luck of one need is named after."""
        name = self.world.capabilities[capability]
        return f"{feature.stream.name}/need/{name}/{number}/of/{feature.number}"

    def failure_points(self, team: Team) -> float:
        """Return how the guard-rails move the team's probability of a failed change."""
        if not self.migration.done:
            return 0.0
        rails, mature = self.settings.guard_rails, self.settings.coverage_mature
        points = 0.0
        for capability, stage in self.roadmap.stage_of.items():
            ripe = stage.coverage / mature if mature else 0.0
            used = self.migration.share(team, capability)
            if used:
                used *= 1.0 - self._bypass(team, capability)
                points += (rails.immature - rails.mature * ripe) * used
        return points / len(self.roadmap.stage_of)

    def readings(self) -> Iterable[Reading]:
        """Return coverage, friction (once it is felt) and adoption, and support so far."""
        names, stages = self.world.capabilities, self.roadmap.stage_of
        for capability, stage in stages.items():
            yield "", "coverage", names[capability], stage.coverage
            if self.edges.attempts.get(capability):
                yield "", "friction", names[capability], self.edges.friction[capability]
            for team in self.world.teams:
                if team.board.engineers:
                    share = self.migration.share(team, capability)
                    yield team.name, "adoption", names[capability], share
        if stages:
            yield "", "support_tickets", "", float(self.support.answered)
            yield "", "support_hours", "", self.support.waited_h
