"""Which mechanism did what, and when: digests of a run's events, by mechanism and stretch of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from orgshift.engine import run
from orgshift.organisation.calendar import QUANTUM_H

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from orgshift.engine import Run
    from orgshift.organisation.calendar import Calendar
    from orgshift.scenario import Scenario

#: What is no mechanism's: the features on their way. It comes last where several differ at once.
FLOW = "flow"
#: Whose doing it is that an engineer is at this.
_OF_ACTIVITY = {
    "toil_standing": "toil",
    "toil_service": "toil",
    "incident": "failed_changes",
    "migration": "platform",
    "roadmap": "platform",
    "improvement": "platform",
    "support": "support",
    "enabling": "enabling",
    "coaching": "enabling",
    "learning": "enabling",
    "community": "community",
    "dependency": "dependencies",
}
#: Whose doing it is that a feature stays in this state.
_OF_STATE = {
    "environment": "shared_environments",
    "ticket": "support",
    "support": "support",
    "outage": "platform",
    "other_team": "dependencies",
}
#: Whose doing it is what this quantity comes to.
_OF_QUANTITY = {
    "skill": "skill",
    "cognitive_load": "cognitive_load",
    "shared_pains": "shared_pain",
    "adoption": "platform",
    "coverage": "platform",
    "friction": "platform",
    "active_members": "community",
    "passive_members": "community",
    "engagements": "enabling",
    "engineers": "people",
}
#: For so long after the start and after day 0 each day has a digest of its own; then each week.
DAILY_WEEKS = 8
#: Digits behind the point that a quantity is compared to: less differs between machines.
DIGITS = 9


def trace(scenario: Scenario, variant: str, seed: int) -> dict[str, str]:
    """Return the digests of replication 0 of *variant*, two hexadecimal digits a stretch of time."""
    return digests(run(scenario, variant, 0, seed=seed, spans=True))


def edges(calendar: Calendar) -> NDArray[np.float64]:
    """Return where the stretches of time begin, working hours since day 0."""
    day = calendar.hours_a_day
    starts = []
    for begin, end in ((-calendar.run_in_h, 0.0), (0.0, calendar.horizon_h)):
        daily = begin + day * np.arange(5 * DAILY_WEEKS)
        weekly = np.arange(begin + 5 * DAILY_WEEKS * day, end, 5 * day)
        starts.append(daily[daily < end])
        starts.append(weekly)
    return np.concatenate(starts)


def digests(lived: Run) -> dict[str, str]:
    """Return, per mechanism, a digest of its events in each stretch of time, all in one text."""
    starts = edges(lived.calendar)
    found: dict[str, list[blake2b | None]] = {}
    for owner, at, event in sorted(_events(lived), key=lambda one: (one[1], one[2])):
        blocks = found.setdefault(owner, [None] * len(starts))
        place = max(0, int(np.searchsorted(starts, at, side="right")) - 1)
        block = blocks[place]
        if block is None:
            block = blocks[place] = blake2b(digest_size=1)
        block.update(event)
    return {
        owner: "".join("--" if block is None else block.hexdigest() for block in blocks)
        for owner, blocks in sorted(found.items())
    }


def _events(lived: Run) -> Iterator[tuple[str, float, bytes]]:
    """Yield (whose, when, what) of everything that happened, times in whole quanta."""
    assert lived.work is not None
    assert lived.journey is not None
    yield from _spans(lived.work, "activity", "engineer", _OF_ACTIVITY)
    yield from _spans(lived.journey, "state", "feature", _OF_STATE)
    made = lived.deployments
    for at, failed, restored in zip(
        made["deploy_h"].tolist(), made["failed"].tolist(), made["restored_h"].tolist(), strict=True
    ):
        yield "failed_changes", at, f"{_quanta(at)} {failed}".encode()
        if not np.isnan(restored):
            yield "failed_changes", restored, f"restored {_quanta(restored)}".encode()
    months = lived.calendar.month_starts_h
    state = lived.state
    for quantity, month, team, capability, value in zip(
        state["quantity"].astype(str), state["month"].tolist(), state["team"].astype(str),
        state["capability"].astype(str), state["value"].tolist(), strict=True,
    ):  # fmt: skip
        if (owner := _OF_QUANTITY.get(quantity)) is not None:
            at = float(months[month + lived.calendar.run_in_months])
            yield owner, at, f"{quantity} {team} {capability} {value:.{DIGITS}f}".encode()


def _spans(
    table: pd.DataFrame, kind: str, who: str, owners: Mapping[str, str]
) -> Iterator[tuple[str, float, bytes]]:
    for what, number, begin, end in zip(
        table[kind].astype(str), table[who].tolist(), table["from_h"].tolist(),
        table["to_h"].tolist(), strict=True,
    ):  # fmt: skip
        # An end shows when it comes: what was cut short by another is not what differs first.
        owner, event = owners.get(what, FLOW), f"{what} {number} {_quanta(begin)}"
        yield owner, begin, event.encode()
        yield owner, end, f"{event} {_quanta(end)}".encode()


def _quanta(hours: float) -> int:
    return round(hours / QUANTUM_H)


def first_differences(
    before: Mapping[str, str], now: Mapping[str, str], calendar: Calendar
) -> list[tuple[str, float]]:
    """Return the mechanisms whose events differ, and from when (working hours), the first first."""
    starts = edges(calendar)
    found = []
    for owner in {*before, *now}:
        blank = "--" * len(starts)
        one, other = before.get(owner, blank), now.get(owner, blank)
        differ = [
            at
            for place, at in enumerate(starts.tolist())
            if one[2 * place : 2 * place + 2] != other[2 * place : 2 * place + 2]
        ]
        if differ:
            found.append((owner, differ[0]))
    return sorted(found, key=lambda one: (one[1], one[0] == FLOW, one[0]))
