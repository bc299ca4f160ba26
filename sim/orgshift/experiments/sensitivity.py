"""Sensitivity: which of the things nobody knows makes a difference large or small."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from orgshift.experiments.intervals import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Below so many draws a rank correlation says nothing.
LEAST_DRAWS = 6
PERMUTATIONS = 4000
MATTERS = "matters"
NORMAL_Z = 1.959963984540054


class Sensitivity(NamedTuple):
    """How a difference goes with one belief, over draws.

    ``correlation`` is Spearman's, with the 95 % interval ``low`` to ``high`` of this one belief alone;
    ``share`` its square: what the belief's ranks explain of those of the difference. ``p_value``
    holds for all beliefs together.
    """

    belief: str
    correlation: float
    low: float
    high: float
    share: float
    p_value: float


def sensitivities(
    amounts: pd.DataFrame, difference: NDArray[np.float64], *, seed: int = 0
) -> list[Sensitivity]:
    """Return how *difference* (one value per draw) goes with each belief, the strongest first.

    *amounts* has draws in rows and beliefs in columns; those that never vary are left out, and
    draws in which there is no difference to be told. Empty for fewer than six draws.

    Intervals are Fisher's z with the standard error of Bonett and Wright (2000). The p-value is the
    share of random pairings of draws and differences in which *any* belief correlates as strongly
    (Westfall and Young 1993, max-T): where it is above 5 % the belief is not distinguishable from
    one that does not matter, however it ranks. Luck is part of the difference, so that the shares
    add up to about what belief makes of its variance, not to one.
    """
    told = np.isfinite(difference)
    drawn = amounts.loc[told]
    drawn = drawn.loc[:, (drawn != drawn.iloc[0]).any()] if told.any() else drawn
    difference = difference[told]
    draws = len(difference)
    if draws < LEAST_DRAWS or drawn.empty or np.ptp(difference) == 0.0:
        return []
    beliefs = _standard(rankdata(drawn.to_numpy(dtype=np.float64), axis=0))
    ranks = _standard(rankdata(difference)[:, None])[:, 0]
    found = beliefs.T @ ranks
    chance = np.random.default_rng(seed).permuted(
        np.broadcast_to(ranks, (PERMUTATIONS, draws)), axis=1
    )
    strongest = np.abs(chance @ beliefs).max(axis=1)
    # Two ways to sum the same products differ in the last bits.
    as_strong = (strongest[:, None] >= np.abs(found) - 1e-9).sum(axis=0)
    p_values = (1.0 + as_strong) / (1.0 + PERMUTATIONS)
    low, high = _interval(found, draws)
    rows = [
        Sensitivity(str(name), *map(float, row))
        for name, *row in zip(drawn.columns, found, low, high, found**2, p_values, strict=True)
    ]
    return sorted(rows, key=lambda row: -row.share)


def _standard(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return *ranks* by column with mean 0 and length 1: their products are correlations."""
    centred = ranks - ranks.mean(axis=0)
    standard: NDArray[np.float64] = centred / np.sqrt((centred**2).sum(axis=0))
    return standard


def _interval(
    correlation: NDArray[np.float64], draws: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    z = np.arctanh(np.clip(correlation, -1.0 + 1e-12, 1.0 - 1e-12))
    reach = NORMAL_Z * np.sqrt((1.0 + correlation**2 / 2.0) / (draws - 3))
    return np.tanh(z - reach), np.tanh(z + reach)


def matters(one: Sensitivity) -> bool:
    """Return whether the belief is distinguishable from one that does not matter."""
    return one.p_value <= 1.0 - CONFIDENCE
