"""YAML as values with places: where each setting is written is kept beside what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from orgshift.errors import Fault, Place, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

Address = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Reads true, false, null and numbers as such, and everything else as text.

    YAML 1.1 also takes `no` for false, 1:30 for 90 and 2027-01-01 for a date object.
    """


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false|True|False|TRUE|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?", "-+0123456789."),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


@dataclass
class Document:
    """A file's content, and the place of every key and value in it."""

    content: dict[str, Any]
    places: dict[Address, Place] = field(default_factory=dict)


def read(path: Path, shown: str) -> Document:
    """Read the YAML file at *path*, shown to people as *shown*.

    Raises ScenarioError for a file that cannot be read, is no YAML, is no mapping, or has a key
    twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ScenarioError([Fault(Place(shown, 0, 0), "", f"cannot be read: {reason}")]) from None
    return parse(text, shown)


def parse(text: str, shown: str) -> Document:
    """Read YAML *text*; see ``read``."""
    lines = text.splitlines()

    def place(mark: yaml.Mark | None) -> Place:
        if mark is None:
            return Place(shown, 1, 1, lines[0] if lines else "")
        line = lines[mark.line] if mark.line < len(lines) else ""
        return Place(shown, mark.line + 1, mark.column + 1, line)

    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        problem = " ".join(str(part) for part in (error.context, error.problem) if part)
        where = place(error.problem_mark or error.context_mark)
        raise ScenarioError([Fault(where, "", f"this is no YAML: {problem}")]) from None
    except yaml.YAMLError as error:
        raise ScenarioError([Fault(place(None), "", f"this is no YAML: {error}")]) from None
    except RecursionError:
        raise ScenarioError([Fault(place(None), "", "it is nested too deeply")]) from None
    if not isinstance(node, yaml.MappingNode):
        right = "a scenario is a mapping that starts with 'orgshift: 1'"
        raise ScenarioError([Fault(place(node.start_mark if node else None), "", right)])
    document = Document({})
    faults: list[Fault] = []
    maker = _Maker(document, faults, place)
    document.content = maker.make(node, ())
    if faults:
        raise ScenarioError(faults)
    return document


class _Maker:
    """Turns nodes into values, and writes down places and doubled keys."""

    def __init__(self, document: Document, faults: list[Fault], place: Any) -> None:
        self.document = document
        self.faults = faults
        self.place = place
        self.constructor = yaml.SafeLoader("")
        self.open: set[int] = set()

    def make(self, node: yaml.Node, address: Address) -> Any:
        self.document.places.setdefault(address, self.place(node.start_mark))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, address)
        if id(node) in self.open:
            self._fault(node, address, "an alias refers to something that contains it")
            return None
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.make(one, (*address, i)) for i, one in enumerate(node.value)]
            assert isinstance(node, yaml.MappingNode)
            return self._mapping(node, address)
        finally:
            self.open.discard(id(node))

    def _scalar(self, node: yaml.ScalarNode, address: Address) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        text = node.value
        if kind == "bool":
            return text.lower() == "true"
        if kind == "null":
            return None
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
        except ValueError:
            self._fault(node, address, f"{text!r} is no number")
            return None
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
            if key in made:
                self._fault(
                    key_node,
                    (*address, key),
                    f"{key!r} is written twice; first in line {lines[key]}",
                )
                continue
            lines[key] = key_node.start_mark.line + 1
            self.document.places[(*address, key)] = self.place(key_node.start_mark)
            made[key] = self.make(value_node, (*address, key))
        return made

    def _fault(self, node: yaml.Node, address: Address, problem: str) -> None:
        path = ".".join(str(part) for part in address)
        self.faults.append(Fault(self.place(node.start_mark), path, problem))
