"""Which build this is: the same build, on the same kind of processor, gives the same bits."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import orgshift

#: What results rest on beside our own code.
PACKAGES = ("numpy", "pandas", "pydantic", "scipy", "simpy")
#: Rooms that only show results.
SHOWS = ("cli", "reports")


@cache
def build() -> dict[str, str]:
    """Return what this program is made of: versions, the digest of its own files, the processor."""
    return {
        "orgshift": orgshift.__version__,
        "files": _digest_of_files(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in PACKAGES},
        "processor": platform.machine(),
    }


def _digest_of_files() -> str:
    """Return 16 digits of the code behind a result: a version does not change with every edit."""
    home = Path(orgshift.__file__).parent
    found = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        within = path.relative_to(home)
        if within.parts[0] not in SHOWS:
            found.update(within.as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]
