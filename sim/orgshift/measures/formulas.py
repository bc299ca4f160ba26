"""How measures are computed: functions of a view of a run, or functions that make such functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgshift.measures.survival import quantile, share_over
from orgshift.measures.view import View
from orgshift.organisation.journey import CUT_WORKING_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mean(values: NDArray[np.float64]) -> float:
    """Return the mean of *values*; nan without any."""
    return float(values.mean()) if len(values) else np.nan


def share(part: float, whole: float) -> float:
    """Return *part* over *whole*; nan where there is no whole."""
    return part / whole if whole else np.nan


def lead_quantile(level: float) -> Callable[[View], float]:
    """Return a quantile of lead time, calendar days; open features are right-censored."""
    return lambda view: quantile(view.mine("lead_days"), view.mine("open"), level)


def since(start: str, level: float) -> Callable[[View], float]:
    """Return a quantile of the calendar days from a moment of the feature to its release."""

    def compute(view: View) -> float:
        begun = view.mine(start)
        known = ~np.isnan(begun)
        is_open = view.mine("open")[known]
        end = np.where(is_open, view.calendar.horizon_h, view.mine("release_h")[known])
        days = view.calendar.days(end) - view.calendar.days(begun[known])
        return quantile(days, is_open, level)

    return compute


def mean_since(start: str) -> Callable[[View], float]:
    """Return the mean of such days, cut at 60 working days, of features followed for as long."""

    def compute(view: View) -> float:
        chosen, calendar = view.followed(start), view.calendar
        begun = view.record.feature(start)[chosen]
        latest = begun + CUT_WORKING_DAYS * calendar.hours_a_day
        # An open one has been followed for 60 working days: it is cut there.
        end = np.fmin(view.record.feature("release_h")[chosen], latest)
        return mean(calendar.days(end) - calendar.days(begun))

    return compute


def within(days: float) -> Callable[[View], float]:
    """Return the share released within so many calendar *days* of their start."""
    return lambda view: share_over(view.mine("lead_days"), view.mine("open"), days)


def restricted_mean(column: str) -> Callable[[View], float]:
    """Return the mean of *column* over the started features that were followed long enough."""
    return lambda view: mean(view.record.feature(column)[view.followed("start_h")])


def flow_efficiency(view: View) -> float:
    """Return the share of the lead time of released features in which a hand was at work."""
    worked = view.record.feature("h_worked")[view.released].sum()
    return share(float(worked), float(view.record.feature("lead_h")[view.released].sum()))


def hours_share(*activities: str) -> Callable[[View], float]:
    """Return the hours booked to *activities* as a share of task hours."""
    return lambda view: share(sum(view.activity_hours[a] for a in activities), view.task_hours)


def toil_hours(*activities: str) -> Callable[[View], float]:
    """Return toil hours per engineer-week: the paid hours of one calendar week."""

    def compute(view: View) -> float:
        toil = sum(view.activity_hours[a] for a in activities)
        return share(toil, view.team_hours) * view.calendar.hours_a_week

    return compute


def open_age(view: View) -> float:
    """Return the mean age of what is open when the window ends, calendar days."""
    start = view.record.feature("start_h")[view.open_at_end]
    end = np.full_like(start, view.end_h)
    return mean(view.calendar.days(end) - view.calendar.days(start))


def failure_rate(view: View) -> float:
    """Return the share of deployments that fail."""
    return mean(view.record.column("deployments", "failed")[view.deployed].astype(np.float64))


def restore_time(view: View) -> float:
    """Return the median of working hours from a failed deployment to the end of its repair."""
    failed = view.deployed & view.record.column("deployments", "failed").astype(bool)
    restored = view.record.column("deployments", "restore_h")[failed]
    is_open = np.isnan(restored)
    since = view.calendar.horizon_h - view.record.column("deployments", "deploy_h")[failed]
    return quantile(np.where(is_open, since, restored), is_open, 0.5)


def deployment_frequency(view: View) -> float:
    """Return deployments per stream-aligned team and calendar week."""
    teams = len(view.record.teams) if view.team is None else 1
    weeks = view.months * 365.2425 / 7 / 12
    return share(float(view.deployed.sum()), teams * weeks)


def team_spread(view: View) -> float:
    """Return the standard deviation of the log of the teams' median lead times."""
    if view.team is not None:
        return np.nan
    team, lead, is_open = (view.mine(name) for name in ("team", "lead_h", "open"))
    medians = [
        quantile(lead[team == place], is_open[team == place], 0.5)
        for place in range(len(view.record.teams))
    ]
    logs = np.log([m for m in medians if 0 < m < np.inf])
    return float(logs.std(ddof=1)) if len(logs) > 1 else np.nan


def cost(view: View) -> float:
    """Return the cost of the paid hours, $."""
    return view.paid_hours * view.record.cost_per_hour
