"""The scenario as it is understood, as YAML that loads again, with the origin of each value."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from orgshift.scenario.policies import read_limit, read_window
from orgshift.scenario.schema import read_skill, read_start
from orgshift.scenario.units import (
    effort_hours,
    monthly_share,
    per_week_share,
    share,
    whole_months,
    written,
)
from orgshift.scenario.ways import PERSON_MONTH_H, read_per_service

if TYPE_CHECKING:
    from orgshift.scenario.beliefs import Belief
    from orgshift.scenario.reading import Address
    from orgshift.scenario.schema import Scenario

#: The column the origins are written in.
ORIGIN_COLUMN = 50

#: What a setting is, as YAML text; or settings by name.
Tree = dict[str, "Tree | str"]


def shown(scenario: Scenario) -> str:
    """Return *scenario*, merged and with its defaults, as YAML; a comment names each origin."""
    lines = [
        f"# {scenario.name}, digest {scenario.digest}",
        "# Behind each value stands where it is written: file:line:column, --set, or default.",
    ]
    _write(scenario, understood(scenario), (), lines)
    return "\n".join(lines) + "\n"


def _write(scenario: Scenario, tree: Tree, address: Address, lines: list[str]) -> None:
    for key, value in tree.items():
        here = (*address, key)
        head = "  " * len(address) + f"{_plain(key)}:"
        if isinstance(value, dict):
            lines.append(head)
            _write(scenario, value, here, lines)
        else:
            lines.append(f"{f'{head} {value}':<{ORIGIN_COLUMN}}  # {_origin(scenario, here)}")


def _origin(scenario: Scenario, address: Address) -> str:
    """Return where the value at *address* is written; a shorthand writes what is within it."""
    if (place := scenario.origin(*address)) is not None:
        return str(place)
    holder: Any = scenario
    for part in address[:-1]:
        name = f"{part}_" if part in ("from", "is") else str(part)
        holder = holder.get(part) if isinstance(holder, Mapping) else getattr(holder, name, None)
    given = isinstance(holder, BaseModel) and address[-1] in holder.model_fields_set
    return str(scenario.origin(*address[:-1]) or "default") if given else "default"


def understood(scenario: Scenario) -> Tree:
    """Return all settings of *scenario*, each as a text that reads back to exactly its value."""
    tree = _settings(scenario.model_copy(update={"run_in": scenario.run_in_months}))
    believed: dict[Address, list[tuple[Address, Belief]]] = {}
    for belief in scenario.beliefs:
        size = 3 if belief.address[0] == "teams" else 1
        inside = believed.setdefault(belief.address[:size], [])
        inside.append((belief.address[size:], belief))
    teams = tree["teams"]
    assert isinstance(teams, dict)
    for name, team in scenario.teams.items():
        each = teams[name]
        assert isinstance(each, dict)
        for policy in ("demand", "release"):
            # What a team has in common with all is written once.
            alike = believed.get(("teams", name, policy)) == believed.get((policy,))
            if alike and getattr(team, policy) == getattr(scenario, policy):
                each.pop(policy, None)
        if team.demand is None:
            each["demand"] = "none"
        elif isinstance(own := each.get("demand"), dict) and (
            team.demand.policy == scenario.demand.policy and scenario.demand.limit is not None
        ):
            own.setdefault("limit", "null")
    for belief in scenario.beliefs:
        _lay_around(tree, belief, scenario)
    return tree


def _lay_around(tree: Tree, belief: Belief, scenario: Scenario) -> None:
    """Write the range of *belief* around its value in *tree*, in place."""
    *holders, last = belief.address
    node: Any = tree
    for depth, part in enumerate(holders):
        inner = node.get(part)
        if isinstance(inner, str) and part == "skill":
            skill = scenario.teams[str(holders[1])].skill
            assert isinstance(skill, dict)
            inner = node[part] = {each: _with_unit(share, one) for each, one in skill.items()}
        if inner is None and depth == 2:
            return  # a team's demand, which is that of all teams
        node = inner
    if isinstance(node[last], dict):
        node, last = node[last], "probability"  # a way, written as its probability only
    text = f"value: {node[last]}, belief: {_plain(belief.text)}"
    if belief.drawn_as != belief.own_name:
        text += f", drawn_as: {_plain(belief.drawn_as)}"
    node[last] = f"{{{text}}}"


def _settings(model: BaseModel) -> Tree:
    """Return the settings of *model* by the names used in files; what is not set is left out."""
    tree: Tree = {}
    for name, (alias, text) in _forms(type(model)).items():
        value = getattr(model, name)
        written_ = _text(value) if text is None else text(value)
        if written_ is not None:
            tree[alias] = written_
    return tree


def _text(value: Any) -> Tree | str | None:
    if value is None:
        return None
    if isinstance(value, BaseModel):
        return _settings(value) or "{}"
    if isinstance(value, dict):
        if not all(isinstance(one, BaseModel) for one in value.values()):
            return json.dumps(value, ensure_ascii=False)
        return {key: _text(one) or "{}" for key, one in value.items()} or "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(_text(one)) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return written(value)
    if isinstance(value, int | datetime.date):
        return str(value)
    if isinstance(value, str):
        return _plain(value)
    # Quantities print as they are written; a comma or colon would end them.
    text = str(value)
    return _quoted(text) if re.search(r"[,:#{}\[\]]", text) else text


def _plain(text: str) -> str:
    """Return *text* as YAML: bare where it cannot be mistaken for anything else."""
    bare = re.fullmatch(r"[A-Za-z]([\w ./%()?;-]*[\w%)?])?", text)
    mistaken = text.lower() in ("true", "false", "null")
    return text if bare and not mistaken else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# -- numbers with their units -----------------------------------------------------------------------

_SHARE = (("{} %", 100.0), ("{}", 1.0))
#: Ways to write what a reader has read: a form, and its units in one of the value's.
_WAYS: dict[Any, tuple[tuple[str, float], ...]] = {
    effort_hours: (("{} h", 1.0), ("{} min", 60.0), ("{} person-months", 1 / PERSON_MONTH_H)),
    monthly_share: (("{} %/month", 100.0), ("{} %/year", 1200.0), ("{}/month", 1.0)),
    per_week_share: _SHARE,
    share: _SHARE,
    read_limit: (("{} per engineer", 1.0),),
    whole_months: (("{} months", 1.0),),
}


def _with_unit(reader: Callable[[Any], Any], value: Any) -> str | None:
    """Return the shortest text that *reader* reads back to exactly *value*."""
    if value is None:
        return None
    texts = (
        form.format(f"{value * times:{digits}}")
        for digits in ("g", ".17g")
        for form, times in _WAYS[reader]
    )
    return next(text for text in texts if _reads_back(reader, text, value))


def _reads_back(reader: Callable[[Any], Any], text: str, value: Any) -> bool:
    try:
        return bool(reader(text) == value)
    except ValueError:  # 11 % a month would be 136 % a year, which is no share
        return False


def _skill(value: Any) -> str | None:
    if isinstance(value, Mapping):
        inner = (f"{_plain(name)}: {_with_unit(share, one)}" for name, one in value.items())
        return "{" + ", ".join(inner) + "}"
    return _with_unit(share, value)


_SPECIAL: dict[Any, Callable[[Any], str | None]] = {
    read_skill: _skill,
    read_start: lambda start: f"{start:%Y-%m}",
    read_window: lambda window: "continuous" if window is None else f"every {window}",
    read_per_service: lambda number: "never" if number is None else str(number),
}


def told(model: type[BaseModel], name: str, value: Any) -> str:
    """Return *value* as the setting *name* of *model* is written in files, for people to read."""
    text = _forms(model)[name][1]
    written_ = _text(value) if text is None else text(value)
    months = value / PERSON_MONTH_H if isinstance(value, float) else 0.0
    if str(written_).endswith(" h") and months >= 1.0 and months == round(months):
        return f"{months:g} person-months"
    # Three digits tell what a third is.
    rounded = re.sub(r"\d+\.\d{7,}", lambda long: f"{float(long[0]):.3g}", str(written_))
    return rounded.strip('"')


@cache
def _forms(model: type[BaseModel]) -> dict[str, tuple[str, Callable[[Any], str | None] | None]]:
    """Return, per setting of *model*, its name in files and what writes it, if not ``_text``."""
    forms = {}
    for name, field in model.model_fields.items():
        nested = [one for option in get_args(field.annotation) for one in _metadata(option)]
        readers = [getattr(one, "func", None) for one in (*field.metadata, *nested)]
        form: Callable[[Any], str | None] | None = None
        for reader in readers:
            if reader in _SPECIAL:
                form = _SPECIAL[reader]
            elif reader is not None and reader in _WAYS:
                form = _writer(reader)
        forms[name] = (field.alias or name, form)
    return forms


def _writer(reader: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    return lambda value: _with_unit(reader, value)


def _metadata(option: Any) -> tuple[Any, ...]:
    return getattr(option, "__metadata__", ())
