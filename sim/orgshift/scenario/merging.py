"""Overlays: `extends`, `--set`, teams by count, variants that build on others, sweeps."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from orgshift.errors import Fault, Place, ScenarioError
from orgshift.scenario import library
from orgshift.scenario.reading import Address, Document, parse, read
from orgshift.scenario.schema import DEFAULTS, SCHEMA_VERSION
from orgshift.scenario.units import said
from orgshift.scenario.wording import did_you_mean, unknown

#: Mappings by name: what a key in them stands for (* is any name).
_BY_NAME: dict[Address, str] = {
    ("teams",): "team",
    ("groups",): "group",
    ("capabilities",): "capability",
    ("workflow",): "step",
    ("variants",): "variant",
    ("variants", "*", "changes"): "change",
    ("expect",): "claim",
}
#: Teams a scenario may have; variants may be built on each other this deep.
MOST_TEAMS = 10_000
MOST_EXTENDED = 50
#: Variants that one sweep makes.
MOST_SWEPT = 1000


def merged(path: Path, shown: str, seen: tuple[Path, ...] = ()) -> Document:
    """Return the document at *path* laid over those it extends.

    Mappings merge, lists are replaced, null removes what the base has. At the bottom lie the
    default capabilities and workflow.
    """
    document = read(path, shown)
    _check_version(document)
    base_name = document.content.pop("extends", None)
    if base_name is None:
        for key, default in DEFAULTS.items():
            if document.content.get(key) is None:
                document.content[key] = copy.deepcopy(default)
        return document
    where = document.places.get(("extends",))
    base = _base(str(base_name), path)
    if base is None:
        beside = sorted(
            p.name for p in path.parent.glob("*.y*ml") if p.is_file() and p.name != path.name
        )
        known = [*beside[:12], *library.BASES, *library.names()]
        problem = (
            f"there is no {said(base_name)} beside this file, nor in the library"
            f"{did_you_mean(str(base_name), known)} (known: {', '.join(known)})"
        )
        raise ScenarioError([*document.faults, Fault(where, "extends", problem)])
    if base.resolve() in (*seen, path.resolve()):
        problem = f"{base_name!r} extends itself in a circle"
        raise ScenarioError([*document.faults, Fault(where, "extends", problem)])
    below = merged(base, _shown(base, path, shown), (*seen, path.resolve()))
    lay_over(below, document)
    return below


def _check_version(document: Document) -> None:
    """Raise ScenarioError for a file of another version; note where none is given."""
    version = document.content.get("orgshift")
    if version == SCHEMA_VERSION and not isinstance(version, bool):
        return
    found = "no schema version" if version in (None, {}) else f"schema version {version!r}"
    place = document.places.get(("orgshift",)) or document.places.get(())
    right = f"{found} found; this orgshift reads files that say 'orgshift: {SCHEMA_VERSION}'"
    fault = Fault(place, "orgshift", right)
    if version not in (None, {}):
        raise ScenarioError([fault])
    document.faults.append(fault)
    document.content["orgshift"] = SCHEMA_VERSION


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


def lay_over(below: Document, above: Document) -> None:
    """Merge *above* into *below*, content, places and faults, in place."""
    replaced: set[Address] = set()
    removed: set[Address] = set()
    _merge(below.content, above.content, (), replaced, removed)
    kept = {
        address: place
        for address, place in below.places.items()
        if not any(address[:length] in replaced for length in range(1, len(address) + 1))
    }
    laid = {a: p for a, p in above.places.items() if a and a not in removed}
    below.places = kept | laid
    below.faults += above.faults


def _merge(
    target: dict[str, Any],
    source: dict[str, Any],
    at: Address,
    replaced: set[Address],
    removed: set[Address],
) -> None:
    for key, value in source.items():
        here = (*at, key)
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value, here, replaced, removed)
            continue
        if isinstance(value, dict) and "belief" in value and target.get(key) is not None:
            # A range is laid around the value that is there.
            value = {"value": target[key], **value}
        replaced.add(here)
        if value is None and key in target:
            removed.add(here)
            del target[key]
        else:
            target[key] = value


def override(document: Document, setting: str) -> None:
    """Lay one `path=value` over *document*, in place; what is wrong with it joins its faults."""
    place = Place(f"--set {setting}", 0, 0)
    path, equals, text = (part.strip() for part in setting.partition("="))
    try:
        if not (equals and path and text):
            raise ValueError("write it as path=value, such as teams.a.engineers=9; null removes")
        content = parse(f"value: {text}\n", "").content["value"]
        address = _addressed(document, path)
    except ScenarioError as error:
        document.faults += [Fault(place, "", fault.problem) for fault in error.faults]
    except ValueError as error:
        document.faults.append(Fault(place, "", str(error)))
    else:
        for key in reversed(address):
            content = {key: content}
        places = {address[: length + 1]: place for length in range(len(address))}
        lay_over(document, Document(content, places))


def _addressed(document: Document, path: str) -> Address:
    """Return the keys that *path* names. Raises ValueError for a name that is not there."""
    address: Address = ()
    inner: Any = document.content
    while path:
        kind = _BY_NAME.get((*address[:1], "*", *address[2:]) if len(address) > 1 else address)
        if kind == "team":
            _expand_teams(document, only=path)
            inner = document.content.get("teams")
        if not isinstance(inner, dict):
            where = ".".join(map(str, address))
            raise ValueError(f"{where} is {said(inner)}; {path!r} is not in it")
        key, path = _first(path, inner)
        if kind and key not in inner:
            raise ValueError(unknown(kind, key, inner))
        address = (*address, key)
        inner = inner.get(key, {})
    return address


def _first(path: str, known: dict[str, Any]) -> tuple[str, str]:
    """Split the longest *known* key off *path*, for a key may have dots in it."""
    parts = path.split(".")
    size = next((n for n in range(len(parts), 1, -1) if ".".join(parts[:n]) in known), 1)
    return ".".join(parts[:size]), ".".join(parts[size:])


def expand(document: Document) -> None:
    """Write out what is written short: teams by count, each team's demand, variants. In place."""
    _expand_teams(document)
    _share_policies(document)
    _expand_sweeps(document)
    _extend_variants(document)


