"""What pydantic finds wrong, in plain words and at its place."""

from __future__ import annotations

import types
import typing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from orgshift.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    from orgshift.errors import Place
    from orgshift.scenario.reading import Address


def faults_of(
    errors: Iterable[ErrorDetails],
    model: type[BaseModel],
    content: Any,
    places: Mapping[Address, Place],
) -> list[Fault]:
    """Return the faults that *errors* of validating *content* as *model* amount to."""
    faults: dict[tuple[Any, str], Fault] = {}
    for error in errors:
        address = _address(error["loc"], content)
        if error["type"] == "missing":
            address = (*address, str(error["loc"][-1]))
        if _inherited(address, places):
            continue  # a team shows what the general setting got wrong; that has its own fault
        place = _place(address, places)
        path = ".".join(str(part) for part in address)
        fault = Fault(place, path, _problem(error, model))
        faults.setdefault((place, fault.problem), fault)
    return list(faults.values())


def _address(loc: tuple[str | int, ...], content: Any) -> Address:
    """Return the part of *loc* that is in the file: pydantic adds the names of alternatives."""
    address: list[str | int] = []
    for part in loc:
        if isinstance(content, dict):
            if part not in content:
                continue
            content = content[part]
        elif isinstance(content, list | tuple) and isinstance(part, int) and part < len(content):
            content = content[part]
        else:
            continue
        address.append(part)
    return tuple(address)


def _inherited(address: Address, places: Mapping[Address, Place]) -> bool:
    return (
        len(address) >= 3
        and address[0] == "teams"
        and address[2] in ("demand", "release")
        and address[:3] not in places
        and any(a and a[0] == address[2] for a in places)
    )


def _place(address: Address, places: Mapping[Address, Place]) -> Place | None:
    for length in range(len(address), -1, -1):
        if address[:length] in places:
            return places[address[:length]]
    return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest of *known*, or nothing."""
    near = get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _problem(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, found, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _fields(model, error["loc"][:-1])
        if found is None and " " in str(error["loc"][-1]):
            return "inside {…} a comma ends a value; put the text with the comma in quotes"
        hint = did_you_mean(str(error["loc"][-1]), known)
        return f"unknown setting{hint} (known here: {', '.join(known)})"
    if kind == "missing":
        return "is missing"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags"))
        words = [w.strip(" '") for w in expected.replace(" or ", ",").split(",")]
        if kind == "union_tag_invalid":
            found = context.get("tag")
        return f"{found!r} is none of {', '.join(words)}{did_you_mean(str(found), words)}"
    if kind == "union_tag_not_found":
        return f"{str(context.get('discriminator')).strip(chr(39))} is missing: it says which kind"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{_shown(found)} found; settings are wanted here, as `name: value`"
    if kind in ("tuple_type", "list_type"):
        return f"{_shown(found)} found; a list is wanted here, such as [a, b]"
    if kind in ("too_short", "dict_too_short"):
        return "there is nothing in it; at least one is needed"
    message = error["msg"].replace("Input should be", "it should be")
    return f"{_shown(found)} found; {message[0].lower()}{message[1:]}"


def _shown(found: Any) -> str:
    text = repr(found)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _fields(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Return the names of the settings known at *loc*."""
    options: list[Any] = [model]
    for part in loc:
        options = [inner for option in options for inner in _inside(option, part)]
    models = [option for option in options if _is_model(option)]
    return [
        field.alias or name for option in models[:1] for name, field in option.model_fields.items()
    ]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _inside(annotation: Any, part: str | int) -> list[Any]:
    """Return what may stand at *part* within *annotation*: models, or containers of them."""
    if _is_model(annotation):
        for name, field in annotation.model_fields.items():
            if part in (name, field.alias):
                return _alternatives(field.annotation)
        # The name of an alternative of a union: `platform` within `start`.
        kind = annotation.model_fields.get("kind") or annotation.model_fields.get("mode")
        if kind is not None and part in typing.get_args(kind.annotation):
            return [annotation]
        return []
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        return _alternatives(arguments[1])
    if origin is tuple and arguments:
        return _alternatives(arguments[0])
    return []


def _alternatives(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _alternatives(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [a for one in typing.get_args(annotation) for a in _alternatives(one)]
    return [annotation]
