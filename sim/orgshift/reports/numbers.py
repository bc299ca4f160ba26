"""The table behind each chart: the numbers it shows, as text under headings people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from orgshift.reports import sentences, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgshift.reports.claims import Claims

#: The shares of features whose times are listed.
LEVELS = (0.10, 0.25, 0.50, 0.75, 0.85, 0.90, 0.95)


def delivery(curves: pd.DataFrame) -> pd.DataFrame:
    """Return, a column per variant, the calendar days within which a share is released."""
    columns = {"released": [f"{100 * level:.0f} %" for level in LEVELS]}
    for variant, curve in curves.groupby("variant", sort=False):
        reached = [curve.loc[curve["released"] >= level, "days"].min() for level in LEVELS]
        columns[f"{variant}, days"] = [words.number(days, "days") for days in reached]
    return pd.DataFrame(columns)


def months(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return, a column per variant, the mean of each month and its interval."""

    def told(mean: float, low: float, high: float) -> str:
        limits = " to ".join(words.number(limit, unit).removesuffix(" %") for limit in (low, high))
        return words.number(mean, unit) + ("" if low != low else f" ({limits})")

    cells = [told(*row) for row in table[["mean", "low", "high"]].itertuples(index=False)]
    shown = table.assign(month=table["date"].dt.strftime("%b %Y"), cell=cells)
    return _wide(shown, "month")


def parts(table: pd.DataFrame, kind: str, unit: str) -> pd.DataFrame:
    """Return the parts of a whole in rows (column *kind*), a column per variant."""
    cells = [f"{words.number(value, '')}{unit}" for value in table["value"]]
    return _wide(table.assign(cell=cells, variant=table["variant"].astype(str)), kind)


def differences(claims: Claims, table: pd.DataFrame, *, row: str) -> pd.DataFrame:
    """Return the differences with their intervals and verdicts; *row* is a measure or variant."""
    mine = [
        claims.claim(v, m) for v, m in zip(table["variant"], table["measure"], strict=True)
    ]  # fmt: skip
    return pd.DataFrame(
        {
            row: list(table["label"]),
            "change": [words.percent(one.estimate / one.scale, digits=one.digits) for one in mine],
            "95 % interval, %": [sentences.change_limits(one) for one in mine],
            "verdict": [one.verdict for one in mine],
        }
    )


def days_by_state(table: pd.DataFrame) -> pd.DataFrame:
    """Return the days of a feature by state, a column per variant, states it never is in left out."""
    days = table.set_index("state")
    days = days[(days != 0.0).any(axis="columns")]
    told = days.map(lambda value: words.number(value, ""))
    return told.add_suffix(", days").reset_index()


def steps(table: pd.DataFrame, row: str, unit: str) -> pd.DataFrame:
    """Return the steps of a waterfall with their intervals; *row* is what the steps are."""
    return pd.DataFrame(
        {
            row: list(table["label"]),
            f"difference, {unit}": [_signed(value) for value in table["value"]],
            "95 % interval": _between(table["low"], table["high"], _signed),
        }
    )


def _between(
    low: pd.Series[float], high: pd.Series[float], told: Callable[[float], str]
) -> list[str]:
    """Return intervals as text, "–" where there is none."""
    pairs = zip(low, high, strict=True)
    return ["–" if one != one else f"{told(one)} to {told(other)}" for one, other in pairs]


def _signed(value: float) -> str:
    said = words.number(abs(value), "")
    return said if said == "–" else words.sign(value) + said


def _wide(table: pd.DataFrame, rows: str) -> pd.DataFrame:
    """Return ``cell`` by *rows* and variant, both in the order they come in."""
    wide = table.pivot_table(
        index=rows, columns="variant", values="cell", aggfunc="first", sort=False, observed=True
    )
    return wide[list(dict.fromkeys(table["variant"]))].fillna("–").reset_index()
