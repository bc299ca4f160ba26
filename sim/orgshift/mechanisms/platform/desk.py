"""What the platform's people do when neither support nor an outage needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.organisation.activities import Activity, booking
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgshift.mechanisms.base import World
    from orgshift.mechanisms.platform.friction import Edge, RoughEdges
    from orgshift.mechanisms.platform.roadmap import Roadmap, Stage
    from orgshift.organisation.board import Board
    from orgshift.scenario.ways import Platform as PlatformSettings

#: Roadmap work is taken in pieces of a person-day.
ROADMAP_TASK_H = 8.0


class Desk:
    """Puts up the next piece of roadmap or the next improvement, so that their hours keep a ratio.

    An improvement is next if the hours given to improvements are less than ``improvement_share``
    of all that would be given with one more piece of roadmap. Where there is nothing to improve,
    or nobody has tried it yet, it is all roadmap, and those hours are not made up for.
    """

    def __init__(
        self,
        world: World,
        roadmap: Roadmap,
        edges: RoughEdges,
        *,
        launch: Callable[[Stage], None],
        informed: Callable[[int], float],
    ) -> None:
        self._world = world
        self._roadmap = roadmap
        self._edges = edges
        self._launch = launch
        self._informed = informed
        self._roadmap_h = 0.0
        self._improvement_h = 0.0

    def open(self, board: Board, settings: PlatformSettings) -> None:
        """Let the people on *board* find work here."""
        self._board = board
        self._settings = settings
        board.source = self._put_up_next

    def close(self) -> None:
        """Put up nothing any more; pieces in hand are finished."""
        self._board.source = None

    def _put_up_next(self) -> bool:
        share, given = self._settings.improvement_share, self._improvement_h + self._roadmap_h
        due = self._improvement_h < share * (given + ROADMAP_TASK_H)
        edge = self._edges.choose(self._informed) if due else None
        if edge is not None:
            self._improvement_h += self._settings.improvement
            self._put_up_improvement(edge)
            return True
        if not due:
            self._roadmap_h += ROADMAP_TASK_H
        self._offer(booking(Activity.ROADMAP), ROADMAP_TASK_H, self._roadmap_done)
        return True

    def _put_up_improvement(self, edge: Edge) -> None:
        def improved(_task: Task) -> None:
            self._edges.smooth(edge)

        booked = booking(Activity.IMPROVEMENT, edge.capability)
        self._offer(booked, quantised(self._settings.improvement), improved)

    def _offer(self, booked: int, hours: float, done: Callable[[Task], None]) -> None:
        now = self._world.now
        self._world.offer(Task(self._board, Rank.PLANNED, now, booked, hours, done=done))

    def _roadmap_done(self, _task: Task) -> None:
        stage = self._roadmap.worked(ROADMAP_TASK_H, self._world.now)
        if stage is not None:
            self._launch(stage)
