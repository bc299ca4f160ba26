"""The workflow as it is walked: steps with their numbers worked out, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from orgshift.organisation.feature import Feature
    from orgshift.scenario.distributions import Distribution
    from orgshift.scenario.schema import Scenario

#: The index that stands for having left the workflow.
DONE = -1

#: A gate lets a feature into a step (None), or says in which state it has to wait there.
Gate = "Callable[[Feature], int | None]"


class Jump(NamedTuple):
    """One way out of a step other than the next one in order.

    Taken if the step's own uniform is below ``below`` and not below the jump before; ``size`` is
    the share of the size that is done again.
    """

    below: float
    target: int
    size: float
    rework: bool


@dataclass
class StepPlan:
    """One step of the workflow, ready to be walked.

    ``share`` is the share of the feature's size (0: none), ``effort`` a distribution in hours drawn
    at each visit, ``delay`` a distribution in clock hours. ``by`` is the board that does it (None:
    the feature's own team). ``gates`` are asked before it starts, ``passed`` told when it is left.
    """

    index: int
    name: str
    share: float
    effort: Distribution | None
    by: str | None
    hands: int
    delay: Distribution | None
    need: int
    need_number: Distribution | None
    window: bool
    commit: bool
    jumps: tuple[Jump, ...]
    revisited: bool = False
    gates: list[Callable[[Feature], int | None]] = field(default_factory=list)
    passed: list[Callable[[Feature], None]] = field(default_factory=list)
    effort_column: int = -1
    delay_column: int = -1
    route_column: int = -1
    need_column: int = -1


def plan(scenario: Scenario) -> list[StepPlan]:
    """Return the steps of *scenario*'s workflow, in order."""
    names = list(scenario.workflow)
    capabilities = list(scenario.capabilities)
    steps = []
    for index, (name, asked) in enumerate(scenario.workflow.items()):
        below, jumps = 0.0, []
        for target, way in asked.next.items():
            below += way.probability
            place = DONE if target == "done" else names.index(target)
            jumps.append(Jump(below, place, way.size, way.rework))
        steps.append(
            StepPlan(
                index=index,
                name=name,
                share=asked.share or 0.0,
                effort=asked.effort,
                by=asked.by,
                hands=asked.hands,
                delay=asked.delay.in_hours(scenario.calendar) if asked.delay else None,
                need=capabilities.index(asked.need.capability) if asked.need else -1,
                need_number=asked.need.number if asked.need else None,
                window=asked.window,
                commit=asked.tag == "commit",
                jumps=tuple(jumps),
            )
        )
    # Only what lies between the target and the start of a jump back can be visited twice.
    for start in steps:
        for jump in start.jumps:
            if jump.target != DONE:
                for step in steps[jump.target : start.index + 1]:
                    step.revisited = True
    return steps


def expected_hours(
    steps: Sequence[StepPlan], size_h: float, by_hand_h: Mapping[int, float]
) -> float:
    """Return the hands-on hours a feature costs its own team on average, needs by hand included.

    *size_h* is the mean size; *by_hand_h* the mean effort of meeting a need by hand, per
    capability. Visits follow the traffic equations v = e + Pᵀ v (Jackson 1957), over pairs of a
    step and the pass it is made on, because work that is done again is done at its own size.
    """
    modes: list[tuple[int, float]] = [(-1, 1.0)]
    for step in steps:
        modes.extend((step.index, jump.size) for jump in step.jumps if jump.target != DONE)
    place = {
        (step.index, mode): i
        for i, (step, mode) in enumerate((step, mode) for step in steps for mode in modes)
    }
    flow = np.zeros((len(place), len(place)))
    for step in steps:
        for mode in modes:
            here, taken = place[step.index, mode], 0.0
            for jump in step.jumps:
                share, taken = jump.below - taken, jump.below
                if jump.target != DONE:
                    flow[here, place[jump.target, (step.index, jump.size)]] += share
            if step.index + 1 < len(steps):
                onward = mode if mode[0] > step.index else modes[0]
                flow[here, place[step.index + 1, onward]] += 1.0 - taken
    start = np.zeros(len(place))
    start[place[0, modes[0]]] = 1.0
    visits = np.linalg.solve(np.eye(len(place)) - flow.T, start)
    hours = 0.0
    for (index, (_, size)), at in place.items():
        step = steps[index]
        if step.by is None:
            effort = step.share * size_h + (step.effort.mean if step.effort else 0.0)
            hours += visits[at] * size * effort
    for step in steps:
        if step.need >= 0 and step.need_number is not None:
            reached = min(1.0, sum(visits[place[step.index, mode]] for mode in modes))
            hours += reached * step.need_number.mean * by_hand_h[step.need]
    return float(hours)
