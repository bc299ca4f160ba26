"""Alarms: SimPy events that call an action at an hour of the clock, and can be set again."""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL, URGENT, Event, EventPriority

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.core import Environment


def _ring(alarm: Any) -> None:
    alarm.action()


#: Priorities at one instant: before any work event, among them, after all of them.
FIRST, AMONG, LAST = URGENT, NORMAL, EventPriority(NORMAL + 1)

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

    def set(self, hour: float, *, priority: EventPriority = AMONG) -> None:
        """Ring at clock hour *hour*; *priority* orders events of that instant."""
        self.callbacks = _CALLBACKS
        env = self.env
        heappush(env._queue, (hour, priority, next(env._eid), self))

    def off(self) -> None:
        """Let it ring with nobody listening: what is in SimPy's heap stays there."""
        self.callbacks = []
