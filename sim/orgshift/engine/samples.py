"""The monthly sample: what is written down of the organisation at the start of every month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from orgshift.organisation.alarm import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgshift.engine.simulation import Simulation
    from orgshift.mechanisms.base import Reading


class Samples:
    """Takes a sample at the start of every month, and one at the horizon.

    ``readings`` are (month from day 0, reading).
    """

    def __init__(self, simulation: Simulation) -> None:
        self.readings: list[tuple[int, Reading]] = []
        self._simulation = simulation

    def schedule(self) -> None:
        """Set the alarms of all months."""
        for place, hour in enumerate(self._simulation.calendar.month_starts_h[:-1]):
            self._simulation.alarm(partial(self._take, place)).set(float(hour), priority=FIRST)

    def take_last(self) -> None:
        """Take the sample at the horizon, which is now."""
        self._take(len(self._simulation.calendar.month_starts_h) - 1)

    def _take(self, place: int) -> None:
        month = place - self._simulation.calendar.run_in_months
        self.readings += [(month, reading) for reading in self._now()]

    def _now(self) -> Iterator[Reading]:
        simulation = self._simulation
        for board in simulation.boards.values():
            yield board.name, "engineers", "", float(len(board.engineers))
        for team in simulation.teams:
            yield team.name, "services", "", float(len(team.services))
            yield team.name, "wip", "", float(team.in_progress)
            for capability, level in zip(simulation.capabilities, team.skill, strict=True):
                yield team.name, "skill", capability, level
        for mechanism in simulation.mechanisms:
            yield from mechanism.readings()
