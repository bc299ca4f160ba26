"""Shared pain: irritants that cost every team a little, and are worth no one's while alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import Activity
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orgshift.mechanisms.base import Reading, World
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import SharedPain as SharedPainSettings


class SharedPain(Mechanism):
    """Every irritant costs every team ``cost`` a week, as standing toil, until somebody removes it.

    A team's irritants come as one task a week, at a moment of the week that is the team's own. Those
    who coach remove them between engagements, one at a time and for all (Newman 2021, ch. 15,
    tells of test data in this way).
    """

    null: ClassVar[Mapping[str, Any]] = {"irritants": 0}
    #: Nobody removes them: they cost as they are.
    cost_only: ClassVar[Mapping[str, Any]] = {}

    settings: SharedPainSettings

    def __init__(self, settings: SharedPainSettings, world: World) -> None:
        super().__init__(settings, world)
        self._left = settings.irritants

    def begin(self) -> None:
        """Start the first week."""
        if self._left and self.settings.cost:
            self._alarm = self.world.alarm(self._week)
            self._week()

    def _week(self) -> None:
        """Let every team that is there feel it once this week."""
        week_h = self.world.calendar.hours_a_week
        for team in self.world.teams:
            at = quantised(week_h * self.world.luck.one(f"{team.name}/shared pain"))
            self.world.after(at, partial(self._feel, team))
        if self._left:
            self._alarm.set(self.world.now + week_h)

    def _feel(self, team: Team) -> None:
        """Put this week's irritants up on the team's board."""
        if not self._left or not team.board.engineers:
            return
        effort = quantised(self.standing_hours(team) * self.world.calendar.hours_a_week)
        booked = int(Activity.TOIL_STANDING)
        self.world.offer(Task(team.board, Rank.TOIL, self.world.now, booked, effort))

    def standing_hours(self, team: Team) -> float:
        """Return what is left, hours of effort per hour."""
        return self._left * self.settings.cost

    def shared_pains(self) -> int:
        """Return how many irritants are left."""
        return self._left

    def remove_shared_pain(self) -> None:
        """Remove one, for all."""
        self._left = max(0, self._left - 1)

    def readings(self) -> Iterable[Reading]:
        """Return how many irritants are left."""
        yield "", "shared_pains", "", float(self._left)
