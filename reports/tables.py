"""The tables of the gallery: made, rounded, kept, and set beside what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import orgshift
from orgshift.measures import ORGANISATION

#: So many replications that all scenarios are checked within two minutes on two cores.
REPLICATIONS = 6
#: Digits that are kept, and how far two numbers may be apart and still be the same.
DIGITS, APART = 4, 2e-3
KEY = ["variant", "measure"]
NUMBERS = ["level", "level_low", "level_high", "difference", "low", "high"]


def compared(name: str) -> orgshift.Comparison:
    """Return the comparison that the gallery shows of the scenario *name*."""
    return orgshift.compare(orgshift.load(name), replications=REPLICATIONS)


def rounded(comparison: orgshift.Comparison) -> pd.DataFrame:
    """Return a row for each variant and measure of the organisation: levels, differences, verdict."""
    levels = comparison.levels.rename(
        columns={"mean": "level", "low": "level_low", "high": "level_high"}
    )
    changes = comparison.differences[[*KEY, "scope", "difference", "low", "high", "verdict"]]
    table = levels.merge(changes, on=[*KEY, "scope"], how="left")
    table = table[(table["scope"] == ORGANISATION) & table["level"].notna()]
    shown = table[[*KEY, "unit", *NUMBERS, "verdict"]].reset_index(drop=True)
    shown[NUMBERS] = shown[NUMBERS].map(lambda value: float(f"{value:.{DIGITS}g}"))
    return shown.assign(verdict=shown["verdict"].fillna(""), unit=shown["unit"].fillna(""))


def write(table: pd.DataFrame, folder: Path) -> None:
    """Keep *table* in *folder*."""
    table.to_csv(folder / "summary.csv", index=False, lineterminator="\n")


def read(folder: Path) -> pd.DataFrame:
    """Return the table that is kept in *folder*."""
    table = pd.read_csv(folder / "summary.csv")
    return table.assign(verdict=table["verdict"].fillna(""), unit=table["unit"].fillna(""))


def differing(kept: pd.DataFrame, now: pd.DataFrame) -> Sequence[str]:
    """Return a line for each number, unit or verdict in which the two tables are not the same."""
    both = kept.merge(now, on=KEY, how="outer", suffixes=("_kept", "_now"), indicator=True)
    told = [
        f"{row['variant']} {row['measure']}: only {'kept' if row['_merge'] == 'left_only' else 'now'}"
        for _, row in both[both["_merge"] != "both"].iterrows()
    ]
    shared = both[both["_merge"] == "both"]
    for column in (*NUMBERS, "verdict", "unit"):
        before, after = shared[f"{column}_kept"], shared[f"{column}_now"]
        same = before == after
        if column in NUMBERS:
            # What is near zero is compared on the scale of its level.
            scale = APART * shared[["level_kept", "level_now"]].abs().max(axis="columns")
            same = np.isclose(before, after, rtol=APART, atol=0.0, equal_nan=True) | (
                (before - after).abs() <= scale
            )
        told += [
            f"{row['variant']} {row['measure']} {column}: {row[f'{column}_kept']} kept, "
            f"{row[f'{column}_now']} now"
            for _, row in shared[~same].iterrows()
        ]
    return told
