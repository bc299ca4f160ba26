"""YAML as values with places: where each setting is written is kept beside what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from orgshift.errors import Fault, Place, ScenarioError
from orgshift.scenario.units import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Address = tuple[str | int, ...]

#: A scenario is a text of some pages; what is larger is something else.
MOST_CHARACTERS = 500_000
#: Values in a file once its aliases are written out, and how deep they are nested.
MOST_VALUES = 200_000
MOST_NESTED = 40


class _Loader(yaml.SafeLoader):
    """Reads true, false, null and numbers as such, and everything else as text.

    YAML 1.1 also takes `no` for false, 1:30 for 90 and 2027-01-01 for a date object.
    """


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false|True|False|TRUE|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?", "-+0123456789."),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


@dataclass
class Document:
    """A file's content, the place of every key and value in it, and what is wrong so far."""

    content: dict[str, Any]
    places: dict[Address, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(path: Path, shown: str) -> Document:
    """Read the YAML file at *path*, shown to people as *shown*.

    Keys that are written twice are among the document's faults. Raises ScenarioError for a file
    that cannot be read, is no YAML, or is no mapping.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ScenarioError([Fault(Place(shown, 0, 0), "", f"cannot be read: {reason}")]) from None
    if len(text) > MOST_CHARACTERS:
        problem = f"is larger than {MOST_CHARACTERS:,} characters; a scenario is some pages of text"
        raise ScenarioError([Fault(Place(shown, 0, 0), "", problem)])
    return parse(text, shown)


def parse(text: str, shown: str) -> Document:
    """Read YAML *text*; see ``read``."""
    lines = text.splitlines()

    def place(line: int = 0, column: int = 0) -> Place:
        return Place(shown, line + 1, column + 1, lines[line] if line < len(lines) else "")

    def marked(mark: yaml.Mark) -> Place:
        return place(mark.line, mark.column)

    def no_yaml(where: Place, why: str) -> ScenarioError:
        return ScenarioError([Fault(where, "", f"this is no YAML: {why}")])

    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context_mark and (mark is None or mark.line >= len(lines)):
            mark = error.context_mark  # where it starts says more than the end of the file
        raise no_yaml(marked(mark) if mark else place(), _in_words(error)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position].splitlines() or [""]
        found = f"the character {error.character:#x} is none of a text"
        raise no_yaml(place(len(before) - 1, len(before[-1])), found) from None
    except RecursionError:
        raise no_yaml(place(), "it is nested too deeply") from None
    if not isinstance(node, yaml.MappingNode):
        right = "a scenario is a mapping that starts with 'orgshift: 1'"
        raise ScenarioError([Fault(marked(node.start_mark) if node else place(), "", right)])
    document = Document({})
    document.content = _Maker(document, marked).make(node, ())
    return document


def _in_words(error: yaml.MarkedYAMLError) -> str:
    """Return what is wrong, with the usual cure."""
    problem = str(error.problem)
    cure = {
        "mapping values are not allowed here": "put text with a colon in quotes",
        "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
        "expected ',' or '}', but got '<stream end>'": "a } is missing",
        "expected ',' or ']', but got '<stream end>'": "a ] is missing",
    }.get(problem)
    return " ".join(str(part) for part in (error.context, problem) if part) + (
        f"; {cure}" if cure else ""
    )


class _Maker:
    """Turns nodes into values, and writes down places and faults."""

    def __init__(self, document: Document, marked: Callable[[yaml.Mark], Place]) -> None:
        self.document = document
        self.marked = marked
        self.made = 0

    def make(self, node: yaml.Node, address: Address) -> Any:
        self.document.places.setdefault(address, self.marked(node.start_mark))
        self.made += 1
        if self.made > MOST_VALUES or len(address) > MOST_NESTED:
            # An alias that contains itself never ends, and aliases of aliases grow like a bomb.
            found = (
                f"it has more than {MOST_VALUES:,} values, its aliases written out"
                if self.made > MOST_VALUES
                else f"it is nested more than {MOST_NESTED} deep, or an alias contains itself"
            )
            raise ScenarioError([Fault(self.marked(node.start_mark), "", found)])
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, address)
        if node.tag not in _PLAIN_TAGS:
            self._fault(node, address, f"the tag {node.tag!r} means nothing here")
        if isinstance(node, yaml.SequenceNode):
            return [self.make(one, (*address, i)) for i, one in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, address)

    def _scalar(self, node: yaml.ScalarNode, address: Address) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        text = node.value
        if kind == "bool":
            return text.lower() == "true"
        if kind == "null":
            return None if text else {}  # nothing written is nothing said; null removes
        try:
            if kind == "int":
                return int(text) if len(text) < 1000 else float(text)
            if kind == "float":
                return float(text)
        except ValueError:
            self._fault(node, address, f"{said(text)} is no number")
        if kind != "str":
            self._fault(node, address, f"the tag {node.tag!r} means nothing here")
        return text

    def _mapping(self, node: yaml.MappingNode, address: Address) -> dict[str, Any]:
        made: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, address, "a key is a name")
                continue
            key = str(key_node.value)
            here = (*address, key)
            if key in made:
                problem = f"{key!r} is written twice; first in line {lines[key]}"
                self._fault(key_node, here, problem)
            elif key == "<<":
                self._fault(key_node, here, "'<<' means nothing here; write the settings out")
            else:
                lines[key] = key_node.start_mark.line + 1
                self.document.places[here] = self.marked(key_node.start_mark)
                made[key] = self.make(value_node, here)
        return made

    def _fault(self, node: yaml.Node, address: Address, problem: str) -> None:
        path = ".".join(str(part) for part in address)
        self.document.faults.append(Fault(self.marked(node.start_mark), path, problem))


_PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
