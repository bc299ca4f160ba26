"""The record of a run: its tables as plain arrays, worked out once, shared by all views of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from orgshift.organisation.activities import ACTIVITIES, STATES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from orgshift.engine import Run
    from orgshift.organisation.calendar import Calendar

#: The tables of a run that measures read, and which of their columns.
READ: dict[str, tuple[str, ...]] = {
    "features": (
        "team", "start_h", "begun_h", "commit_h", "release_h", "lead_h", "lead_days", "open",
        "start_month", "release_month", "h_worked", "cut_days",
        *(f"cut_{state}" for state in STATES),
    ),
    "hours": ("team", "month", "activity", "hours"),
    "toil": ("team", "month", "capability", "hours"),
    "deployments": ("team", "deploy_h", "month", "failed", "restore_h"),
    "state": ("team", "month", "quantity", "capability", "value"),
}  # fmt: skip


class Readings(NamedTuple):
    """The monthly samples of one quantity: equal-length arrays; a team is a board's number or −1."""

    team: NDArray[np.int64]
    month: NDArray[np.int64]
    capability: NDArray[np.object_]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Record:
    """What measures read of one run: five of its tables (see ``orgshift.Run``), and its calendar.

    ``teams`` and ``groups`` name the boards, in the order in which the run numbers them.
    """

    calendar: Calendar
    teams: tuple[str, ...]
    groups: tuple[str, ...]
    cost_per_hour: float
    features: pd.DataFrame
    hours: pd.DataFrame
    toil: pd.DataFrame
    deployments: pd.DataFrame
    state: pd.DataFrame

    @classmethod
    def of(cls, run: Run) -> Record:
        """Return the record of *run*."""
        tables = {name: getattr(run, name) for name in READ}
        return cls(run.calendar, run.teams, run.groups, run.cost_per_hour, **tables)

    @cached_property
    def boards(self) -> tuple[str, ...]:
        """The names of all boards, teams first."""
        return (*self.teams, *self.groups)

    @cached_property
    def _kept(self) -> dict[tuple[str, str], NDArray[Any]]:
        return {}

    def column(self, table: str, name: str) -> NDArray[Any]:
        """Return a column as an array; a team is its number among the boards, −1 if it is none."""
        key = table, name
        if key not in self._kept:
            values = getattr(self, table)[name]
            if name == "team":
                self._kept[key] = values.cat.set_categories(self.boards).cat.codes.to_numpy()
            else:
                self._kept[key] = values.to_numpy()
        return self._kept[key]

    def feature(self, name: str) -> NDArray[Any]:
        """Return a column of the features."""
        return self.column("features", name)

    @cached_property
    def activity_hours(self) -> NDArray[np.float64]:
        """Hours by board, month (from the start of run-in) and activity."""
        names = self.hours["activity"].cat.set_categories(ACTIVITIES).cat.codes.to_numpy()
        return self._cube("hours", names, len(ACTIVITIES))

    @cached_property
    def capabilities(self) -> tuple[str, ...]:
        """What toil is booked to: '' (standing toil), then the capabilities."""
        return tuple(str(name) for name in self.toil["capability"].cat.categories)

    @cached_property
    def toil_hours(self) -> NDArray[np.float64]:
        """Hours of toil by board, month (from the start of run-in) and capability."""
        codes = self.toil["capability"].cat.codes.to_numpy()
        return self._cube("toil", codes, len(self.capabilities))

    def _cube(self, table: str, kind: NDArray[Any], kinds: int) -> NDArray[np.float64]:
        months = len(self.calendar.month_starts_h) - 1
        team = self.column(table, "team").astype(np.int64)
        month = self.column(table, "month") + self.calendar.run_in_months
        place = (team * months + month) * kinds + kind
        size = len(self.boards) * months * kinds
        hours = self.column(table, "hours")
        summed = np.bincount(place, weights=hours, minlength=size).astype(np.float64)
        return summed.reshape(len(self.boards), months, kinds)

    @cached_property
    def readings(self) -> dict[str, Readings]:
        """The monthly samples, by quantity."""
        state = self.state
        quantity = state["quantity"].cat.codes.to_numpy()
        capability = np.asarray(state["capability"].astype(object))
        team, month = self.column("state", "team"), self.column("state", "month")
        value = self.column("state", "value")
        found = {}
        for code, name in enumerate(state["quantity"].cat.categories):
            mine = quantity == code
            found[str(name)] = Readings(team[mine], month[mine], capability[mine], value[mine])
        return found
