"""The roadmap: hours of platform work that become coverage, stage after stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.scenario.ways import Platform as PlatformSettings

#: A stage of this share of mature coverage is as good as mature.
AS_GOOD_AS_MATURE = 0.99


class Stage:
    """Capabilities that are launched together, and the roadmap hours that have gone into them.

    ``launched_at`` is the clock hour of the launch.
    """

    def __init__(self, capabilities: tuple[int, ...]) -> None:
        self.capabilities = capabilities
        self.hours = 0.0
        self.launched_at: float | None = None
        self.coverage = 0.0


class Roadmap:
    """The stages in order: launched one after the other, then the least covered is extended.

    A stage launches at ``coverage_at_launch`` once ``launch_effort`` hours have gone into it; h
    further hours bring launch + (mature − launch)(1 − e^(−h/H)), H = ``maturing_effort``. What
    several teams need central help with goes first.
    """

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.stage_of: dict[int, Stage] = {}
        self._urged: list[int] = []

    def plan(self, settings: PlatformSettings, names: Sequence[str]) -> None:
        """Put the stages of *settings* on the roadmap; what has been launched before stays."""
        self.settings = settings
        launched = [stage for stage in self.stages if stage.launched_at is not None]
        known = {c for stage in launched for c in stage.capabilities}
        begun = {stage.capabilities: stage for stage in self.stages}
        self.stages = launched
        for asked in settings.roadmap or (tuple(names),):
            new = tuple(c for c in map(names.index, asked) if c not in known)
            if new:
                self.stages.append(begun.get(new) or Stage(new))
        self.stage_of = {c: stage for stage in self.stages for c in stage.capabilities}

    def launched(self) -> list[Stage]:
        """Return the stages that teams can adopt."""
        return [stage for stage in self.stages if stage.launched_at is not None]

    def coverage(self, capability: int) -> float:
        """Return the share of needs in *capability* that self-service meets, 0 to 1."""
        stage = self.stage_of.get(capability)
        return 0.0 if stage is None else stage.coverage

    def put_first(self, capability: int) -> None:
        """Let the stage of *capability* be launched, or extended, before any other."""
        if capability not in self._urged:
            self._urged.append(capability)

    def worked(self, hours: float, now: float) -> Stage | None:
        """Put *hours* into the stage whose turn it is; return it if that launches it."""
        settings, stage = self.settings, self._next()
        stage.hours += hours
        launching = stage.launched_at is None
        if launching:
            if stage.hours < settings.launch_effort:
                return None
            stage.launched_at = now
            stage.hours -= settings.launch_effort
        grown = 1.0 - math.exp(-stage.hours / settings.maturing_effort)
        at_launch = settings.coverage_at_launch
        reached = at_launch + (settings.coverage_mature - at_launch) * grown
        # Another team with lower sights takes nothing away from what there is.
        stage.coverage = max(stage.coverage, reached)
        return stage if launching else None

    def _next(self) -> Stage:
        ahead = [stage for stage in self.stages if stage.launched_at is None]
        urged = [self.stage_of[c] for c in self._urged if c in self.stage_of]
        for stage in urged:
            if stage in ahead:
                return stage
        if ahead:
            return ahead[0]
        mature = AS_GOOD_AS_MATURE * self.settings.coverage_mature
        for stage in urged:
            if stage.coverage < mature:
                return stage
        return min(self.stages, key=lambda stage: stage.coverage)
