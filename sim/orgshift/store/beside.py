"""What is kept beside a comparison: tables as CSV and a manifest, under a name of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from orgshift.store.writing import StoreError, make_room, writing

#: The version of what is kept beside a comparison.
FORMAT = 1


def _manifest(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def is_beside(folder: Path, name: str) -> bool:
    """Return whether something is kept in *folder* under *name*."""
    return _manifest(folder, name).is_file()


def put_beside(
    folder: Path, name: str, about: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]
) -> Path:
    """Write *about* and *tables* into *folder* under *name*; the manifest comes last.

    Raises StoreError if the folder cannot be written.
    """
    make_room(folder)
    manifest = _manifest(folder, name)
    text = json.dumps({"format": FORMAT, **about}, indent=2, ensure_ascii=False)
    with writing(folder, "the results"):
        manifest.unlink(missing_ok=True)
        for called, table in tables.items():
            table.to_csv(folder / f"{name}-{called}.csv", index=False, lineterminator="\n")
        manifest.write_text(text + "\n", encoding="utf-8")
    return manifest


def beside(
    folder: Path, name: str, tables: Sequence[str]
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return (about, tables) of what is kept in *folder* under *name*.

    Raises StoreError if there is nothing, or if something in it is missing or damaged.
    """
    manifest = _manifest(folder, name)
    if not manifest.is_file():
        raise StoreError(f"{folder} holds no {manifest.name}")
    try:
        about = json.loads(manifest.read_text(encoding="utf-8"))
        if about.pop("format", None) != FORMAT:
            raise StoreError(f"{manifest} was written by another version of orgshift")
        return about, {
            # The shortest decimal that reads back to the same number was written.
            called: pd.read_csv(folder / f"{name}-{called}.csv")
            for called in tables
        }
    except StoreError:
        raise
    except Exception as error:  # whatever a damaged file makes a parser raise
        raise StoreError(f"{manifest} or a table of it is damaged: {error}") from error
