"""Rebuild the gallery, or check it: `python -m reports [SCENARIO …] [--check]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import orgshift
from orgshift.reports.browser import write_pictures
from orgshift.reports.memo import in_markdown
from orgshift.reports.source import Source
from orgshift.scenario import library
from reports.tables import compared, differing, read, rounded, write

HERE = Path(__file__).parent
#: The charts that are shown of each scenario, where it has them.
PICTURES = ("differences", "difference-lead_time_p50", "way-throughput-1", "hours-by-activity")


def main() -> int:
    """Rebuild the scenarios asked for, or say what no longer matches: exit 1 if something does not."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: all")
    parser.add_argument("--check", action="store_true", help="write nothing; compare the tables")
    asked = parser.parse_args()
    names = asked.scenarios or library.names()
    if not asked.check:
        for name in names:
            rebuild(name)
        write_index()
        return 0
    told = [line for name in names for line in check(name)]
    print("\n".join(told) if told else f"the tables of {len(names)} scenarios are as in reports/")
    return 1 if told else 0


def rebuild(name: str) -> None:
    """Write memo, tables and pictures of the scenario *name*."""
    comparison = compared(name)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    write(rounded(comparison), folder)
    with tempfile.TemporaryDirectory() as away:
        page = orgshift.write_report(comparison, Path(away) / "report.html")
        pictures = write_pictures(page, folder, PICTURES)
    shown = "\n".join(f"![{picture.stem}]({picture.name})" for picture in pictures)
    text = f"{in_markdown(Source.of(comparison))}\n{shown}\n"
    (folder / "memo.md").write_text(text, encoding="utf-8")
    print(f"{folder}: {len(pictures)} pictures", flush=True)


def check(name: str) -> Sequence[str]:
    """Return what differs between the tables of *name* as kept and as they are now."""
    if not (HERE / name / "summary.csv").is_file():
        return [f"{name}: not in the gallery; make gallery"]
    return [f"{name}: {line}" for line in differing(read(HERE / name), rounded(compared(name)))]


def write_index() -> None:
    """Write the page that leads to all memos."""
    lines = [
        "# Gallery", "",
        "What each scenario of the library says as of this version: memo, table and pictures. "
        "Rebuilt by `make gallery`; `.ci/run` fails when the tables no longer match.", "",
    ]  # fmt: skip
    for name in library.names():
        if (HERE / name / "memo.md").is_file():
            scenario = orgshift.load(name)
            lines.append(
                f"- [{scenario.title}]({name}/memo.md): {' '.join(scenario.question.split())}"
            )
    (HERE / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
