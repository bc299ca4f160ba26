"""Loading a scenario: read, merge, validate, and report all faults at once."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orgshift.errors import Fault, Place, ScenarioError
from orgshift.scenario import beliefs, library
from orgshift.scenario.checks import faults_in
from orgshift.scenario.digest import digest
from orgshift.scenario.merging import expand, merged, override
from orgshift.scenario.reading import Document
from orgshift.scenario.salvage import hidden, salvaged
from orgshift.scenario.schema import Scenario
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
    scenario = validated(document, path.stem)
    scenario._source = (str(source), list(overrides))
    return scenario


def again(content: Mapping[str, Any], name: str) -> Scenario:
    """Return the scenario that merged *content* (``Scenario.merged``) stands for.

    Raises ScenarioError if this version of orgshift does not understand it.
    """
    return validated(Document(copy.deepcopy(dict(content))), name)


def _locate(source: str | Path) -> tuple[Path, str]:
    path = Path(source)
    if path.is_file():
        return path, str(source)
    if isinstance(source, str) and (found := library.find(source)) is not None:
        return found, f"library:{found.relative_to(library.folder())}"
    known = library.names()
    if path.is_dir():
        problem = f"is a folder; name a scenario file, or one of the library ({', '.join(known)})"
    elif path.exists():
        problem = "is no file; a scenario is a text file"
    else:
        problem = (
            f"there is no such file, and no such scenario in the library"
            f"{did_you_mean(str(source), known)} (it has {', '.join(known)})"
        )
    raise ScenarioError([Fault(None, str(source), problem)])


def validated(document: Document, name: str) -> Scenario:
    """Return *document* as a scenario called *name*. Raises ScenarioError with all its faults."""
    as_written = json.loads(json.dumps(document.content))
    beliefs.named(document.content)
    expand(document)
    believed, misbelieved = beliefs.taken_out(document)
    faults = document.faults
    try:
        scenario = Scenario.model_validate(document.content)
        scenario._places = document.places
        faults += faults_in(scenario)
    except ValidationError as error:
        wrong = faults_of(error.errors(), Scenario, document.content, document.places)
        wrong = [fault for fault in wrong if fault.path not in misbelieved]
        faults += wrong
        rest, words = salvaged(document.content, error)
        if rest is not None:
            rest._places = document.places
            sections = {fault.path.split(".")[0] for fault in wrong}
            faults += [f for f in faults_in(rest, sections) if not hidden(f.problem, words)]
    if faults:
        raise ScenarioError(_in_order(faults))
    scenario._name = name
    scenario._merged = as_written
    scenario._content = document.content
    scenario._beliefs = believed
    scenario._digest = digest(scenario)
    return scenario


def _in_order(faults: list[Fault]) -> list[Fault]:
    # What all teams inherit is wrong once.
    once: dict[tuple[Place | None, str], Fault] = {}
    for fault in faults:
        once.setdefault((fault.place, fault.problem), fault)
    nowhere = Place("", 0, 0)
    return sorted(once.values(), key=lambda fault: (fault.place or nowhere, fault.path))
