"""DORA's four keys: the tier of a stated year that a figure falls in.

The tiers are clusters of answers to a survey: self-reported associations, not goals or causes.
"""

from __future__ import annotations

import math

#: The year of the report whose tiers these are, and where they are published.
YEAR = 2024
SOURCE = "DORA, Accelerate State of DevOps 2024, software delivery performance"

#: The four keys, by the measures that they are read off.
KEYS = ("change_lead_time_p50", "deployment_frequency", "change_failure_rate", "restore_time")

#: (below so many calendar days, tier); deployments: (at least so many per team and week, tier).
_LEAD_DAYS = ((1.0, "elite"), (7.0, "high"), (30.5, "medium"), (math.inf, "low"))
_DEPLOYMENTS = ((5.0, "elite"), (1.0, "high"), (12 / 52.18, "medium"), (0.0, "low"))
#: Published as one figure a tier, and not in order: the nearest is meant.
_FAILURE_RATES = ((0.05, "elite"), (0.10, "medium"), (0.20, "high"), (0.40, "low"))
#: In working hours: a day is 8 of them, a week 40. Two tiers share the bound of a day.
_RESTORE_HOURS = (
    (1.0, "elite"),
    (8.0, "high or medium"),
    (40.0, "medium to low"),
    (math.inf, "low"),
)


def tier(measure: str, value: float) -> str:
    """Return the tier that *value* of one of the four keys falls in; '' where it cannot be told.

    Change lead time in calendar days, deployments per team and week, failure rate as a share,
    time to restore in working hours. Raises KeyError for another measure.
    """
    if math.isnan(value):
        return ""
    if measure == "deployment_frequency":
        return next(name for least, name in _DEPLOYMENTS if value >= least)
    if measure == "change_failure_rate":
        return min(_FAILURE_RATES, key=lambda one: abs(one[0] - value))[1]
    bounds = {"change_lead_time_p50": _LEAD_DAYS, "restore_time": _RESTORE_HOURS}[measure]
    return next((name for most, name in bounds if value < most), "low")
