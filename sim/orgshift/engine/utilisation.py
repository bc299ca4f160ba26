"""Utilisation: the rates of requests that keep teams as busy as the scenario asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.errors import OrgshiftError
from orgshift.organisation.workflow import expected_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.mechanisms.base import Mechanism
    from orgshift.organisation.team import Team
    from orgshift.organisation.workflow import StepPlan
    from orgshift.scenario.schema import Scenario


def request_rates(
    scenario: Scenario,
    teams: Sequence[Team],
    steps: Sequence[StepPlan],
    mechanisms: Sequence[Mechanism],
) -> dict[str, float]:
    """Return requests per clock hour of every team whose demand is a rate or a utilisation.

    Hours available = hours of toil and the like + Σ rates × hours a feature costs, over all teams
    that a team works for, itself included. Raises OrgshiftError where no rate can do that.
    """
    costs = {team.name: _costs(scenario, team, steps, mechanisms) for team in teams}
    rates: dict[str, float] = {}
    sought: list[Team] = []
    for team in teams:
        demand = team.demand
        if demand is None or demand.policy == "pull":
            continue
        if demand.utilisation is not None:
            sought.append(team)
        elif demand.rate is not None:
            rates[team.name] = demand.rate.per_hour(scenario.calendar)
        elif demand.gap is not None:
            rates[team.name] = 1.0 / demand.gap.in_hours(scenario.calendar).mean
    if not sought:
        return rates
    left = []
    for team in sought:
        assert team.demand is not None
        assert team.demand.utilisation is not None
        for other in teams:
            if other.demand and other.demand.policy == "pull" and costs[other.name].get(team.name):
                raise OrgshiftError(
                    f"teams.{team.name}: it works for {other.name}, which pulls, so nobody knows "
                    "what leaves it at a utilisation; give it a rate"
                )
        capacity = sum(engineer.rate for engineer in team.board.engineers)
        standing = sum(m.standing_hours(team) for m in mechanisms)
        given = sum(rate * costs[name].get(team.name, 0.0) for name, rate in rates.items())
        room = team.demand.utilisation * capacity - standing - given
        own = costs[team.name][team.name]
        if room <= 0.0 or own <= 0.0:
            raise OrgshiftError(
                f"teams.{team.name}: a utilisation of {team.demand.utilisation:.0%} leaves no room "
                f"for features: {(standing + given) / capacity:.0%} of the team's task hours are "
                f"taken already, and a feature costs the team {own:.1f} h"
            )
        left.append(room)
    load = [[costs[by.name].get(on.name, 0.0) for by in sought] for on in sought]
    try:
        solved = np.linalg.solve(np.array(load), np.array(left))
    except np.linalg.LinAlgError:
        solved = np.full(len(sought), -1.0)
    for team, rate in zip(sought, solved.tolist(), strict=True):
        if rate <= 0.0:
            raise OrgshiftError(
                f"teams.{team.name}: no rate of requests gives all teams the utilisation they are "
                "asked to have; what they do for each other is too much"
            )
        rates[team.name] = rate
    return rates


def _costs(
    scenario: Scenario, team: Team, steps: Sequence[StepPlan], mechanisms: Sequence[Mechanism]
) -> dict[str, float]:
    """Return the hours that a feature of *team* costs on average, by board."""
    if team.demand is None:
        return {team.name: 0.0}
    by_hand = {}
    for index, capability in enumerate(scenario.capabilities.values()):
        hours = capability.by_hand.mean
        for mechanism in mechanisms:
            hours *= mechanism.effort_factor(team, index)
        by_hand[index] = hours
    costs = expected_hours(steps, team.demand.size.mean * team.factor, by_hand, team.name)
    costs[team.name] += sum(m.hours_per_feature(team) for m in mechanisms)
    return costs