def _fault(document: Document, address: Address, problem: str) -> None:
    path = ".".join(str(part) for part in address)
    document.faults.append(Fault(document.places.get(address), path, problem))


def _expand_teams(document: Document, only: str = "") -> None:
    """Write out the teams by count: all, or the one that the path *only* names a team of."""
    teams = document.content.get("teams")
    if not isinstance(teams, dict):
        return
    written: dict[str, Any] = {}
    for name, team in teams.items():
        others = only and not re.match(rf"{re.escape(name)}-\d", only)
        if not isinstance(team, dict) or "count" not in team or others:
            written[name] = team
            continue
        here: Address = ("teams", name)
        count = team["count"]
        alike = {key: value for key, value in team.items() if key != "count"}
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_TEAMS:
            problem = f"{said(count)} found; write a whole number of teams, 1 to {MOST_TEAMS:,}"
            _fault(document, (*here, "count"), problem)
            count = 1
        # One walk over the places for all the copies: there may be thousands.
        own = [(a[2:], p) for a, p in document.places.items() if a[:2] == here]
        for each in (f"{name}-{number}" for number in range(1, count + 1)):
            if each in teams:
                problem = f"{each!r}, one of the {count} teams, is also written by itself"
                _fault(document, (*here, "count"), problem)
                continue
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


def _expand_sweeps(document: Document) -> None:
    variants = document.content.get("variants")
    if not isinstance(variants, dict):
        return
    written: dict[str, Any] = {}
    for name, variant in variants.items():
        if not isinstance(variant, dict) or "for" not in variant:
            written[name] = variant
            continue
        here: Address = ("variants", name, "for")
        values = _sweep(variant["for"], name)
        if isinstance(values, str):
            _fault(document, here, values)
            values = name, []
        letter, numbers = values
        body = {key: value for key, value in variant.items() if key != "for"}
        own = [(a[2:], p) for a, p in document.places.items() if a[:2] == here[:2]]
        for number in numbers:
            each = name.replace(f"{{{letter}}}", f"{number}")
            if each in written or each in variants:
                _fault(document, here, f"the variant {each!r} comes twice")
                continue
            written[each] = _filled(body, letter, number)
            document.places.update({("variants", each, *rest): p for rest, p in own})
    document.content["variants"] = written


def _sweep(asked: Any, name: str) -> tuple[str, list[Any]] | str:
    """Return the swept letter and its values, or what is wrong."""
    right = "write one letter and its values, such as {n: 0..14} or {n: [0, 3, 6]}"
    if not isinstance(asked, dict) or len(asked) != 1:
        return right
    ((letter, values),) = asked.items()
    if f"{{{letter}}}" not in name:
        return f"the variant's name has no {{{letter}}} in it; name it like platform-{{{letter}}}"
    if found := re.fullmatch(r"(\d{1,9})\s*\.\.\.?\s*(\d{1,9})", str(values)):
        low, high = int(found[1]), int(found[2])
        if not low <= high < low + MOST_SWEPT:
            return f"{values!r} is no range of at most {MOST_SWEPT} values, lowest first"
        return letter, list(range(low, high + 1))
    plain = isinstance(values, list) and all(isinstance(v, int | float | str) for v in values)
    return (letter, values) if plain and 0 < len(values) <= MOST_SWEPT else right


def _filled(value: Any, letter: str, number: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, letter, number) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, letter, number) for one in value]
    if value == f"{{{letter}}}":
        return number
    return value.replace(f"{{{letter}}}", str(number)) if isinstance(value, str) else value


def _extend_variants(document: Document) -> None:
    """Lay every variant over the one it extends, all but its title."""
    variants = document.content.get("variants")
    if not isinstance(variants, dict):
        return
    done: dict[str, Document] = {}

    def extended(name: str, trail: tuple[str, ...]) -> Document:
        if name in done:
            return done[name]
        own = _part(document, ("variants", name))
        base = own.content.pop("extends", None) if isinstance(own.content, dict) else None
        if base is not None:
            base = str(base)
            if base in (*trail, name) or len(trail) > MOST_EXTENDED:
                problem = (
                    f"{base!r} extends this one in turn, or there are more than {MOST_EXTENDED}"
                )
                _fault(document, ("variants", name, "extends"), problem)
            elif base not in variants:
                problem = unknown("variant", base, variants)
                _fault(document, ("variants", name, "extends"), problem)
            else:
                below = copy.deepcopy(extended(base, (*trail, name)))
                if isinstance(below.content, dict):
                    below.content.pop("title", None)
                    below.places.pop(("title",), None)
                    lay_over(below, own)
                    own = below
        done[name] = own
        return own

    written = {name: extended(name, ()) for name in variants}
    document.content["variants"] = {name: part.content for name, part in written.items()}
    places = {a: p for a, p in document.places.items() if a[0:1] != ("variants",) or len(a) < 3}
    for name, part in written.items():
        places.update({("variants", name, *a): p for a, p in part.places.items() if a})
    document.places = places


def _part(document: Document, address: Address) -> Document:
    """Return what is at *address* as a document of its own."""
    content: Any = document.content
    for key in address:
        content = content[key]
    size = len(address)
    places = {a[size:]: p for a, p in document.places.items() if a[:size] == address}
    return Document(copy.copy(content), places)
