"""The calendar: working hours on the clock, dates and calendar days for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.scenario.schema import Scenario
    from orgshift.scenario.units import Moment

#: Every duration is a multiple of this many hours, so that sums of hours are exact in floats.
QUANTUM_H = 2.0**-20
PER_QUANTUM = 2.0**20
#: (x + TO_QUANTA) − TO_QUANTA is x rounded to the quantum: floats of this size are that far apart.
#: Four times as fast as round(), with the same result for all hours below 2³¹.
TO_QUANTA = 1.5 * 2.0**32
#: An office day starts at nine; a day of 24 hours starts at midnight.
OFFICE_OPENS_H = 9.0


def quantised(hours: float) -> float:
    """Return *hours* rounded to the quantum of 2⁻²⁰ h."""
    return (hours + TO_QUANTA) - TO_QUANTA


def quantised_array(hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return *hours* (any shape) rounded to the quantum of 2⁻²⁰ h."""
    return np.rint(hours * PER_QUANTUM) * QUANTUM_H


@dataclass(frozen=True)
class Calendar:
    """Maps clock hours (working hours; 0 is day 0) to dates and back, in bulk.

    ``workdays`` are the working days from the start of run-in to past the horizon (datetime64[D]),
    ``day_zero`` the index of day 0 among them. ``month_starts_h`` holds the clock hour at which
    each calendar month starts, for the months −run_in … horizon (one more than there are months).
    """

    hours_a_day: float
    hours_a_week: float
    day_zero: int
    workdays: NDArray[np.datetime64]
    run_in_months: int
    horizon_months: int
    month_starts_h: NDArray[np.float64]

    @classmethod
    def of(cls, scenario: Scenario) -> Calendar:
        """Build the calendar that *scenario* asks for."""
        asked = scenario.calendar
        first = np.datetime64(f"{asked.start.year:04d}-{asked.start.month:02d}", "M")
        months = np.arange(-scenario.run_in_months, scenario.horizon_months + 1)
        month_dates = (first + months).astype("datetime64[D]")
        last = month_dates[-1] + np.timedelta64(400, "D")
        days = np.arange(month_dates[0], last)
        holidays = np.array(sorted(asked.holidays), dtype="datetime64[D]")
        mask = [
            day in asked.working_days for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        ]
        workdays = days[np.is_busday(days, weekmask=mask, holidays=holidays)]
        day_zero = int(np.searchsorted(workdays, first.astype("datetime64[D]")))
        places = np.searchsorted(workdays, month_dates) - day_zero
        starts = places.astype(np.float64) * float(asked.hours_a_day)
        return cls(
            hours_a_day=float(asked.hours_a_day),
            hours_a_week=float(asked.hours_a_day) * len(asked.working_days),
            day_zero=day_zero,
            workdays=workdays,
            run_in_months=scenario.run_in_months,
            horizon_months=scenario.horizon_months,
            month_starts_h=starts,
        )

    @property
    def run_in_h(self) -> float:
        """Length of the run-in, working hours."""
        return -float(self.month_starts_h[0])

    @property
    def horizon_h(self) -> float:
        """Working hours from day 0 to the horizon."""
        return float(self.month_starts_h[-1])

    @property
    def hours_a_month(self) -> float:
        """Working hours in a twelfth of a year, holidays not deducted: the unit of monthly rates."""
        return self.hours_a_week * 365.2425 / 7 / 12

    def days(self, hours: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calendar days since the start of day 0, rounded to 2⁻²⁰ days.

        An hour that ends a working day counts as the start of the next one, so that every
        moment has one place and differences of moments add up exactly.
        """
        whole = np.floor(hours / self.hours_a_day).astype(np.int64)
        within = hours - whole * self.hours_a_day
        place = np.clip(whole + self.day_zero, 0, len(self.workdays) - 1)
        elapsed = (self.workdays[place] - self.workdays[self.day_zero]).astype(np.float64)
        days: NDArray[np.float64] = np.rint((elapsed + within / 24.0) * PER_QUANTUM) * QUANTUM_H
        return days

    def dates(self, hours: NDArray[np.float64]) -> NDArray[np.datetime64]:
        """Return the moments (datetime64[s]) at which the clock shows *hours*."""
        opens = 0.0 if self.hours_a_day == 24 else min(OFFICE_OPENS_H, 24.0 - self.hours_a_day)
        seconds = np.rint((self.days(hours) + opens / 24.0) * 86_400).astype("timedelta64[s]")
        moments: NDArray[np.datetime64] = (
            self.workdays[self.day_zero].astype("datetime64[s]") + seconds
        )
        return moments

    def months(self, hours: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the calendar month of each moment; 0 starts at day 0, run-in is negative."""
        place = np.searchsorted(self.month_starts_h, hours, side="right") - 1
        return place.astype(np.int64) - self.run_in_months

    def clock(self, day: date) -> float:
        """Return the clock hour at which *day*, or the next working day after it, starts."""
        place = int(np.searchsorted(self.workdays, np.datetime64(day, "D")))
        return (place - self.day_zero) * self.hours_a_day

    def moment(self, moment: Moment, hours: float | None = None) -> float:
        """Return the clock hour of a scenario's *moment*; *hours* is its duration, if it has one."""
        if moment.date is not None:
            return self.clock(moment.date)
        if moment.months is not None:
            return float(self.month_starts_h[self.run_in_months + moment.months])
        return quantised(hours or 0.0)
