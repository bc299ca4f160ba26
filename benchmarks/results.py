"""What a benchmark found: checks of the answers, tables, targets; all printed as Markdown."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import NamedTuple


class Target(NamedTuple):
    """What was wanted, what was found, and whether that is enough."""

    what: str
    wanted: str
    found: str
    met: bool


class Table(NamedTuple):
    """A table with a line of words above it."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Section:
    """One part of the benchmark."""

    title: str
    text: str
    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def machine() -> str:
    """Return what it ran on: cores, Python, versions of what it stands on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numpy", "orgshift"))
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()} ({sys.platform}), {packages}"
    )


def grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up, so that it also reads well as text."""
    lines = [list(columns), *[list(row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    shown = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def of_section(section: Section) -> str:
    parts = [f"## {section.title}", section.text]
    for table in section.tables:
        parts += [table.caption, grid(table.columns, table.rows)]
    return "\n\n".join(part for part in parts if part)


def of_targets(sections: Sequence[Section]) -> str:
    """Return the table of all targets."""
    rows = [
        (target.what, target.wanted, target.found, "met" if target.met else "MISSED")
        for section in sections
        for target in section.targets
    ]
    return "## Targets\n\n" + grid(("target", "wanted", "found", ""), rows)


def document(sections: Sequence[Section], command: str) -> str:
    """Return the whole as a Markdown page."""
    head = (
        "# How fast it is\n\n"
        f"Written by `{command}` on {machine()}. Every figure is the median over interleaved rounds "
        "in one run of the program, with the least and the greatest in brackets. Seconds are those "
        "of the processor unless it is said otherwise."
    )
    return "\n\n".join([head, of_targets(sections), *map(of_section, sections)]) + "\n"
