"""Settings that are numbers: which there are, where they stand, how they are read and written."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from orgshift.scenario import distributions, units
from orgshift.scenario.distributions import Distribution
from orgshift.scenario.policies import Demand, read_limit
from orgshift.scenario.schema import DEFAULTS, Need, Scenario, Step, Way, read_skill
from orgshift.scenario.units import Duration, Rate, unit_hours
from orgshift.scenario.ways import GROUP_KINDS, Choice, Mandated, Waves, read_per_service

if TYPE_CHECKING:
    from orgshift.scenario.reading import Address
    from orgshift.scenario.schema import CalendarSettings

Reader = Callable[[Any], Any]


class _Unsaid:
    """What stands where nothing is written."""


UNSAID = _Unsaid()


@dataclass(frozen=True)
class Quantity:
    """One kind of number: its amount on a scale, and how a value of that amount is written.

    ``amount(value, calendar)`` is comparable with the amounts of others of its kind;
    ``write(value, amount, calendar)`` is *value* with another amount, as the reader reads it.
    ``end`` reads an end of a range, where the reader itself does not.
    """

    amount: Callable[[Any, CalendarSettings], float]
    write: Callable[[Any, float, CalendarSettings], Any]
    end: Reader | None = None
    lowest: float = 0.0
    highest: float = float("inf")


def _plain(value: Any, _: CalendarSettings) -> float:
    return float(value)


def _effort(value: Distribution, _: CalendarSettings) -> float:
    return value.middle


def _elapsed(value: Distribution, calendar: CalendarSettings) -> float:
    return value.in_hours(calendar).middle


_SHARE = Quantity(_plain, lambda _, amount, __: amount, highest=1.0)
_NUMBER = Quantity(_plain, lambda _, amount, __: amount)
_WHOLE = Quantity(_plain, lambda _, amount, __: round(amount))
#: How each kind of number is taken, by its reader. What is not here is a name, a mode, a date.
QUANTITIES: dict[Reader, Quantity] = {
    units.share: _SHARE,
    units.per_week_share: _SHARE,
    read_skill: _SHARE,
    units.monthly_share: Quantity(_plain, lambda _, a, __: f"{a!r}/month", highest=1.0),
    units.effort_hours: Quantity(_plain, lambda _, a, __: f"{a!r} h"),
    units.number: _NUMBER,
    read_limit: Quantity(_plain, lambda _, amount, __: amount, highest=100.0),
    units.whole: _WHOLE,
    read_per_service: Quantity(_plain, lambda _, amount, __: round(amount), lowest=1.0),
    units.duration: Quantity(
        lambda value, calendar: value.hours(calendar),
        lambda value, a, calendar: Duration(a / unit_hours(value.unit, calendar), value.unit),
    ),
    units.rate: Quantity(
        lambda value, calendar: value.per_hour(calendar),
        lambda value, a, calendar: Rate(a * unit_hours(value.unit, calendar), value.unit),
    ),
    distributions.effort: Quantity(
        _effort, lambda value, a, calendar: value.times(a / _effort(value, calendar))
    ),
    distributions.elapsed: Quantity(
        _elapsed, lambda value, a, calendar: value.times(a / _elapsed(value, calendar))
    ),
    distributions.count: Quantity(
        lambda value, _: value if isinstance(value, float) else value.middle,
        lambda value, a, _: value.times(a / value.middle),
        end=units.number,
    ),
}

#: What is decided or counted, and neither believed nor in need of evidence: people, luck, time.
FIXED = {
    "engineers",
    "take",
    "hire",
    "people",
    "adds_people",
    "count",
    "seed",
    "replications",
    "CreateTeam.services",
    "HandOver.services",
}
#: Of the steps, the defaults mean that there is nothing of the kind; only what is said counts.
_NEUTRAL = (Step, Way, Need)
#: Sections that hold no such numbers.
_LEFT_OUT = ("calendar", "release", "expect", "certainty")
#: What these settings are about is the same wherever they stand.
_ABOUT: dict[type[BaseModel], str] = {
    Demand: "demand",
    **{model: kind for kind, model in GROUP_KINDS.items()},
    **dict.fromkeys((Waves, Choice, Mandated), "platform.adoption"),
}


class Setting(NamedTuple):
    """A setting that is a number: where it stands in a file, and what it is about.

    ``path`` names the number in the evidence, whichever group, team or change it belongs to;
    ``given`` is what is written, or ``UNSAID``. ``reader`` is None for what is no number and is
    written as a belief nevertheless.
    """

    address: Address
    path: str
    model: type[BaseModel]
    name: str
    reader: Reader | None
    given: Any
    holder: dict[str, Any]

    @property
    def field(self) -> FieldInfo:
        """The field of the model."""
        return self.model.model_fields[self.name]

    @property
    def default(self) -> Any:
        """The value where nothing is written; None where there is none."""
        if self.field.is_required() or issubclass(self.model, _NEUTRAL):
            return None
        return self.field.get_default(call_default_factory=True)

    def value(self) -> Any:
        """Return what is meant here. Raises ValueError for what the reader cannot read."""
        if isinstance(self.given, _Unsaid):
            if self.name == "maturing_effort" and "launch_effort" in self.holder:
                return self.reader(self.holder["launch_effort"]) if self.reader else None
            return self.default
        return None if self.given is None or self.reader is None else self.reader(self.given)

    def bounds(self) -> tuple[float, float]:
        """Return the least and the most that the amount can be, unless it has a unit of time."""
        assert self.reader is not None
        low, high = QUANTITIES[self.reader].lowest, QUANTITIES[self.reader].highest
        for one in self.field.metadata:
            low = max(low, *(getattr(one, key, low) for key in ("ge", "gt")))
            high = min(high, *(getattr(one, key, high) for key in ("le", "lt")))
        return low, high


def is_belief(given: Any) -> bool:
    """Return whether *given* is written as a belief."""
    return isinstance(given, dict) and "belief" in given


def numbers(content: dict[str, Any]) -> Iterator[Setting]:
    """Find the numbers that a scenario with this *content* has, written or not.

    Of mechanisms that are not named and groups that are not there, there are none.
    """
    yield from _walk(Scenario, content, (), "")


def defaults() -> dict[str, Setting]:
    """Return every number that has a default, by its path: the schema's, and ``DEFAULTS``."""
    ways = Scenario.model_fields["mechanisms"].annotation
    assert ways is not None
    groups: dict[str, Any] = {kind: {"kind": kind} for kind in GROUP_KINDS}
    groups |= {
        mode: {"kind": "platform", "adoption": {"mode": mode}}
        for mode in ("waves", "choice", "mandated")
    }
    content = {
        **DEFAULTS,
        "capabilities": {**DEFAULTS["capabilities"], "*": {}},
        "mechanisms": {name: {} for name in ways.model_fields},
        "groups": groups,
        "teams": {"*": {}},
    }
    found: dict[str, Setting] = {}
    for setting in numbers(content):
        # What a capability does not say is what any capability has.
        silent = setting.path.startswith("capabilities.") and isinstance(setting.given, _Unsaid)
        if not silent or "*" in setting.address:
            found.setdefault(setting.path, setting)
    return found


