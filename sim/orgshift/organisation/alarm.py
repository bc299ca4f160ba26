"""Alarms: what is to be done at an hour of the clock."""

from __future__ import annotations

from heapq import heappush
from types import MethodType
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL, URGENT, EventPriority

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.core import Environment

#: Priorities at one instant: before any work event, among them, after all of them.
FIRST, AMONG, LAST = URGENT, NORMAL, EventPriority(NORMAL + 1)


class Alarm:
    """Calls ``action`` with ``owner`` at the clock hours it is set to, any number of times.

    It waits in SimPy's heap beside SimPy's own events, but is none: those are used once, and carry
    a value, a list of callbacks and a dict each. The clock knows the difference.
    """

    __slots__ = ("action", "env", "owner")

    def __init__(self, env: Environment, action: Callable[[Any], None], owner: object) -> None:
        self.env = env
        self.action = action
        self.owner = owner

    @classmethod
    def calling(cls, env: Environment, action: Callable[[], None]) -> Alarm:
        """Return an alarm that calls *action*; of a method, the method itself with its object."""
        if isinstance(action, MethodType):
            return cls(env, action.__func__, action.__self__)
        return cls(env, _call, action)

    def set(self, hour: float, *, priority: EventPriority = AMONG) -> None:
        """Ring at clock hour *hour*; *priority* orders events of that instant."""
        env = self.env
        # To SimPy's types all that waits in its heap is an event.
        heappush(env._queue, (hour, priority, next(env._eid), self))  # type: ignore[misc]

    def off(self) -> None:
        """Let it ring with nobody listening: what is in SimPy's heap stays there."""
        self.action = _nothing


def _call(action: Callable[[], None]) -> None:
    action()


def _nothing(_owner: object) -> None:
    pass
