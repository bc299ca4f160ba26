"""Claims: each number of the answer, with all that is needed to say no more than it supports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE, ORGANISATION

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison

#: What may be said of a difference: which way it goes, that it is none in any replication, that it
#: cannot be told from luck, that one replication tells nothing apart, or that there is no number.
Finding = Literal["falls", "rises", "same", "open", "alone", "unknown"]
#: The measures of the answer, in the order they are told.
ANSWER = ("lead_time_p50", "toil_share", "throughput")


@dataclass(frozen=True, slots=True)
class Belief:
    """What beliefs make of the variance of a difference, 0 to 1, and where they put it.

    ``share_low`` and ``share_high`` are the 95 % interval of the share; ``low`` and ``high`` hold
    nine in ten of the beliefs, in the unit of the measure, luck averaged out.
    """

    share: float
    share_low: float
    share_high: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One difference of a proposal to the reference, over the whole horizon.

    ``estimate``, ``low`` and ``high`` are of the paired difference, in ``unit``; ``level`` and
    ``against_level`` the means that it lies between. ``verdict`` is that of the comparison.
    ``evidence`` is the weakest grade of what the comparison rests on; '' if nothing is graded.
    """

    measure: str
    variant: str
    against: str
    unit: str
    level: float
    against_level: float
    estimate: float
    low: float
    high: float
    verdict: str
    replications: int
    evidence: str
    belief: Belief

    @property
    def finding(self) -> Finding:
        """What may be said of it: a direction only where the interval and all claims allow one."""
        if self.estimate != self.estimate:
            return "unknown"
        if self.low != self.low:
            return "alone"
        if self.low == self.high == 0.0:
            return "same"
        if self.verdict == NOT_DISTINGUISHABLE or self.low <= 0.0 <= self.high:
            return "open"
        return "falls" if self.estimate < 0.0 else "rises"

    @property
    def scale(self) -> float:
        """The size of the reference's level, which changes are relative to; nan where it is 0."""
        return abs(self.against_level) or float("nan")

    @property
    def digits(self) -> int:
        """How many digits behind the point a change in percent is worth: none if it is unsure."""
        return 0 if (self.high - self.low) / self.scale >= 0.1 else 1


@dataclass(frozen=True, slots=True)
class Level:
    """The mean of a measure under one variant and its interval; nan where it cannot be told."""

    measure: str
    variant: str
    unit: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Claims:
    """All that is claimed of the organisation, by variant and measure, and what is known of the run.

    ``about`` is that of the comparison.
    """

    about: Mapping[str, Any]
    levels: Mapping[tuple[str, str], Level]
    claims: Mapping[tuple[str, str], Claim]

    @classmethod
    def of(cls, comparison: Comparison) -> Claims:
        """Return the claims of *comparison* on the organisation as a whole."""
        evidence = _weakest(comparison.about["assumptions"])
        levels = [
            Level(r["measure"], r["variant"], r["unit"], r["mean"], r["low"], r["high"])
            for r in _of_the_organisation(comparison.levels)
        ]
        claims = [_claim(row, evidence) for row in _of_the_organisation(comparison.differences)]
        return cls(
            comparison.about,
            {(one.variant, one.measure): one for one in levels},
            {(one.variant, one.measure): one for one in claims},
        )

    @property
    def reference(self) -> str:
        """The variant that the others are compared with."""
        return str(self.about["variants"][0])

    @property
    def proposals(self) -> list[str]:
        """The variants that are compared with the reference, in order."""
        return list(self.about["variants"][1:])

    @property
    def variants(self) -> list[str]:
        """All variants, the reference first."""
        return list(self.about["variants"])

    @property
    def replications(self) -> int:
        """Replications that are finished in every variant."""
        return int(self.about["replications"])

    def level(self, variant: str, measure: str) -> Level:
        """Return the level of *measure* under *variant*."""
        return self.levels[variant, measure]

    def claim(self, variant: str, measure: str) -> Claim:
        """Return the difference of *variant* to the reference in *measure*."""
        return self.claims[variant, measure]

    def on(self, measure: str, variants: Iterable[str] | None = None) -> list[Claim]:
        """Return the claims on *measure* of *variants* (default: all proposals)."""
        chosen = self.proposals if variants is None else variants
        return [self.claim(variant, measure) for variant in chosen if variant != self.reference]

    def absent(self, measure: str) -> bool:
        """Return whether *measure* is zero under every variant: the scenario has nothing of it."""
        return all(self.level(variant, measure).mean == 0.0 for variant in self.variants)

    @cached_property
    def shown(self) -> list[str]:
        """The headline measures that the scenario has anything of."""
        return [measure for measure in HEADLINE if not self.absent(measure)]


def _of_the_organisation(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table[table["scope"] == ORGANISATION].to_dict(orient="records")
    return rows


def _claim(row: Mapping[str, Any], evidence: str) -> Claim:
    share = "belief_share"
    belief = Belief(
        row[share], row[f"{share}_low"], row[f"{share}_high"], row["belief_low"], row["belief_high"]
    )
    return Claim(
        row["measure"], row["variant"], row["against"], row["unit"], row["level"],
        row["against_level"], row["difference"], row["low"], row["high"], row["verdict"],
        int(row["replications"]), evidence, belief,
    )  # fmt: skip


def _weakest(assumptions: Iterable[Mapping[str, str]]) -> str:
    return max((row.get("grade", "") for row in assumptions), default="")
