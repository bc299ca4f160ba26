"""Part of a section: the assumptions, the weakest first, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from orgshift.reports import words
from orgshift.reports.sections.layout import Part, Table
from orgshift.reports.source import Source
from orgshift.scenario.evidence import GRADES

GRADED = "Grades: " + "; ".join(f"{grade}, {meant}" for grade, meant in GRADES.items()) + "."
MODEL = "The model is a model: it answers within these assumptions."


def assumptions(source: Source) -> Part:
    """Return the defaults in use, and what the scenario file says itself."""
    rows = source.claims.about["assumptions"]
    graded = [row for row in rows if row.get("grade")]
    own = [row for row in rows if not row.get("grade")]
    tables = []
    if graded:
        caption = f"{words.plural(len(graded), 'default')} of the model, the weakest evidence first"
        tables.append(Table("defaults", caption, _graded(graded), folded=True))
    if own:
        caption = f"{words.plural(len(own), 'setting')} of the scenario file"
        tables.append(Table("settings", caption, _own(own), folded=True))
    return Part("Assumptions", tables=tables, text=[MODEL], note=GRADED if graded else "")


def _graded(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return pd.DataFrame({
        "assumption": [_plain(row) for row in rows],
        "value": [row["value"] for row in rows],
        "may be": [row["range"] for row in rows],
        "grade": [row["grade"] for row in rows],
        "source": [row["source"] for row in rows],
    })  # fmt: skip


def _own(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return pd.DataFrame({
        "setting": [_plain(row) for row in rows],
        "value": [row["value"] for row in rows],
        "origin": [row["origin"] for row in rows],
    })  # fmt: skip


def _plain(row: Mapping[str, str]) -> str:
    return row["setting"].replace("_", " ")
