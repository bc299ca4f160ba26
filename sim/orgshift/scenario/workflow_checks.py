"""What the steps of a workflow must be to each other: shares, ways onward, a way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgshift.scenario.wording import unknown

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario

Found = Iterator[tuple[tuple[str | int, ...], str]]

#: Shares of the steps may miss 100 % by this, so that thirds can be written.
SHARES_MISS = 0.005


def workflow_faults(scenario: Scenario) -> Found:
    """Find steps that say too much or too little, or lead nowhere."""
    steps = scenario.workflow
    shares = {name: step.share for name, step in steps.items() if step.share is not None}
    if shares and abs(sum(shares.values()) - 1.0) > SHARES_MISS:
        yield (
            ("workflow",),
            f"the shares of {', '.join(shares)} add up to {sum(shares.values()):.0%}; they split "
            "the size, so they should add up to 100 %",
        )
    for name, step in steps.items():
        here: tuple[str | int, ...] = ("workflow", name)
        if step.share is not None and step.effort is not None:
            yield here, "share and effort are both given; a step's work is one or the other"
        if step.hands > 1 and step.share is None and step.effort is None:
            yield (*here, "hands"), "hands without share or effort have nothing to do"
        if step.by is not None and step.share is None and step.effort is None:
            yield (*here, "by"), f"{step.by!r} without share or effort have nothing to do"
        total = sum(way.probability for way in step.next.values())
        if total > 1.0 + 1e-9:
            yield (
                (*here, "next"),
                f"the probabilities add up to {total:.0%}; at most 100 % is possible",
            )
        names = list(steps)
        for target, way in step.next.items():
            if target != "done" and target not in steps:
                yield (*here, "next", target), unknown("step", target, [*steps, "done"])
            elif (way.size != 1.0 or way.rework) and (
                target == "done" or names.index(target) > names.index(name)
            ):
                yield (
                    (*here, "next", target),
                    "size and rework belong to a way back; this one leads on",
                )
    yield from _trapped(scenario)


def _trapped(scenario: Scenario) -> Found:
    """Find steps from which no feature ever gets to the end."""
    names = list(scenario.workflow)
    onward: dict[str, set[str]] = {}
    for place, (name, step) in enumerate(scenario.workflow.items()):
        targets = {target for target, way in step.next.items() if way.probability > 0}
        if sum(way.probability for way in step.next.values()) < 1.0 - 1e-9:
            targets.add(names[place + 1] if place + 1 < len(names) else "done")
        # A step that is not there has a fault of its own.
        onward[name] = {target if target in names else "done" for target in targets}
    leaving, before = {"done"}, 0
    while len(leaving) > before:
        before = len(leaving)
        leaving |= {name for name, targets in onward.items() if targets & leaving}
    for name in names:
        if name not in leaving:
            yield ("workflow", name), "no feature that comes here ever leaves the workflow"
