"""Writing to disk: what goes wrong there is told by the place and the reason, everywhere alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orgshift.errors import OrgshiftError


class StoreError(OrgshiftError):
    """Something that is kept on disk cannot be read or written."""


@contextmanager
def writing(path: Path, what: str = "") -> Iterator[None]:
    """Write *what* to *path* within this. Raises StoreError if the disk does not let it."""
    try:
        yield
    except OSError as error:
        told = f"{what} cannot be written" if what else "cannot be written"
        raise StoreError(f"{path}: {told}: {error.strerror or error}") from error


def make_room(folder: Path) -> None:
    """Make *folder*, before there is anything to lose. Raises StoreError if that cannot be."""
    with writing(folder, "the results"):
        folder.mkdir(parents=True, exist_ok=True)


def write_text(path: Path, text: str, what: str = "") -> None:
    """Write *text* to *path*, its folder made if it is not there. Raises StoreError if it cannot."""
    with writing(path, what):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
