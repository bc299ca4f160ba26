"""Toil: manual, repeated work that keeps services alive and grows with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import Activity, booking
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import TO_QUANTA, quantised_array

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from orgshift.mechanisms.base import World
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.ways import Toil as ToilSettings

    #: (place among all tasks, clock hour, stream, effort, rank, removal)
    Due = tuple[int, float, "ToilStream", float, int, float]

URGENT_TOIL = int(Rank.URGENT_TOIL)
TOIL = int(Rank.TOIL)

#: As many tasks are turned into Python's numbers at once.
AT_A_TIME = 64


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
            streams = [ToilStream(self, team, None, -1, standing)] if standing else []
            if per_stream:
                for service in team.services:
                    streams += self._streams_of(service, per_stream)
            self._coming[team.index].add(streams)

    def standing_hours(self, team: Team) -> float:
        """Return today's toil, hours of effort per hour."""
        return self.settings.share * sum(engineer.focus for engineer in team.board.engineers)

    def self_service_spares(self, team: Team, capability: int, coverage: float) -> float:
        """Return what self-service at *coverage* would remove, hours of effort per hour."""
        relief = self.skill_relief
        hours = sum(self._from_service.get(service, 0.0) for service in team.services)
        hours *= 1.0 - relief * team.skill[capability]
        hours /= 1.0 - relief * team.skill_today[capability]
        return hours * min(1.0, self.removable * coverage)

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
            self._coming[service.team.index].add(self._streams_of(service, per_stream))

    def _streams_of(self, service: Service, hours: float) -> list[ToilStream]:
        self._from_service[service] = hours
        capabilities = range(len(self.world.capabilities))
        return [ToilStream(self, service.team, service, c, hours) for c in capabilities]

    def __init__(self, settings: ToilSettings, world: World) -> None:
        super().__init__(settings, world)
        # Read at every task, and checked settings are slow to read.
        self.removable, self.skill_relief = settings.removable, settings.skill_relief
        self._today: dict[int, tuple[float, float]] = {}
        #: Hours of effort per hour, in each capability.
        self._from_service: dict[Service, float] = {}
        self._coming = [ToilToCome(self) for _ in world.teams]

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

    __slots__ = ("base", "booked", "capability", "rows", "service", "start", "team", "toil")

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
        self.base = self.relief(team.skill_today)
        self.start = world.now
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
        )

    def relief(self, skill: Sequence[float]) -> float:
        """Return 1 − relief × skill, for the capability at hand (standing toil: the mean skill)."""
        if self.service is None:
            level = sum(skill) / len(skill) if skill else 0.0
        else:
            level = skill[self.capability]
        return 1.0 - self.toil.skill_relief * level

    def tasks_until(self, hour: float) -> NDArray[np.float64]:
        """Return all tasks before clock hour *hour*, a column each.

        Rows: clock hour, effort, urgency, removal, clock hour of the task before.
        """
        blocks, end = [], self.start
        for block in self.rows.blocks_from(0):
            blocks.append(block)
            end += block[0].sum()
            if end >= hour:
                break
        gaps, *rest = np.concatenate(blocks, axis=1)
        # Gaps are whole multiples of a quantum: their sums are exact in any order.
        hours = self.start + np.cumsum(gaps)
        before = np.append(self.start, hours[:-1])
        return np.array([hours, *rest, before])[:, : np.searchsorted(hours, hour)]


class ToilToCome:
    """What is still to come of all the streams that began in one team, on one alarm.

    An alarm per stream would do the same; but twenty streams a team, each with its own block of
    numbers, leave a processor's cache no room for anything else.
    """

    __slots__ = ("alarm", "due", "offer", "rows", "streams", "tasks", "toil")

    def __init__(self, toil: Toil) -> None:
        self.toil = toil
        self.offer = toil.world.offer
        self.alarm = toil.world.alarm(self._ring)
        self.streams: list[ToilStream] = []
        #: the streams' tasks in order, and the number of the stream in a last row
        self.tasks = np.zeros((6, 0))
        self.rows: Iterator[Due] = iter(())
        #: the next one
        self.due: Due | None = None

    def add(self, streams: Sequence[ToilStream]) -> None:
        """Let the tasks of *streams* come too."""
        parts = [self.tasks[:, self.due[0] :] if self.due else self.tasks[:, :0]]
        for stream in streams:
            tasks = stream.tasks_until(self.toil.world.calendar.horizon_h)
            parts.append(np.vstack([tasks, np.full(tasks.shape[1], len(self.streams))]))
            self.streams.append(stream)
        tasks = np.concatenate(parts, axis=1)
        hours, _, _, _, before, _ = tasks
        # Of two in one instant the one comes first whose stream has been quiet for longer.
        self.tasks = tasks[:, np.lexsort((before, hours))]
        self.rows = self._in_order()
        self.alarm.off()
        self.alarm = self.toil.world.alarm(self._ring)
        self._await_next()

    def _in_order(self) -> Iterator[Due]:
        """Return one task after the other."""
        hours, efforts, urgencies, removals, _, numbers = self.tasks
        ranks = np.where(urgencies < self.toil.settings.urgent, URGENT_TOIL, TOIL)
        places, streams = numbers.astype(np.int64), self.streams
        for start in range(0, len(hours), AT_A_TIME):
            some = slice(start, start + AT_A_TIME)
            yield from zip(
                range(start, len(hours)),
                hours[some].tolist(),
                [streams[place] for place in places[some].tolist()],
                efforts[some].tolist(),
                ranks[some].tolist(),
                removals[some].tolist(),
                strict=False,
            )

    def _await_next(self) -> None:
        self.due = next(self.rows, None)
        if self.due is not None:
            self.alarm.set(self.due[1])

    def _ring(self) -> None:
        assert self.due is not None
        _, now, stream, effort, rank, removal = self.due
        self._await_next()
        toil, service = self.toil, stream.service
        if service is None:
            team = stream.team
            if team.heirs:
                team = team.heir(removal)
        else:
            team = service.team
            if removal < toil.removable:
                covered = toil.world.coverage(service, stream.capability)
                if removal < toil.removable * covered:
                    return
        effort = effort * stream.relief(team.skill) / stream.base
        effort = (effort + TO_QUANTA) - TO_QUANTA
        offer = self.offer
        offer(Task(team.board, rank, now, stream.booked, effort, None, None, stream.capability))
