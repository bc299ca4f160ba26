"""What can be measured: the names that claims may use, and the unit of each.

The measures themselves are higher up (``orgshift.measures``), where a test holds the registry to
this list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from orgshift.scenario.units import unit_named

if TYPE_CHECKING:
    from orgshift.scenario.claims import Amount


#: The unit of every measure, by its name.
UNITS: Mapping[str, str] = {
    "lead_time_mean": "calendar days",
    "lead_time_p50": "calendar days",
    "lead_time_p85": "calendar days",
    "lead_time_p95": "calendar days",
    "cycle_time_mean": "calendar days",
    "cycle_time_p50": "calendar days",
    "cycle_time_p85": "calendar days",
    "cycle_time_p95": "calendar days",
    "change_lead_time_mean": "calendar days",
    "change_lead_time_p50": "calendar days",
    "change_lead_time_p85": "calendar days",
    "change_lead_time_p95": "calendar days",
    "share_within_7_days": "share",
    "share_within_14_days": "share",
    "share_within_30_days": "share",
    "share_within_60_days": "share",
    "share_within_90_days": "share",
    "throughput": "features a month",
    "wip": "features",
    "open_age": "calendar days",
    "flow_efficiency": "share",
    "toil_hours": "h per engineer-week",
    "toil_share": "share",
    "toil_standing_hours": "h per engineer-week",
    "toil_service_hours": "h per engineer-week",
    "planned_share": "share",
    "unplanned_share": "share",
    "migration_share": "share",
    "deployment_frequency": "per team and week",
    "change_failure_rate": "share",
    "restore_time": "working hours",
    "team_spread": "sd of log",
    "skill": "0 to 1",
    "adoption": "share",
    "coverage": "share",
    "friction": "share",
    "support_wait": "working hours",
    "cognitive_load": "per engineer",
    "engineer_hours": "h",
    "engineer_cost": "$",
    "cost_per_feature": "$",
    "lead_worked": "calendar days",
    "lead_interrupted": "calendar days",
    "lead_engineer": "calendar days",
    "lead_environment": "calendar days",
    "lead_ticket": "calendar days",
    "lead_window": "calendar days",
    "lead_support": "calendar days",
    "lead_outage": "calendar days",
    "lead_other_team": "calendar days",
    "lead_delay": "calendar days",
}

#: Those that can be read of one capability alone, as `skill.deployment`.
BY_CAPABILITY = (
    "toil_service_hours",
    "toil_share",
    "skill",
    "adoption",
    "coverage",
    "friction",
)
#: Activities whose hours can be read, as `hours.migration`.
ACTIVITIES = (
    "feature",
    "feature_unplanned",
    "rework",
    "toil_standing",
    "toil_service",
    "incident",
    "migration",
    "support",
    "roadmap",
    "improvement",
    "enabling",
    "dependency",
    "resumption",
    "overload",
    "ramp_up",
    "meetings",
    "community",
    "coaching",
    "learning",
    "leave",
    "idle",
)
#: Those whose dip on the way is followed month by month; the first is what pays back.
TRANSITION_MEASURES = ("throughput", "lead_time_p50", "toil_share")
#: Measures of which neither more nor less is better.
NEITHER_BETTER = (
    "wip",
    "migration_share",
    "team_spread",
    "adoption",
    "coverage",
    "engineer_hours",
    "engineer_cost",
    "hours",
)


def has_better(measure: str) -> bool:
    """Return whether more or less of *measure* is better."""
    return measure.partition(".")[0] not in NEITHER_BETTER


def unit_of(measure: str, capabilities: Collection[str]) -> str | None:
    """Return the unit of *measure* in a scenario with these *capabilities*; None if there is none."""
    whole, dot, part = measure.partition(".")
    if not dot:
        return UNITS.get(measure)
    if whole == "hours":
        return "h" if part in ACTIVITIES else None
    return UNITS[whole] if whole in BY_CAPABILITY and part in capabilities else None


def names_like(measure: str, capabilities: Collection[str]) -> list[str]:
    """Return the names that *measure* may have been meant to be."""
    whole, dot, _ = measure.partition(".")
    if not dot:
        return list(UNITS)
    if whole == "hours":
        return [f"hours.{activity}" for activity in ACTIVITIES]
    named = [whole] if whole in BY_CAPABILITY else BY_CAPABILITY
    return [f"{one}.{capability}" for one in named for capability in capabilities]


#: Calendar days in a unit of time, as people count them.
_CALENDAR_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}
#: Hours in a unit of working time; how many a day has is the calendar's business.
_HOURS = {"minute": 1 / 60, "hour": 1.0}
_TIMES = {"calendar days": _CALENDAR_DAYS, "working hours": _HOURS, "h": _HOURS}


class Limit(NamedTuple):
    """A number in the unit of a measure, or (``relative``) as a share of another level."""

    value: float
    relative: bool


def in_unit(amount: Amount, unit: str, *, change: bool) -> Limit:
    """Return *amount* in the measure's *unit*; of a *change*, % are shares of the other's level.

    Raises ValueError for a unit that is none of the measure's.
    """
    number, spelt = amount
    if spelt == "%" and change:
        return Limit(number / 100.0, True)
    if spelt == "%" and unit == "share":
        return Limit(number / 100.0, False)
    if spelt == "points" and change and unit in ("share", "0 to 1"):
        return Limit(number / 100.0, False)
    if not number or (not spelt and unit not in _TIMES and not (change and unit == "share")):
        return Limit(number, False)
    if spelt and spelt not in ("%", "points"):
        if unit.startswith(spelt):
            return Limit(number, False)
        if (times := _TIMES.get(unit)) is not None and unit_named(spelt) in times:
            return Limit(number * times[unit_named(spelt)], False)
    raise ValueError(f"{str(amount)!r} found; {_right(unit, change)}")


def _right(unit: str, change: bool) -> str:
    own = {
        "share": "'2 points'" if change else "'20 %'",
        "0 to 1": "'2 points'" if change else "0.6",
        "$": "'1000 $'",
    }.get(unit, f"'3 {unit}'")
    return f"write it like {own}" + (", or '5 %' of the other's level" if change else "")
