"""Support: tickets of teams whose self-service has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.mechanisms.tickets import Tickets
from orgshift.organisation.activities import Activity, State, booking
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Generator

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature, Need
    from orgshift.scenario.ways import Platform as PlatformSettings


class Support:
    """A ticket fulfils the need that self-service did not; the feature waits for it.

    Its effort is the need's own. How long it takes is an outcome: ``answered`` counts tickets,
    ``waited_h`` the clock hours from asking to answer. Where nobody is there to answer, the need is
    met by hand.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._board: Board | None = None
        self._tickets = Tickets(world, State.SUPPORT)
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
        self._tickets.send_back()

    def takes(self) -> float:
        """Return the clock hours an answer has taken on average; before the first one, its effort."""
        if not self.answered:
            return self._settings.support.mean
        return self.waited_h / self.answered

    def ticket(self, feature: Feature, need: Need, owner: str) -> Generator[None, None, None]:
        """Meet *need* by a ticket, whose luck belongs to *owner*."""
        world, board = self._world, self._board
        if board is None or not board.engineers:
            world.by_hand(feature, need)
            yield
            return
        luck = np.array([world.luck.one(f"{owner}/support")])
        effort = quantised(float(self._settings.support.ppf(luck)[0]))
        booked = booking(Activity.SUPPORT, need.capability)
        yield from self._tickets.ticket(feature, need, board, effort, booked, self._answered)

    def _answered(self, took_h: float) -> None:
        self.answered += 1
        self.waited_h += took_h
