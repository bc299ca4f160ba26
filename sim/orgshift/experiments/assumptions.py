"""The assumptions a comparison rests on, the weakest first, and where each comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgshift.scenario.evidence import entry_for
from orgshift.scenario.quantities import numbers
from orgshift.scenario.show import told

if TYPE_CHECKING:
    from orgshift.scenario import Scenario
    from orgshift.scenario.evidence import Entry

FROM_THE_FILE = "scenario file"


def assumptions(scenario: Scenario, variants: Sequence[str]) -> list[dict[str, str]]:
    """Return the numbers the answer rests on, one row each, the weakest first.

    ``setting``, ``value`` as it is written in files, ``unit``, ``grade`` (A to D; '' for what the
    scenario says itself), ``source``, ``range`` (90 % of what may be true; '' where none is told)
    and ``origin``, in words. What the scenario says itself comes last: it is not for the model to
    grade what its user knows.
    """
    believed = {belief.address: belief.text for belief in scenario.beliefs}
    graded: dict[tuple[str, str], dict[str, str]] = {}
    own: dict[tuple[str, str], dict[str, str]] = {}
    for setting in numbers(scenario.content):
        within = setting.address[1] if setting.address[0] == "variants" else None
        if setting.reader is None or (within is not None and within not in variants):
            continue
        value = setting.value()
        if value is None:
            continue
        text = told(setting.model, setting.name, value)
        entry = entry_for(setting, value)
        asked = believed.get(setting.address, "")
        if entry is None:
            where = f"{within}, " if within is not None else ""
            row = _row(where + _called(setting.path), text, range_=asked)
            own.setdefault((row["setting"], text), row)
        else:
            row = _graded(_called(entry.path), text, entry, asked)
            graded.setdefault((row["setting"], text), row)
    # Within a grade the order is that of the scenario.
    weakest_first = sorted(graded.values(), key=lambda row: row["grade"], reverse=True)
    engineers = sum(team.engineers for team in scenario.teams.values())
    policies = sorted({t.demand.policy for t in scenario.teams.values() if t.demand})
    return [
        *weakest_first,
        _row("teams", f"{len(scenario.teams)} stream-aligned teams, {engineers} engineers"),
        _row("demand", " and ".join(policies) or "none"),
        *own.values(),
    ]


def _row(setting: str, value: str, range_: str = "") -> dict[str, str]:
    origin = f"{FROM_THE_FILE}, believed to be {range_}" if range_ else FROM_THE_FILE
    return {
        "setting": setting, "value": value, "unit": "", "grade": "", "source": "", "range": range_,
        "origin": origin,
    }  # fmt: skip


def _graded(setting: str, value: str, entry: Entry, asked: str) -> dict[str, str]:
    range_ = asked or f"{entry.low} to {entry.high}"
    told_by = f"believed to be {asked}" if asked else range_
    source = ", ".join(str(one) for one in (entry.source, entry.year) if one)
    return {
        "setting": setting, "value": value, "unit": entry.unit, "grade": entry.grade,
        "source": source, "range": range_,
        "origin": f"default, grade {entry.grade}: {source}; {told_by}",
    }  # fmt: skip


def _called(path: str) -> str:
    """Return "toil: share" for mechanisms.toil.share, "demand: size" for demand.size."""
    first, *rest = (part for part in path.split(".") if part not in ("mechanisms", "*"))
    return f"{first}: {', '.join(rest)}" if rest else first
