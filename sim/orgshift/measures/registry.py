"""Every measure: its name, unit, better direction, definition, source, and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from orgshift.measures.formulas import (
    cost,
    deployment_frequency,
    failure_rate,
    flow_efficiency,
    hours_share,
    lead_quantile,
    mean_since,
    open_age,
    restore_time,
    restricted_mean,
    share,
    since,
    team_spread,
    toil_hours,
    within,
)
from orgshift.measures.view import View
from orgshift.organisation.activities import ACTIVITIES, STATES
from orgshift.organisation.journey import CUT_WORKING_DAYS


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


_LEAD = "from commitment (pull) or request (arrivals) to release"
_DORA = "DORA, Accelerate State of DevOps"
#: What no other source defines is defined in docs/model.md.
_OURS = "docs/model.md"
_FLOW = "Vacanti, Actionable Agile Metrics for Predictability, 2015"


def _times(name: str, label: str, start: str, definition: str, source: str) -> Iterator[Measure]:
    """Yield the measures of the time from moment *start* of a feature to its release."""
    yield Measure(
        f"{name}_mean",
        f"{label}, mean",
        "calendar days",
        "lower",
        f"{definition}: restricted mean of min(time, {CUT_WORKING_DAYS} working days), of features "
        "that got there at least that long before the horizon",
        source,
        mean_since(start),
    )
    for level, words in ((50, "median"), (85, "85th percentile"), (95, "95th percentile")):
        yield Measure(
            f"{name}_p{level}", f"{label}, {words}", "calendar days", "lower",
            f"{definition}: {level} % take no longer; open ones are right-censored", source,
            since(start, level / 100),
        )  # fmt: skip


_MEASURES = (
    Measure(
        "lead_time_mean", "Lead time, mean", "calendar days", "lower",
        f"Restricted mean of min(lead time, {CUT_WORKING_DAYS} working days) {_LEAD}, of features "
        "started at least that long before the horizon", "Royston & Parmar 2013",
        restricted_mean("cut_days"),
    ),
    Measure(
        "lead_time_p50", "Lead time, median", "calendar days", "lower",
        f"Half of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", lead_quantile(0.50),
    ),
    Measure(
        "lead_time_p85", "Lead time, 85th percentile", "calendar days", "lower",
        f"85 % of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", lead_quantile(0.85),
    ),
    Measure(
        "lead_time_p95", "Lead time, 95th percentile", "calendar days", "lower",
        f"95 % of the features take no longer {_LEAD}; open ones are right-censored",
        "Kaplan & Meier 1958", lead_quantile(0.95),
    ),
    *_times(
        "cycle_time", "Cycle time", "begun_h", "From the first hands-on hour to release",
        "Kaplan & Meier 1958",
    ),
    *_times(
        "change_lead_time", "Change lead time", "commit_h",
        "From the first completion of the step tagged `commit` to release", _DORA,
    ),
    *(
        Measure(
            f"share_within_{days}_days", f"Delivered within {days} days", "share", "higher",
            f"Share of features released within {days} calendar days of their start; open ones are "
            "right-censored", "Kaplan & Meier 1958", within(days),
        )
        for days in (7, 14, 30, 60, 90)
    ),
    Measure(
        "throughput", "Throughput", "features a month", "higher",
        "Features released per calendar month", _FLOW,
        lambda view: share(float(view.released.sum()), view.months),
    ),
    Measure(
        "wip", "Work in progress", "features", None,
        "Features started and not released when the window ends", _FLOW,
        lambda view: float(view.open_at_end.sum()),
    ),
    Measure(
        "open_age", "Age of open work", "calendar days", "lower",
        "Mean age of the features that are open when the window ends", _FLOW,
        open_age,
    ),
    Measure(
        "flow_efficiency", "Flow efficiency", "share", "higher",
        "Share of the lead time of released features in which any hand worked on them", _FLOW,
        flow_efficiency,
    ),
    Measure(
        "toil_hours", "Toil", "h per engineer-week", "lower",
        "Hours of toil per engineer of the stream-aligned teams and working week",
        "Beyer et al., Site Reliability Engineering, 2016, ch. 5",
        toil_hours("toil_standing", "toil_service"),
    ),
    Measure(
        "toil_share", "Toil, share of task hours", "share", "lower",
        "Toil over paid hours less meetings, leave, community and coaching; stream-aligned teams",
        "Beyer et al., Site Reliability Engineering, 2016, ch. 5",
        hours_share("toil_standing", "toil_service"),
    ),
    Measure(
        "toil_standing_hours", "Standing toil", "h per engineer-week", "lower",
        "Toil of no service (interrupts, support requests, on-call) per engineer and working week",
        _OURS, toil_hours("toil_standing"),
    ),
    Measure(
        "toil_service_hours", "Toil of services", "h per engineer-week", "lower",
        "Toil that services bring, per engineer and working week", _OURS,
        toil_hours("toil_service"),
    ),
    Measure(
        "planned_share", "Planned new work", "share", "higher",
        "Hours on planned features, share of task hours", _DORA + " 2018", hours_share("feature"),
    ),
    Measure(
        "unplanned_share", "Unplanned work and rework", "share", "lower",
        "Hours on unplanned features, rework, incidents and resumption, share of task hours",
        _DORA + " 2018",
        hours_share("feature_unplanned", "rework", "incident", "resumption"),
    ),
    Measure(
        "migration_share", "Migration work", "share", None,
        "Hours on moving services to the platform, share of task hours", _OURS,
        hours_share("migration"),
    ),
    Measure(
        "deployment_frequency", "Deployments", "per team and week", "higher",
        "Deployments per stream-aligned team and calendar week", _DORA, deployment_frequency,
    ),
    Measure(
        "change_failure_rate", "Change failure rate", "share", "lower",
        "Share of deployments that fail", _DORA, failure_rate,
    ),
    Measure(
        "restore_time", "Time to restore, median", "working hours", "lower",
        "From the failed deployment to the end of its repair", _DORA, restore_time,
    ),
    Measure(
        "team_spread", "Spread between teams", "sd of log", None,
        "Standard deviation of the log of the teams' median lead times",
        "Flournoy et al. 2025", team_spread,
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
        lambda view: share(view.counted("support_hours"), view.counted("support_tickets")),
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
        "engineer_cost", "Cost of the engineers", "$", None,
        "Cost of the paid hours of all engineers, groups included", "DORA ROI calculator 2026",
        cost,
    ),
    Measure(
        "cost_per_feature", "Cost per feature", "$", "lower",
        "Cost of the paid hours over the features released", "DORA ROI calculator 2026",
        lambda view: share(cost(view), float(view.released.sum())),
    ),
    *(
        Measure(
            f"lead_{state}", f"Lead time: {words}", "calendar days", "lower",
            f"Mean calendar days a feature is {words}; with the other states it adds up to "
            "lead_time_mean", _OURS, restricted_mean(f"cut_{state}"),
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


def _of_capability(name: str, capability: str) -> Measure:
    """Return measure *name* of one capability alone."""
    whole, compute = _PLAIN[name], _BY_CAPABILITY[name]
    return Measure(
        f"{name}.{capability}", f"{whole.label}, {capability}", whole.unit, whole.better,
        f"{whole.definition}; of the capability {capability} alone", whole.source,
        lambda view: compute(view, capability),
    )  # fmt: skip


def _of_activity(name: str, activity: str) -> Measure:
    return Measure(
        f"{name}.{activity}", f"Hours: {activity.replace('_', ' ')}", "h", None,
        f"Hours booked to {activity.replace('_', ' ')}, groups included", _OURS,
        lambda view: view.booked_hours[activity],
    )  # fmt: skip


def _toil_of(view: View, capability: str) -> float:
    toil = view.toil_hours.get(capability, 0.0)
    return share(toil, view.team_hours) * view.calendar.hours_a_week


_PLAIN = {measure.name: measure for measure in _MEASURES}
#: Measures that can be read of one capability alone, as `name.capability`.
_BY_CAPABILITY: dict[str, Callable[[View, str], float]] = {
    "toil_service_hours": _toil_of,
    "toil_share": lambda view, one: share(view.toil_hours.get(one, 0.0), view.task_hours),
    "skill": lambda view, one: view.state("skill", capability=one),
    "adoption": lambda view, one: view.state("adoption", 0.0, capability=one),
    "coverage": lambda view, one: view.state("coverage", 0.0, capability=one),
    "friction": lambda view, one: view.state("friction", capability=one),
}
#: `hours.activity` are the hours booked to one activity.
HOURS = "hours"


class Registry(Mapping[str, Measure]):
    """Every measure by its name.

    Some can be read of one capability alone (`skill.deployment`), and hours of one activity
    (`hours.migration`): those are found by their name, and not among the ones that are listed.
    """

    def __getitem__(self, name: str) -> Measure:
        """Return the measure called *name*. Raises KeyError if there is none."""
        whole, dot, part = name.partition(".")
        if not dot:
            return _PLAIN[name]
        if whole == HOURS and part in ACTIVITIES:
            return _of_activity(whole, part)
        if whole in _BY_CAPABILITY and part:
            return _of_capability(whole, part)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all measures that are listed."""
        return iter(_PLAIN)

    def __len__(self) -> int:
        """Return how many measures are listed."""
        return len(_PLAIN)


REGISTRY = Registry()

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
