"""Tidy tables for the figures, from a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.intervals import interval
from orgshift.measures import REGISTRY
from orgshift.measures.survival import survival
from orgshift.organisation.activities import STATES
from orgshift.reports import words

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison
    from orgshift.reports.claims import Claims

#: A curve is drawn with at most this many points, up to the time by which so many are released.
POINTS, RELEASED = 400, 0.98
#: Activities that read as one thing in a picture, in the order they are drawn.
TOGETHER = {
    "feature": "planned features",
    "feature_unplanned": "unplanned features",
    "rework": "rework",
    "dependency": "work for other teams",
    "toil_standing": "toil",
    "toil_service": "toil",
    "incident": "incidents",
    "migration": "migration",
    "roadmap": "platform",
    "improvement": "platform",
    "support": "platform",
    "enabling": "enabling",
    "community": "learning together",
    "coaching": "learning together",
    "learning": "learning together",
    "resumption": "interruptions and overload",
    "overload": "interruptions and overload",
    "ramp_up": "ramp-up",
    "meetings": "meetings and leave",
    "leave": "meetings and leave",
    "idle": "idle",
}


def delivery_curves(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``days``, ``released``: the product-limit curve of lead time.

    Features of all replications together, open ones right-censored, days calendar days; cut where
    98 % are released.
    """
    parts = [pd.DataFrame({"variant": [], "days": [], "released": []})]
    first, last = comparison.months
    month = comparison.features["start_month"]
    started = comparison.features[(month >= first) & (month < last)]
    for variant in comparison.variants:
        mine = started[started["variant"] == variant]
        days, still_open = survival(mine["lead_days"].to_numpy(), mine["open"].to_numpy(dtype=bool))
        kept = np.flatnonzero(still_open >= 1 - RELEASED)
        thin = kept[np.unique(np.linspace(0, len(kept) - 1, min(POINTS, len(kept))).astype(int))]
        released = 1 - still_open[thin]
        curve = {"days": np.append(0.0, days[thin]), "released": np.append(0.0, released)}
        parts.append(pd.DataFrame({"variant": variant} | curve))
    return pd.concat(parts, ignore_index=True)


def by_month(comparison: Comparison, measure: str) -> pd.DataFrame:
    """Return ``variant``, ``date`` (start of the month), ``mean``, ``low``, ``high`` of *measure*.

    Intervals are 95 % intervals of the level of one variant in one month, each by itself. Blank
    where a quantile is not reached by the horizon in some run: those that do reach it are the fast.
    """
    start = pd.Timestamp(comparison.about["start"])
    table = comparison.monthly[comparison.monthly["measure"] == measure]
    rows = []
    for (variant, month), mine in table.groupby(["variant", "month"], sort=True, observed=True):
        known = interval(mine["value"].to_numpy())
        date = start + pd.DateOffset(months=int(str(month)))
        rows.append((str(variant), date, known.mean, known.low, known.high))
    return pd.DataFrame(rows, columns=["variant", "date", "mean", "low", "high"])


def activity_shares(comparison: Comparison) -> pd.DataFrame:
    """Return ``variant``, ``activity``, ``value``: percent of all paid hours, groups included.

    Activities that nowhere take 0.1 % are left out.
    """
    first, last = comparison.months
    hours = comparison.hours[comparison.hours["month"].between(first, last - 1)].copy()
    names = hours["activity"].astype(str)
    hours["activity"] = names.map(TOGETHER).fillna(names)
    summed = hours.groupby(["variant", "activity"], observed=True)["hours"].sum().reset_index()
    whole = summed.groupby("variant", observed=True)["hours"].transform("sum")
    summed["value"] = 100 * summed["hours"] / whole
    order = {name: place for place, name in enumerate(dict.fromkeys(TOGETHER.values()))}
    summed["place"] = summed["activity"].map(order).fillna(len(order))
    largest = summed.groupby("activity")["value"].transform("max")
    drawn = summed[largest >= 0.1].sort_values(["place", "variant"])
    return drawn[["variant", "activity", "value"]].reset_index(drop=True)


def state_days(claims: Claims) -> pd.DataFrame:
    """Return ``variant``, ``state``, ``value``: mean calendar days; states nobody is in left out."""
    rows = []
    for state in STATES:
        called = REGISTRY[f"lead_{state}"].label.removeprefix("Lead time: ")
        days = [claims.level(variant, f"lead_{state}").mean for variant in claims.variants]
        if any(value > 0 for value in days):
            rows += [(v, called, d) for v, d in zip(claims.variants, days, strict=True)]
    return pd.DataFrame(rows, columns=["variant", "state", "value"]).dropna()


def headline_differences(claims: Claims) -> pd.DataFrame:
    """Return ``variant``, ``measure``, ``label``, ``relative`` with its limits, and ``verdict``.

    ``relative``, ``relative_low`` and ``relative_high`` are differences over the level of the
    reference; measures without such a level are left out.
    """
    rows = [
        (
            claim.variant, measure, words.called(measure).row, claim.estimate / claim.scale,
            claim.low / claim.scale, claim.high / claim.scale, claim.verdict,
        )
        for variant in claims.proposals
        for measure in claims.shown
        for claim in [claims.claim(variant, measure)]
    ]  # fmt: skip
    columns = [
        "variant", "measure", "label", "relative", "relative_low", "relative_high", "verdict",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).dropna(subset=["relative"])
