"""Every measure: its name, unit, better direction, definition, source, and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from orgshift.measures.survival import quantile, share_over
from orgshift.measures.view import View
from orgshift.organisation.activities import STATES
from orgshift.organisation.journey import CUT_WORKING_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Measure:
    """One number that can be read off a view of a run.

    nan where there is nothing to measure, infinite where a quantile is not reached by the horizon.
    """

    name: str
    label: str
    unit: str
    better: Literal["lower", "higher"] | None
    definition: str
    source: str
    compute: Callable[[View], float]


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else np.nan


def _share(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def _lead_quantile(level: float) -> Callable[[View], float]:
    def compute(view: View) -> float:
        features, mine = view.run.features, view.started
        return quantile(
            features["lead_days"].to_numpy()[mine], features["open"].to_numpy()[mine], level
        )

    return compute


def _since(start: str) -> Callable[[View], float]:
    """Return the median calendar days from a moment of the feature to its release."""

    def compute(view: View) -> float:
        features, calendar = view.run.features, view.run.calendar
        begun = features[start].to_numpy()
        mine = view.started & ~np.isnan(begun)
        is_open = features["open"].to_numpy()[mine]
        end = np.where(is_open, view.run.horizon_h, features["release_h"].to_numpy()[mine])
        return quantile(calendar.days(end) - calendar.days(begun[mine]), is_open, 0.5)

    return compute


def _within(days: float) -> Callable[[View], float]:
    def compute(view: View) -> float:
        features = view.run.features
        lead, is_open = features["lead_days"].to_numpy(), features["open"].to_numpy()
        return share_over(lead[view.started], is_open[view.started], days)

    return compute


def _restricted_mean(column: str) -> Callable[[View], float]:
    def compute(view: View) -> float:
        return _mean(view.run.features[column].to_numpy()[view.complete])

    return compute


def _flow_efficiency(view: View) -> float:
    features = view.run.features
    done = view.released
    worked = features["h_worked"].to_numpy()[done].sum()
    return _share(float(worked), float(features["lead_h"].to_numpy()[done].sum()))


def _hours_share(*activities: str) -> Callable[[View], float]:
    def compute(view: View) -> float:
        return _share(sum(view.activity_hours[a] for a in activities), view.task_hours)

    return compute


def _toil_hours(view: View) -> float:
    """Toil hours per engineer-week: an engineer-week is the paid hours of one calendar week."""
    toil = view.activity_hours["toil_standing"] + view.activity_hours["toil_service"]
    return _share(toil, view.team_hours) * view.run.calendar.hours_a_week


def _open_age(view: View) -> float:
    features, calendar = view.run.features, view.run.calendar
    start = features["start_h"].to_numpy()[view.open_at_end]
    end = calendar.month_starts_h[view.last + calendar.run_in_months]
    return _mean(calendar.days(np.full_like(start, end)) - calendar.days(start))


def _failure_rate(view: View) -> float:
    return _mean(view.run.deployments["failed"].to_numpy()[view.deployed].astype(np.float64))


def _restore_time(view: View) -> float:
    table = view.run.deployments
    mine = view.deployed & table["failed"].to_numpy()
    restored = table["restore_h"].to_numpy()[mine]
    is_open = np.isnan(restored)
    so_far = np.where(is_open, view.run.horizon_h - table["deploy_h"].to_numpy()[mine], restored)
    return quantile(so_far, is_open, 0.5)


def _deployment_frequency(view: View) -> float:
    teams = len(view.run.teams) if view.team is None else 1
    weeks = view.months * 365.2425 / 7 / 12
    return _share(float(view.deployed.sum()), teams * weeks)


def _team_spread(view: View) -> float:
    """Return the standard deviation of the log of the teams' median lead times."""
    if view.team is not None:
        return np.nan
    features = view.run.features
    lead, is_open = features["lead_h"].to_numpy(), features["open"].to_numpy()
    medians = []
    for team in range(len(view.run.teams)):
        mine = view.started & (view.columns.team == team)
        medians.append(quantile(lead[mine], is_open[mine], 0.5))
    logs = np.log([m for m in medians if 0 < m < np.inf])
    return float(logs.std(ddof=1)) if len(logs) > 1 else np.nan


