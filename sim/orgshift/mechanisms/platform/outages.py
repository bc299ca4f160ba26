"""Outages: hours in which nobody can help themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.organisation.activities import Activity, State
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from orgshift.mechanisms.base import Rows, World
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature
    from orgshift.scenario.ways import Platform as PlatformSettings


def _exponential(uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
    return -np.log1p(-uniforms)


class Outages:
    """A Poisson process from the first launch on; while one lasts, all self-service waits.

    Each is an incident on the platform's board, with a repair effort of its own. Where nobody is on
    the board there are none.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._board: Board | None = None
        self._alarm = world.alarm(self._fail)
        self._awaited = False
        self._next = 0
        self._repairs: set[Task] = set()
        self._waiting: list[Feature] = []

    def open(self, board: Board, settings: PlatformSettings) -> None:
        """Let the people on *board* answer for the platform."""
        self._board = board
        self._a_year = settings.outages
        self._rows: Rows = self._world.luck.stream(
            [
                ("platform/outage/gap", _exponential),
                ("platform/outage/repair", settings.outage_repair.ppf),
            ]
        )

    def close(self) -> None:
        """Let nothing fail any more; a repair in hand is finished."""
        self._board = None
        self.call_off()

    def call_off(self) -> None:
        """End the outages that nobody is at work on: there is nobody left."""
        for task in [task for task in self._repairs if not task.in_hand]:
            task.withdraw()
            self._over(task)

    def launched(self) -> None:
        """Let the platform fail now and then, if it does not already."""
        if not self._awaited:
            self._await_next()

    def _await_next(self) -> None:
        self._awaited = bool(self._a_year)
        if self._awaited:
            gap_h = 12.0 * self._world.calendar.hours_a_month / self._a_year
            self._alarm.set(self._world.now + quantised(self._rows[self._next][0] * gap_h))

    def _fail(self) -> None:
        effort = quantised(self._rows[self._next][1])
        self._next += 1
        self._await_next()
        board = self._board
        if board is None or not board.engineers:
            return
        booked = int(Activity.INCIDENT)
        repair = Task(board, Rank.INCIDENT, self._world.now, booked, effort, done=self._over)
        self._repairs.add(repair)
        self._world.offer(repair)

    def _over(self, repair: Task) -> None:
        self._repairs.remove(repair)
        if self._repairs:
            return
        waiting, self._waiting = self._waiting, []
        for feature in waiting:
            self._world.resume(feature)

    def wait(self, feature: Feature) -> Generator[None, None, None]:
        """Hold *feature* up until there is no outage."""
        while self._repairs:
            feature.wait = State.OUTAGE
            self._waiting.append(feature)
            yield
            feature.wait = State.ENGINEER
