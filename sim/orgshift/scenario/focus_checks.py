"""Whether anybody has time left for tasks: the shares of time that people and groups ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario

Found = Iterator[tuple[tuple[str | int, ...], str]]

#: Nobody can work in less of the time than this (docs/model.md, people at work).
LEAST_FOCUS = 0.1 - 1e-9  # 1 − 80 % − 10 % is a little less than 10 % in floats


def people_focus_faults(scenario: Scenario) -> Found:
    """Find meetings and leave that leave no time."""
    yield from _too_little(scenario, ("people",), 0.0, "meetings and leave leave")


def group_focus_faults(scenario: Scenario, here: tuple[str | int, ...], group: Any) -> Found:
    """Find what a group asks of one person that leaves no time, whatever else that person does.

    What several groups ask of the same person is known when the run finds out who that is.
    """
    if group.kind == "community":
        busy = max(group.active_time + group.ring_fenced, group.passive_time)
        told = "meetings, leave and the community leave a member"
        yield from _too_little(scenario, here, busy, told)
    elif group.kind == "enabling":
        told = "meetings, leave and being coached leave a host's people"
        yield from _too_little(scenario, (*here, "host_share"), group.host_share, told)
    elif group.kind == "platform" and group.first_customer is not None:
        told = "meetings, leave and the collaboration leave the first customer's people"
        yield from _too_little(scenario, (*here, "collaboration"), group.collaboration, told)


def _too_little(scenario: Scenario, here: tuple[str | int, ...], busy: float, told: str) -> Found:
    focus = 1.0 - scenario.people.meetings - scenario.people.leave - busy
    if focus < LEAST_FOCUS:
        yield (
            here,
            f"{told} {max(0.0, focus):.0%} of the time for tasks; at least {LEAST_FOCUS:.0%} is "
            "needed",
        )
