"""The clock: SimPy's environment, whose loop over the events rings our alarms itself."""

from __future__ import annotations

from heapq import heappop
from typing import Any

from simpy.core import Environment, StopSimulation
from simpy.events import URGENT, Event

from orgshift.organisation.alarm import Alarm


class Clock(Environment):
    """A SimPy environment that runs to an hour; everything else about it is SimPy's.

    ``Environment.run`` calls ``step`` for every event, which costs as much as a short callback.
    """

    def live_until(self, hour: float) -> None:
        """Handle all alarms and events before clock hour *hour*, as ``run(until=hour)`` would."""
        end = Event(self)
        end._ok, end._value = True, None
        end.callbacks = [StopSimulation.callback]
        self.schedule(end, URGENT, hour - self._now)
        queue: list[Any] = self._queue
        try:
            while True:
                self._now, _, _, happens = heappop(queue)
                if type(happens) is Alarm:
                    # Looked up and called in one, it would be sought as a method of the class first.
                    action = happens.action
                    action(happens.owner)
                else:
                    _handle(happens)
        except StopSimulation:
            pass


def _handle(event: Event) -> None:
    """Do with an event of SimPy's what ``Environment.step`` does."""
    callbacks = event.callbacks
    # That is how SimPy marks an event as over; its own types do not say so.
    event.callbacks = None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not event.defused:
        raise event._value
