"""Collaboration: for a while the platform team works with its first customer, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.organisation.activities import Activity
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board, Engineer
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import Platform as PlatformSettings

#: Nobody on the platform collaborates in more of the time than this.
AT_MOST = 0.5


class Collaboration:
    """From launch on, for ``collaborates_for``, each engineer of the first customer gives a share.

    The platform's people give the same number of hours in sum. While it lasts, the platform team
    knows where it hurts.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._board: Board | None = None
        self._host: Team | None = None
        self._until = 0.0
        self.going_on = False

    def open(self, board: Board, settings: PlatformSettings, host: Team | None) -> None:
        """Let the people on *board* collaborate with *host* when something is launched."""
        self._board = board
        self._settings = settings
        self._host = host

    def launched(self) -> None:
        """Begin, if there is somebody to collaborate with."""
        if self._host is None or self.going_on:
            return
        hours = quantised(self._settings.collaborates_for.hours(self._world.scenario.calendar))
        if hours and self._settings.collaboration:
            self.going_on = True
            self._until = self._world.now + hours
            self._world.after(hours, self._over)
            self._reckon()

    def _over(self) -> None:
        # It may have ended before, and another one begun.
        if self.going_on and self._world.now >= self._until:
            self.close()

    def close(self) -> None:
        """End it; a first customer is one once."""
        if self.going_on:
            self.going_on = False
            self._reckon()
        self._host = None

    def _reckon(self) -> None:
        assert self._board is not None
        assert self._host is not None
        self._world.reckon(self._board)
        self._world.reckon(self._host.board)

    def people_changed(self, *boards: Board | None) -> None:
        """Share the hours out anew if one of *boards* is one of the two sides."""
        if not self.going_on or self._host is None:
            return
        if self._host.board in boards or self._board in boards:
            self._reckon()

    def shares(self, engineer: Engineer) -> Mapping[int, float]:
        """Return the share of the engineer's time that collaboration takes."""
        if not self.going_on or self._host is None or self._board is None:
            return {}
        each, hosts = self._settings.collaboration, self._host.board
        if engineer.board is hosts:
            # Without anybody on the platform there is nobody to collaborate with.
            return {Activity.COACHING: each} if self._board.engineers else {}
        if engineer.board is self._board:
            share = each * len(hosts.engineers) / len(self._board.engineers)
            return {Activity.COACHING: min(AT_MOST, share)}
        return {}
