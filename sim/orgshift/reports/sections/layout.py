"""What a section of the report is made of: charts with their findings, tables, and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go


#: So many variants go into one chart of lines; of more, each proposal has a chart of its own.
TOGETHER = 3
#: How tall the charts of lines are that stand side by side.
PANEL_HEIGHT = 260


@dataclass(frozen=True)
class Chart:
    """A picture, the finding that is its title, and the numbers behind it.

    ``numbers`` are as people read them, ``data`` as programs do: the tidy table that is drawn.
    ``name`` is that of its files, and of its place on the page.
    """

    name: str
    finding: str
    figure: go.Figure
    numbers: pd.DataFrame
    data: pd.DataFrame


@dataclass(frozen=True)
class Table:
    """A table that has no chart, under its caption; *folded* where few will want all of it."""

    name: str
    caption: str
    numbers: pd.DataFrame
    folded: bool = False


@dataclass(frozen=True)
class Part:
    """Charts and tables that belong together, and what must be known to read them.

    ``text`` comes first, a paragraph each; ``note`` last.
    """

    title: str
    charts: Sequence[Chart] = ()
    note: str = ""
    tables: Sequence[Table] = ()
    text: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.charts or self.note or self.tables or self.text)


@dataclass(frozen=True)
class Section:
    """One question of the reader and the parts of its answer; ``name`` is its place on the page."""

    title: str
    parts: Sequence[Part]
    name: str = ""

    @property
    def place(self) -> str:
        """The name of its place on the page."""
        return self.name or slug(self.title)

    @property
    def charts(self) -> list[Chart]:
        """The charts of all parts."""
        return [chart for part in self.parts for chart in part.charts]

    @property
    def tables(self) -> list[Table]:
        """The tables of all parts that have no chart."""
        return [table for part in self.parts for table in part.tables]


def slug(text: str) -> str:
    """Return *text* as the name of a file or of a place: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "x"


def groups(variants: Sequence[str]) -> list[list[str]]:
    """Return the variants that share a chart of lines; the reference is in each."""
    reference, *proposals = variants
    if len(variants) <= TOGETHER:
        return [list(variants)]
    return [[reference, proposal] for proposal in proposals]


def group_name(what: str, group: Sequence[str], variants: Sequence[str]) -> str:
    """Return the name of the chart of *what* that shows *group* of all *variants*."""
    return what if len(variants) <= TOGETHER else f"{what}-{list(variants).index(group[-1])}"


def fitted(figure: go.Figure, variants: Sequence[str]) -> go.Figure:
    """Return *figure*, less tall where several stand side by side."""
    return figure if len(variants) <= TOGETHER else figure.update_layout(height=PANEL_HEIGHT)


def only(table: pd.DataFrame, variants: Sequence[str]) -> pd.DataFrame:
    """Return the rows of *variants*."""
    return table[table["variant"].isin(list(variants))]
