"""A text on disk."""

from __future__ import annotations

from pathlib import Path

from orgshift.store.runs import StoreError


def write_text(path: Path, text: str) -> None:
    """Write *text* to *path*, its folder made if it is not there. Raises StoreError if it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
