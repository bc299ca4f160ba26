"""The workflow as it is walked: steps with their numbers worked out, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from orgshift.organisation.feature import Feature
    from orgshift.scenario.distributions import Distribution
    from orgshift.scenario.schema import Scenario

#: The index that stands for having left the workflow.
DONE = -1


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
    the feature's own team), ``after`` the index of the step that follows. ``gates`` are asked before
    it starts, ``passed`` told when it is left.
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
    after: int
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
                after=index + 1 if index + 1 < len(names) else DONE,
            )
        )
    return steps


def expected_hours(
    steps: Sequence[StepPlan], size_h: float, by_hand_h: Mapping[int, float], own: str
) -> dict[str, float]:
    """Return the hands-on hours a feature costs on average, by the board that works them.

    *size_h* is the mean size, *by_hand_h* the mean effort of meeting a need by hand, per
    capability, *own* the feature's own team, which meets its needs. Visits follow the traffic
    equations v = e + Pᵀ v (Jackson 1957) over pairs of a step and what is being done again there;
    a need is met at the first visit, so it counts with the probability that there is one.
    """
    flow, states = _flow(steps)
    start = np.zeros(len(states))
    start[0] = 1.0
    visits = np.linalg.solve(np.eye(len(states)) - flow.T, start)
    hours: dict[str, float] = {own: 0.0}
    for (index, redo), visited in zip(states, visits, strict=True):
        step = steps[index]
        effort = step.share * size_h + (step.effort.mean if step.effort else 0.0)
        board = step.by or own
        factor = redo[-1][1] if redo else 1.0
        hours[board] = hours.get(board, 0.0) + float(visited) * factor * effort
    for step in steps:
        if step.need >= 0 and step.need_number is not None:
            reached = _reaches(flow, [index == step.index for index, _ in states])
            hours[own] += reached * step.need_number.mean * by_hand_h[step.need]
    return hours


#: A step, and what is being done again there: (until which step, at which size), innermost last.
_State = tuple[int, tuple[tuple[int, float], ...]]


def _flow(steps: Sequence[StepPlan]) -> tuple[NDArray[np.float64], list[_State]]:
    """Return the probabilities of going from state to state, and the states, the start first."""
    place: dict[_State, int] = {(0, ()): 0}
    moves: list[tuple[int, int, float]] = []
    for here in _as_they_are_found(place):
        index, redo = here
        step, taken = steps[index], 0.0
        for jump in step.jumps:
            share, taken = jump.below - taken, jump.below
            if jump.target == DONE:
                continue
            if jump.target <= index:
                kept = tuple(one for one in redo if one[0] > index)
                outside = kept[-1][1] if kept else 1.0
                again = ((index, jump.size),) if jump.size != outside else ()
                after = (jump.target, (*kept, *again))
            else:
                after = (jump.target, tuple(one for one in redo if one[0] >= jump.target))
            moves.append((place[here], place.setdefault(after, len(place)), share))
        if index + 1 < len(steps):
            after = (index + 1, tuple(one for one in redo if one[0] >= index + 1))
            moves.append((place[here], place.setdefault(after, len(place)), 1.0 - taken))
    flow = np.zeros((len(place), len(place)))
    for before, to, share in moves:
        flow[before, to] += share
    return flow, list(place)


def _as_they_are_found(found: dict[_State, int]) -> Iterator[_State]:
    """Yield every state in *found*, those that are added meanwhile too."""
    done = 0
    while done < len(found):
        for state in list(found)[done:]:
            done += 1
            yield state


def _reaches(flow: NDArray[np.float64], targets: Sequence[bool]) -> float:
    """Return the probability that a feature ever comes to one of the *targets*."""
    goal = np.array(targets)
    if goal[0]:
        return 1.0
    onward = flow[np.ix_(~goal, ~goal)]
    at_once = flow[~goal][:, goal].sum(axis=1)
    return float(np.linalg.solve(np.eye(len(onward)) - onward, at_once)[0])
