"""Run the benchmarks: `python -m benchmarks [PART …] [--quick] [--write FILE]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from benchmarks import (
    decision,
    events,
    growth,
    luck,
    organisation,
    queues,
    reach,
    report,
    results,
    shares,
    startup,
)
from benchmarks.answers import WrongAnswerError

PARTS = {
    "queues": queues.measure,
    "organisation": organisation.measure,
    "decision": decision.measure,
    "growth": growth.measure,
    "events": events.measure,
    "luck": luck.measure,
    "shares": shares.measure,
    "startup": startup.measure,
    "report": report.measure,
    "reach": reach.measure,
}
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    """Measure the parts asked for; a full run writes RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the Markdown there")
    asked = parser.parse_args()
    if unknown := [part for part in asked.parts if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    parts = asked.parts or list(PARTS)
    print(results.machine(), flush=True)
    sections = []
    for part in parts:
        began = perf_counter()
        try:
            section = PARTS[part](quick=asked.quick)
        except WrongAnswerError as error:
            print(f"{part}: a wrong answer, so nothing was timed: {error}", file=sys.stderr)
            return 1
        sections.append(section)
        print(f"\n{results.of_section(section)}", flush=True)
        print(f"\n({part}: {perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    print(f"\n{results.of_targets(sections)}")
    full = not asked.quick and set(parts) == set(PARTS)
    to = asked.write or (RESULTS if full else None)
    if to is not None:
        to.write_text(results.document(sections, "python -m benchmarks"), encoding="utf-8")
        print(f"\nwritten to {to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
