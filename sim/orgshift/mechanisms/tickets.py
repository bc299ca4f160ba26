"""Tickets: needs that wait on somebody's board until they are answered, or sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.organisation.activities import State
from orgshift.organisation.board import Rank, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature, Need


class Tickets:
    """Open tickets of one kind; a feature waits for its own in *state*.

    A ticket that is sent back, because nobody is left to answer it, leaves its need to be met by
    hand.
    """

    def __init__(self, world: World, state: State) -> None:
        self._world = world
        self._state = state
        self._open: dict[Task, Feature] = {}
        self._sent_back: set[Feature] = set()

    def ticket(
        self,
        feature: Feature,
        need: Need,
        board: Board,
        effort: float,
        booked: int,
        answered: Callable[[float], None] | None = None,
    ) -> Generator[None, None, None]:
        """Meet *need* by a ticket on *board*; *answered* is told the clock hours it took."""
        world, asked = self._world, self._world.now

        def done(task: Task) -> None:
            del self._open[task]
            if answered is not None:
                answered(world.now - asked)
            world.resume(feature)

        ticket = Task(board, Rank.SERVICE, asked, booked, effort, done=done)
        self._open[ticket] = feature
        feature.wait = self._state
        world.offer(ticket)
        yield
        feature.wait = State.ENGINEER
        if feature in self._sent_back:
            self._sent_back.remove(feature)
            world.by_hand(feature, need)
            yield

    def send_back(self, board: Board | None = None) -> None:
        """Send back what nobody has in hand: on *board*, or (None) wherever it waits."""
        for task, feature in list(self._open.items()):
            if not task.in_hand and board in (None, task.board):
                del self._open[task]
                task.withdraw()
                self._sent_back.add(feature)
                self._world.resume(feature)
