"""Other simulators, each in its own process of an environment that is theirs alone."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REQUIREMENTS = HERE.parent / "peers.txt"
#: As people know them, and the module in this folder that speaks to each.
PEERS = {"Ciw": "ciw", "salabim": "salabim", "Naga": "nagasim", "SimulSI": "simulsi"}


def pinned() -> dict[str, str]:
    """Return the version of every peer that ``peers.txt`` asks for."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").split()
    return dict(line.split("==") for line in lines)


class Peer:
    """A simulator that answers requests, one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, function: str, *arguments: Any) -> tuple[float, float]:
        """Call *function* of the peer's module; return its processor seconds and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([function, *arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{' '.join(map(str, self._process.args))} ended: see above")
        seconds, value = json.loads(answer)
        return float(seconds), float(value)


@contextmanager
def started() -> Iterator[dict[str, Peer]]:
    """Start all peers in an environment made from ``peers.txt``; they end with the block."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    python = ".".join(platform.python_version_tuple()[:2])
    command = [
        uv, "run", "--quiet", "--isolated", "--no-project", "--python", python,
        "--with-requirements", str(REQUIREMENTS), "python", "-W", "ignore", str(HERE / "serve.py"),
    ]  # fmt: skip
    with ExitStack() as stack:
        peers = {}
        for name, module in PEERS.items():
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            peers[name] = Peer(process)
        yield peers
