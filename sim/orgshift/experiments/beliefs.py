"""Belief and luck: two lucks for every draw of what is believed, and what each makes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import fdtri

from orgshift.engine import Run
from orgshift.engine import run as run_once
from orgshift.engine.luck import Luck
from orgshift.scenario.beliefs import Belief, Draw, drawn, from_ledger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.scenario import Scenario

#: Replications that share a draw of the beliefs, each with luck of its own.
LUCKS = 2
#: How sure the share of belief is told, and how much of a belief its range holds.
CONFIDENCE = 0.95
RANGE_Z = 1.6448536269514722


def believed(scenario: Scenario, *, ledger: bool = False) -> tuple[Belief, ...]:
    """Return what is drawn: the scenario's own beliefs, with *ledger* the evidence's ranges too."""
    own = tuple(belief for belief in scenario.beliefs if not belief.known)
    return own + from_ledger(scenario) if ledger else own


def lived(scenario: Scenario, beliefs: Sequence[Belief], seed: int, replication: int) -> Draw:
    """Return the scenario that *replication* lives through, in every variant the same one."""
    if not beliefs:
        return Draw(scenario, {})
    return drawn(scenario, beliefs, Luck(seed, replication // LUCKS).one)


def run(
    scenario: Scenario,
    variant: str | None = None,
    replication: int = 0,
    *,
    seed: int | None = None,
    spans: bool = False,
) -> Run:
    """Live through one replication of *variant* (default: the scenario's first).

    The same scenario, variant, replication and seed give the same run to the last bit. *seed*
    defaults to the scenario's; *spans* adds the table ``journey``. What the scenario believes is
    drawn first, anew for every two replications. Raises OrgshiftError if the scenario has no such
    variant.
    """
    luck = scenario.seed if seed is None else seed
    world = lived(scenario, believed(scenario), luck, replication).scenario
    return run_once(world, variant, replication, seed=luck, spans=spans)


def by_draw(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each two *values* that share a draw; only those are independent.

    nan where neither has a value; infinite where one is.
    """
    pairs = values.reshape(-1, LUCKS)
    known = ~np.isnan(pairs)
    total = np.where(known, pairs, 0.0).sum(axis=1)
    count = known.sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


class Split(NamedTuple):
    """What belief makes of a difference, by one-way analysis of variance.

    ``share`` of the variance of its mean, with a 95 % interval; the rest is luck. ``low`` and
    ``high``: where nine in ten of the beliefs put it, luck averaged out.
    """

    share: float
    share_low: float
    share_high: float
    low: float
    high: float


UNKNOWN = Split(np.nan, np.nan, np.nan, np.nan, np.nan)


def split(differences: NDArray[np.float64]) -> Split:
    """Split the variance of *differences*, in which each two share a draw of the beliefs."""
    pairs = differences.reshape(-1, LUCKS)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    draws = len(pairs)
    if draws < 2 or np.isinf(differences).any():
        return UNKNOWN
    between = LUCKS * float(pairs.mean(axis=1).var(ddof=1))
    within = float(pairs.var(axis=1, ddof=1).mean())
    mean = float(pairs.mean())
    if between == 0.0:
        return Split(np.nan, np.nan, np.nan, mean, mean)

    def share(quantile: float) -> float:
        return min(max(1.0 - quantile * within / between, 0.0), 1.0)

    # between / within is an F variable times what it would be without noise.
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = (
        share(float(fdtri(draws - 1, draws * (LUCKS - 1), level))) for level in (1.0 - tail, tail)
    )
    reach = RANGE_Z * float(np.sqrt(max(between - within, 0.0) / LUCKS))
    return Split(share(1.0), low, high, mean - reach, mean + reach)
