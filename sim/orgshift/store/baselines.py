"""Baselines on disk: one JSON file each, small, a line per figure: a change is read as a diff."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orgshift.store.writing import StoreError, write_text


def write_baseline(path: Path, document: Mapping[str, Any]) -> None:
    """Write *document* to *path*. Raises StoreError if it cannot be written."""
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def read_baseline(path: Path) -> dict[str, Any]:
    """Return the document at *path*. Raises StoreError if there is none, or it is damaged."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(
            f"{path}: there is no such baseline; `orgshift baseline record` keeps one"
        ) from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is damaged: {error}") from None
    return document
