"""Monthly curves of a comparison as arrays, and their paired differences to the reference."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift.experiments.beliefs import LUCKS
from orgshift.experiments.dip import windowed
from orgshift.experiments.intervals import CONFIDENCE, bands
from orgshift.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison

#: What the curves of a transition are of.
MEASURES = ("throughput", "lead_time_p50", "toil_share")
#: What a change pays back in: features where the backlog is never empty, else engineer-hours.
FEATURES, ENGINEER_HOURS = "features", "engineer-hours"
#: Hands-on hours that features take, those of other teams on them included.
ON_FEATURES = ("feature", "feature_unplanned", "rework", "dependency")


class Curves:
    """The monthly values of all variants of a comparison; arrays are worked out when asked for."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.variants = comparison.variants
        self.months = int(comparison.about["horizon_months"])

    @property
    def unit(self) -> str:
        """What a change pays back in."""
        only_pull = set(self.comparison.about["demand"]) <= {"pull"}
        return FEATURES if only_pull else ENGINEER_HOURS

    @property
    def account(self) -> str:
        """The curve whose sum pays back: a measure, or the engineer-hours gained."""
        return "throughput" if self.unit == FEATURES else ENGINEER_HOURS

    @property
    def measures(self) -> tuple[str, ...]:
        """The curves that are drawn and judged together."""
        return MEASURES if self.unit == FEATURES else (*MEASURES, ENGINEER_HOURS)

    def values(self, measure: str) -> NDArray[np.float64]:
        """Return *measure* of the organisation: (variants, replications, months)."""
        table = self.comparison.monthly
        table = table[table["measure"] == measure]
        variant = self._place(table["variant"], self.variants)
        replication = self._place(table["replication"], self.replications)
        values = np.full((len(self.variants), len(self.replications), self.months), np.nan)
        values[variant, replication, table["month"].to_numpy()] = table["value"].to_numpy()
        return values

    @cached_property
    def replications(self) -> list[int]:
        """The numbers of the replications, in order."""
        return [int(one) for one in np.unique(self.comparison.monthly["replication"])]

    @cached_property
    def hours(self) -> tuple[NDArray[np.float64], list[str]]:
        """Booked hours of everybody (variants, replications, months, activities), and the names."""
        table = self.comparison.hours
        activity, names = pd.factorize(table["activity"], sort=False)
        shape = (len(self.variants), len(self.replications), self.months, len(names))
        place = np.ravel_multi_index(
            (
                self._place(table["variant"], self.variants),
                self._place(table["replication"], self.replications),
                table["month"].to_numpy(),
                activity,
            ),
            shape,
        )
        total = np.bincount(place, table["hours"].to_numpy(), minlength=int(np.prod(shape)))
        return np.asarray(total, dtype=np.float64).reshape(shape), [str(name) for name in names]

    @staticmethod
    def _place(column: pd.Series[Any], known: Sequence[object]) -> NDArray[np.int64]:
        return np.asarray(pd.Categorical(column, categories=list(known)).codes, dtype=np.int64)

    def booked(self, *activities: str) -> NDArray[np.float64]:
        """Return the hours booked to *activities* (all if none): (variants, replications, months)."""
        hours, names = self.hours
        if not activities:
            return np.asarray(hours.sum(axis=-1))
        chosen = [names.index(one) for one in activities if one in names]
        return np.asarray(hours[..., chosen].sum(axis=-1))

    @cached_property
    def released(self) -> NDArray[np.float64]:
        """Features released: (variants, replications, months)."""
        return np.nan_to_num(self.values("throughput"))

    @cached_property
    def hours_a_feature(self) -> float:
        """Hands-on hours that a released feature takes under the reference; 0 if none is released."""
        released = float(self.released[0].sum())
        return float(self.booked(*ON_FEATURES)[0].sum()) / released if released else 0.0

    def differences(self, curve: str, variant: str) -> NDArray[np.float64]:
        """Return the paired differences of *variant* to the reference: (replications, months).

        *curve* is a measure, or the engineer-hours gained: hours nobody needs more than under the
        reference, less those paid more, and features released more at the hands-on hours that one
        takes under the reference. nan where it cannot be told.
        """
        place = self.variants.index(variant)
        if curve == ENGINEER_HOURS:
            spare = self.booked("idle") - self.booked()
            gained = spare + self.released * self.hours_a_feature
            return np.asarray(gained[place] - gained[0])
        values = self.values(curve)
        endless = np.isinf(values[place]) | np.isinf(values[0])
        told = np.where(endless, np.nan, values[[place, 0]])
        return np.asarray(told[0] - told[1])

    def level(self, curve: str) -> NDArray[np.float64]:
        """Return the reference's mean in each month; engineer-hours are set beside those paid."""
        values = self.booked()[0] if curve == ENGINEER_HOURS else self.values(curve)[0]
        return np.asarray(np.where(np.isinf(values), np.nan, values).mean(axis=0))

    def independent(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return *values* (replications, …), those that share a draw of the beliefs averaged."""
        if not self.comparison.about.get("beliefs"):
            return values
        return np.asarray(values.reshape(-1, LUCKS, *values.shape[1:]).mean(axis=1))

    @property
    def confidence(self) -> float:
        """The confidence of everything read off the curves, several looks allowed for."""
        return 1.0 - (1.0 - CONFIDENCE) / int(self.comparison.about["looks"])

    @cached_property
    def bands(self) -> dict[tuple[str, str], tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Bands (low, high) by variant and curve, that hold over all of them and all months at once.

        Of windowed differences to the reference.
        """
        keys = [(v, curve) for v in self.variants[1:] for curve in self.measures]
        samples = [self.independent(windowed(self.differences(c, v))) for v, c in keys]
        low, high = bands(np.concatenate(samples, axis=1), self.confidence)
        cuts = self.months * np.arange(1, len(keys))
        limits = zip(np.split(low, cuts), np.split(high, cuts), strict=True)
        return dict(zip(keys, limits, strict=True))


def better(curve: str) -> float:
    """Return 1 where more of *curve* is better, −1 where less is."""
    return -1.0 if curve in REGISTRY and REGISTRY[curve].better == "lower" else 1.0


def unit_of(curve: str) -> str:
    """Return the unit of *curve*, a month's worth where it is counted."""
    return REGISTRY[curve].unit if curve in REGISTRY else "h a month"
