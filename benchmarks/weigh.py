"""Run one replication in this process and print its time and peak memory."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import thread_time

import orgshift
from benchmarks.growth import scenario


def peak_bytes() -> int:
    """Return the most memory this process has held at once."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux hands the parent's peak down in getrusage; this one starts with the program.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main(teams: str, variant: str) -> None:
    world = scenario(teams=int(teams))
    imported = peak_bytes()
    began = thread_time()
    orgshift.run(world, variant)
    took = thread_time() - began
    print(json.dumps({"bytes": peak_bytes(), "imported": imported, "seconds": took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
