"""The clock: SimPy's environment, whose loop over the events is written out in one piece."""

from __future__ import annotations

from heapq import heappop

from simpy.core import Environment, StopSimulation
from simpy.events import URGENT, Event


class Clock(Environment):
    """A SimPy environment that runs to an hour; everything else about it is SimPy's.

    ``Environment.run`` calls ``step`` for every event, which costs as much as a short callback.
    """

    def live_until(self, hour: float) -> None:
        """Handle all events before clock hour *hour*, exactly as ``run(until=hour)`` does."""
        end = Event(self)
        end._ok, end._value = True, None
        end.callbacks = [StopSimulation.callback]
        self.schedule(end, URGENT, hour - self._now)
        queue = self._queue
        try:
            while True:
                self._now, _, _, event = heappop(queue)
                callbacks = event.callbacks
                event.callbacks = None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
                if not event._ok and not event.defused:
                    raise event._value
        except StopSimulation:
            pass
