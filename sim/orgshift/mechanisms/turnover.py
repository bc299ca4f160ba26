"""Turnover: people leave, are replaced after a while, and newcomers need time."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board, Engineer
    from orgshift.scenario.ways import Turnover as TurnoverSettings


class Seat(NamedTuple):
    """Where somebody sits: the seat's name, and how many have sat there before."""

    name: str
    before: int


class Turnover(Mechanism):
    """Everybody leaves at a constant rate; the seat is filled again ``replaced_after`` later.

    Whoever sits on a seat leaves when rate × time passes an Exp(1) number of the seat's own. A
    replacement, like anybody hired, does ``ramp_up_from`` of the work at first and all of it after
    ``ramp_up``, rising evenly; who only moves does not ramp up.
    """

    null: ClassVar[Mapping[str, Any]] = {"attrition": "0 %/month", "ramp_up_from": 1.0}
    cost_only: ClassVar[Mapping[str, Any]] = {}

    settings: TurnoverSettings

    def __init__(self, settings: TurnoverSettings, world: World) -> None:
        super().__init__(settings, world)
        self._seats: dict[Engineer, Seat] = {}
        self._newcomers: dict[Engineer, float] = {}
        self._hired = 0
        self._ramp_h = settings.ramp_up.hours(world.scenario.calendar)
        self._watching = False
        self._taken_up: Seat | None = None

    def begin(self) -> None:
        """Give everybody a seat."""
        for board in self.world.boards.values():
            for number, engineer in enumerate(board.engineers):
                self._sit(engineer, Seat(f"{board.name}/seat/{number}", 0))

    def _sit(self, engineer: Engineer, seat: Seat) -> None:
        self._seats[engineer] = seat
        if not self.settings.attrition:
            return
        threshold = -math.log(self.world.luck.one(f"{seat.name}/{seat.before}/attrition"))
        months = threshold / self.settings.attrition
        hours = quantised(months * self.world.calendar.hours_a_month)
        self.world.after(hours, partial(self._leave, engineer))

    def _leave(self, engineer: Engineer) -> None:
        seat, board = self._seats.pop(engineer), engineer.destination or engineer.board
        self.world.part_with(engineer)
        after = quantised(self.settings.replaced_after.hours(self.world.scenario.calendar))
        self.world.after(after, partial(self._replace, seat, board))

    def _replace(self, seat: Seat, board: Board) -> None:
        self._taken_up = Seat(seat.name, seat.before + 1)
        self.world.hire(board.name, 1)

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Let a new hire sit down and ramp up."""
        if before is not None:
            return
        seat, self._taken_up = self._taken_up, None
        if seat is None:
            self._hired += 1
            seat = Seat(f"{engineer.board.name}/hired/{self._hired}", 0)
        self._sit(engineer, seat)
        if self._ramp_h and self.settings.ramp_up_from < 1.0:
            self._newcomers[engineer] = self.world.now
            if not self._watching:
                self._watching = True
                self.world.after(self.world.calendar.hours_a_week, self._week)

    def ramp(self, engineer: Engineer) -> float:
        """Return what a newcomer can do by now."""
        since = self._newcomers.get(engineer)
        if since is None:
            return 1.0
        start = self.settings.ramp_up_from
        return min(1.0, start + (1.0 - start) * (self.world.now - since) / self._ramp_h)

    def _week(self) -> None:
        """Let newcomers do a little more every week."""
        boards = {engineer.board.name: engineer.board for engineer in self._newcomers}
        done = [one for one in self._newcomers if self.ramp(one) >= 1.0]
        for engineer in done:
            del self._newcomers[engineer]
        for board in boards.values():
            self.world.reckon(board)
        self._watching = bool(self._newcomers)
        if self._watching:
            self.world.after(self.world.calendar.hours_a_week, self._week)
