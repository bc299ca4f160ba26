"""What has moved since a baseline, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgshift.experiments.baselines import Cause, Moved
from orgshift.measures import REGISTRY
from orgshift.reports import words

if TYPE_CHECKING:
    from orgshift.experiments.baselines import Drifted
    from orgshift.experiments.baselines.drift import Drift, Event, Input

#: Of long lists, so many are shown.
MOST = 20


def told(drifted: Drifted) -> str:
    """Return what has moved, and why."""
    if drifted.cause is Cause.NONE:
        return "identical: the same events, the same figures to the last bit"
    lines = [_conclusion(drifted)]
    if drifted.inputs:
        lines += ["", "Settings that are not what they were:"]
        lines += _some([f"  {_input(one)}" for one in drifted.inputs])
    if drifted.events and drifted.cause is not Cause.ASSUMPTION:
        lines += ["", "Whose events differ, the first first (replication 0):"]
        lines += _some([f"  {_event(one)}" for one in _once(drifted)])
    moved = [one for one in drifted.drifts if one.margins or one.moved is not Moved.NO]
    if moved:
        lines += ["", *_table(moved)]
    return "\n".join(lines)


def _conclusion(drifted: Drifted) -> str:
    margin = f"{100 * drifted.margin:g} % of its level"
    outcome = {
        Moved.NO: f"only noise: every measure is within its margin ({margin})",
        Moved.YES: f"what comes out has moved: a measure is beyond its margin ({margin})",
        Moved.UNKNOWN: f"whether a measure is within its margin ({margin}) cannot be told at "
        f"{drifted.current.replications} replications",
    }[drifted.moved]
    return f"{drifted.cause}; {outcome}"


def _once(drifted: Drifted) -> list[Event]:
    """Return the first event of each mechanism that differs."""
    first: dict[str, Event] = {}
    for event in drifted.events:
        first.setdefault(event.mechanism, event)
    return list(first.values())


def _input(one: Input) -> str:
    if one.before is None:
        return f"{one.path}: {one.now} (new)"
    return f"{one.path}: {one.before} → {one.now or 'nothing'}"


def _event(one: Event) -> str:
    return f"{one.mechanism}, from month {one.month:.1f} in {one.variant}"


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return [*lines[:MOST], f"  … and {rest} more"] if rest > 0 else lines


def _table(drifts: list[Drift]) -> list[str]:
    rows = [("measure", "variant", "was", "is", "margins", "")]
    for one in drifts:
        unit = REGISTRY[one.measure].unit
        rows.append((
            one.measure, one.variant, words.number(one.before, unit), words.number(one.now, unit),
            _margins(one.margins), str(one.moved),
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows[: MOST + 1]
    ]
    lines.insert(1, "-" * len(lines[0]))
    rest = len(rows) - MOST - 1
    return [*lines, f"… and {rest} that moved less"] if rest > 0 else lines


def _margins(value: float) -> str:
    sign = "−" if value < 0 else "+"
    return f"{sign}{'∞' if math.isinf(value) else format(abs(value), '.2f')}"


def document(drifted: Drifted) -> dict[str, Any]:
    """Return what `--json` prints."""
    return {
        "scenario": drifted.current.scenario,
        "cause": str(drifted.cause),
        "moved": str(drifted.moved),
        "margin": drifted.margin,
        "inputs": [one._asdict() for one in drifted.inputs],
        "events": [one._asdict() for one in drifted.events],
        "drifts": [one._asdict() | {"moved": str(one.moved)} for one in drifted.drifts],
    }
