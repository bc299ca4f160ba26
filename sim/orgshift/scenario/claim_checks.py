"""What claims must be to the rest of the scenario: measures, variants, teams and months exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgshift.errors import Fault
from orgshift.scenario.claims import ORDERS, TRANSITIONS, Claim, along
from orgshift.scenario.measurable import (
    TRANSITION_MEASURES,
    has_better,
    in_unit,
    names_like,
    unit_of,
)
from orgshift.scenario.units import said
from orgshift.scenario.wording import unknown

if TYPE_CHECKING:
    from orgshift.scenario.claims import Requirement
    from orgshift.scenario.schema import Scenario

Found = Iterator[tuple[tuple[str | int, ...], str]]


def claim_faults(scenario: Scenario) -> Found:
    """Find claims about what is not there, and limits in units that are none of the measure's."""
    for name, claim in scenario.expect.items():
        for within, problem in _of_claim(claim, scenario):
            yield ("expect", name, *within), problem


def unjudgeable(scenario: Scenario) -> list[Fault]:
    """Return the faults of claims about months after the horizon.

    Whoever makes the horizon shorter for a quick look can simulate, and not judge.
    """
    faults = []
    for name, claim in scenario.expect.items():
        if claim.pays_back is not None and claim.pays_back > scenario.horizon_months:
            place = scenario.place("expect", name, "pays_back")
            problem = f"by month {claim.pays_back}: there are {scenario.horizon_months} months"
            faults.append(Fault(place, f"expect.{name}.pays_back", problem))
        if claim.months is None:
            continue
        first, last = claim.months.months(scenario.horizon_months)
        if first < 0 or last > scenario.horizon_months or first >= last:
            place = scenario.place("expect", name, "months")
            problem = f"{claim.months.text!r} found; there are {scenario.horizon_months} months"
            faults.append(Fault(place, f"expect.{name}.months", problem))
    return faults


def _of_claim(claim: Claim, scenario: Scenario) -> Found:
    for field in ("measure", "in_order_of"):
        named = getattr(claim, field)
        if named is not None and unit_of(named, scenario.capabilities) is None:
            known = names_like(named, scenario.capabilities)
            yield (field,), unknown("measure", named, known)
    if claim.best_first is not None and not has_better(claim.measure):
        problem = f"neither more nor less {claim.measure} is better; write highest_first"
        yield ("best_first",), problem
    kind = claim.kind
    followed = TRANSITION_MEASURES if claim.dips_by else TRANSITION_MEASURES[:1]
    if kind in TRANSITIONS and claim.measure not in followed:
        yield ("measure",), f"{kind} is about {' or '.join(followed)}"
    first = next(iter(scenario.variants))
    if kind in TRANSITIONS and claim.against not in (None, first):
        yield ("against",), f"{kind} is against the first variant, {first!r}"
    yield from _variants(claim, list(scenario.variants))
    if claim.team is not None and claim.team not in scenario.teams:
        yield ("team",), unknown("team", claim.team, scenario.teams)
    if (unit := unit_of(claim.measure, scenario.capabilities)) is not None:
        yield from _units(claim, unit)


def _variants(claim: Claim, variants: list[str]) -> Found:
    kind = claim.kind
    for field in ("of", "against"):
        named = getattr(claim, field)
        if named is not None and named not in variants:
            yield (field,), unknown("variant", named, variants)
    if claim.of is not None and kind != "is" and claim.of == (claim.against or variants[0]):
        yield ("of",), f"{claim.of!r} would be set against itself; name another one in `against`"
    if kind in ORDERS:
        for place, named in enumerate(claim.said(kind)):
            if named not in variants:
                yield (kind, place), unknown("variant", named, variants)
    if claim.along is not None:
        found = along(claim, variants)
        for place, named in enumerate(found):
            if named not in variants:
                yield ("along", place), unknown("variant", named, variants)
        if len(set(found)) < max(2, len(found)):
            problem = f"{said(claim.along)} names {len(set(found))} different variants"
            swept = "; a swept variant is written like its name, platform-{n}, in quotes"
            yield ("along",), problem + (swept if isinstance(claim.along, str) else "")


def _units(claim: Claim, unit: str) -> Found:
    """Find limits that are not in a unit of the measure."""
    kind = claim.kind
    limits: list[tuple[str, Requirement]] = []
    if kind not in (*ORDERS, "pays_back"):
        limits.append((kind, claim.said(kind)))
    if claim.by is not None:
        limits.append(("by", claim.by))
    for field, wanted in limits:
        for amount in (wanted.low, wanted.high):
            try:
                if amount is not None:
                    in_unit(amount, unit, change=kind != "is")
            except ValueError as error:
                yield (field,), str(error)
    likely = claim.with_probability
    if likely is not None:
        limit = likely.low
        assert limit is not None
        share = limit.number / (100.0 if limit.unit == "%" else 1.0)
        if limit.unit not in ("", "%") or not 0.0 < share < 1.0:
            problem = f"{str(limit)!r} found; a probability is more than 0 % and less than 100 %"
            yield ("with_probability",), problem