def _walk(
    model: type[BaseModel], content: dict[str, Any], address: Address, path: str
) -> Iterator[Setting]:
    for name, (key, field, reader, models, by_name) in _fields(model).items():
        here, about = (*address, key), f"{path}.{key}" if path else key
        given = content.get(key, UNSAID)
        if not address and key in _LEFT_OUT:
            continue
        if models:
            if by_name:
                # A variant's name is not what its numbers are about, nor is a group's.
                about = "" if key == "variants" else about
                inside = given if isinstance(given, dict) else {}
                for each, one in inside.items():
                    inner = f"{about}.{'*' if key == 'teams' else each}" if about else ""
                    yield from _enter(models, one, (*here, each), inner)
            elif isinstance(given, _Unsaid):
                default = None if field.is_required() else field.get_default()
                if default is not None:
                    yield from _enter([type(default)], {}, here, about)
            else:
                yield from _enter(models, given, here, about)
            continue
        if reader is None:
            if is_belief(given):
                yield Setting(here, about, model, name, None, given, content)
            continue
        if reader is read_skill and isinstance(given, dict) and not is_belief(given):
            for each, one in given.items():
                yield Setting((*here, each), about, model, name, units.share, one, content)
            continue
        if issubclass(model, _NEUTRAL) and isinstance(given, _Unsaid):
            continue
        yield Setting(here, about, model, name, reader, given, content)


def _enter(
    models: list[type[BaseModel]], content: Any, address: Address, path: str
) -> Iterator[Setting]:
    """Walk through the one of *models* that *content* is."""
    if (
        models == [Way]
        and content is not None
        and (is_belief(content) or type(content) is not dict)
    ):
        # A way may be written as its probability only.
        yield Setting(address, f"{path}.probability", Way, "probability", units.share, content, {})
        return
    if not isinstance(content, dict):
        return
    for model in models:
        if len(models) > 1 and not _is_kind(model, content):
            continue
        about = next((_ABOUT[one] for one in model.__mro__ if one in _ABOUT), path)
        yield from _walk(model, content, address, about)
        return


def _is_kind(model: type[BaseModel], content: dict[str, Any]) -> bool:
    return any(content.get(which) == kind for which, kind in kinds(model).items())


@cache
def kinds(model: type[BaseModel]) -> dict[str, str]:
    """Return what says that settings are those of *model*: its `kind` or `mode`."""
    return {
        which: typing.get_args(model.model_fields[which].annotation)[0]
        for which in ("kind", "mode")
        if which in model.model_fields
    }


@cache
def _fields(
    model: type[BaseModel],
) -> dict[str, tuple[str, FieldInfo, Reader | None, list[type[BaseModel]], bool]]:
    """Return, per field: its name in files, itself, its reader, the models in it, by name or not."""
    found = {}
    for name, field in model.model_fields.items():
        options = _alternatives(field.annotation)
        nested = [one for option in options for one in getattr(option, "__metadata__", ())]
        readers = [getattr(one, "func", None) for one in (*field.metadata, *nested)]
        reader = next((r for r in readers if r in QUANTITIES), None)
        if name in FIXED or f"{model.__name__}.{name}" in FIXED:
            reader = None
        by_name = any(typing.get_origin(option) is dict for option in options)
        if by_name:
            options = [
                one
                for option in options
                if typing.get_origin(option) is dict
                for one in _alternatives(typing.get_args(option)[1])
            ]
        bare = [_bare(option) for option in options]
        models = [one for one in bare if isinstance(one, type) and issubclass(one, BaseModel)]
        found[name] = (field.alias or name, field, reader, models, by_name)
    return found


def _alternatives(annotation: Any) -> list[Any]:
    """Return what may stand where *annotation* says so: the parts of unions."""
    inner = _bare(annotation)
    if typing.get_origin(inner) in (typing.Union, types.UnionType):
        return [one for part in typing.get_args(inner) for one in _alternatives(part)]
    return [annotation]


def _bare(annotation: Any) -> Any:
    annotated = typing.get_origin(annotation) is typing.Annotated
    return typing.get_args(annotation)[0] if annotated else annotation
