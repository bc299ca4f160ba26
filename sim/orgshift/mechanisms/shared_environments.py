"""Shared environments: a few places to test, for all teams, first come first served."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from orgshift.mechanisms.base import World
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.workflow import StepPlan
    from orgshift.scenario.ways import SharedEnvironments as SharedEnvironmentsSettings


class SharedEnvironments(Mechanism):
    """A feature takes an environment at one step and keeps it until another step is passed.

    It keeps it through failed tests and rework; coming back while holding one does nothing. A
    feature whose need at that step is met by self-service gets an isolated environment of its own,
    and takes none of the shared ones.
    """

    null: ClassVar[Mapping[str, Any]] = {"number": 1_000_000_000}
    cost_only: ClassVar[Mapping[str, Any]] = {"number": 1}

    settings: SharedEnvironmentsSettings

    def __init__(self, settings: SharedEnvironmentsSettings, world: World) -> None:
        super().__init__(settings, world)
        number = settings.number
        if number is None:
            number = max(1, round(settings.per_team * len(world.teams)))
        self._free = number
        self._queue: deque[Feature] = deque()

    def gate(self, step: StepPlan) -> Callable[[Feature], int | None] | None:
        """Ask for an environment at the step where one is taken."""
        if step.name != self.settings.taken_at:
            return None
        need = step.need

        def take(feature: Feature) -> int | None:
            if feature.holding is self:
                return None
            if need >= 0 and self.world.self_served(feature, need):
                return None
            if self._free:
                self._free -= 1
                feature.holding = self
                return None
            self._queue.append(feature)
            return State.ENVIRONMENT

        return take

    def passed(self, step: StepPlan) -> Callable[[Feature], None] | None:
        """Give the environment back after the step that no longer needs it."""
        return self._give_back if step.name == self.settings.returned_after else None

    def released(self, feature: Feature) -> None:
        """Give back what a feature that left the workflow by another way still holds."""
        self._give_back(feature)

    def _give_back(self, feature: Feature) -> None:
        if feature.holding is not self:
            return
        feature.holding = None
        if self._queue:
            waiting = self._queue.popleft()
            waiting.holding = self
            self.world.resume(waiting)
        else:
            self._free += 1
