"""Demand: features are committed when there is a hand free (pull), or requested (arrivals)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.engine.flow import step_columns
from orgshift.engine.luck import UNUSED
from orgshift.organisation.alarm import Alarm
from orgshift.organisation.calendar import quantised_array
from orgshift.organisation.feature import (
    GAP,
    KIND,
    RELEASE,
    SERVICE,
    SIZE,
    STEP_COLUMNS,
    Feature,
)
from orgshift.scenario.distributions import Distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.engine.flow import Flow
    from orgshift.engine.luck import Luck, Transform
    from orgshift.organisation.team import Team
    from orgshift.organisation.workflow import StepPlan


def assign_columns(steps: Sequence[StepPlan]) -> None:
    """Give each step's draws at a first visit their columns among a feature's own numbers."""
    column = STEP_COLUMNS
    for step in steps:
        if step.effort is not None:
            step.effort_column, column = column, column + 1
        if step.delay is not None:
            step.delay_column, column = column, column + 1
        if step.jumps:
            step.route_column, column = column, column + 1
        if step.need_number is not None and not step.need_number.is_constant:
            step.need_column, column = column, column + 1


class Demand:
    """The stream of features of one team, numbered by commitment or request."""

    def __init__(
        self,
        team: Team,
        *,
        flow: Flow,
        luck: Luck,
        features: list[Feature],
        gap: Distribution | None,
    ) -> None:
        assert team.demand is not None
        self.team = team
        self.flow = flow
        self.features = features
        self._unplanned = team.demand.unplanned
        stream = luck.stream(self._columns(team, flow.steps, gap))
        self._rows = stream.rows_from(team.next_feature - 1)
        #: The numbers of the next feature.
        self._row = next(self._rows)
        self._alarm: Alarm | None = None
        self._stopped = False
        if gap is None:
            team.board.source = self._commit
            team.board.eager = not self._first_is_own()
        else:
            self._alarm = Alarm.calling(flow.env, self._request)
            self._alarm.set(flow.env.now + self._row[GAP])

    def stop(self) -> None:
        """Let no further feature come of it."""
        self.team.board.source = None
        self._stopped = True

    def _columns(
        self, team: Team, steps: Sequence[StepPlan], gap: Distribution | None
    ) -> list[tuple[str, Transform | None]]:
        assert team.demand is not None
        size, factor, name = team.demand.size, team.factor, team.name
        columns: list[tuple[str, Transform | None]] = [UNUSED] * STEP_COLUMNS
        if self._unplanned:
            columns[KIND] = (f"{name}/feature/kind", None)
        columns[SERVICE] = (f"{name}/feature/service", None)
        columns[RELEASE] = (f"{name}/feature/release", None)
        if any(step.share for step in steps):
            columns[SIZE] = (f"{name}/feature/size", lambda u: size.ppf(u) * factor)
        if gap is not None:
            columns[GAP] = (f"{name}/feature/gap", lambda u: quantised_array(gap.ppf(u)))
        for step in steps:
            columns += [column for column in step_columns(name, step, 0) if column != UNUSED]
            if step.need_column >= 0:
                assert step.need_number is not None
                columns.append((f"{name}/{step.name}/needs", step.need_number.ppf))
        return columns

    def _first_is_own(self) -> bool:
        """Return whether the team's own engineers take up a feature's first step."""
        first = self.flow.steps[0]
        own = first.by in (None, self.team.name)
        return first.need >= 0 or (own and (first.share > 0.0 or first.effort is not None))

    def _commit(self) -> bool:
        """Commit one more feature, if the limit on work in progress allows it (pull)."""
        if self.team.in_progress >= self.team.wip_limit:
            return False
        luck, self._row = self._row, next(self._rows)
        self._begin(luck)
        return True

    def _request(self) -> None:
        """Take the request that comes now, and wait for the next one (arrivals)."""
        if self._stopped:
            return
        assert self._alarm is not None
        luck, self._row = self._row, next(self._rows)
        self._alarm.set(self.flow.env._now + self._row[GAP])
        self._begin(luck)

    def _begin(self, luck: tuple[float, ...]) -> None:
        team = self.team
        feature = Feature(team, team.next_feature, len(self.features), self.flow.env._now, luck)
        team.next_feature += 1
        self.features.append(feature)
        feature.size = luck[SIZE]
        if luck[KIND] < self._unplanned:
            feature.planned = False
        services = team.services if self._alarm is None else team.intake or team.services
        if services:
            feature.service = services[int(luck[SERVICE] * len(services))]
        if self._alarm is not None:
            # A request goes to whoever owns the service now.
            owner = feature.service.team if feature.service is not None else team
            feature.team = owner.heir(luck[SERVICE])
        feature.team.in_progress += 1
        self.flow.begin(feature)
