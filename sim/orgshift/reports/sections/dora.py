"""Part of a section: DORA's four keys, and the tiers that they fall in."""

from __future__ import annotations

import pandas as pd

from orgshift.measures import dora
from orgshift.reports import words
from orgshift.reports.sections.layout import Part, Table
from orgshift.reports.source import Source

NOTE = (
    f"Tiers as published by {dora.SOURCE}: clusters of answers to a survey, neither goals nor causes. "
    "Working hours are not what a survey counts: read the tier with care."
)


def four_keys(source: Source) -> Part:
    """Return the four keys under every variant; nothing where none can be told."""
    claims, rows = source.claims, {}
    for measure in dora.KEYS:
        levels = [claims.level(variant, measure) for variant in claims.variants]
        if any(level.mean == level.mean for level in levels) and not claims.absent(measure):
            rows[words.row_label(measure)] = [
                told(measure, level.mean, level.unit) for level in levels
            ]
    if not rows:
        return Part("Four keys")
    table = pd.DataFrame.from_dict(rows, orient="index", columns=claims.variants)
    shown = table.rename_axis("key").reset_index()
    caption = f"The four keys, and the tier of {dora.YEAR} that each falls in"
    return Part("Four keys", tables=[Table("four-keys", caption, shown)], note=NOTE)


def told(measure: str, value: float, unit: str) -> str:
    """Return a key and its tier: "4.2 (high)"."""
    tier = dora.tier(measure, value)
    return words.number(value, unit) + (f" ({tier})" if tier else "")
