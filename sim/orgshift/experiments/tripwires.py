"""Tripwires: what is seen early of how it ends, computed from the replications."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from orgshift.experiments.beliefs import LUCKS
from orgshift.experiments.dip import WINDOW, months_to_payback
from orgshift.experiments.intervals import CONFIDENCE, holm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from orgshift.experiments.curves import Curves

#: Nothing is said of fewer replications than this on either side of a split.
FEWEST = 20
#: When somebody looks, in months that are over, if that is before half of the horizon.
LOOKED_AT = (3, 6, 9, 12)
#: Where replications are split: into quarters and halves.
QUANTILES = (0.25, 0.5, 0.75)
#: What is read off the variant itself when the month is over.
LEVELS = ("adoption", "coverage", "friction", "skill", "cognitive_load")
#: What is set beside the reference: the mean difference over the months so far.
DIFFERENCES = ("throughput", "toil_share", "lead_time_p50")
PAYS_BACK, ENDS_ABOVE = "pays back", "ends above"


class Indicator(NamedTuple):
    """A number that is known early: one value per replication."""

    name: str
    month: int
    seen: NDArray[np.float64]


def tripwires(curves: Curves, variant: str, *, has_dip: bool) -> pd.DataFrame:
    """Return which early signs tell how *variant* ends, the most telling threshold of each.

    Columns ``indicator`` (a measure), ``month`` (that are over), ``threshold`` (for measures in
    DIFFERENCES: the mean difference to the reference so far), ``outcome`` ('pays back' within the
    horizon, where there is a dip; 'ends above' the reference in the last three months), ``below``
    and ``above`` (share of the replications on either side of the threshold with that outcome),
    ``below_count``, ``above_count``, and ``p`` (Fisher's exact test, two-sided, adjusted by Holm for
    every candidate looked at; 5 % at most). Of replications that share a draw of the beliefs, one
    counts. Empty with fewer than 40 replications.
    """
    chosen = slice(None, None, LUCKS if curves.comparison.about.get("beliefs") else 1)
    candidates = [
        (indicator, threshold, outcome, *_split(indicator.seen[chosen], threshold, ends[chosen]))
        for indicator in _indicators(curves, variant)
        for threshold in _thresholds(indicator.seen[chosen])
        for outcome, ends in _outcomes(curves, variant, has_dip=has_dip).items()
    ]
    table = pd.DataFrame(
        [
            (indicator.name, indicator.month, threshold, outcome, *counts)
            for indicator, threshold, outcome, *counts in candidates
        ],
        columns=[
            "indicator", "month", "threshold", "outcome",
            "below_with", "below_count", "above_with", "above_count",
        ],
    )  # fmt: skip
    return _told(table)


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates that pass, one per indicator and outcome."""
    p = _fisher(*(table[c].to_numpy(dtype=np.int64) for c in table.columns[4:]))
    table["p"] = holm(list(np.minimum(1.0, p)))
    table["below"] = table["below_with"] / table["below_count"]
    table["above"] = table["above_with"] / table["above_count"]
    told = table[table["p"] <= 1.0 - CONFIDENCE].sort_values(["p", "month"], kind="stable")
    columns = [
        "indicator", "month", "threshold", "outcome", "below", "above", "below_count",
        "above_count", "p",
    ]  # fmt: skip
    return told.drop_duplicates(["indicator", "outcome"])[columns].reset_index(drop=True)


def _indicators(curves: Curves, variant: str) -> list[Indicator]:
    """Return what can be seen early; what is the same in every replication is no sign."""
    looked_at = [month for month in LOOKED_AT if month <= curves.months / 2]
    every = [*_levels(curves, variant, looked_at), *_differences(curves, variant, looked_at)]
    return [one for one in every if np.isfinite(one.seen).all() and np.ptp(one.seen) > 0.0]


def _levels(curves: Curves, variant: str, looked_at: list[int]) -> Iterator[Indicator]:
    """Yield the means over teams and capabilities; nan in replications that have none."""
    table = curves.comparison.state
    table = table[table["variant"] == variant]
    table = table[table["month"].isin(looked_at) & table["quantity"].isin(LEVELS)]
    key = ["quantity", "month", "replication"]
    means = table.groupby(key, observed=True)["value"].mean()
    wide = means.unstack("replication").reindex(columns=curves.replications)  # noqa: PD010 # not a pivot
    for (quantity, month), seen in zip(wide.index, wide.to_numpy(np.float64), strict=True):
        yield Indicator(str(quantity), int(month), seen)


def _differences(curves: Curves, variant: str, looked_at: list[int]) -> Iterator[Indicator]:
    counted = np.arange(1, curves.months + 1)
    for measure in DIFFERENCES:
        so_far = curves.differences(measure, variant).cumsum(axis=1) / counted
        for month in looked_at:
            yield Indicator(measure, month, so_far[:, month - 1])


def _outcomes(curves: Curves, variant: str, *, has_dip: bool) -> dict[str, NDArray[np.bool_]]:
    """Return, by name, which replications end so."""
    account = curves.differences(curves.account, variant)
    outcomes = {ENDS_ABOVE: account[:, -WINDOW:].mean(axis=1) > 0.0}
    if has_dip:
        outcomes = {PAYS_BACK: np.isfinite(months_to_payback(account))} | outcomes
    return outcomes


def _thresholds(values: NDArray[np.float64]) -> list[float]:
    """Return round numbers near the quartiles that leave enough replications on both sides."""
    found = {_rounded(float(one)) for one in np.quantile(values, QUANTILES)}
    below = {one: int((values < one).sum()) for one in found}
    return sorted(one for one, n in below.items() if FEWEST <= n <= len(values) - FEWEST)


def _rounded(value: float) -> float:
    """Return *value* with two digits, as people say it."""
    return float(f"{value:.2g}")


def _split(
    values: NDArray[np.float64], threshold: float, ends: NDArray[np.bool_]
) -> tuple[int, int, int, int]:
    """Return how many end so and how many there are, below the threshold and not below it."""
    low = values < threshold
    return int((ends & low).sum()), int(low.sum()), int((ends & ~low).sum()), int((~low).sum())


def _fisher(
    below_with: NDArray[np.int64],
    below: NDArray[np.int64],
    above_with: NDArray[np.int64],
    above: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the p-values of Fisher's exact test, two-sided: twice the smaller tail."""
    if not len(below):
        return np.zeros(0)
    table = hypergeom(below + above, below_with + above_with, below)
    tails = np.minimum(table.cdf(below_with), table.sf(below_with - 1))
    return np.asarray(np.minimum(1.0, 2.0 * tails))
