"""Quantities with units, as people write them: "6 weeks", "3 h/week", "15 %"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

if TYPE_CHECKING:
    from orgshift.scenario.schema import CalendarSettings

_SPELLINGS = {
    "minute": ("min", "mins", "minute", "minutes"),
    "hour": ("h", "hr", "hrs", "hour", "hours"),
    "day": ("d", "day", "days", "working day", "working days"),
    "week": ("w", "week", "weeks"),
    "month": ("month", "months"),
    "year": ("y", "year", "years"),
    "person-day": ("person-day", "person-days"),
    "person-week": ("person-week", "person-weeks"),
    "person-month": ("person-month", "person-months"),
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"({NUMBER})\s*([A-Za-z][A-Za-z -]*)?")
#: No amount of anything is larger, whatever its unit.
LARGEST = 1e9

WEEKS_A_YEAR = 365.2425 / 7
#: A person-day is 8 h of effort, a person-week 40 h (MODEL: work is in hours of effort).
_EFFORT_H = {
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 8.0,
    "week": 40.0,
    "month": 40.0 * WEEKS_A_YEAR / 12,
    "year": 40.0 * WEEKS_A_YEAR,
}


def said(value: Any) -> str:
    """Return *value* as a person would write it: `true`, `null`, 'text', 3."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if value == {}:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def written(number: float) -> str:
    """Return the shortest text that reads back to exactly *number*."""
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


