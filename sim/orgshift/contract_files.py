"""Which files are scenarios that claim something, and what their claims are called.

A cheap look that needs YAML and nothing else of this package: the pytest plugin takes it at every
file of a foreign repository. What is in a scenario, ``orgshift.scenario`` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import yaml

ENDINGS = (".yaml", ".yml")
#: A scenario is some pages of text; what is larger is something else.
MOST_BYTES = 2_000_000
#: Scenarios that extend each other, before it is a circle.
MOST_EXTENDED = 50
_SCENARIO = re.compile(rb"^orgshift\s*:", re.M)
_CLAIMS = re.compile(rb"^expect\s*:", re.M)


def library() -> Path:
    """Return the folder of shipped scenarios: in the package of a wheel, `scenarios/` in a clone."""
    packaged = Path(str(files("orgshift") / "library"))
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "scenarios"


def claims_something(path: Path) -> bool:
    """Return whether the file at *path* is a scenario that says what it expects."""
    if path.suffix not in ENDINGS:
        return False
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        text = path.read_bytes()
    except OSError:
        return False
    return _SCENARIO.search(text) is not None and _CLAIMS.search(text) is not None


def contract_files(folder: Path) -> Iterator[Path]:
    """Yield the files in and below *folder* that claim something, in order of their names.

    Hidden folders and virtual environments are left out.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in ("node_modules", "__pycache__"):
            continue
        if path.is_dir() and not path.is_symlink():
            if not (path / "pyvenv.cfg").exists():
                yield from contract_files(path)
        elif claims_something(path):
            yield path


class Written(NamedTuple):
    """Where a claim is written: its file, and its line (from 1)."""

    path: Path
    line: int


def claims_of(path: Path, depth: int = 0) -> dict[str, Written]:
    """Return the claims of the scenario at *path* by name, those it inherits first.

    Raises ValueError for what is no YAML or extends itself in a circle; the loader says it better.
    """
    import yaml

    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    if depth > MOST_EXTENDED:
        raise ValueError(f"{path} extends itself in a circle")
    found: dict[str, Written] = {}
    sections = {name: node for name, node, _ in _entries(root)}
    extends = sections.get("extends")
    if extends is not None and (base := _base(str(extends.value), path)) is not None:
        found = claims_of(base, depth + 1)
    claims = sections.get("expect")
    if claims is not None and claims.value in ("null", "~"):
        return {}
    for name, node, line in _entries(claims):
        if node.value in ("null", "~"):
            found.pop(name, None)
        else:
            found[name] = Written(path, line)
    return found


def _entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, int]]:
    """Yield key, value and line of a mapping's entries; nothing of what is none."""
    if node is not None and isinstance(node.value, list):
        for entry in node.value:
            if isinstance(entry, tuple):
                yield str(entry[0].value), entry[1], int(entry[0].start_mark.line) + 1


def _base(name: str, path: Path) -> Path | None:
    beside = path.parent / name
    if beside.suffix in ENDINGS and beside.is_file():
        return beside
    shipped = library() / f"{name}.yaml"
    return shipped if ".." not in name and shipped.is_file() else None
