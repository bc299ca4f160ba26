"""The scenario as it is understood, as YAML with the origin of each value beside it."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel

from orgshift.scenario.distributions import Distribution
from orgshift.scenario.units import (
    Duration,
    Moment,
    Rate,
    effort_hours,
    monthly_share,
    per_week_share,
    share,
    whole_months,
)

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario

#: The column the origins are written in.
ORIGIN_COLUMN = 62


def shown(scenario: Scenario) -> str:
    """Return *scenario*, merged and with its defaults, as YAML; a comment names each origin."""
    lines = [f"# {scenario.name}, digest {scenario.digest}"]
    _mapping(scenario, _fields(scenario), (), 0, lines)
    return "\n".join(lines) + "\n"


def _fields(model: BaseModel) -> dict[str, Any]:
    """Return the settings of *model* by the names used in files, numbers with their unit."""
    fields = {}
    for name, field in type(model).model_fields.items():
        options = [field, *(getattr(o, "__metadata__", ()) for o in get_args(field.annotation))]
        found = [one for o in options for one in (o if isinstance(o, tuple) else o.metadata)]
        readers = [getattr(one, "func", None) for one in found]
        unit = next((_UNITS[r] for r in readers if r in _UNITS), None)
        value = getattr(model, name)
        if unit is not None and isinstance(value, int | float):
            value = _Quantity(f"{value * unit.times:.6g} {unit.name}")
        fields[field.alias or name] = value
    return fields


class _Unit(NamedTuple):
    """A unit to write a number in."""

    name: str
    times: float = 1.0


class _Quantity(str):
    """A number with its unit, written as it is."""


_UNITS: dict[Any, _Unit] = {
    effort_hours: _Unit("h"),
    whole_months: _Unit("months"),
    share: _Unit("%", 100.0),
    monthly_share: _Unit("%/month", 100.0),
    per_week_share: _Unit("%", 100.0),
}


def _mapping(
    scenario: Scenario,
    values: dict[str, Any],
    address: tuple[str | int, ...],
    depth: int,
    lines: list[str],
) -> None:
    for key, value in values.items():
        here = (*address, key)
        head = "  " * depth + f"{key}:"
        inner = _fields(value) if isinstance(value, BaseModel) else value
        if value is None and here not in scenario._places:
            continue
        if isinstance(inner, dict) and any(one is not None for one in inner.values()):
            lines.append(head)
            _mapping(scenario, inner, here, depth + 1, lines)
        else:
            text = f"{head} {_text(value)}"
            lines.append(f"{text:<{ORIGIN_COLUMN}}  # {_origin(scenario, here)}")


def _origin(scenario: Scenario, address: tuple[str | int, ...]) -> str:
    place = scenario._places.get(address)
    if place is None and len(address) == 4 and address[0] == "teams":
        # A team's demand and release are the general ones unless it says otherwise.
        place = scenario._places.get(address[2:])
    return "default" if place is None else str(place)


def _text(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "{}"
    if value is None:
        return "null"
    if isinstance(value, _Quantity):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Duration | Distribution | Moment):
        return _quoted(str(value))
    if isinstance(value, Rate):
        return f"{value.amount:g} per {value.unit}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{}"
    return (
        _quoted(value)
        if isinstance(value, str)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _quoted(text: str) -> str:
    plain = text and text[0].isalnum() and not any(c in text for c in ":#,[]{}\n\"'")
    return text if plain else json.dumps(text, ensure_ascii=False)
