"""A view of a run: the rows that belong to one scope, ready for the measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from orgshift.organisation.activities import ACTIVITIES, FIXED
from orgshift.organisation.journey import CUT_WORKING_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from orgshift.engine import Run

ORGANISATION = "organisation"
_FIXED_NAMES = tuple(ACTIVITIES[activity] for activity in FIXED)


@dataclass(frozen=True)
class Columns:
    """A run's tables as plain arrays, worked out once and shared by all views of the run."""

    run: Run

    @cached_property
    def team(self) -> NDArray[np.int64]:
        """The features' team, as a place in ``run.teams``."""
        return np.asarray(self.run.features["team"].cat.codes, dtype=np.int64)

    @cached_property
    def hours(self) -> NDArray[np.float64]:
        """Hours by board, month (from the start of run-in) and activity."""
        table, run = self.run.hours, self.run
        boards = len(run.teams) + len(run.groups)
        months = len(run.calendar.month_starts_h) - 1
        cube = np.zeros((boards, months, len(ACTIVITIES)))
        cube[
            table["team"].cat.codes.to_numpy(),
            table["month"].to_numpy() + run.calendar.run_in_months,
            table["activity"].cat.codes.to_numpy(),
        ] = table["hours"].to_numpy()
        return cube


@dataclass(frozen=True)
class View:
    """What happened in one scope and window: the whole organisation or one team, months [a, b).

    ``first`` and ``last`` are months from day 0. Features count by the month they start in,
    releases and deployments by the month they happen in.
    """

    columns: Columns
    team: int | None
    first: int
    last: int

    @property
    def run(self) -> Run:
        """The run that is looked at."""
        return self.columns.run

    @property
    def months(self) -> int:
        """Length of the window, calendar months."""
        return self.last - self.first

    def _mine(self, table: pd.DataFrame) -> NDArray[np.bool_]:
        if self.team is None:
            return np.ones(len(table), dtype=bool)
        mine: NDArray[np.bool_] = table["team"].cat.codes.to_numpy() == self.team
        return mine

    @cached_property
    def started(self) -> NDArray[np.bool_]:
        """Which features start in the window."""
        month = self.run.features["start_month"].to_numpy()
        return self._mine(self.run.features) & (month >= self.first) & (month < self.last)

    @cached_property
    def released(self) -> NDArray[np.bool_]:
        """Which features are released in the window."""
        month = self.run.features["release_month"].to_numpy()
        return self._mine(self.run.features) & (month >= self.first) & (month < self.last)

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Which of the started features could be followed for 60 working days."""
        latest = self.run.horizon_h - CUT_WORKING_DAYS * self.run.calendar.hours_a_day
        return self.started & (self.run.features["start_h"].to_numpy() <= latest)

    @cached_property
    def open_at_end(self) -> NDArray[np.bool_]:
        """Which features have started and are not released when the window ends."""
        features = self.run.features
        end = self.run.calendar.month_starts_h[self.last + self.run.calendar.run_in_months]
        release = features["release_h"].to_numpy()
        early = features["start_h"].to_numpy() < end
        still: NDArray[np.bool_] = self._mine(features) & early & ~(release < end)
        return still

    @cached_property
    def deployed(self) -> NDArray[np.bool_]:
        """Which deployments are made in the window."""
        month = self.run.deployments["month"].to_numpy()
        return self._mine(self.run.deployments) & (month >= self.first) & (month < self.last)

    @cached_property
    def activity_hours(self) -> dict[str, float]:
        """Hours by activity in the window: of stream-aligned teams, or of the one team."""
        run_in = self.run.calendar.run_in_months
        cube = self.columns.hours[:, self.first + run_in : self.last + run_in]
        boards = (
            cube[: len(self.run.teams)] if self.team is None else cube[self.team : self.team + 1]
        )
        return dict(zip(ACTIVITIES, boards.sum(axis=(0, 1)).tolist(), strict=True))

    @cached_property
    def paid_hours(self) -> float:
        """Paid engineer-hours in the window, groups included where the scope is the organisation."""
        run_in = self.run.calendar.run_in_months
        cube = self.columns.hours[:, self.first + run_in : self.last + run_in]
        return float(cube.sum() if self.team is None else cube[self.team].sum())

    @cached_property
    def task_hours(self) -> float:
        """Paid hours less meetings, leave, community and coaching."""
        hours = self.activity_hours
        return sum(hours.values()) - sum(hours[name] for name in _FIXED_NAMES)

    @cached_property
    def team_hours(self) -> float:
        """Paid hours of the stream-aligned teams in scope."""
        return sum(self.activity_hours.values())

    def state(self, quantity: str, nothing: float = np.nan) -> float:
        """Return the mean of *quantity* over teams and capabilities when the window ends.

        *nothing* is what it is where nobody has any.
        """
        values = self._readings(quantity, self.last)
        return float(values.mean()) if len(values) else nothing

    def counted(self, quantity: str) -> float:
        """Return by how much the counter *quantity* rose in the window."""
        before, after = (self._readings(quantity, month) for month in (self.first, self.last))
        return float(after.sum() - before.sum())

    def _readings(self, quantity: str, month: int) -> NDArray[np.float64]:
        table = self.run.state
        chosen = (table["quantity"] == quantity) & (table["month"] == month)
        if self.team is not None:
            chosen &= (table["team"] == self.run.teams[self.team]) | (table["team"] == "")
        values: NDArray[np.float64] = table["value"].to_numpy()[chosen.to_numpy()]
        return values
