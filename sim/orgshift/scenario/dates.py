"""When changes happen, on the clock of working hours, before anything is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.scenario.schema import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from orgshift.scenario.changes import Change
    from orgshift.scenario.schema import Scenario


def month_starts(scenario: Scenario, first: int, last: int) -> NDArray[np.datetime64]:
    """Return the first days of the calendar months *first* to *last*; 0 is the month of day 0."""
    zero = np.datetime64(f"{scenario.calendar.start:%Y-%m}", "M")
    months: NDArray[np.datetime64] = zero + np.arange(first, last + 1)
    return months.astype("datetime64[D]")


def hours_until(scenario: Scenario, days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return the working hours from day 0 to the start of each of *days*."""
    calendar = scenario.calendar
    counted = np.busday_count(
        month_starts(scenario, 0, 0),
        days,
        weekmask=[day in calendar.working_days for day in WEEK],
        holidays=np.array(calendar.holidays, dtype="datetime64[D]"),
    )
    hours: NDArray[np.float64] = counted.astype(np.float64) * calendar.hours_a_day
    return hours


def clock(scenario: Scenario, change: Change) -> float:
    """Return the working hours from day 0 to *change*."""
    at = change.at
    if at.duration is not None:
        return at.duration.hours(scenario.calendar)
    if at.months is not None:
        day = month_starts(scenario, at.months, at.months)
    else:
        day = np.array([at.date], dtype="datetime64[D]")
    return float(hours_until(scenario, day)[0])


def sorted_changes(scenario: Scenario, changes: dict[str, Change]) -> list[tuple[str, Change]]:
    """Return changes in order of date; equal dates as they are written.

    A holiday and the working day after it are the same moment of the clock, and two dates.
    """
    return sorted(
        changes.items(),
        key=lambda item: (clock(scenario, item[1]), str(item[1].at.date or "")),
    )


def calendar_faults(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find months without a working day."""
    months = month_starts(scenario, -scenario.run_in_months, scenario.horizon_months)
    worked = np.diff(hours_until(scenario, months))
    if not worked.all():
        yield (
            ("calendar", "holidays"),
            f"no working day is left in {str(months[int(np.argmin(worked))])[:7]}; every month from "
            "run-in to horizon needs one",
        )


def date_faults(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find changes before day 0 or after the horizon."""
    start = scenario.calendar.start
    end = month_starts(scenario, scenario.horizon_months, scenario.horizon_months)
    horizon = float(hours_until(scenario, end)[0])
    for name, variant in scenario.variants.items():
        for change_name, change in variant.changes.items():
            here = ("variants", name, "changes", change_name, "at")
            if change.at.date is not None and change.at.date < start:
                yield (
                    here,
                    f"{change.at} is before day 0 ({start:%Y-%m}); what holds from the start "
                    "belongs in the organisation",
                )
            elif clock(scenario, change) >= horizon:
                yield (
                    here,
                    f"{change.at} is not before the horizon of {scenario.horizon_months} months "
                    f"({str(end[0])[:7]}); nothing would come of it",
                )
