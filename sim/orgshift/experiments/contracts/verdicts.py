"""Verdicts on claims: three of them, at fixed looks, with one error rate over a whole file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.experiments.contracts import tails
from orgshift.experiments.contracts.sides import Side, sides
from orgshift.experiments.intervals import CONFIDENCE, interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.experiments.comparison import Comparison
    from orgshift.scenario.claims import Certainty, Claim

#: More replications than these nobody runs to settle one claim.
MOST_NEEDED = 1_000_000


class Outcome(StrEnum):
    """What may be said of a claim."""

    HOLDS = "HOLDS"
    CONTRADICTED = "CONTRADICTED"
    UNDECIDED = "UNDECIDED"


class Observed(NamedTuple):
    """What was seen of the side of a claim that is closest to its limit, or beyond it.

    ``mean``, ``low``, ``high``: of the value, or (``relative``) as shares of the level of the variant
    it is set against; the interval is a 95 % one. ``runs``: in how many replications it is true,
    where the claim is about that. ``about``: the variants; ``month``, ``unit``, ``chance``: as in
    ``Side``.
    """

    mean: float
    low: float
    high: float
    relative: bool
    runs: int | None
    about: tuple[str, ...]
    month: int | None
    unit: str | None
    chance: float | None


@dataclass(frozen=True)
class Verdict:
    """What may be said of one claim after some replications, and why.

    ``leans_to``: what it would be if the truth is where it seems to be; ``needed``: replications
    that would probably settle it then (infinite: no number would; nan: it is settled, or cannot be
    told). ``endless``: replications in which the horizon came before the measure.
    """

    name: str
    claim: Claim
    outcome: Outcome
    leans_to: Outcome
    observed: Observed
    replications: int
    needed: float
    endless: int

    @property
    def decided(self) -> bool:
        """Whether more replications would not change it."""
        return self.outcome is not Outcome.UNDECIDED


@dataclass(frozen=True)
class Rule:
    """When a claim is decided: the one-sided error rate of one look, and when to give up."""

    level: float
    power: float
    margin: float

    @classmethod
    def at(cls, look: int, looks: Sequence[int], claims: int, certainty: Certainty) -> Rule:
        """Return the rule at *look*: of all looks, later ones get more of the error rate."""
        level = certainty.alpha / claims * look / sum(looks)
        return cls(level, certainty.power, certainty.margin)


def judge(name: str, claim: Claim, comparison: Comparison, rule: Rule) -> Verdict:
    """Return the verdict on *claim* by *rule* at this look.

    A wrong verdict, either way, has a chance of at most ``rule.level``: a claim holds if each of its
    sides is supported at that level; it is contradicted if one is refuted at its part of it.
    """
    level = rule.level / 2.0 if claim.in_order_of else rule.level
    found = sides(claim, comparison, level)
    told = [side.tails for side in found]
    firm = [tail for side, tail in zip(found, told, strict=True) if side.firm]
    if all(tail.support <= level for tail in told):
        outcome = Outcome.HOLDS
    elif any(tail.against <= level / len(found) for tail in firm):
        outcome = Outcome.CONTRADICTED
    else:
        outcome = Outcome.UNDECIDED
    nearest = min(found, key=lambda side: _distance(side) / (_scale(side) or 1.0))
    endless = max(0 if side.share is not None else side.endless for side in found)
    leans_to = outcome
    if outcome is Outcome.UNDECIDED and not endless:
        distances = [_distance(side) for side in found]
        if all(d > 0.0 or (not d and not s.strict) for s, d in zip(found, distances, strict=True)):
            leans_to = Outcome.HOLDS
        elif any(distance < 0.0 for distance in distances):
            leans_to = Outcome.CONTRADICTED
    return Verdict(
        name, claim, outcome, leans_to, _observed(nearest), comparison.replications, math.nan,
        endless,
    )  # fmt: skip


def _scale(side: Side) -> float:
    return 1.0 if side.share is not None else side.scale


def powerful(verdict: Verdict, comparison: Comparison, rule: Rule) -> bool:
    """Return whether so many replications have the power to tell a truth beyond the margin."""
    found = sides(verdict.claim, comparison, rule.level)
    if any(len(side.sample) < tails.FEWEST for side in found):
        return False
    return all(_told(side, rule.level / len(found), rule) for side in found)


def _told(side: Side, level: float, rule: Rule) -> bool:
    """Return whether *side* would be told either way if the truth was a margin off its limit."""
    count = len(side.sample)
    if side.share is not None:
        return tails.enough_runs(side.share, rule.margin, level, rule.power) <= count
    if not np.isfinite(side.sample).all():
        return False
    off = rule.margin * side.scale * math.sqrt(count)
    skew, deviation = tails.skewness(side.sample), float(side.sample.std(ddof=1))
    return all(
        off >= deviation * tails.reach(way, count, level, rule.power) for way in (skew, -skew)
    )


def settled_by(verdict: Verdict, comparison: Comparison, rule: Rule) -> Verdict:
    """Return an undecided *verdict* with the replications that would probably settle it."""
    if verdict.decided or verdict.endless or comparison.replications < tails.FEWEST:
        return verdict
    found = sides(verdict.claim, comparison, rule.level)
    level = rule.level / 2.0 if verdict.claim.in_order_of else rule.level
    distances = [_distance(side) for side in found]
    each = [
        _enough(side, distance, level if distance > 0.0 else level / len(found), rule.power)
        for side, distance in zip(found, distances, strict=True)
    ]
    refuting = [n for n, d in zip(each, distances, strict=True) if d < 0.0]
    needed = min(refuting) if refuting else max(each)
    return replace(
        verdict,
        needed=max(math.ceil(needed) if needed < math.inf else needed, comparison.replications + 1),
    )


def _enough(side: Side, distance: float, level: float, power: float) -> float:
    if len(side.sample) < tails.FEWEST or not distance:
        return math.inf
    if side.share is not None:
        return tails.enough_runs(side.share, abs(distance), level, power)
    sample = side.sample if distance > 0.0 else -side.sample
    skew, deviation = tails.skewness(sample), float(sample.std(ddof=1))
    return tails.enough(skew, deviation, abs(distance), level, power, MOST_NEEDED)


def _distance(side: Side) -> float:
    """Return how far the side is on the good (positive) or bad side of its limit."""
    if not len(side.sample):
        return 0.0
    if side.share is not None:
        return float((side.sample >= 0.0).mean()) - side.share
    return float(side.sample.mean())


def _observed(side: Side) -> Observed:
    found = interval(side.shown, CONFIDENCE)
    runs = None if side.share is None else int((side.sample >= 0.0).sum())
    level = 1.0
    if side.base is not None:
        level = float(side.base.mean()) if len(side.base) and side.base.any() else math.nan
    return Observed(
        found.mean / level, found.low / level, found.high / level, side.base is not None, runs,
        side.about, side.month, side.unit, side.chance,
    )  # fmt: skip