def unit_named(text: str) -> str:
    """Return the unit that *text* spells. Raises ValueError with what would be right."""
    unit = _UNITS.get(text.strip().lower())
    if unit is None:
        near = get_close_matches(text.strip().lower(), _UNITS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{text.strip()!r} is no unit of time{hint} (known: minutes, h, days, weeks, months, "
            "years; for effort also person-days, person-weeks, person-months)"
        )
    return unit


def amount_and_unit(value: Any, example: str) -> tuple[float, str]:
    """Return (amount, unit) of a text such as "6 weeks". Raises ValueError otherwise."""
    text = "" if isinstance(value, bool) else str(value).strip()
    found = _QUANTITY.fullmatch(text)
    if found is None:
        hint = "; the decimal sign is a point" if re.match(r"\d+,\d", text) else ""
        raise ValueError(f"{said(value)} is no number with a unit; write it like {example!r}{hint}")
    amount, unit = found.groups()
    if unit is None:
        raise ValueError(f"{said(value)} has no unit; write it like {example!r}")
    if abs(float(amount)) > LARGEST:
        raise ValueError(f"{said(value)} is too large; {LARGEST:,.0f} is the most of any unit")
    return float(amount), unit_named(unit)


def effort_hours(value: Any) -> float:
    """Return hours of effort: a day is a person-day of 8 h, a week 40 h."""
    amount, unit = amount_and_unit(value, "6 days")
    if amount < 0:
        raise ValueError(f"{said(value)} is negative; effort is 0 h or more")
    return amount * _EFFORT_H[unit.removeprefix("person-")]


@dataclass(frozen=True)
class Duration:
    """A length of elapsed working time: an amount and its unit."""

    amount: float
    unit: str

    def hours(self, calendar: CalendarSettings) -> float:
        """Return clock hours: a day has the calendar's hours, a week its working days."""
        return self.amount * unit_hours(self.unit, calendar)

    def __str__(self) -> str:
        plural = "" if self.amount == 1 else "s"
        return f"{written(self.amount)} {self.unit}{plural}"


def unit_hours(unit: str, calendar: CalendarSettings) -> float:
    """Return the clock hours of one *unit* of elapsed working time."""
    week = calendar.hours_a_day * len(calendar.working_days)
    return {
        "minute": 1 / 60,
        "hour": 1.0,
        "day": calendar.hours_a_day,
        "week": week,
        "month": week * WEEKS_A_YEAR / 12,
        "year": week * WEEKS_A_YEAR,
    }[unit]


def duration(value: Any) -> Duration:
    """Read "6 weeks". Raises ValueError if it has no unit, a wrong one, or is negative."""
    if isinstance(value, Duration):
        return value
    amount, unit = amount_and_unit(value, "6 weeks")
    if unit.startswith("person-"):
        raise ValueError(
            f"{said(value)} is an effort; a length of time is wanted, such as '6 weeks'"
        )
    if amount < 0:
        raise ValueError(f"{said(value)} is negative; a length of time is 0 h or more")
    return Duration(amount, unit)


def share(value: Any) -> float:
    """Read "15 %" or 0.15 as a share from 0 to 1. Raises ValueError outside of that."""
    return _bounded(fraction(value), value)


def fraction(value: Any) -> float:
    """Read "15 %", "150 %" or 0.15 as a number, whatever its size."""
    text = "" if isinstance(value, bool) else str(value).strip()
    found = re.fullmatch(rf"({NUMBER})\s*(%|percent|points?)?", text)
    if found is None:
        raise ValueError(f"{said(value)} is no share; write it like '15 %'")
    return float(found[1]) / (100.0 if found[2] else 1.0)


def _bounded(number: float, value: Any) -> float:
    if not 0.0 <= number <= 1.0:
        bare = re.fullmatch(NUMBER, str(value).strip())
        hint = f"; did you mean '{number:g} %'?" if bare and 1 < number <= 100 else ""
        raise ValueError(f"{said(value)} found; a share is from 0 % to 100 %{hint}")
    return number


@dataclass(frozen=True)
class Rate:
    """So many in a unit of elapsed working time."""

    amount: float
    unit: str

    def per_hour(self, calendar: CalendarSettings) -> float:
        """Return the rate per clock hour."""
        return self.amount / unit_hours(self.unit, calendar)

    def __str__(self) -> str:
        return f"{written(self.amount)} per {self.unit}"


def rate(value: Any) -> Rate:
    """Read "3 per week" or "0.5/h". Raises ValueError otherwise, and for a rate of 0 or less."""
    if isinstance(value, Rate):
        return value
    found = re.fullmatch(rf"({NUMBER})\s*(?:per|an?|/)\s*([A-Za-z -]+)", str(value).strip())
    if found is None:
        raise ValueError(f"{said(value)} is no rate; write it like '3 per week' or '0.5/h'")
    amount, unit = float(found[1]), unit_named(found[2])
    if not 0 < amount <= LARGEST or unit.startswith("person-"):
        raise ValueError(f"{said(value)}: a rate is more than 0 per hour, day, week, month or year")
    return Rate(amount, unit)


def monthly_share(value: Any) -> float:
    """Read "2 %/month" (or per year, week) as a share per month."""
    text = str(value).strip()
    found = re.fullmatch(rf"({NUMBER}\s*%?)\s*(?:per|a|/)\s*([A-Za-z]+)", text)
    if found is None:
        raise ValueError(f"{said(value)} is no share per time; write it like '2 %/month'")
    per_month = {"week": WEEKS_A_YEAR / 12, "month": 1.0, "year": 1 / 12}
    unit = unit_named(found[2])
    if unit not in per_month:
        raise ValueError(f"{said(value)}: write the share per week, month or year")
    return _bounded(share(found[1]) * per_month[unit], value)


def per_week_share(value: Any) -> float:
    """Read "2 h/week" as a share of a paid week of 40 h; "5 %" is a share already."""
    text = str(value).strip()
    found = re.fullmatch(r"(.+?)\s*(?:per|a|/)\s*week", text)
    return _bounded(effort_hours(found[1]) / 40.0, value) if found else share(value)


@dataclass(frozen=True)
class Moment:
    """When something changes: a length of time after day 0, whole months after it, or a date."""

    months: int | None = None
    duration: Duration | None = None
    date: datetime.date | None = None
    text: str = ""

    def __str__(self) -> str:
        return self.text


def moment(value: Any) -> Moment:
    """Read "day 0", "month 3", "6 weeks" or an ISO date. Raises ValueError otherwise."""
    if isinstance(value, Moment):
        return value
    text = str(value).strip()
    if re.fullmatch(rf"(day|week|month)\s+-.*|-{NUMBER}\s*[A-Za-z]+", text):
        raise ValueError(
            f"{text!r} is before day 0: what holds from the start belongs in the organisation"
        )
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return Moment(date=datetime.date.fromisoformat(text), text=text)
        except ValueError as error:
            raise ValueError(f"{text!r} is no date: {error}") from None
    if found := re.fullmatch(r"month\s+(\d{1,5})|(\d{1,5}) months?", text):
        return Moment(months=int(found[1] or found[2]), text=text)
    try:
        counted = re.fullmatch(r"(day|week)\s+(\d+)", text)
        return Moment(
            duration=duration(f"{counted[2]} {counted[1]}" if counted else text), text=text
        )
    except ValueError as error:
        why = f"{error}; a moment" if re.match(NUMBER, text) else f"{said(value)} is no moment; it"
        raise ValueError(
            f"{why} is 'day 0', 'month 3', '6 weeks' or a date like 2027-03-01"
        ) from None


def whole_months(value: Any) -> int:
    """Read "24 months" or "2 years" as a whole number of calendar months."""
    amount, unit = amount_and_unit(value, "24 months")
    months = amount * 12 if unit == "year" else amount
    if unit not in ("month", "year") or months != int(months) or months < 0:
        raise ValueError(f"{said(value)}: write whole calendar months, such as '24 months'")
    return int(months)


def number(value: Any) -> float:
    """Read 2, 0.45 or 1e3. Raises ValueError for anything else, and for more than ``LARGEST``."""
    if isinstance(value, bool) or not re.fullmatch(NUMBER, str(value).strip()):
        raise ValueError(f"{said(value)} found; a number is wanted here")
    if abs(float(value)) > LARGEST:
        raise ValueError(f"{said(value)} is too large; {LARGEST:,.0f} is the most of anything")
    return float(value)


def whole(value: Any) -> int:
    """Read 3 as a whole number. Raises ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, dict | list | bool) or not re.fullmatch(NUMBER, str(value).strip()):
        raise ValueError(f"{said(value)} found; a whole number is wanted here")
    read = number(value)
    if read != int(read):
        raise ValueError(f"{said(value)} found; a whole number is wanted here")
    return int(read)


Whole = Annotated[int, BeforeValidator(whole)]
Number = Annotated[float, BeforeValidator(number)]
Share = Annotated[float, BeforeValidator(share)]
Effort = Annotated[float, BeforeValidator(effort_hours)]
MonthlyShare = Annotated[float, BeforeValidator(monthly_share)]
WeeklyShare = Annotated[float, BeforeValidator(per_week_share)]
Months = Annotated[int, BeforeValidator(whole_months)]
DurationField = Annotated[Duration, BeforeValidator(duration)]
RateField = Annotated[Rate, BeforeValidator(rate)]
MomentField = Annotated[Moment, BeforeValidator(moment)]
