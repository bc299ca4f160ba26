"""How long the command line takes to say what it can do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.results import Section, Table, Target
from benchmarks.rounds import interleaved, seconds

LIMIT_S = 0.2


def call(command: Sequence[str], _round: int) -> int:
    subprocess.run(command, check=True, capture_output=True)
    return 1


def measure(*, quick: bool) -> Section:
    """Time `orgshift --help` beside a Python that does nothing."""
    rounds = 5 if quick else 15
    commands = {
        "orgshift --help": [str(Path(sys.executable).with_name("orgshift")), "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    programs = {name: lambda r, c=command: call(c, r) for name, command in commands.items()}
    timings = interleaved(programs, rounds, perf_counter)
    found = {name: seconds(times) for name, times in timings.items()}
    ours = found["orgshift --help"]
    return Section(
        "Start-up",
        "Seconds by the clock on the wall; the target is held to the least of them, because whatever "
        "else the machine does only adds to it.",
        [
            Table(
                f"{rounds} rounds:",
                ("command", "seconds"),
                [(f"`{name}`", spread.show(".3f")) for name, spread in found.items()],
            )
        ],
        [
            Target(
                "`orgshift --help`",
                f"under {LIMIT_S} s",
                f"{ours.show('.3f')} s",
                ours.low < LIMIT_S,
            )
        ],
    )
