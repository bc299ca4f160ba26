"""Overlays: `extends`, `--set`, teams by count, variants that build on others, sweeps."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from orgshift.errors import Fault, Place, ScenarioError
from orgshift.scenario import library
from orgshift.scenario.reading import Address, Document, parse, read


def merged(path: Path, shown: str, seen: tuple[Path, ...] = ()) -> Document:
    """Return the document at *path* laid over those it extends.

    Mappings merge, lists are replaced, null removes what the base has.
    """
    document = read(path, shown)
    base_name = document.content.pop("extends", None)
    if base_name is None:
        return document
    where = document.places.get(("extends",))
    base = _base(str(base_name), path)
    if base is None:
        known = ", ".join((*library.BASES, *library.names()))
        raise ScenarioError(
            [
                Fault(
                    where,
                    "extends",
                    f"there is no {base_name!r} beside this file, nor in the "
                    f"library (it has {known})",
                )
            ]
        )
    if base.resolve() in (*seen, path.resolve()):
        raise ScenarioError([Fault(where, "extends", f"{base_name!r} extends itself in a circle")])
    below = merged(base, _shown(base, path, shown), (*seen, path.resolve()))
    lay_over(below, document)
    return below


def _base(name: str, beside: Path) -> Path | None:
    relative = beside.parent / name
    if relative.suffix in (".yaml", ".yml") and relative.is_file():
        return relative
    return library.find(name)


def _shown(base: Path, path: Path, shown: str) -> str:
    if base.parent == path.parent:
        return str(Path(shown).parent / base.name)
    try:
        return f"library:{base.relative_to(library.folder())}"
    except ValueError:
        return str(base)


def lay_over(below: Document, above: Document, at: Address = ()) -> None:
    """Merge *above* into *below*, content and places, in place."""
    target, source = _at(below.content, at), _at(above.content, at)
    if at in above.places and at:
        below.places[at] = above.places[at]
    for key, value in source.items():
        here = (*at, key)
        if value is None and key in target:
            del target[key]
            _forget(below.places, here)
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            lay_over(below, above, here)
        else:
            _forget(below.places, here)
            target[key] = value
            below.places.update({a: p for a, p in above.places.items() if a[: len(here)] == here})


def _at(content: Any, address: Address) -> Any:
    for part in address:
        content = content[part]
    return content


def _forget(places: dict[Address, Place], address: Address) -> None:
    for one in [a for a in places if a[: len(address)] == address]:
        del places[one]


def override(document: Document, setting: str) -> None:
    """Apply one `path=value` in place. Raises ScenarioError if it is no such thing."""
    path, equals, text = setting.partition("=")
    place = Place(f"--set {setting}", 0, 0)
    if not equals or not path.strip():
        raise ScenarioError(
            [Fault(place, "", "write it as path=value, such as teams.a.engineers=9")]
        )
    try:
        value = parse(f"value: {text.strip()}\n", str(place)).content["value"]
    except ScenarioError as error:
        raise ScenarioError([Fault(place, "", f.problem) for f in error.faults]) from None
    parts = path.strip().split(".")
    inner = document.content
    for depth, part in enumerate(parts[:-1]):
        if inner.get(part) is None:
            inner[part] = {}
            document.places[tuple(parts[: depth + 1])] = place
        if not isinstance(inner[part], dict):
            where = ".".join(parts[: depth + 1])
            raise ScenarioError(
                [Fault(place, "", f"{where} is {inner[part]!r}, nothing within it")]
            )
        inner = inner[part]
    _forget(document.places, tuple(parts))
    document.places[tuple(parts)] = place
    if value is None:
        inner.pop(parts[-1], None)
    else:
        inner[parts[-1]] = value


def expand(document: Document) -> list[Fault]:
    """Write out what is written short: teams by count, each team's demand, variants. In place."""
    faults: list[Fault] = []
    _expand_teams(document, faults)
    _share_policies(document)
    _expand_sweeps(document, faults)
    _extend_variants(document, faults)
    return faults


def _copy_places(document: Document, source: Address, target: Address) -> None:
    size = len(source)
    copies = {target + a[size:]: p for a, p in document.places.items() if a[:size] == source}
    document.places.update(copies)


def _expand_teams(document: Document, faults: list[Fault]) -> None:
    teams = document.content.get("teams")
    if not isinstance(teams, dict):
        return
    written: dict[str, Any] = {}
    for name, team in teams.items():
        if not isinstance(team, dict) or "count" not in team:
            written[name] = {} if team is None else team
            continue
        count = team["count"]
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 100_000:
            place = document.places.get(("teams", name, "count"))
            problem = f"{count!r} is no number of teams; write a whole number from 1 on"
            faults.append(Fault(place, f"teams.{name}.count", problem))
            continue
        alike = {key: value for key, value in team.items() if key != "count"}
        # One walk over the places for all the copies: there may be thousands.
        size = len(("teams", name))
        own = [(a[size:], p) for a, p in document.places.items() if a[:size] == ("teams", name)]
        for number in range(1, count + 1):
            each = f"{name}-{number}"
            written[each] = copy.deepcopy(alike)
            document.places.update({("teams", each, *rest): p for rest, p in own})
    document.content["teams"] = written


