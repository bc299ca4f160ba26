"""Errors that name the place, what was found there, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass

#: How much of a line is shown.
SHOWN = 160


class OrgshiftError(Exception):
    """Something that the user can mend; printed without a traceback."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something is written: a file (or `--set`), line and column, both from 1."""

    file: str
    line: int
    column: int
    text: str = ""
    """The source line, for showing."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Fault:
    """One fault of a scenario: where, at which setting, what was found and what would be right."""

    place: Place | None
    path: str
    problem: str

    def __str__(self) -> str:
        head = ": ".join(part for part in (str(self.place or ""), self.path, self.problem) if part)
        if self.place is None or not self.place.text:
            return head
        # Of a very long line, what is around the place.
        start = max(0, self.place.column - 1 - SHOWN // 2)
        text = self.place.text[start : start + SHOWN]
        caret = " " * (self.place.column - 1 - start) + "^"
        return f"{head}\n{self.place.line:>6} | {text}\n       | {caret}"


class ScenarioError(OrgshiftError):
    """A scenario cannot be simulated as written; ``faults`` holds everything that is wrong."""

    def __init__(self, faults: list[Fault] | tuple[Fault, ...]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        return ScenarioError, (self.faults,)
