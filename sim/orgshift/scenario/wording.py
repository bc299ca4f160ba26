"""What pydantic finds wrong, in plain words and at its place."""

from __future__ import annotations

import types
import typing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from orgshift.errors import Fault
from orgshift.scenario.units import said, written

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
    errors = list(errors)
    for error in errors:
        size = len(error["loc"])
        if error["type"] == "too_short" and any(
            one["loc"][:size] == error["loc"] and one is not error for one in errors
        ):
            continue  # only because what is in it is wrong
        address = address_of(error, content)
        if _inherited(address, places):
            continue  # a team shows what the general setting got wrong; that has its own fault
        place = _place(address, places)
        path = ".".join(str(part) for part in address)
        fault = Fault(place, path, _problem(error, model, _at(content, address)))
        faults.setdefault((place, fault.problem), fault)
    return list(faults.values())


def address_of(error: ErrorDetails, content: Any) -> Address:
    """Return where in *content* the *error* is: pydantic adds the names of alternatives."""
    address: list[str | int] = []
    for part in error["loc"]:
        if isinstance(content, dict):
            if part not in content:
                continue
            content = content[part]
        elif isinstance(content, list | tuple) and isinstance(part, int) and part < len(content):
            content = content[part]
        else:
            continue
        address.append(part)
    if error["type"] == "missing":
        address.append(error["loc"][-1])
    return tuple(address)


def _at(content: Any, address: Address) -> Any:
    """Return what is written at *address*, {} where nothing is."""
    for part in address:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return content


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
    known = [str(one) for one in known]
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    near = near or [one for one in known if len(str(word)) > 2 and one.startswith(str(word))]
    return f"; did you mean {near[0]!r}?" if near else ""


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the words for a *name* that is none of the *known* ones."""
    known = list(known)
    listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"{name!r} is no {what}{did_you_mean(name, known)} (known: {listed or 'none'})"


#: pydantic's complaints about a size, in words; the limit goes into the braces.
_LIMITS = {
    "greater_than": ("gt", "it should be more than {}"),
    "greater_than_equal": ("ge", "it should be {} or more"),
    "less_than": ("lt", "it should be less than {}"),
    "less_than_equal": ("le", "it should be {} or less"),
    "multiple_of": ("multiple_of", "it should be a multiple of {}"),
}
#: What is wanted, by the type of pydantic's complaint.
_WANTED = {
    "string_type": "text is wanted here",
    "bool_type": "true or false is wanted here",
    "bool_parsing": "true or false is wanted here",
    "tuple_type": "a list is wanted here, such as [a, b]",
    "list_type": "a list is wanted here, such as [a, b]",
}


def _problem(error: ErrorDetails, model: type[BaseModel], found: Any) -> str:
    """Return what is wrong with what was *found*, and what would be right."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _fields(model, error["loc"][:-1])
        if found == {} and " " in str(error["loc"][-1]):
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
        return f"{said(found)} is none of {', '.join(words)}{did_you_mean(str(found), words)}"
    if kind == "union_tag_not_found":
        if not isinstance(found, dict):
            return f"{said(found)} found; settings are wanted here, as `name: value`"
        which = str(context.get("discriminator")).strip("'")
        tags = [
            tag
            for option in _models(model, error["loc"])
            for tag in typing.get_args(option.model_fields[which].annotation)
        ]
        return f"{which} is missing; it is one of {', '.join(tags)}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        if found is None:
            return "null found; there is nothing here that it could remove"
        known = _fields(model, error["loc"])
        listed = f" (known here: {', '.join(known)})" if known else ""
        return f"{said(found)} found; settings are wanted here, as `name: value`{listed}"
    if kind in ("too_short", "string_too_short"):
        return f"there is not enough in it; at least {context['min_length']} is needed"
    if kind == "too_long":
        return f"there are too many; at most {context['max_length']:,} are possible"
    if kind in _LIMITS:
        key, words_ = _LIMITS[kind]
        limit = context[key]
        limit = written(limit) if isinstance(limit, float) else limit
        return f"{said(found)} found; {words_.format(limit)}"
    if kind in _WANTED:
        return f"{said(found)} found; {_WANTED[kind]}"
    message = error["msg"].replace("Input should be", "it should be")
    return f"{said(found)} found; {message[0].lower()}{message[1:]}"


def _fields(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Return the names of the settings known at *loc*, whichever alternative it is."""
    named = [
        [field.alias or name for name, field in option.model_fields.items()]
        for option in _models(model, loc)
    ]
    return [name for name in named[0] if all(name in one for one in named)] if named else []


def _models(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[type[BaseModel]]:
    """Return the models of which there may be one at *loc*."""
    options: list[Any] = [model]
    for part in loc:
        options = [inner for option in options for inner in _inside(option, part)]
    return [option for option in options if _is_model(option)]


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
