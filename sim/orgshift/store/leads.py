"""Measured lead times from a file: one row a feature, with all its faults told at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.errors import Fault, OrgshiftError, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns a file must have, and one that it may.
WANTED, OPTIONAL = ("start", "end"), ("team",)
SEPARATORS = ",;\t"
#: So many faults are printed; the number of the others is told.
SHOWN = 50
_ISO_DAY = r"\d{4}-\d{2}-\d{2}(?!\d)"


class LeadsError(OrgshiftError):
    """A file of lead times cannot be used as written; ``faults`` holds everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        told = [str(fault) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            told.append(f"… and {len(self.faults) - SHOWN:,} more faults")
        super().__init__("\n".join(told))

    def __reduce__(self) -> tuple[type[LeadsError], tuple[tuple[Fault, ...]]]:
        return LeadsError, (self.faults,)


def read_leads(path: str | Path) -> pd.DataFrame:
    """Return measured lead times: ``start``, ``end`` (dates; NaT: still open), ``team`` ('': none).

    Teams are categories. The file is CSV (separated by comma, semicolon or tab; UTF-8) with a header
    that names ``start``, ``end`` and, if teams are told apart, ``team``; other columns are left
    alone. Dates are ISO dates or date-times, of which the date counts; an empty ``end`` is a feature
    that is still open. Raises LeadsError with all faults: file, line, column, what was found, what
    would be right.
    """
    text = _text(Path(path))
    return _Leads(str(path), text).table()


def _text(path: Path) -> str:
    def refused(problem: str) -> LeadsError:
        return LeadsError([Fault(None, str(path), problem)])

    if path.is_dir():
        raise refused("is a folder; name a CSV file with a row per feature: start, end, team")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise refused("there is no such file") from None
    except UnicodeDecodeError as error:
        raise refused(
            f"is no text in UTF-8 (byte {error.start + 1}); save it as CSV UTF-8"
        ) from None
    except OSError as error:
        raise refused(f"cannot be read: {error.strerror or error}") from error


class _Leads:
    """A file of lead times: its lines, and the faults found in them."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.faults: list[Fault] = []
        head = self.lines[0]
        self.separator = max(SEPARATORS, key=lambda one: (head.count(one), one == ","))
        self.header = [name.strip().casefold() for name in self._values(0)]

    def table(self) -> pd.DataFrame:
        """Return the table. Raises LeadsError if anything is wrong."""
        self._check_header()
        self._check_lengths()
        if self.faults:
            raise LeadsError(self.faults)
        kept = [name for name in self.header if name in (*WANTED, *OPTIONAL)]
        table = pd.read_csv(
            io.StringIO("\n".join(self.lines)), sep=self.separator, names=self.header, header=0,
            usecols=kept, dtype=str, keep_default_na=False, skip_blank_lines=False, index_col=False,
        )  # fmt: skip
        columns = {
            name: _Column.of(table[name])
            if name in table
            else _Column(np.zeros(len(table), int), [""])
            for name in (*WANTED, *OPTIONAL)
        }
        found = self._read(columns["start"], columns["end"], columns["team"])
        if found.empty and not self.faults:
            self._fault(0, "", "there are no features below the header; write a row for each")
        if self.faults:
            raise LeadsError(sorted(self.faults, key=lambda fault: fault.place or Place("", 0, 0)))
        return found.reset_index(drop=True)

    def _read(self, start: _Column, end: _Column, team: _Column) -> pd.DataFrame:
        """Return the dates that are written, of the lines that are not blank."""
        for name, column in (("start", start), ("end", end)):
            for row in np.flatnonzero(column.wrong).tolist():
                problem = f"{column[row]!r} is no ISO date; write it like 2026-03-01"
                self._fault(row + 1, name, problem)
        kept = ~(start.empty & end.empty & team.empty)
        for row in np.flatnonzero(start.empty & kept).tolist():
            self._fault(
                row + 1, "start", "is empty; write the day on which the feature was started"
            )
        for row in np.flatnonzero(end.moments < start.moments).tolist():
            self._fault(row + 1, "end", f"{end[row]} is before the start, {start[row]}")
        return pd.DataFrame({
            "start": start.days[kept], "end": end.days[kept],
            "team": pd.Series(team.texts[kept], dtype="category"),
        })  # fmt: skip

    def _check_header(self) -> None:
        for name in WANTED:
            if name not in self.header:
                near = get_close_matches(name, self.header, n=1)
                guess = f"; is it {near[0]!r}?" if near else ""
                named = ", ".join(repr(one) for one in self.header if one) or "nothing"
                problem = f"there is no column {name!r} in the header, which has {named}{guess}"
                self._fault(0, "", problem)
        for name in (*WANTED, *OPTIONAL):
            if self.header.count(name) > 1:
                self._fault(0, name, "there are two columns of this name")

    def _check_lengths(self) -> None:
        """Find lines with more values than the header has names, and values over several lines."""
        wanted = len(self.header)
        for line, text in enumerate(self.lines):
            # Without quotes, counting separators is enough, and a hundred times as fast.
            if '"' in text:
                if text.count('"') % 2:
                    self._fault(line, "", "a quote is not closed; a feature is on one line")
                    continue
                many = len(self._values(line))
            else:
                many = text.count(self.separator) + 1
            if many > wanted:
                self._fault(line, "", f"{many} values found for {wanted} columns; quote text that "
                            f"has {self.separator!r} in it")  # fmt: skip

    def _values(self, line: int) -> list[str]:
        return next(csv.reader([self.lines[line]], delimiter=self.separator), [])

    def _fault(self, line: int, column: str, problem: str) -> None:
        values = self._values(line)
        place = self.header.index(column) if column in self.header else 0
        before = values[:place]
        at = sum(len(value) for value in before) + len(before) + 1
        text = self.lines[line].rstrip("\r")
        self.faults.append(Fault(Place(self.file, line + 1, at, text), column, problem))


class _Column:
    """A column as the different texts in it: there are far fewer dates than features."""

    def __init__(self, codes: NDArray[np.int64], different: Sequence[str]) -> None:
        self.codes = codes
        self.different = pd.Series([str(text).strip() for text in different], dtype="str")

    @classmethod
    def of(cls, column: pd.Series[str]) -> _Column:
        codes, different = pd.factorize(column.fillna(""))
        return cls(codes, list(different))

    def __getitem__(self, row: int) -> str:
        return str(self.different.iloc[self.codes[row]])

    @property
    def texts(self) -> NDArray[np.object_]:
        """What is written, by line."""
        return self.different.to_numpy(dtype=object)[self.codes]

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Where nothing is written."""
        return (self.different == "").to_numpy(dtype=bool)[self.codes]

    @cached_property
    def _read(self) -> pd.Series[pd.Timestamp]:
        dated = self.different.where(self.different.str.match(_ISO_DAY), "")
        return pd.to_datetime(dated, format="ISO8601", utc=True, errors="coerce")

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Where something is written that is no ISO date."""
        return (self._read.isna() & (self.different != "")).to_numpy(dtype=bool)[self.codes]

    @property
    def moments(self) -> NDArray[np.datetime64]:
        """The moments, NaT where there is none."""
        return self._read.dt.tz_localize(None).to_numpy().astype("datetime64[s]")[self.codes]

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The dates as they are written, whatever the time zone; NaT where there is none."""
        texts = self.different.str.slice(0, 10).where(self._read.notna(), "")
        days = pd.to_datetime(texts, format="ISO8601", errors="coerce")
        return days.to_numpy().astype("datetime64[s]")[self.codes]
