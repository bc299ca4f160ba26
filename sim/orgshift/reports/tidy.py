"""The tidy table that each chart draws, as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orgshift import store
from orgshift.reports.sections import sections

if TYPE_CHECKING:
    from orgshift.reports.source import Source


def write_tables(source: Source, folder: Path) -> list[Path]:
    """Write a CSV file for each chart into *folder* and return them. Raises OrgshiftError if it cannot.

    Numbers are as they were computed; columns as the chart's function names them.
    """
    files = []
    with store.writing(folder, "tables"):
        folder.mkdir(parents=True, exist_ok=True)
        for section in sections(source):
            for chart in section.charts:
                files.append(folder / f"{chart.name}.csv")
                chart.data.to_csv(files[-1], index=False, lineterminator="\n")
    return files
