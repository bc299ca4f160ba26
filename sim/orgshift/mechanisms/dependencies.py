"""Dependencies: some features need a piece of work from another stream-aligned team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import Activity, State
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from orgshift.mechanisms.base import Rows, World
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.team import Team
    from orgshift.organisation.workflow import StepPlan
    from orgshift.scenario.ways import Dependencies as DependenciesSettings


class Dependencies(Mechanism):
    """A feature needs another team with a probability of its own.

    A team depends on so many others (``on``), drawn once. One task is put up on the other team's
    board when the step ``raised_at`` starts, and worked in parallel; the feature waits for it before
    the step ``awaited_at``.
    """

    null: ClassVar[Mapping[str, Any]] = {"probability": 0.0}
    cost_only: ClassVar[Mapping[str, Any]] = {"probability": 1.0}

    settings: DependenciesSettings

    def __init__(self, settings: DependenciesSettings, world: World) -> None:
        super().__init__(settings, world)
        self._others: list[list[Team]] = []
        self._rows: list[Rows] = []
        for team in world.teams:
            drawn = {
                other.name: world.luck.one(f"{team.name}/depends on/{other.name}")
                for other in world.teams
                if other is not team
            }
            nearest = sorted(drawn, key=drawn.__getitem__)[: settings.on]
            self._others.append([t for t in world.teams if t.name in nearest])
            self._rows.append(
                world.luck.stream([
                    (f"{team.name}/dependency/needed", None),
                    (f"{team.name}/dependency/on", None),
                    (f"{team.name}/dependency/effort", settings.effort.ppf),
                ])
            )  # fmt: skip
        #: Features whose dependency is being worked on: whether they wait for it already.
        self._open: dict[Feature, bool] = {}

    def depends_on(self, team: Team) -> int:
        """Return how many other teams it needs now and then."""
        return len(self._others[team.index]) if self.settings.probability else 0

    def hours_per_feature(self, team: Team) -> float:
        """Return the hours others' features cost the team per feature of its own, on average."""
        return self.settings.probability * self.settings.effort.mean if self._others[0] else 0.0

    def gate(self, step: StepPlan) -> Callable[[Feature], int | None] | None:
        """Ask the other team at one step, wait for it at another."""
        if step.name == self.settings.raised_at:
            return self._ask
        return self._await if step.name == self.settings.awaited_at else None

    def _ask(self, feature: Feature) -> int | None:
        others = self._others[feature.team.index]
        if feature.asked or not others:
            return None
        feature.asked = True
        needed, on, hours = self._rows[feature.stream.index][feature.number - 1]
        if needed >= self.settings.probability:
            return None
        self._open[feature] = False

        def answered(_task: Task) -> None:
            if self._open.pop(feature):
                self.world.resume(feature)

        board = others[int(on * len(others))].heir(needed).board
        booked = int(Activity.DEPENDENCY)
        effort = quantised(hours)
        self.world.offer(Task(board, Rank.SERVICE, self.world.now, booked, effort, done=answered))
        return None

    def _await(self, feature: Feature) -> int | None:
        if feature not in self._open:
            return None
        self._open[feature] = True
        return State.OTHER_TEAM
