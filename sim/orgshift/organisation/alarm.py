"""Alarms: SimPy events that call an action at an hour of the clock, and can be set again."""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL, URGENT, Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.core import Environment


def _ring(alarm: Any) -> None:
    alarm.action()


#: One list for all alarms: SimPy takes an event's callbacks away when it fires, and reads only.
_CALLBACKS: list[Callable[[Any], None]] = [_ring]


class Alarm(Event):
    """Calls ``action`` at the clock hours it is set to; one object serves any number of times."""

    __slots__ = ("action",)

    def __init__(self, env: Environment, action: Callable[[], None]) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        self.action = action

    def set(self, hour: float, *, first: bool = False) -> None:
        """Ring at clock hour *hour*; *first* is before any work event of that instant."""
        self.callbacks = _CALLBACKS
        env = self.env
        heappush(env._queue, (hour, URGENT if first else NORMAL, next(env._eid), self))
