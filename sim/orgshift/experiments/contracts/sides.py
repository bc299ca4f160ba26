"""What a claim says, as numbers: one or more sides, each the mean of a paired sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from orgshift.experiments.beliefs import LUCKS, by_draw
from orgshift.experiments.contracts.tails import LAST_BITS, Tails, of_mean, of_share
from orgshift.experiments.curves import Curves, better
from orgshift.experiments.dip import months_to_payback, windowed
from orgshift.measures import ORGANISATION, REGISTRY
from orgshift.scenario.claims import TRANSITIONS, Claim, Requirement, along
from orgshift.scenario.measurable import in_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison

    #: Values of a measure under a variant, one per independent replication.
    Read = Callable[[str, str], NDArray[np.float64]]


@dataclass(frozen=True)
class Side:
    """One thing that has to be true for a claim: the mean of ``sample`` is 0 or more.

    ``sample``
        One value per independent replication; those in which there is nothing to measure left out.
    ``strict``
        Whether 0 is not enough.
    ``share``
        Where it is not about the mean: in which share of the runs it has to be 0 or more.
    ``firm``
        Whether the side is asked for at all; if not, it may only keep a claim from holding.
    ``shown``, ``base``
        What is shown to people, one value per replication; a share of the mean of ``base``, if any.
    ``scale``
        The level that margins are shares of.
    ``about``
        The variants it is about.
    ``month``
        The month it is about (the middle of three, or how many are over), if it is.
    ``unit``
        That of ``shown``, where it is not the measure's.
    ``chance``
        In which share of the runs it would be true if only luck made the differences: under random
        signs of them.
    """

    sample: NDArray[np.float64]
    strict: bool
    shown: NDArray[np.float64]
    base: NDArray[np.float64] | None
    scale: float
    about: tuple[str, ...]
    share: float | None = None
    firm: bool = True
    month: int | None = None
    unit: str | None = None
    chance: float | None = None

    @property
    def tails(self) -> Tails:
        """How likely the sample is if the side is false, and if it is true."""
        if self.share is not None:
            kept = self.sample > 0.0 if self.strict else self.sample >= 0.0
            return of_share(kept, self.share)
        return of_mean(self.sample, strict=self.strict)

    @property
    def endless(self) -> int:
        """In how many replications the horizon is reached before the measure."""
        return int(np.isinf(self.sample).sum())


def sides(claim: Claim, comparison: Comparison, level: float) -> list[Side]:
    """Return the sides of *claim*; *level* is the error rate for what else has to be found out."""
    read = _reader(claim, comparison)
    kind = claim.kind
    if kind == "is":
        found = list(_bounds(claim, read))
    elif kind in ("falls_by", "rises_by", "differs_by"):
        found = list(_changes(claim, comparison, read))
    elif kind in ("best_first", "highest_first", "lowest_first"):
        found = list(_order(claim, read))
    elif kind == "dips_by":
        found = list(_dip(claim, comparison))
    elif kind == "pays_back":
        found = list(_payback(claim, comparison))
    else:
        found = list(_monotone(claim, comparison, read, level))
    return [_in_runs(found, claim.with_probability)] if claim.with_probability else found


def variants_of(claim: Claim, variants: list[str]) -> list[str]:
    """Return the variants that have to be simulated to judge *claim*."""
    if claim.kind == "is":
        return [str(claim.of)]
    if claim.kind in TRANSITIONS:
        return [variants[0], str(claim.of)]
    if claim.of is not None:
        return [claim.against or variants[0], claim.of]
    return list(claim.said(claim.kind)) if claim.along is None else along(claim, variants)


def _reader(claim: Claim, comparison: Comparison) -> Read:
    """Return what reads a measure of a variant in the claim's months and scope."""
    horizon = int(comparison.about["horizon_months"])
    first, last = claim.months.months(horizon) if claim.months else (0, horizon)
    drawn = bool(comparison.about.get("beliefs"))
    tables = {}

    def read(measure: str, variant: str) -> NDArray[np.float64]:
        if measure not in tables:
            tables[measure] = comparison.values(
                measure, scope=claim.team or ORGANISATION, first=first, last=last
            )
        values: NDArray[np.float64] = tables[measure][variant].to_numpy(dtype=np.float64)
        if not drawn:
            return values
        # Two replications that share a draw of the beliefs are one observation.
        return values[::LUCKS] if claim.with_probability else by_draw(values)

    return read


def _bounds(claim: Claim, read: Read) -> Iterator[Side]:
    wanted, ours = claim.is_, read(claim.measure, str(claim.of))
    assert wanted is not None
    yield from _limited(wanted, claim, ours, None, (str(claim.of),), change=False)


def _changes(claim: Claim, comparison: Comparison, read: Read) -> Iterator[Side]:
    against = claim.against or next(iter(comparison.scenario.variants))
    ours, theirs = read(claim.measure, str(claim.of)), read(claim.measure, against)
    wanted: Requirement = claim.said(claim.kind)
    about = (str(claim.of), against)
    if claim.kind == "falls_by":
        for side in _limited(wanted, claim, theirs - ours, theirs, about):
            yield replace(side, shown=-side.shown)
        return
    yield from _limited(wanted, claim, ours - theirs, theirs, about)
    if claim.kind == "differs_by":
        for side in _limited(wanted, claim, theirs - ours, theirs, about):
            yield replace(side, shown=-side.shown)


