"""Tidy tables for the figures, from a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.intervals import interval
from orgshift.measures import HEADLINE, REGISTRY
from orgshift.measures.survival import survival
from orgshift.organisation.activities import STATES

if TYPE_CHECKING:
    from orgshift.experiments.compare import Comparison

#: A curve is drawn with at most this many points.
POINTS = 400
#: Activities that read as one thing in a picture.
TOGETHER = {
    "feature": "planned features",
    "feature_unplanned": "unplanned features",
    "rework": "rework",
    "toil_standing": "toil",
    "toil_service": "toil",
    "incident": "incidents",
    "resumption": "interruptions",
    "migration": "migration",
    "roadmap": "platform roadmap",
    "improvement": "platform roadmap",
    "support": "platform support",
    "meetings": "meetings",
    "leave": "leave",
    "idle": "idle",
}


def delivery_curves(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``days``, ``delivered``: the product-limit curve of lead time.

    Features of all replications together, open ones right-censored; cut at the 99th percentile.
    """
    parts = []
    for variant, mine in comparison.features.groupby("variant", sort=False, observed=True):
        days, still_open = survival(mine["lead_days"].to_numpy(), mine["open"].to_numpy(dtype=bool))
        kept = still_open >= 0.01
        days, still_open = days[kept], still_open[kept]
        thin = np.unique(np.linspace(0, len(days) - 1, min(POINTS, len(days))).astype(int))
        curve = {"variant": str(variant), "days": days[thin], "delivered": 1 - still_open[thin]}
        parts.append(pd.DataFrame(curve))
    return pd.concat(parts, ignore_index=True)


def by_month(comparison: Comparison, measure: str) -> pd.DataFrame:
    """Return ``variant``, ``month``, ``date``, ``mean``, ``low``, ``high`` of *measure*."""
    start = pd.Timestamp(comparison.about["start"])
    table = comparison.monthly[comparison.monthly["measure"] == measure]
    rows = []
    for key, mine in table.groupby(["variant", "month"], sort=True, observed=True):
        variant, month = str(key[0]), int(str(key[1]))
        values = mine["value"].to_numpy()
        # A month in which the quantile is not reached in half of the runs is left blank.
        known = interval(values if np.isnan(values).mean() < 0.5 else np.empty(0))
        date = start + pd.DateOffset(months=month)
        rows.append((variant, month, date, known.mean, known.low, known.high))
    return pd.DataFrame(rows, columns=["variant", "month", "date", "mean", "low", "high"])


def activity_shares(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``activity``, ``value``: percent of all paid hours, groups included."""
    hours = comparison.hours.copy()
    names = hours["activity"].astype(str)
    hours["activity"] = names.map(TOGETHER).fillna(names)
    summed = hours.groupby(["variant", "activity"], observed=True)["hours"].sum().reset_index()
    whole = summed.groupby("variant", observed=True)["hours"].transform("sum")
    summed["value"] = 100 * summed["hours"] / whole
    order = {name: place for place, name in enumerate(dict.fromkeys(TOGETHER.values()))}
    summed["place"] = summed["activity"].map(order).fillna(len(order))
    return summed.sort_values(["place", "variant"])[["variant", "activity", "value"]]


def lead_time_states(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``state``, ``value``: mean calendar days; states nobody is in left out."""
    rows = []
    levels = comparison.levels[comparison.levels["scope"] == "organisation"]
    for state in STATES:
        label = REGISTRY[f"lead_{state}"].label.removeprefix("Lead time: ")
        mine = levels[levels["measure"] == f"lead_{state}"]
        if mine["mean"].max() > 0:
            rows += [(v, label, m) for v, m in zip(mine["variant"], mine["mean"], strict=True)]
    return pd.DataFrame(rows, columns=["variant", "state", "value"])


def headline_differences(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``label``, ``relative``, ``relative_low``, ``relative_high``, ``verdict``."""
    table = comparison.differences
    mine = table[(table["scope"] == "organisation") & table["measure"].isin(HEADLINE)].copy()
    mine["label"] = [REGISTRY[measure].label for measure in mine["measure"]]
    columns = ["variant", "label", "relative", "relative_low", "relative_high", "verdict"]
    return mine[columns].dropna(subset=["relative"])
