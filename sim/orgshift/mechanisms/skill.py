"""Skill: what a team can do by hand, learnt by doing and lost without."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import Mechanism

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board, Engineer
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import Skill as SkillSettings


class Skill(Mechanism):
    """Work by hand takes novice^(1−s) times as long at skill s; practice holds skill up.

    ds/dt = fade × [ (x/x₀)·h/(1−h)·(1−s) − s ], with x the hours by hand in the capability, x₀ their
    rate in run-in, and h the skill that this much practice holds. h is today's skill s₀ until the
    team is taught: coaching raises h with s, and a lesson that is not used is lost by and by, dh/dt =
    −fade × max(0, h − s) while h > s₀. Both are brought up to date once a working week, by the exact
    solutions for the week's constant x. Where run-in saw no practice at all there is nothing to
    compare with, and the skill stays as it is. With ``fade`` 0 skill is a fixed property of the
    team, whoever joins or leaves.
    """

    null: ClassVar[Mapping[str, Any]] = {"novice": 1.0, "fade": "0 %/month"}
    cost_only: ClassVar[Mapping[str, Any]] = {"fade": "0 %/month"}

    settings: SkillSettings

    def __init__(self, settings: SkillSettings, world: World) -> None:
        super().__init__(settings, world)
        self._usual: list[list[float]] = []
        self._seen: list[list[float]] = []
        #: What today's practice holds: h, by team and capability.
        self._held: list[list[float]] = []
        self._carried: dict[Engineer, list[float]] = {}

    def effort_factor(self, team: Team, capability: int) -> float:
        """Return novice^(1−s): 1 for an expert, ``novice`` for somebody who has never done it."""
        return float(self.settings.novice ** (1.0 - team.skill[capability]))

    def day_zero(self) -> None:
        """Measure the usual practice, and let skill move from now on."""
        if not self.settings.fade or not self.world.capabilities:
            return
        weeks = self.world.calendar.run_in_h / self.world.calendar.hours_a_week
        for team in self.world.teams:
            done = list(team.board.by_hand_h)
            self._usual.append([hours / weeks if weeks else 0.0 for hours in done])
            self._seen.append(done)
            self._held.append(list(team.skill_today))
        self._alarm = self.world.alarm(self._week)
        self._alarm.set(self.world.now + self.world.calendar.hours_a_week)

    def _week(self) -> None:
        """Move every team's skill by what it did and did not practise in the past week."""
        calendar = self.world.calendar
        fade = self.settings.fade * calendar.hours_a_week / calendar.hours_a_month
        for team in self.world.teams:
            done, usual = team.board.by_hand_h, self._usual[team.index]
            seen, held = self._seen[team.index], self._held[team.index]
            for capability, today in enumerate(team.skill_today):
                if usual[capability]:
                    practice = (done[capability] - seen[capability]) / usual[capability]
                    slowed = fade
                    for mechanism in self.world.mechanisms:
                        slowed *= mechanism.fade_factor(team, capability)
                    skill = after_a_while(
                        team.skill[capability], held[capability], practice, slowed
                    )
                    team.skill[capability] = skill
                    held[capability] = unused(held[capability], today, skill, slowed)
                seen[capability] = done[capability]
        self._alarm.set(self.world.now + calendar.hours_a_week)

    def taught(self, team: Team, capability: int, before: float) -> None:
        """Let practice hold what the team was taught: h moves as s did, not beyond s."""
        if self._held:
            held, skill = self._held[team.index], team.skill[capability]
            lesson = min(skill, held[capability] + skill - before)
            held[capability] = max(held[capability], lesson)

    def founded(self, team: Team, parents: Mapping[Team, float]) -> None:
        """Let the team's usual practice, and what it holds, be those of its parents."""
        if not self._usual:
            return
        for of in (self._usual, self._held):
            of[team.index] = [
                sum(share * of[parent.index][c] for parent, share in parents.items())
                for c in range(len(self.world.capabilities))
            ]
        self._seen[team.index] = list(team.board.by_hand_h)

    def left(self, engineer: Engineer, before: Board) -> None:
        """Let a leaver take the team's average away."""
        for team in self.world.teams if self._usual else ():
            if team.board is before:
                self._carried[engineer] = team.skill

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Average skill over the people: a joiner brings what the last team could, or a novice's."""
        if not self._usual:
            return  # skills are held at their given values until day 0
        for team in self.world.teams:
            if team.board is engineer.board and before not in team.parents:
                people = len(team.board.engineers)
                brought = self._carried.get(engineer, [self.settings.joiner] * len(team.skill))
                team.skill = [
                    s + (own - s) / people for s, own in zip(team.skill, brought, strict=True)
                ]


def after_a_while(skill: float, held: float, practice: float, faded: float) -> float:
    """Return the skill after a time in which *faded* would fade (rate × time).

    *held* is the skill h that *practice* 1 holds; the solution of the equation above for constant
    practice: it moves towards p·h / (p·h + 1 − h) at the rate (p·h/(1−h) + 1) × fade.
    """
    if held >= 1.0:
        return 1.0 if practice > 0.0 else skill * math.exp(-faded)
    gain = practice * held / (1.0 - held)
    limit = gain / (gain + 1.0)
    return limit + (skill - limit) * math.exp(-(gain + 1.0) * faded)


def unused(held: float, today: float, skill: float, faded: float) -> float:
    """Return the skill that practice holds after a time in which *faded* would fade.

    What of it is above *skill* is not used, and fades; never below what *today*'s practice holds
    untaught.
    """
    if held <= skill:
        return held
    return max(today, skill + (held - skill) * math.exp(-faded))