#: What belongs to one demand policy only, and is not inherited by a team with the other one.
_OF_POLICY = {"pull": ("limit",), "arrivals": ("rate", "utilisation", "gap")}
_RATES = _OF_POLICY["arrivals"]


def _share_policies(document: Document) -> None:
    """Give each team the general demand and release, with its own laid over them."""
    teams = document.content.get("teams")
    if not isinstance(teams, dict):
        return
    demand, release = (document.content.get(key) for key in ("demand", "release"))
    for team in teams.values():
        if not isinstance(team, dict):
            continue
        if release is not None:
            team.setdefault("release", release)
        own = team.get("demand", {})
        if own == "none":
            team["demand"] = None
        elif isinstance(own, dict) and isinstance(demand, dict | None):
            team["demand"] = _laid_over(demand or {}, own)


def _laid_over(general: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    policy = own.get("policy", general.get("policy", "pull"))
    kept = dict(general)
    if policy != general.get("policy", "pull"):
        for key in _OF_POLICY.get(str(general.get("policy", "pull")), ()):
            kept.pop(key, None)
    if any(key in own for key in _RATES):
        for key in _RATES:
            kept.pop(key, None)
    return kept | own


def _expand_sweeps(document: Document, faults: list[Fault]) -> None:
    variants = document.content.get("variants")
    if not isinstance(variants, dict):
        return
    written: dict[str, Any] = {}
    for name, variant in variants.items():
        if not isinstance(variant, dict) or "for" not in variant:
            written[name] = {} if variant is None else variant
            continue
        values = _sweep(variant["for"], name)
        if isinstance(values, str):
            place = document.places.get(("variants", name, "for"))
            faults.append(Fault(place, f"variants.{name}.for", values))
            continue
        letter, numbers = values
        body = {key: value for key, value in variant.items() if key != "for"}
        for number in numbers:
            each = name.replace(f"{{{letter}}}", f"{number}")
            written[each] = _filled(body, letter, number)
            _copy_places(document, ("variants", name), ("variants", each))
    document.content["variants"] = written


def _sweep(asked: Any, name: str) -> tuple[str, list[Any]] | str:
    """Return the swept letter and its values, or what is wrong."""
    right = "write one letter and its values, such as {n: 0..14} or {n: [0, 3, 6]}"
    if not isinstance(asked, dict) or len(asked) != 1:
        return right
    ((letter, values),) = asked.items()
    if f"{{{letter}}}" not in name:
        return f"the variant's name has no {{{letter}}} in it; name it like platform-{{{letter}}}"
    if found := re.fullmatch(r"(\d+)\s*\.\.\.?\s*(\d+)", str(values)):
        low, high = int(found[1]), int(found[2])
        if low > high or high - low > 1000:
            return f"{values!r} is no range of at most 1,000 values, lowest first"
        return letter, list(range(low, high + 1))
    if isinstance(values, list) and values:
        return letter, values
    return right


def _filled(value: Any, letter: str, number: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, letter, number) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, letter, number) for one in value]
    if value == f"{{{letter}}}":
        return number
    return value.replace(f"{{{letter}}}", str(number)) if isinstance(value, str) else value


def _extend_variants(document: Document, faults: list[Fault]) -> None:
    variants = document.content.get("variants")
    if not isinstance(variants, dict):
        return
    done: dict[str, Any] = {}

    def extended(name: str, trail: tuple[str, ...]) -> Any:
        if name in done:
            return done[name]
        variant = variants[name]
        if not isinstance(variant, dict) or "extends" not in variant:
            done[name] = variant
            return variant
        base = variant["extends"]
        place = document.places.get(("variants", name, "extends"))
        own = {key: value for key, value in variant.items() if key != "extends"}
        if base not in variants or base in (*trail, name):
            why = (
                "itself, in a circle" if base in (*trail, name) else f"{base!r}, which is not here"
            )
            known = ", ".join(variants)
            faults.append(
                Fault(place, f"variants.{name}.extends", f"it extends {why} (variants: {known})")
            )
            done[name] = own
            return own
        below = copy.deepcopy(extended(base, (*trail, name)))
        below.pop("title", None)
        if isinstance(own.get("changes"), dict) and isinstance(below.get("changes"), dict):
            for change, value in own["changes"].items():
                if value is None:
                    below["changes"].pop(change, None)
                else:
                    below["changes"][change] = value
            own["changes"] = below["changes"]
        inherited = {a: p for a, p in document.places.items() if a[:2] == ("variants", base)}
        for address, there in inherited.items():
            document.places.setdefault(("variants", name, *address[2:]), there)
        done[name] = below | own
        return done[name]

    document.content["variants"] = {name: extended(name, ()) for name in list(variants)}
