"""Checking a scenario's claims: replications are added at fixed looks until all are decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgshift.errors import OrgshiftError, ScenarioError
from orgshift.experiments.contracts.sides import variants_of
from orgshift.experiments.contracts.verdicts import (
    Outcome,
    Rule,
    Verdict,
    judge,
    powerful,
    settled_by,
)
from orgshift.experiments.looks import at_looks
from orgshift.scenario.claim_checks import unjudgeable

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison
    from orgshift.experiments.replicate import Progress
    from orgshift.scenario import Scenario
    from orgshift.scenario.claims import Certainty, Claim

#: Replications at the first look; each look has twice as many as the one before.
FIRST_LOOK = 8


@dataclass(frozen=True)
class Checked:
    """The verdicts on all claims of a scenario, in the order they are written."""

    scenario: Scenario
    verdicts: tuple[Verdict, ...]
    seed: int

    @property
    def contradicted(self) -> bool:
        """Whether any claim is contradicted."""
        return any(one.outcome is Outcome.CONTRADICTED for one in self.verdicts)

    @property
    def undecided(self) -> bool:
        """Whether any claim could not be decided."""
        return any(one.outcome is Outcome.UNDECIDED for one in self.verdicts)


def looks_up_to(most: int) -> tuple[int, ...]:
    """Return the replications at which claims are judged: 8, 16, 32, … and *most*."""
    looks = []
    look = FIRST_LOOK
    while look < most:
        looks.append(look)
        look *= 2
    return (*looks, most)


def check(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Judge all claims of *scenario* on the same luck.

    Replications are added at 8, 16, 32, … until every claim is decided, or as many were run as the
    power asks for that the file declares (``certainty``), or *replications* (default: the file's
    ``at_most``). Raises OrgshiftError for a scenario without claims or with claims about months after
    its horizon, and KeyboardInterrupt if somebody stopped it.
    """
    claims: Mapping[str, Claim] = scenario.expect
    if not claims:
        raise OrgshiftError(f"{scenario.name} claims nothing; write what you `expect`")
    if faults := unjudgeable(scenario):
        raise ScenarioError(faults)
    certainty = scenario.certainty
    looks = looks_up_to(certainty.at_most if replications is None else replications)
    order = list(scenario.variants)
    wanted = {name for claim in claims.values() for name in variants_of(claim, order)}
    chosen = [name for name in order if name in wanted]
    seed = scenario.seed if seed is None else seed
    comparisons = at_looks(scenario, chosen, looks, seed=seed, jobs=jobs, progress=progress)
    return Checked(scenario, tuple(decide(claims, certainty, looks, comparisons)), seed)


def decide(
    claims: Mapping[str, Claim],
    certainty: Certainty,
    looks: Sequence[int],
    comparisons: Iterable[Comparison],
) -> list[Verdict]:
    """Judge *claims* by the comparison at each of *looks*, until no more of them are worth it.

    That is when each is decided, or so many replications are there as the declared power takes.
    Raises KeyboardInterrupt for a comparison that somebody stopped.
    """
    decided: dict[str, Verdict] = {}
    for comparison in comparisons:
        if comparison.interrupted:  # the error rate is that of a whole look
            raise KeyboardInterrupt
        rule = Rule.at(comparison.replications, looks, len(claims), certainty)
        open_ones = 0
        for name, claim in claims.items():
            if name in decided and decided[name].decided:
                continue
            verdict = decided[name] = judge(name, claim, comparison, rule)
            open_ones += not (verdict.decided or powerful(verdict, comparison, rule))
        if not open_ones:
            break
    return [settled_by(decided[name], comparison, rule) for name in claims]
