"""Why two variants differ: tidy tables for the figures, findings, and what `orgshift why` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from orgshift.experiments.causes import ALL_CHANGES
from orgshift.experiments.parts import ALL_PARTS, MEASURES
from orgshift.measures import REGISTRY
from orgshift.reports import words

if TYPE_CHECKING:
    from orgshift.experiments.causes import Causes

#: The sum over what a difference is split by, and over what it is not.
_WHOLE = {"change": ALL_CHANGES, "part": ALL_PARTS}
_OTHER = {"change": "part", "part": "change"}
NAME_WIDTH = 40


def steps(causes: Causes, variant: str, measure: str, by: str) -> pd.DataFrame:
    """Return the split of *measure* by 'change' or by 'part', as ``waterfall`` draws it.

    ``label``, ``value``, ``low``, ``high``; shares are in points. Parts that are 0 in every
    replication are left out. The last row is the whole difference.
    """
    table = causes.split
    other = _OTHER[by]
    mine = table[
        (table["variant"] == variant)
        & (table["measure"] == measure)
        & (table[other] == _WHOLE[other])
    ]
    whole = mine[by] == _WHOLE[by]
    absent = (mine["low"] == 0.0) & (mine["high"] == 0.0) & (by == "part")
    rows = pd.concat([mine[~whole & ~absent], mine[whole]])
    scale = 100.0 if REGISTRY[measure].unit == "share" else 1.0
    return pd.DataFrame({
        "label": [_label(measure, str(name)) for name in rows[by]],
        "value": scale * rows["difference"].to_numpy(),
        "low": scale * rows["low"].to_numpy(),
        "high": scale * rows["high"].to_numpy(),
    })  # fmt: skip


def _label(measure: str, name: str) -> str:
    if measure == "lead_time_mean" and f"lead_{name}" in REGISTRY:
        return REGISTRY[f"lead_{name}"].label.removeprefix("Lead time: ")
    return name


def unit(measure: str) -> str:
    """Return the unit in which ``steps`` tells *measure*."""
    found = REGISTRY[measure].unit
    return "points" if found == "share" else found


def told_apart(row: Any) -> bool:
    """Return whether the interval of a row of ``steps`` leaves zero out."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def finding(causes: Causes, variant: str, measure: str, by: str) -> str:
    """Return one sentence: what of the split is told apart from nothing, largest first."""
    table, pair = steps(causes, variant, measure, by), _pair(causes, variant)
    called, against = words.called(measure).sentence, pair["against"]
    *parts, whole = (row for _, row in table.iterrows())
    if math.isnan(whole["value"]):
        return f"How {called} differs between {variant} and {against} cannot be told"
    known = sorted((row for row in parts if told_apart(row)), key=lambda row: -abs(row["value"]))
    if not known:
        kinds = "change" if by == "change" else "part of it"
        return (
            f"No {kinds} makes a difference in {called} between {variant} and {against} that is "
            f"distinguishable at {words.plural(causes.about['replications'], 'replication')}"
        )
    listed = words.listed([f"{row['label']} {signed(row['value'])}" for row in known[:3]])
    share = f" {unit(measure)}" if unit(measure) else ""
    return f"{called[0].upper()}{called[1:]}, {variant} against {against}: {listed}{share}"


def signed(value: float) -> str:
    """Return *value* with its sign, three digits; "–" if it cannot be told."""
    if math.isnan(value):
        return "–"
    sign = "+" if value > 0.0 else "−" if value < 0.0 else ""
    return f"{sign}{words.number(abs(value), '')}"


def _pair(causes: Causes, variant: str) -> dict[str, Any]:
    return next(pair for pair in causes.about["pairs"] if pair["variant"] == variant)


def method(causes: Causes, variant: str) -> str:
    """Return how the split by change was made, and how exact it is."""
    pair = _pair(causes, variant)
    players, count = pair["players"], causes.about["replications"]
    runs = words.plural(count, "replication")
    if not players:
        return f"{variant} and {pair['against']} make the same changes: there is nothing to split."
    joint = [" and ".join(player) for player in players if len(player) > 1]
    told = [f"{one} go together: one cannot be made without the other." for one in joint]
    sets = f"{words.plural(pair['coalitions'], 'set')} of {words.plural(len(players), 'change')}"
    if pair["orders"]:
        table = causes.split[causes.split["variant"] == variant]
        error = table[table["measure"] == "lead_time_mean"]["sampling_error"].max()
        told.append(
            f"Of the {sets}, those along {pair['orders']} random orders were run in each of {runs}; "
            f"that leaves a sampling error of at most {words.number(error, '')} days of lead time."
        )
    else:
        told.append(f"All {sets} were run on the same luck, in {runs}.")
    return " ".join([
        *told,
        "What a change adds is averaged over all orders in which the changes could come (Shapley "
        "value); the parts add up to the whole in every replication.",
    ])  # fmt: skip


def in_text(causes: Causes, variant: str) -> str:
    """Return what `orgshift why` prints."""
    pair = _pair(causes, variant)
    about = causes.about
    paragraphs = [
        words.wrapped(f"{about['title']}: why {variant} differs from {pair['against']}"),
        words.wrapped(method(causes, variant)),
        words.wrapped(
            "95 % intervals; those of the changes of a measure hold together, and those of its parts."
        ),
    ]
    paragraphs += [_measure_lines(causes, variant, measure) for measure in MEASURES]
    paragraphs.append(words.wrapped("Days are calendar days. Points are hundredths of task hours."))
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def _measure_lines(causes: Causes, variant: str, measure: str) -> list[str]:
    levels = causes.levels
    mine = levels[
        (levels["variant"] == variant)
        & (levels["measure"] == measure)
        & (levels["part"] == ALL_PARTS)
    ]
    before, now = (
        words.number(float(mine[column].mean()), REGISTRY[measure].unit)
        for column in ("against_level", "level")
    )
    said = "" if unit(measure) == "points" else f" {REGISTRY[measure].unit}"
    change = f"change{', points' if unit(measure) == 'points' else ''}"
    lines = [
        f"{REGISTRY[measure].label}: {before} → {now}{said}",
        f"{'':<{NAME_WIDTH - 8}}{change:>17}{'95 % interval':>20}",
        "-" * words.WIDTH,
    ]
    by_change = steps(causes, variant, measure, "change")
    lines += [_line(row) for _, row in by_change.iterrows()]
    by_part = steps(causes, variant, measure, "part").iloc[:-1]
    if len(by_part):
        lines.append("of which")
        lines += [_line(row, 2) for _, row in by_part.iterrows()]
    return lines


def _line(row: Any, indent: int = 0) -> str:
    low, high = signed(row["low"]), signed(row["high"])
    limits = "–" if math.isnan(row["low"]) else f"{low} to {high}"
    name = f"{' ' * indent}{row['label']}"
    name = name if len(name) < NAME_WIDTH else f"{name[: NAME_WIDTH - 2]}…"
    nothing = row["low"] == row["high"] == 0.0
    said = "  nothing" if nothing else "" if told_apart(row) else "  no verdict"
    return f"{name:<{NAME_WIDTH}}{signed(row['value']):>9}{limits:>20}{said}".rstrip()