def _order(claim: Claim, read: Read) -> Iterator[Side]:
    names: tuple[str, ...] = claim.said(claim.kind)
    best = claim.kind == "best_first" and REGISTRY[claim.measure].better == "lower"
    sign = -1.0 if best or claim.kind == "lowest_first" else 1.0
    wanted = claim.by or NOT_ALIKE
    for first, then in pairwise(names):
        ours, theirs = read(claim.measure, first), read(claim.measure, then)
        for side in _limited(wanted, claim, sign * (ours - theirs), theirs, (first, then)):
            yield replace(side, shown=sign * side.shown)


#: What an order says that does not say how far apart.
NOT_ALIKE = Requirement.more_than_nothing()


def _monotone(claim: Claim, comparison: Comparison, read: Read, level: float) -> Iterator[Side]:
    names = along(claim, comparison.scenario.variants)
    sign = 1.0 if claim.kind == "never_rises_by" else -1.0
    wanted: Requirement = claim.said(claim.kind)
    # "never rises by more than 1 %" is "rises by 1 % at most", from each to each that follows.
    most = Requirement(None, wanted.low, False, wanted.text)
    place = {}
    if claim.in_order_of is not None:
        place = {name: read(claim.in_order_of, name) for name in names}
        names = sorted(names, key=lambda name: float(np.mean(place[name])))
    pairs = list(combinations(names, 2))
    for first, then in pairs:
        ours, theirs = read(claim.measure, then), read(claim.measure, first)
        firm = not place or (
            of_mean(place[then] - place[first], strict=True).support <= level / len(pairs)
        )
        for side in _limited(most, claim, sign * (ours - theirs), theirs, (then, first)):
            yield replace(side, shown=sign * side.shown, firm=firm)
        if not firm:  # which of the two comes first is not sure: neither may be above the other
            for side in _limited(most, claim, sign * (theirs - ours), ours, (first, then)):
                yield replace(side, shown=sign * side.shown, firm=False)


def _dip(claim: Claim, comparison: Comparison) -> Iterator[Side]:
    """Yield that in no three months it is further below the reference than the limit."""
    wanted, curves = claim.dips_by, Curves(comparison)
    assert wanted is not None
    places = [curves.variants.index(str(claim.of)), 0]
    monthly = curves.values(claim.measure)[places]
    ours, theirs = (curves.independent(windowed(values)) for values in monthly)
    worse = -better(claim.measure) * (ours - theirs)
    known = np.flatnonzero(np.isfinite(worse).all(axis=0))
    most = Requirement(None, wanted.high, wanted.strict, wanted.text)
    for month in known:
        about = (str(claim.of), curves.variants[0])
        for side in _limited(most, claim, worse[:, month], theirs[:, month], about):
            yield replace(side, shown=better(claim.measure) * -side.shown, month=int(month))


def _payback(claim: Claim, comparison: Comparison) -> Iterator[Side]:
    """Yield that from the month on nothing is lost, all in all: on average, or in single runs."""
    curves, by = Curves(comparison), claim.pays_back
    assert by is not None
    about = (str(claim.of), curves.variants[0])
    monthly = curves.differences(curves.account, str(claim.of))
    scale = abs(float(np.nanmean(curves.level(curves.account)))) * curves.months
    if claim.with_probability is not None:
        single = monthly[::LUCKS] if comparison.about.get("beliefs") else monthly
        months, other = months_to_payback(single), months_to_payback(-single)
        chance = float(((months <= by).mean() + (other <= by).mean()) / 2.0)
        ended = single.sum(axis=1)
        yield Side(by - months, False, ended, None, scale, about, unit=curves.unit, chance=chance)
        return
    total = curves.independent(monthly).cumsum(axis=1)
    for month in range(by - 1, curves.months):
        sample = total[:, month]
        yield Side(sample, False, sample, None, scale, about, month=month + 1, unit=curves.unit)


def _limited(
    wanted: Requirement,
    claim: Claim,
    value: NDArray[np.float64],
    base: NDArray[np.float64] | None,
    about: tuple[str, ...],
    *,
    change: bool = True,
) -> Iterator[Side]:
    """Yield that *value*, a change from *base*, is within the limits *wanted*."""
    unit = REGISTRY[claim.measure].unit
    for amount, sign in ((wanted.low, 1.0), (wanted.high, -1.0)):
        if amount is None:
            continue
        limit = in_unit(amount, unit, change=change)
        of = base if base is not None and limit.relative else None
        bound = limit.value * (1.0 if of is None else of)
        with np.errstate(invalid="ignore"):
            sample = sign * (value - bound)
            level = np.abs(value if base is None else base)
        known = ~np.isnan(sample)
        sample, level = sample[known], level[known]
        finite = level[np.isfinite(level)]
        scale = float(finite.mean()) if len(finite) else 0.0
        sample = np.where(np.abs(sample) <= LAST_BITS * scale, 0.0, sample)
        yield Side(
            sample, wanted.strict, value[known], None if of is None else of[known], scale, about
        )


def _in_runs(found: list[Side], likely: Requirement) -> Side:
    """Return the one side that all of *found* are true in a share of the runs."""
    least = likely.low
    assert least is not None
    share = least.number / (100.0 if least.unit == "%" else 1.0)
    together = np.minimum.reduce([side.sample for side in found])
    return replace(found[0], sample=together, share=share)
