"""Single features, told and tabled: where each spent its days in every variant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from orgshift.measures import REGISTRY
from orgshift.organisation.activities import STATES
from orgshift.reports import words

if TYPE_CHECKING:
    from orgshift.experiments.trace import Trace

STATE_WIDTH = 36


def called(state: str) -> str:
    """Return how a state of the journey is called."""
    return REGISTRY[f"lead_{state}"].label.removeprefix("Lead time: ")


def bars(trace: Trace, feature: str, variants: list[str] | None = None) -> pd.DataFrame:
    """Return the stays of *feature* (in *variants*, default: all), as ``journeys`` draws them."""
    mine = trace.timeline[trace.timeline["feature"] == feature]
    if variants is not None:
        mine = mine[mine["variant"].isin(variants)]
    told = trace.features[trace.features["feature"] == feature]
    still = dict(zip(told["variant"], told["open"].astype(bool), strict=True))
    return pd.DataFrame({
        "row": mine["variant"].astype(str),
        "state": [called(state) for state in mine["state"]],
        "place": [STATES.index(state) for state in mine["state"]],
        "from_days": mine["from_days"],
        "days": mine["days"],
        "open": [still[variant] for variant in mine["variant"]],
    }).reset_index(drop=True)  # fmt: skip


def by_state(trace: Trace, feature: str) -> pd.DataFrame:
    """Return the calendar days of *feature* by ``state`` (in words), a column per variant."""
    mine = trace.timeline[trace.timeline["feature"] == feature]
    variants = list(dict.fromkeys(mine["variant"]))
    wide = mine.pivot_table(index="state", columns="variant", values="days", aggfunc="sum")
    wide = wide.reindex([s for s in STATES if s in wide.index])[variants].fillna(0.0)
    wide.index = pd.Index([called(state) for state in wide.index], name="state")
    return wide.rename_axis(columns=None).reset_index()


def finding(trace: Trace, feature: str, variants: list[str] | None = None) -> str:
    """Return in one sentence how long *feature* takes in each variant (default: all)."""
    told = trace.features[trace.features["feature"] == feature].drop_duplicates("variant")
    if variants is not None:
        told = told[told["variant"].isin(variants)]
    clauses = [_took(row) for _, row in told.iterrows()]
    return f"{feature}: {'; '.join(clauses)}"


def _took(row: Any) -> str:
    if row["lead_days"] != row["lead_days"]:
        return f"{row['variant']} does not come to it (its last one is number {row['last']:.0f})"
    days = f"{words.number(row['lead_days'], '')} days"
    return f"{row['variant']} {f'open after {days}' if row['open'] else days}"


def in_text(trace: Trace, feature: str) -> str:
    """Return what `orgshift trace` prints: how long, the sums by state, then stay by stay."""
    told = trace.features[trace.features["feature"] == feature]
    first = told.dropna(subset=["size_h"]).iloc[0]
    head = (
        f"{feature}: {first['kind']} work of {words.number(first['size_h'], '')} hours, "
        f"in replication {first['replication']}"
    )
    parts = [words.wrapped(head), [_row(row) for _, row in told.iterrows()], _sums(trace, feature)]
    parts += [
        _stays(trace, feature, str(variant))
        for variant in told.dropna(subset=["size_h"])["variant"]
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _row(row: Any) -> str:
    if row["lead_days"] != row["lead_days"]:
        return f"{row['variant']}: not started by the horizon; the last one is {row['last']:.0f}"
    end = "open at the horizon" if row["open"] else f"released {_day(row['end'])}"
    return (
        f"{row['variant']}: started {_day(row['start'])}, {end}, "
        f"{words.number(row['lead_days'], '')} calendar days, {words.number(row['lead_h'], '')} "
        f"working hours, team {row['team']}"
    )


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"


def _sums(trace: Trace, feature: str) -> list[str]:
    table = by_state(trace, feature)
    variants = list(table.columns[1:])
    widths = [max(9, len(variant) + 2) for variant in variants]

    def line(name: str, cells: list[str]) -> str:
        told = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        return f"{name:<{STATE_WIDTH}}{told}"

    lines = [line("calendar days", variants), "-" * (STATE_WIDTH + sum(widths))]
    lines += [
        line(str(row["state"]), [f"{row[variant]:.1f}" for variant in variants])
        for _, row in table.iterrows()
    ]
    return [*lines, line("in all", [f"{table[variant].sum():.1f}" for variant in variants])]


def _stays(trace: Trace, feature: str, variant: str) -> list[str]:
    mine = trace.timeline[
        (trace.timeline["feature"] == feature) & (trace.timeline["variant"] == variant)
    ]
    lines = [f"{variant:<18}{'until':<18}{'days':>7}{'hours':>8}  state", "-" * words.WIDTH]
    lines += [
        f"{row['from']:%Y-%m-%d %H:%M}  {row['to']:%Y-%m-%d %H:%M}  {row['days']:>7.1f}"
        f"{row['hours']:>8.1f}  {called(row['state'])}"
        for _, row in mine.iterrows()
    ]
    return lines
