"""What can still be understood where some settings are wrong, so that one fault hides no other."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from orgshift.scenario.schema import Scenario
from orgshift.scenario.wording import address_of

if TYPE_CHECKING:
    from orgshift.scenario.reading import Address

#: What is in these, others name.
_SECTIONS = ("teams", "workflow", "capabilities", "variants", "groups")
#: Of these, one that says nothing is possible.
_EMPTY = ("teams", "workflow", "capabilities", "variants")
#: Taking one thing away may leave another without what it needs.
ROUNDS = 5


def salvaged(content: dict[str, Any], error: ValidationError) -> tuple[Scenario | None, set[str]]:
    """Return the scenario without what *error* complains about, and all words of what went.

    Defaults stand in for what is taken away. None if too little is left.
    """
    content = copy.deepcopy(content)
    words: set[str] = set()
    for _ in range(ROUNDS):
        for one in error.errors(include_url=False):
            address = address_of(one, content)
            _take_away(content, address[:-1] if one["type"] == "missing" else address, words)
        try:
            return Scenario.model_validate(content), words
        except ValidationError as next_error:
            error = next_error
    return None, words


def _take_away(content: dict[str, Any], address: Address, words: set[str]) -> None:
    """Remove what is at *address*; of what others may name, leave something that does nothing."""
    holder: Any = content
    for depth, part in enumerate(address):
        if isinstance(holder, list):  # a list is taken away as a whole
            address = address[:depth]
            break
        holder = holder.get(part)
    if address:
        holder, last = content, address[-1]
        for part in address[:-1]:
            holder = holder[part]
        words.add(str(last))
        _collect(holder.pop(last, None), words)
        if len(address) == 1 and last in _SECTIONS:
            words.add("")  # any name may have been in it
        elif (len(address) == 2 and address[0] in _EMPTY) or address[2:] == ("demand",):
            holder[last] = {}
    content.setdefault("title", "?")
    content.setdefault("teams", {"any": {"demand": {}}})


def hidden(problem: str, words: set[str]) -> bool:
    """Return whether *problem* may be there only because *words* were taken away."""
    if "" in words and " is no " in problem:
        return True
    return any(problem.startswith(f"{word!r} is no ") for word in words)


def _collect(value: Any, words: set[str]) -> None:
    """Add all names and texts in *value* to *words*."""
    if isinstance(value, dict):
        words.update(value)
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _collect(one, words)
    else:
        words.add(str(value))
