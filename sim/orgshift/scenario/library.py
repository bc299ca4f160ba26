"""The library of shipped scenarios: beside the package in a wheel, in `scenarios/` in a clone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orgshift.contract_files import library


@cache
def folder() -> Path:
    """Return the folder of the library."""
    return library()


def names() -> tuple[str, ...]:
    """Return the names of the scenarios that tell a story, in alphabetical order."""
    return tuple(sorted(p.stem for p in folder().glob("*.yaml") if p.stem not in BASES))


#: Library files that are there to be extended, and ask no question themselves.
BASES = ("bare", "organisation")


def find(name: str) -> Path | None:
    """Return the file of the library scenario *name* ('theory/mm1' too), or None."""
    if not name or name.startswith((".", "/", "~")) or ".." in Path(name).parts:
        return None
    path = folder() / f"{name}.yaml"
    return path if path.is_file() else None
