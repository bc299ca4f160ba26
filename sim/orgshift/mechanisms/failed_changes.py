"""Failed changes: deployments that have to be repaired at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism
from orgshift.organisation.activities import Activity
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised
from orgshift.organisation.feature import RELEASE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orgshift.mechanisms.base import World
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import FailedChanges as FailedChangesSettings

#: More than this share of changes fails nowhere.
AT_MOST = 0.95


class FailedChanges(Mechanism):
    """A deployment fails if the release number of any feature in it is below p.

    p = base × f^(1−2s), normalised to base at today's skill s₀ (so base × f^(2(s₀−s))), plus what
    other mechanisms add, at most 0.95; f is ``skill_factor``. One failure is one incident on the
    team's board, whose repair takes an effort of its own; the time to restore is an outcome.
    """

    null: ClassVar[Mapping[str, Any]] = {"base": 0.0}
    cost_only: ClassVar[Mapping[str, Any]] = {"skill_factor": 1.0}

    settings: FailedChangesSettings

    def __init__(self, settings: FailedChangesSettings, world: World) -> None:
        super().__init__(settings, world)
        self._repairs = [
            world.luck.stream([(f"{team.name}/repair", settings.repair.ppf)])
            for team in world.teams
        ]

    def probability(self, team: Team) -> float:
        """Return the probability that a feature's release fails now."""
        settings = self.settings
        gained = self._skill(team.skill) - self._skill(team.skill_today)
        p = settings.base * settings.skill_factor ** (-2.0 * gained)
        return float(min(AT_MOST, max(0.0, p + self.world.failure_points(team))))

    def _skill(self, skill: Sequence[float]) -> float:
        """Return the skill that counts: in the capability named, else the mean of all."""
        capabilities = self.world.capabilities
        if self.settings.capability in capabilities:
            return skill[capabilities.index(self.settings.capability)]
        return sum(skill) / len(skill) if skill else 0.0

    def hours_per_feature(self, team: Team) -> float:
        """Return the hours of repair one release costs on average today."""
        return self.settings.base * self.settings.repair.mean

    def deployed(self, team: Team, number: int, features: Sequence[Feature]) -> None:
        """Raise an incident if any feature of the deployment fails."""
        if not self.settings.base:
            return
        p = self.probability(team)
        failing = next((f for f in features if f.luck[RELEASE] < p), None)
        if failing is None:
            return
        self.world.restored[number] = None

        def restore(_task: Task) -> None:
            self.world.restored[number] = self.world.now

        effort = quantised(self._repairs[failing.stream.index][failing.number - 1][0])
        booked = int(Activity.INCIDENT)
        self.world.offer(
            Task(team.board, Rank.INCIDENT, self.world.now, booked, effort, done=restore)
        )
