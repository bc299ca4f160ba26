"""Finished replications on disk, by what they are replications of: none is simulated twice.

An entry's name is the digest of all that can change it, so entries never go stale; they only go
unused, and the least recently used make room. Any number of processes may read and write at once.
"""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_cache_path

#: The environment variable that names the folder, or says OFF.
VARIABLE = "ORGSHIFT_CACHE"
OFF = "off"
#: What a cache may hold; once it holds more, it is emptied to this share of it.
LIMIT_BYTES = 2 * 2**30
EMPTIED_TO = 0.8
#: The version of the layout.
LAYOUT = "1"
_ENDING, _UNFINISHED = ".npz", ".part"
#: A file that was being written for so long was left by a process that died.
_ABANDONED_S = 3600.0


class CacheWarning(UserWarning):
    """Finished replications cannot be kept; everything else goes on."""


class Info(NamedTuple):
    """What a cache holds."""

    folder: Path
    entries: int
    bytes: int
    limit: int


class Cache:
    """A folder of entries, each a few bytes under a name of hexadecimal digits."""

    def __init__(self, folder: Path, limit: int = LIMIT_BYTES) -> None:
        self.folder = folder / LAYOUT
        self.limit = limit
        self._held: int | None = None
        self._broken = False

    def get(self, name: str) -> bytes | None:
        """Return the entry called *name*, None if there is none to be read."""
        path = self._path(name)
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # it was used now
        return entry

    def put(self, name: str, entry: bytes) -> None:
        """Keep *entry* under *name*: either all of it or, after a CacheWarning, nothing."""
        if self._broken:
            return
        try:
            self._write(self._path(name), entry)
            self._make_room(len(entry))
        except OSError as error:
            self._broken = True
            warnings.warn(
                f"{self.folder}: finished replications are not kept: {error.strerror or error}",
                CacheWarning,
                stacklevel=2,
            )

    def info(self) -> Info:
        """Return where it is and what it holds."""
        sizes = [size for _, size, _ in self._entries()]
        return Info(self.folder, len(sizes), sum(sizes), self.limit)

    def clear(self) -> Info:
        """Remove all entries and return what there was."""
        before = self.info()
        for path in self._files():
            path.unlink(missing_ok=True)
        self._held = None
        return before

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}{_ENDING}"

    @staticmethod
    def _write(path: Path, entry: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(entry)
            # Whoever reads sees the old entry or the new one, and never half of it.
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise

    def _files(self) -> list[Path]:
        return [path for path in self.folder.glob("*/*") if path.suffix in (_ENDING, _UNFINISHED)]

    def _entries(self) -> list[tuple[float, int, Path]]:
        """Return (last use, bytes, path) of every entry; what others remove meanwhile is not there."""
        found = []
        for path in self._files():
            with suppress(FileNotFoundError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        return found

    def _make_room(self, added: int) -> None:
        """Remove what was not used for longest, once there is more than there may be."""
        if self._held is None:
            self._held = sum(size for _, size, _ in self._entries())
        else:
            self._held += added
        if self._held <= self.limit:
            return
        entries = sorted(self._entries())
        self._held = sum(size for _, size, _ in entries)
        for used, size, path in entries:
            if self._held <= EMPTIED_TO * self.limit:
                break
            if path.suffix == _UNFINISHED and time.time() - used < _ABANDONED_S:
                continue
            path.unlink(missing_ok=True)
            self._held -= size


def find_cache() -> Cache | None:
    """Return the cache of this user: where ``ORGSHIFT_CACHE`` says, None if that is "off"."""
    asked = os.environ.get(VARIABLE, "").strip()
    if asked.lower() == OFF:
        return None
    return Cache(Path(asked).expanduser() if asked else user_cache_path("orgshift"))
