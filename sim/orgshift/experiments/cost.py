"""What a change costs on the way: hours by kind, money, features foregone, and the net."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.curves import FEATURES
from orgshift.experiments.intervals import half_width, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.curves import Curves

#: Kinds of hours that a change takes on the way, by what they are booked to.
ON_THE_WAY = {
    "migration": ("migration",),
    "platform": ("roadmap", "improvement", "support"),
    "enabling": ("enabling",),
    "learning together": ("community", "coaching", "learning"),
    "ramp-up": ("ramp_up",),
}
#: What is compared beside them: what it takes the hours from, and what it is to save.
OTHERWISE = {
    "features": ("feature", "feature_unplanned"),
    "rework and incidents": ("rework", "incident"),
    "toil": ("toil_standing", "toil_service"),
    "idle": ("idle",),
}
HOURS, MONEY = "h", "$"


def cost(curves: Curves, variant: str, dip: tuple[int, int] | None) -> pd.DataFrame:
    """Return what *variant* costs against the reference over the horizon.

    Columns ``item``, ``unit``, ``level``, ``against_level``, ``difference``, ``low``, ``high`` (95 %
    Student t intervals of paired differences), a row each for:

    - every kind of hours on the way, and ``on the way`` in all, in hours and money;
    - what these hours come from and what they save: features, toil, …;
    - ``paid`` hours and money of all engineers, groups included;
    - ``foregone in the dip``: what is delivered less in the months of *dip* (first, last; None:
      there is none), in features or engineer-hours;
    - ``net`` over the horizon, in the same unit, and in money: features at what one costs under
      the reference, less what is paid more.

    The net in money is left out where nothing is released, for then no feature has a cost.
    """
    rate, price = cost_per_hour(curves), cost_per_feature(curves)
    place = curves.variants.index(variant)
    rows = []

    def add(item: str, unit: str, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> None:
        known = interval(curves.independent(ours - theirs), curves.confidence)
        levels = float(ours.mean()), float(theirs.mean())
        rows.append((item, unit, *levels, known.mean, known.low, known.high))

    def add_hours(item: str, *activities: str) -> NDArray[np.float64]:
        hours: NDArray[np.float64] = curves.booked(*activities).sum(axis=-1)
        add(item, HOURS, hours[place], hours[0])
        return hours

    for item, activities in (ON_THE_WAY | OTHERWISE).items():
        add_hours(item, *activities)
    way = add_hours("on the way", *(one for kind in ON_THE_WAY.values() for one in kind))
    paid = add_hours("paid")
    for item, hours in (("on the way", way), ("paid", paid)):
        add(item, MONEY, rate * hours[place], rate * hours[0])
    gained = curves.differences(curves.account, variant)
    nothing = np.zeros(len(gained))
    if dip is not None:
        first, last = dip
        add("foregone in the dip", curves.unit, -gained[:, first : last + 1].sum(axis=1), nothing)
    add("net", curves.unit, gained.sum(axis=1), nothing)
    if curves.unit == FEATURES:
        net = price * gained.sum(axis=1) - rate * (paid[place] - paid[0])
    else:
        net = rate * gained.sum(axis=1)
    add("net", MONEY, net, nothing)
    names = ["item", "unit", "level", "against_level", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=names).dropna(subset=["difference"]).reset_index(drop=True)


def cost_by_month(curves: Curves, variant: str) -> pd.DataFrame:
    """Return the hours on the way month by month, more than under the reference.

    Columns ``kind``, ``month``, ``difference``, ``low``, ``high`` (95 % intervals, each by itself);
    kinds that take none are left out.
    """
    place, parts = curves.variants.index(variant), []
    for kind, activities in ON_THE_WAY.items():
        hours = curves.booked(*activities)
        sample = curves.independent(hours[place] - hours[0])
        if not sample.any():
            continue
        mean = sample.mean(axis=0)
        half = np.array([half_width(month, curves.confidence) for month in sample.T])
        parts.append(pd.DataFrame({
            "kind": kind, "month": range(curves.months), "difference": mean,
            "low": mean - half, "high": mean + half,
        }))  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=["kind", "month", "difference", "low", "high"])
    return pd.concat(parts, ignore_index=True)


def cost_per_feature(curves: Curves) -> float:
    """Return what a released feature costs under the reference, $; nan if none is released."""
    released = float(curves.released[0].sum())
    return (
        cost_per_hour(curves) * float(curves.booked()[0].sum()) / released if released else np.nan
    )


def cost_per_hour(curves: Curves) -> float:
    """Return what an engineer's paid hour costs under the reference, $."""
    runs = curves.comparison.runs
    return float(runs.loc[runs["variant"] == curves.variants[0], "cost_per_hour"].mean())
