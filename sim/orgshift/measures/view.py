"""A view of a record: the rows that belong to one scope and window, ready for the measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from orgshift.organisation.activities import ACTIVITIES, FIXED
from orgshift.organisation.journey import CUT_WORKING_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.measures.record import Record
    from orgshift.organisation.calendar import Calendar

ORGANISATION = "organisation"
_FIXED_NAMES = tuple(ACTIVITIES[activity] for activity in FIXED)


@dataclass(frozen=True)
class View:
    """What happened in one scope and window: the whole organisation or one team, months [a, b).

    ``team`` is its place in ``record.teams``, None: the organisation. ``first`` and ``last`` are
    months from day 0. Features count by the month they start in, releases and deployments by the
    month they happen in.
    """

    record: Record
    team: int | None
    first: int
    last: int

    @property
    def calendar(self) -> Calendar:
        """The calendar of the run."""
        return self.record.calendar

    @property
    def months(self) -> int:
        """Length of the window, calendar months."""
        return self.last - self.first

    @property
    def end_h(self) -> float:
        """The clock hour at which the window ends."""
        return float(self.calendar.month_starts_h[self.last + self.calendar.run_in_months])

    def mine(self, name: str) -> NDArray[Any]:
        """Return a column of the features that start in the window."""
        values: NDArray[Any] = self.record.feature(name)[self.started]
        return values

    def _in_window(self, table: str, month: str) -> NDArray[np.bool_]:
        months = self.record.column(table, month)
        chosen: NDArray[np.bool_] = (months >= self.first) & (months < self.last)
        return chosen & self._in_scope(table)

    def _in_scope(self, table: str) -> NDArray[np.bool_]:
        team = self.record.column(table, "team")
        mine: NDArray[np.bool_] = (team >= 0) if self.team is None else (team == self.team)
        return mine

    @cached_property
    def started(self) -> NDArray[np.bool_]:
        """Which features start in the window."""
        return self._in_window("features", "start_month")

    @cached_property
    def released(self) -> NDArray[np.bool_]:
        """Which features are released in the window."""
        return self._in_window("features", "release_month")

    def followed(self, since: str) -> NDArray[np.bool_]:
        """Return which of the started could be followed for 60 working days from moment *since*."""
        latest = self.calendar.horizon_h - CUT_WORKING_DAYS * self.calendar.hours_a_day
        with np.errstate(invalid="ignore"):
            enough: NDArray[np.bool_] = self.record.feature(since) <= latest
        return self.started & enough

    @cached_property
    def open_at_end(self) -> NDArray[np.bool_]:
        """Which features have started and are not released when the window ends."""
        release = self.record.feature("release_h")
        early = self.record.feature("start_h") < self.end_h
        still: NDArray[np.bool_] = self._in_scope("features") & early & ~(release < self.end_h)
        return still

    @cached_property
    def deployed(self) -> NDArray[np.bool_]:
        """Which deployments are made in the window."""
        return self._in_window("deployments", "month")

    def _window(self, cube: NDArray[np.float64]) -> NDArray[np.float64]:
        run_in = self.calendar.run_in_months
        return cube[:, self.first + run_in : self.last + run_in]

    def _of_teams(self, cube: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the window's sums by kind: of the stream-aligned teams, or of the one team."""
        cube = self._window(cube)
        teams = len(self.record.teams)
        boards = cube[:teams] if self.team is None else cube[self.team : self.team + 1]
        summed: NDArray[np.float64] = boards.sum(axis=(0, 1))
        return summed

    @cached_property
    def activity_hours(self) -> dict[str, float]:
        """Hours by activity in the window: of stream-aligned teams, or of the one team."""
        hours = self._of_teams(self.record.activity_hours)
        return dict(zip(ACTIVITIES, hours.tolist(), strict=True))

    @cached_property
    def booked_hours(self) -> dict[str, float]:
        """Hours by activity in the window, of groups too where the scope is the organisation."""
        if self.team is not None:
            return self.activity_hours
        hours = self._window(self.record.activity_hours).sum(axis=(0, 1))
        return dict(zip(ACTIVITIES, hours.tolist(), strict=True))

    @cached_property
    def toil_hours(self) -> dict[str, float]:
        """Hours of toil of the teams in scope, by capability ('': standing toil)."""
        hours = self._of_teams(self.record.toil_hours)
        return dict(zip(self.record.capabilities, hours.tolist(), strict=True))

    @cached_property
    def paid_hours(self) -> float:
        """Paid engineer-hours in the window, groups included where the scope is the organisation."""
        return sum(self.booked_hours.values())

    @cached_property
    def task_hours(self) -> float:
        """Paid hours of the teams in scope less meetings, leave, community and coaching."""
        hours = self.activity_hours
        return sum(hours.values()) - sum(hours[name] for name in _FIXED_NAMES)

    @cached_property
    def team_hours(self) -> float:
        """Paid hours of the stream-aligned teams in scope."""
        return sum(self.activity_hours.values())

    def state(
        self, quantity: str, nothing: float = np.nan, *, capability: str | None = None
    ) -> float:
        """Return the mean of *quantity* over teams and capabilities when the window ends.

        Of one *capability* alone, if it is named. *nothing* is what it is where nobody has any.
        """
        values = self._readings(quantity, self.last, capability)
        return float(values.mean()) if len(values) else nothing

    def counted(self, quantity: str) -> float:
        """Return by how much the counter *quantity* rose in the window."""
        before, after = (self._readings(quantity, month) for month in (self.first, self.last))
        return float(after.sum() - before.sum())

    def _readings(
        self, quantity: str, month: int, capability: str | None = None
    ) -> NDArray[np.float64]:
        found = self.record.readings.get(quantity)
        if found is None:
            return np.empty(0)
        chosen = found.month == month
        if self.team is not None:
            chosen &= (found.team == self.team) | (found.team < 0)
        if capability is not None:
            chosen &= found.capability == capability
        values: NDArray[np.float64] = found.value[chosen]
        return values
