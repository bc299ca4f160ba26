"""Loading a scenario: read, merge, validate, and report all faults at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orgshift.errors import Fault, Place, ScenarioError
from orgshift.scenario import library
from orgshift.scenario.checks import faults_in
from orgshift.scenario.merging import expand, merged, override
from orgshift.scenario.reading import Document
from orgshift.scenario.schema import SCHEMA_VERSION, Scenario
from orgshift.scenario.wording import did_you_mean, faults_of


def load(source: str | Path, *, overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario in file *source*, or the library's scenario of that name.

    *overrides* are settings as `path=value`, such as "teams.energy.engineers=9", laid over the
    file. Raises ScenarioError with all faults of the file: place, what was found, what would be
    right.
    """
    path, shown = _locate(source)
    document = merged(path, shown)
    for setting in overrides:
        override(document, setting)
    return validated(document, path.stem)


def _locate(source: str | Path) -> tuple[Path, str]:
    path = Path(source)
    if path.is_file():
        return path, str(source)
    if isinstance(source, str) and (found := library.find(source)) is not None:
        return found, f"library:{found.relative_to(library.folder())}"
    known = library.names()
    hint = did_you_mean(str(source), known)
    raise ScenarioError(
        [
            Fault(
                None,
                str(source),
                f"there is no such file, and no such scenario in the library{hint}"
                f" (it has {', '.join(known)})",
            )
        ]
    )


def validated(document: Document, name: str) -> Scenario:
    """Return *document* as a scenario called *name*. Raises ScenarioError with all its faults."""
    version = document.content.get("orgshift")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        found = "no schema version" if version is None else f"schema version {version!r}"
        place = document.places.get(("orgshift",)) or document.places.get(())
        right = f"{found} found; this orgshift reads files that say 'orgshift: {SCHEMA_VERSION}'"
        raise ScenarioError([Fault(place, "orgshift", right)])
    as_written = json.loads(json.dumps(document.content))
    faults = expand(document)
    scenario: Scenario | None = None
    try:
        scenario = Scenario.model_validate(document.content)
    except ValidationError as error:
        faults += faults_of(error.errors(), Scenario, document.content, document.places)
    if scenario is not None:
        scenario._name = name
        scenario._places = document.places
        scenario._merged = as_written
        scenario._digest = _digest(document.content)
        faults += faults_in(scenario)
    if faults or scenario is None:
        raise ScenarioError(_in_order(faults))
    return scenario


def _in_order(faults: list[Fault]) -> list[Fault]:
    once = list(dict.fromkeys(faults))
    nowhere = Place("", 0, 0)
    return sorted(once, key=lambda fault: fault.place or nowhere)


def _digest(content: dict[str, Any]) -> str:
    """Return 16 hexadecimal digits of the content; what is only told, not simulated, left out."""
    told = ("title", "question", "story", "sources", "expect", "replications", "seed")
    simulated = {key: value for key, value in content.items() if key not in told}
    text = json.dumps(simulated, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
