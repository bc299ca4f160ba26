"""The assumptions a comparison rests on, and where each comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgshift.scenario import Scenario


def assumptions(scenario: Scenario, variants: Sequence[str]) -> list[dict[str, str]]:
    """Return the settings the answer rests on: ``setting``, ``value``, ``origin`` (file or default)."""
    rows: list[dict[str, str]] = []

    def add(setting: str, value: Any, *address: str) -> None:
        given = scenario.merged
        for part in address:
            given = given.get(part, {}) if isinstance(given, dict) else {}
        origin = "scenario file" if given not in ({}, None) else "default"
        rows.append({"setting": setting, "value": _said(value), "origin": origin})

    engineers = sum(team.engineers for team in scenario.teams.values())
    add("teams", f"{len(scenario.teams)} stream-aligned teams, {engineers} engineers", "teams")
    first = next((t.demand for t in scenario.teams.values() if t.demand), None)
    if first is not None:
        add("demand", first.policy, "demand", "policy")
        for name in ("limit", "rate", "utilisation", "gap", "size", "unplanned"):
            if (value := getattr(first, name)) is not None:
                add(f"demand: {name}", value, "demand", name)
    for name in ("meetings", "leave", "resumption", "spread", "cost"):
        add(f"people: {name}", getattr(scenario.people, name), "people", name)
    for mechanism, settings in scenario.mechanisms.named().items():
        for name in type(settings).model_fields:
            add(f"{mechanism}: {name}", getattr(settings, name), "mechanisms", mechanism, name)
    for variant in variants:
        for change in scenario.variants[variant].changes.values():
            if change.start is not None:
                written = change.start.model_fields_set
                for name in type(change.start).model_fields:
                    if name in ("group", "kind", "engineers"):
                        continue
                    origin = "scenario file" if name in written else "default"
                    rows.append({
                        "setting": f"{variant}, {change.start.group}: {name.rstrip('_')}",
                        "value": _said(getattr(change.start, name)), "origin": origin,
                    })  # fmt: skip
    return rows


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(_said(one) for one in value) or "–"
    if hasattr(value, "model_fields_set"):
        fields = type(value).model_fields
        return ", ".join(f"{n} {_said(getattr(value, n))}" for n in fields)
    return "–" if value is None else str(value)