def _cost_per_feature(view: View) -> float:
    """Engineer cost of the paid hours over the features released."""
    return _share(view.paid_hours * view.run.cost_per_hour, float(view.released.sum()))


_LEAD = "from commitment (pull) or request (arrivals) to release"
_DORA = "DORA, Accelerate State of DevOps"
#: What no other source defines is defined in docs/model.md.
_OURS = "docs/model.md"
_FLOW = "Vacanti, Actionable Agile Metrics for Predictability, 2015"

_MEASURES = (
    Measure(
        "lead_time_mean", "Lead time, mean", "calendar days", "lower",
        f"Restricted mean of min(lead time, {CUT_WORKING_DAYS} working days) {_LEAD}, of features "
        "started at least that long before the horizon", "Royston & Parmar 2013",
        _restricted_mean("cut_days"),
    ),
    Measure(
        "lead_time_p50", "Lead time, median", "calendar days", "lower",
        f"Half of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", _lead_quantile(0.50),
    ),
    Measure(
        "lead_time_p85", "Lead time, 85th percentile", "calendar days", "lower",
        f"85 % of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", _lead_quantile(0.85),
    ),
    Measure(
        "lead_time_p95", "Lead time, 95th percentile", "calendar days", "lower",
        f"95 % of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", _lead_quantile(0.95),
    ),
    Measure(
        "cycle_time_p50", "Cycle time, median", "calendar days", "lower",
        "From the first hands-on hour to release", "Kaplan & Meier 1958", _since("begun_h"),
    ),
    Measure(
        "change_lead_time_p50", "Change lead time, median", "calendar days", "lower",
        "From the first completion of the step tagged `commit` to release", _DORA,
        _since("commit_h"),
    ),
    Measure(
        "share_within_30_days", "Delivered within 30 days", "share", "higher",
        "Share of features released within 30 calendar days of their start; open ones are "
        "right-censored", "Kaplan & Meier 1958", _within(30.0),
    ),
    Measure(
        "throughput", "Throughput", "features a month", "higher",
        "Features released per calendar month", _FLOW,
        lambda view: _share(float(view.released.sum()), view.months),
    ),
    Measure(
        "wip", "Work in progress", "features", None,
        "Features started and not released when the window ends", _FLOW,
        lambda view: float(view.open_at_end.sum()),
    ),
    Measure(
        "open_age", "Age of open work", "calendar days", "lower",
        "Mean age of the features that are open when the window ends", _FLOW,
        _open_age,
    ),
    Measure(
        "flow_efficiency", "Flow efficiency", "share", "higher",
        "Share of the lead time of released features in which any hand worked on them", _FLOW,
        _flow_efficiency,
    ),
    Measure(
        "toil_hours", "Toil", "h per engineer-week", "lower",
        "Hours of toil per engineer of the stream-aligned teams and working week",
        "Beyer et al., Site Reliability Engineering, 2016, ch. 5", _toil_hours,
    ),
    Measure(
        "toil_share", "Toil, share of task hours", "share", "lower",
        "Toil over paid hours less meetings, leave, community and coaching; stream-aligned teams",
        "Beyer et al., Site Reliability Engineering, 2016, ch. 5",
        _hours_share("toil_standing", "toil_service"),
    ),
    Measure(
        "planned_share", "Planned new work", "share", "higher",
        "Hours on planned features, share of task hours", _DORA + " 2018", _hours_share("feature"),
    ),
    Measure(
        "unplanned_share", "Unplanned work and rework", "share", "lower",
        "Hours on unplanned features, rework, incidents and resumption, share of task hours",
        _DORA + " 2018",
        _hours_share("feature_unplanned", "rework", "incident", "resumption"),
    ),
    Measure(
        "migration_share", "Migration work", "share", None,
        "Hours on moving services to the platform, share of task hours", _OURS,
        _hours_share("migration"),
    ),
    Measure(
        "deployment_frequency", "Deployments", "per team and week", "higher",
        "Deployments per stream-aligned team and calendar week", _DORA, _deployment_frequency,
    ),
    Measure(
        "change_failure_rate", "Change failure rate", "share", "lower",
        "Share of deployments that fail", _DORA, _failure_rate,
    ),
    Measure(
        "restore_time", "Time to restore, median", "working hours", "lower",
        "From the failed deployment to the end of its repair", _DORA, _restore_time,
    ),
    Measure(
        "team_spread", "Spread between teams", "sd of log", None,
        "Standard deviation of the log of the teams' median lead times",
        "Flournoy et al. 2025", _team_spread,
    ),
    Measure(
        "skill", "Skill", "0 to 1", "higher",
        "Mean over teams and capabilities when the window ends", _OURS,
        lambda view: view.state("skill"),
    ),
    Measure(
        "adoption", "Adoption", "share", None,
        "Migrated services over services, mean over teams and capabilities, at the end", _OURS,
        lambda view: view.state("adoption", 0.0),
    ),
    Measure(
        "coverage", "Coverage of the platform", "share", None,
        "Share of needs that self-service meets, mean over capabilities, at the end", _OURS,
        lambda view: view.state("coverage", 0.0),
    ),
    Measure(
        "friction", "Friction of the platform", "share", "lower",
        "Self-service attempts that fail and need support, mean over launched capabilities, when the "
        "window ends", _OURS, lambda view: view.state("friction"),
    ),
    Measure(
        "support_wait", "Wait for the platform's support", "working hours", "lower",
        "Mean hours from a failed attempt at self-service to the answer", _OURS,
        lambda view: _share(view.counted("support_hours"), view.counted("support_tickets")),
    ),
    Measure(
        "cognitive_load", "Cognitive load", "per engineer", "lower",
        "Services, self-managed capabilities and dependencies per engineer, mean over teams, when the "
        "window ends", _OURS, lambda view: view.state("cognitive_load"),
    ),
    Measure(
        "engineer_hours", "Paid engineer-hours", "h", None,
        "Paid hours of all engineers, groups included", _OURS,
        lambda view: view.paid_hours,
    ),
    Measure(
        "cost_per_feature", "Cost per feature", "$", "lower",
        "Cost of the paid hours over the features released", "DORA ROI calculator 2026",
        _cost_per_feature,
    ),
    *(
        Measure(
            f"lead_{state}", f"Lead time: {words}", "calendar days", "lower",
            f"Mean calendar days a feature is {words}; with the other states it adds up to "
            "lead_time_mean", _OURS, _restricted_mean(f"cut_{state}"),
        )
        for state, words in zip(
            STATES,
            (
                "worked on", "interrupted", "waiting for an engineer", "waiting for an environment",
                "waiting for a ticket", "waiting for a release window",
                "waiting for the platform's support", "held up by an outage",
                "waiting for another team", "with a machine or outside",
            ),
            strict=True,
        )
    ),
)  # fmt: skip

#: Every measure by its name.
REGISTRY: Mapping[str, Measure] = {measure.name: measure for measure in _MEASURES}

#: What a comparison is about first of all: verdicts on these share one error rate.
HEADLINE = (
    "lead_time_p50",
    "lead_time_p85",
    "lead_time_mean",
    "toil_share",
    "throughput",
    "change_failure_rate",
    "flow_efficiency",
)

#: What is shown month by month.
MONTHLY = (
    "lead_time_p50",
    "lead_time_p85",
    "toil_share",
    "throughput",
    "migration_share",
    "change_failure_rate",
    "adoption",
    "coverage",
    "skill",
    "wip",
)
