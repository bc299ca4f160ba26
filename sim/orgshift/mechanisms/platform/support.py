"""Support: tickets of teams whose self-service has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.organisation.activities import Activity, State, booking
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Generator

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature, Need
    from orgshift.scenario.ways import Platform as PlatformSettings


def in_hand(task: Task) -> bool:
    """Return whether somebody works on *task* now."""
    return task.started and not task.interrupted


def withdraw(task: Task) -> None:
    """Make nothing of *task*, which waits on its board: whoever takes it is done at once."""
    task.effort, task.done, task.interrupted = 0.0, None, False


class Support:
    """A ticket fulfils the need that self-service did not; the feature waits for it.

    Its effort is the need's own. How long it takes is an outcome: ``answered`` counts tickets,
    ``waited_h`` the clock hours from asking to answer. Where nobody is there to answer, the need is
    met by hand.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._board: Board | None = None
        self._tickets: dict[Task, Feature] = {}
        self._by_hand: set[Feature] = set()
        self.answered = 0
        self.waited_h = 0.0

    def open(self, board: Board, settings: PlatformSettings) -> None:
        """Let the people on *board* answer tickets."""
        self._board = board
        self._settings = settings

    def close(self) -> None:
        """Take no more tickets, and send back those that nobody has in hand."""
        self._board = None
        self.send_back()

    def send_back(self) -> None:
        """Let those who wait for a ticket that nobody has in hand help themselves, by hand."""
        for task, feature in list(self._tickets.items()):
            if not in_hand(task):
                del self._tickets[task]
                withdraw(task)
                self._by_hand.add(feature)
                self._world.resume(feature)

    def takes(self) -> float:
        """Return the clock hours an answer has taken on average; before the first one, its effort."""
        if not self.answered:
            return self._settings.support.mean
        return self.waited_h / self.answered

    def ticket(self, feature: Feature, need: Need, owner: str) -> Generator[None, None, None]:
        """Meet *need* by a ticket, whose luck belongs to *owner*."""
        world, board, asked = self._world, self._board, self._world.now
        if board is None or not board.engineers:
            world.by_hand(feature, need)
            yield
            return
        luck = np.array([world.luck.one(f"{owner}/support")])
        effort = quantised(float(self._settings.support.ppf(luck)[0]))

        def answered(task: Task) -> None:
            del self._tickets[task]
            self.answered += 1
            self.waited_h += world.now - asked
            world.resume(feature)

        booked = booking(Activity.SUPPORT, need.capability)
        ticket = Task(board, Rank.SERVICE, asked, booked, effort, done=answered)
        self._tickets[ticket] = feature
        feature.wait = State.SUPPORT
        world.offer(ticket)
        yield
        feature.wait = State.ENGINEER
        if feature in self._by_hand:
            self._by_hand.remove(feature)
            world.by_hand(feature, need)
            yield
