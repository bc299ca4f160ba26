"""Comparisons with planted differences: what there is to find is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import orgshift
from orgshift import Comparison
from orgshift.measures import READ

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: Today's level where a test does not say, by measure of the monthly table.
LEVELS = {"throughput": 50.0, "lead_time_p50": 20.0, "toil_share": 0.3}
COST_PER_HOUR = 80.0
CONTENT = orgshift.load("nothing-changes").merged | {"variants": {"today": {}, "change": {}}}
KEY = ["variant", "replication"]


def planted(
    monthly: Mapping[str, NDArray[np.float64]],
    *,
    hours: Mapping[str, NDArray[np.float64]] | None = None,
    state: Mapping[tuple[str, int], NDArray[np.float64]] | None = None,
    teams: Mapping[tuple[str, str], NDArray[np.float64]] | None = None,
    **about: Any,
) -> Comparison:
    """Return today against a change, with planted paired differences.

    *monthly* by measure and *hours* by activity: arrays (replications, months); *state* by quantity
    and month, *teams* by team and measure: arrays (replications,). Today's own luck is shared.
    """
    runs, months = monthly["throughput"].shape
    luck = np.random.default_rng(99)
    rows: list[tuple[Any, ...]] = []
    measures: list[tuple[Any, ...]] = []
    booked: list[tuple[Any, ...]] = []
    for measure, level in LEVELS.items():
        today = level * (1.0 + 0.1 * luck.normal(size=(runs, months)))
        difference = monthly.get(measure, np.zeros((runs, months)))
        for variant, values in (("today", today), ("change", today + difference)):
            for (run, month), value in np.ndenumerate(values):
                rows.append((variant, run, month, measure, value))
            for run, value in enumerate(values.mean(axis=1)):
                measures.append((variant, run, "organisation", measure, value))
    for (team, measure), difference in (teams or {}).items():
        today = LEVELS[measure] * (1.0 + 0.1 * luck.normal(size=runs))
        for variant, values in (("today", today), ("change", today + difference)):
            measures += [(variant, run, team, measure, value) for run, value in enumerate(values)]
    present = sorted({team for team, _ in teams or {}}) or ["ada"]
    more = {"feature": np.zeros((runs, months))} | dict(hours or {})
    for activity, difference in more.items():
        for variant, factor in (("today", 0.0), ("change", 1.0)):
            for (run, month), extra in np.ndenumerate(difference):
                value = (4000.0 if activity == "feature" else 0.0) + factor * extra
                booked += [
                    (variant, run, team, month, activity, value / len(present)) for team in present
                ]
    readings = [
        (variant, run, "", month, quantity, "", value)
        for (quantity, month), values in (state or {}).items()
        for variant in ("today", "change")
        for run, value in enumerate(values)
    ]
    tables = {
        "measures": pd.DataFrame(measures, columns=[*KEY, "scope", "measure", "value"]),
        "monthly": pd.DataFrame(rows, columns=[*KEY, "month", "measure", "value"]),
        "hours": pd.DataFrame(booked, columns=[*KEY, "team", "month", "activity", "hours"]),
        "state": pd.DataFrame(readings, columns=[*KEY, *READ["state"]]),
        "runs": pd.DataFrame(
            [(v, run, COST_PER_HOUR, 1) for v in ("today", "change") for run in range(runs)],
            columns=[*KEY, "cost_per_hour", "events"],
        ),
    }
    tables |= {
        name: pd.DataFrame(columns=[*KEY, *READ[name]])
        for name in ("features", "toil", "deployments")
    }
    tables["beliefs"] = pd.DataFrame(columns=[*KEY, "belief", "amount"])
    for table in tables.values():
        table["variant"] = pd.Categorical(table["variant"], categories=["today", "change"])
    known = {
        "scenario": "planted", "variants": ["today", "change"], "titles": {}, "seed": 1,
        "replications": runs, "interrupted": False, "precision": [], "looks": 1,
        "horizon_months": months, "assumptions": [], "start": "2027-01-01", "demand": ["pull"],
        "content": CONTENT,
    }  # fmt: skip
    return Comparison(known | about, **tables)


def noise(runs: int, months: int, spread: float, seed: int) -> NDArray[np.float64]:
    """Return paired differences that mean nothing: months are correlated, runs have their own luck."""
    luck = np.random.default_rng(seed)
    months_own = luck.normal(0.0, spread, (runs, months + 1))
    return months_own[:, 1:] + 0.3 * months_own[:, :-1] + luck.normal(0.0, spread / 4, (runs, 1))
