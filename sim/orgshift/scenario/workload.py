"""How much there would be to simulate: refuses what has no end, or more than memory holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from orgshift.scenario.dates import hours_until, month_starts

if TYPE_CHECKING:
    from orgshift.scenario.schema import Demand, Scenario, Step, Team

Found = Iterator[tuple[tuple[str | int, ...], str]]

#: The most that one replication can have of each.
MOST_FEATURES = 2_000_000
MOST_TOIL_TASKS = 8_000_000
MOST_ENGINEERS = 100_000
MOST_TEAM_MONTHS = 500_000
MOST_STREAMS = 250_000
#: Less than this is no time (hours): the clock counts in 2⁻²⁰ h.
NO_TIME_H = 1e-6
#: Features that take no time follow each other at once, one within the other.
MOST_AT_ONCE = 0.9


def workload_faults(scenario: Scenario) -> Found:
    """Find what would make a run endless or larger than a computer, and a demand without room."""
    months = month_starts(scenario, -scenario.run_in_months, scenario.horizon_months)
    hours = float(np.diff(hours_until(scenario, months)).sum())
    walk = _Walk(scenario)
    features = toil_tasks = 0.0
    toil = scenario.mechanisms.toil
    people = sum(g.engineers for g in scenario.groups.values())
    for name, team in scenario.teams.items():
        people += team.engineers
        if toil is not None and toil.share:
            mean = toil.effort.mean
            toil_tasks += toil.share * team.engineers * hours / mean if mean else math.inf
        if team.demand is not None:
            if team.demand.policy == "pull" and walk.in_no_time(team, team.demand) > MOST_AT_ONCE:
                yield (
                    ("workflow",),
                    "a feature takes no time (no size, no effort, no delay): from a backlog that is "
                    "never empty, features would be released without end",
                )
                return
            taken = toil.share if toil is not None else 0.0
            if (asked := team.demand.utilisation) is not None and asked <= taken:
                yield (
                    ("teams", name, "demand", "utilisation"),
                    f"a utilisation of {asked:.0%} leaves no room for features: toil takes "
                    f"{taken:.0%} of the task hours already",
                )
            features += walk.features(team, team.demand, hours)
    streams = sum(team.services for team in scenario.teams.values()) * len(scenario.capabilities)
    for address, amount, most, what in (
        (("teams",), people, MOST_ENGINEERS, "engineers"),
        (("teams",), len(scenario.teams) * len(months), MOST_TEAM_MONTHS, "teams × months"),
        (("teams",), streams if toil else 0, MOST_STREAMS, "services × capabilities with toil"),
        (("demand",), features, MOST_FEATURES, "features in a run"),
        (("mechanisms", "toil", "effort"), toil_tasks, MOST_TOIL_TASKS, "toil tasks in a run"),
    ):
        if amount > most:
            many = f"about {amount:,.0f}" if math.isfinite(amount) else "endlessly many"
            yield address, f"{many} {what}; at most {most:,} can be simulated"


class _Walk:
    """The way of a feature through the workflow, on average."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.steps = list(scenario.workflow.values())
        names = list(scenario.workflow)
        count = len(names)
        self.onward = np.eye(count, k=1)
        for here, step in enumerate(self.steps):
            self.onward[here] *= 1.0 - sum(way.probability for way in step.next.values())
            for target, way in step.next.items():
                if target != "done":
                    self.onward[here, names.index(target)] += way.probability
        self.visits = np.linalg.solve(np.eye(count) - self.onward.T, np.eye(count)[0])

    def _effort(self, step: Step, team: Team, demand: Demand) -> float:
        share = (step.share or 0.0) * demand.size.mean * (team.factor or 1.0)
        return share + (step.effort.mean if step.effort else 0.0)

    def _need(self, step: Step) -> tuple[float, float]:
        """Return the mean number of needs at *step*, and the hours that one takes at least."""
        if step.need is None:
            return 0.0, 0.0
        asked = self.scenario.capabilities[step.need.capability]
        return step.need.number.mean, min(asked.by_hand.mean, asked.self_service)

    def in_no_time(self, team: Team, demand: Demand) -> float:
        """Return the probability that a feature goes from start to end without taking time."""
        at_once = np.zeros(len(self.steps))
        for here, step in enumerate(self.steps):
            delay = step.delay.mean if step.delay else 0.0
            number, hours = self._need(step)
            if self._effort(step, team, demand) + delay > NO_TIME_H:
                continue
            counted = step.need is not None and step.need.number.is_constant
            none = 0.0 if counted and number else math.exp(-number)
            at_once[here] = none if hours > NO_TIME_H else 1.0
        leaving = 1.0 - self.onward.sum(axis=1)
        walked = np.eye(len(self.steps)) - at_once[:, None] * self.onward
        return float(np.linalg.solve(walked, at_once * leaving)[0])

    def features(self, team: Team, demand: Demand, hours: float) -> float:
        """Return how many features of *team* come in *hours*, at most."""
        calendar = self.scenario.calendar
        if demand.gap is not None:
            mean = demand.gap.in_hours(calendar).mean
            return hours / mean if mean else math.inf
        if demand.rate is not None:
            return hours * demand.rate.per_hour(calendar)
        needs = [math.prod(self._need(step)) for step in self.steps]
        efforts = [self._effort(step, team, demand) for step in self.steps]
        work = float(self.visits @ np.add(efforts, needs))
        people = team.engineers + sum(g.engineers for g in self.scenario.groups.values())
        by_hands = people * hours / work if work else math.inf
        if demand.utilisation is not None:
            return by_hands if work else 0.0
        delays = [s.delay.in_hours(calendar).mean if s.delay else 0.0 for s in self.steps]
        hands = [step.hands for step in self.steps]
        time = float(self.visits @ (np.divide(efforts, hands) + needs + delays))
        at_once = max(1.0, (demand.limit or 1.0) * team.engineers)
        return min(by_hands, at_once * hours / time)
