"""What a scenario is expected to show: claims that are checked, each written like a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, model_validator

from orgshift.scenario.units import NUMBER, Share, Whole, said
from orgshift.scenario.ways import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable


class Amount(NamedTuple):
    """A number as it is written, and the unit beside it ("" where there is none)."""

    number: float
    unit: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.number:g}", self.unit) if part)


@dataclass(frozen=True)
class Requirement:
    """From where to where something has to be; None: no limit on that side.

    ``strict``: to be at the limit is not enough.
    """

    low: Amount | None
    high: Amount | None
    strict: bool
    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def more_than_nothing(cls) -> Requirement:
        """Return that there is a difference, however small."""
        return cls(Amount(0.0, ""), None, True, "more than 0")


_AMOUNT = rf"({NUMBER})\s*(%|\$|[A-Za-z][A-Za-z -]*[A-Za-z]|h)?"
#: How a limit is introduced: whether it is the lower one, and whether being there is not enough.
_WORDS = {
    "at least": (True, False),
    "no less than": (True, False),
    "more than": (True, True),
    "above": (True, True),
    "at most": (False, False),
    "no more than": (False, False),
    "less than": (False, True),
    "below": (False, True),
}
_ONE_LIMIT = re.compile(rf"({'|'.join(_WORDS)})\s+{_AMOUNT}")
_TWO_LIMITS = re.compile(rf"between\s+({NUMBER})\s*(%|[A-Za-z -]+?)?\s+and\s+{_AMOUNT}")


def requirement(value: Any) -> Requirement:
    """Read "at least 20 %", "below 45 days" or "between 1 and 3 points"."""
    if isinstance(value, Requirement):
        return value
    text = " ".join(str(value).split())
    if found := _ONE_LIMIT.fullmatch(text):
        lower, strict = _WORDS[found[1]]
        amount = _amount(found[2], found[3])
        return Requirement(amount if lower else None, None if lower else amount, strict, text)
    if found := _TWO_LIMITS.fullmatch(text):
        low = _amount(found[1], found[2] or found[4])
        high = _amount(found[3], found[4])
        if low.unit == high.unit and low.number > high.number:
            raise ValueError(f"{said(value)}: write the smaller one first")
        return Requirement(low, high, False, text)
    raise ValueError(
        f"{said(value)} is no limit; write it like 'at least 20 %', 'below 45 days' or "
        "'between 1 and 3 points'"
    )


def _amount(number: str, unit: str | None) -> Amount:
    spelt = (unit or "").strip()
    return Amount(float(number), {"percent": "%", "point": "points"}.get(spelt, spelt))


@dataclass(frozen=True)
class Window:
    """Which months count: from ``first`` to before ``last``, months after day 0.

    A negative ``first`` counts from the horizon; ``last`` None is the horizon.
    """

    first: int
    last: int | None
    text: str

    def __str__(self) -> str:
        return self.text

    def months(self, horizon: int) -> tuple[int, int]:
        """Return (first, last) for a scenario of *horizon* months."""
        first = self.first if self.first >= 0 else horizon + self.first
        return first, horizon if self.last is None else self.last


def window(value: Any) -> Window:
    """Read "12 to 24", "from 12" or "last 6": months after day 0."""
    if isinstance(value, Window):
        return value
    text = " ".join(str(value).split())
    if (found := re.fullmatch(r"(\d{1,4}) to (\d{1,4})", text)) and int(found[1]) < int(found[2]):
        return Window(int(found[1]), int(found[2]), text)
    if found := re.fullmatch(r"from (\d{1,4})", text):
        return Window(int(found[1]), None, text)
    if (found := re.fullmatch(r"last (\d{1,4})", text)) and int(found[1]):
        return Window(-int(found[1]), None, text)
    raise ValueError(
        f"{said(value)} are no months; write '12 to 24' (the second year), 'from 12' or 'last 6'"
    )


def by_month(value: Any) -> int:
    """Read "by month 18"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"by month (\d{1,4})", " ".join(str(value).split()))
    if found is None or not int(found[1]):
        raise ValueError(f"{said(value)} is no time of payback; write it like 'by month 18'")
    return int(found[1])


Limits = Annotated[Requirement, BeforeValidator(requirement)]
ByMonth = Annotated[int, BeforeValidator(by_month)]
MonthsOf = Annotated[Window, BeforeValidator(window)]

#: What a claim says, and what else may be written with it; what has a star has to be.
KINDS: dict[str, tuple[str, ...]] = {
    "is": ("of*", "with_probability"),
    "falls_by": ("of*", "against", "with_probability"),
    "rises_by": ("of*", "against", "with_probability"),
    "differs_by": ("of*", "against", "with_probability"),
    "best_first": ("by",),
    "highest_first": ("by",),
    "lowest_first": ("by",),
    "never_rises_by": ("along*", "in_order_of"),
    "never_falls_by": ("along*", "in_order_of"),
    "dips_by": ("of*", "against"),
    "pays_back": ("of*", "against", "with_probability"),
}
#: Claims about the way there, month by month, of the organisation against the first variant.
TRANSITIONS = ("dips_by", "pays_back")
ORDERS = ("best_first", "highest_first", "lowest_first")
_WITH_A_KIND = ("of", "against", "with_probability", "by", "along", "in_order_of")


class Claim(Settings):
    """One claim about what comes out: exactly one of its verbs, and what it is about."""

    measure: str = Field(description="a measure by its name in the registry")
    of: str | None = Field(None, description="the variant that the claim is about")
    against: str | None = Field(
        None, description="the variant it is set against; default: the first"
    )
    team: str | None = Field(None, description="one team; default: the whole organisation")
    months: MonthsOf | None = Field(None, description="12 to 24, from 12, last 6; default: all")

    is_: Limits | None = Field(None, alias="is", description="below 20 %")
    falls_by: Limits | None = Field(None, description="at least 20 % (of the other), or 3 points")
    rises_by: Limits | None = Field(None, description="at least 20 % (of the other), or 3 points")
    differs_by: Limits | None = Field(None, description="at most 2 points, either way")
    best_first: tuple[str, ...] | None = Field(None, description="variants, the best one first")
    highest_first: tuple[str, ...] | None = Field(None, description="variants, the most first")
    lowest_first: tuple[str, ...] | None = Field(None, description="variants, the least first")
    by: Limits | None = Field(None, description="how far apart, in an order: at least 5 %")
    never_rises_by: Limits | None = Field(None, description="more than 1 %, along variants")
    never_falls_by: Limits | None = Field(None, description="more than 1 %, along variants")
    along: str | tuple[str, ...] | None = Field(
        None, description="a swept variant such as platform-{n}, or a list of variants"
    )
    in_order_of: str | None = Field(
        None, description="a measure that puts the variants in order, such as adoption"
    )
    dips_by: Limits | None = Field(None, description="at most 15 %, in any three months")
    pays_back: ByMonth | None = Field(None, description="by month 18: what was lost is made good")
    with_probability: Limits | None = Field(None, description="at least 80 % of the runs")

    @property
    def kind(self) -> str:
        """What the claim says: one of ``KINDS``."""
        return next(kind for kind in KINDS if self.said(kind) is not None)

    def said(self, kind: str) -> Any:
        """Return what is written at *kind*; None if nothing is."""
        return getattr(self, "is_" if kind == "is" else kind)

    @model_validator(mode="after")
    def _one_verb(self) -> Claim:
        found = [kind for kind in KINDS if self.said(kind) is not None]
        if len(found) != 1:
            listed = " and ".join(found) or "none of them"
            raise ValueError(
                f"a claim says exactly one thing: one of {', '.join(KINDS)}; {listed} found"
            )
        known = {name.rstrip("*"): name.endswith("*") for name in KINDS[found[0]]}
        for name in _WITH_A_KIND:
            given = getattr(self, name) is not None
            if given and name not in known:
                raise ValueError(f"{name}: means nothing with {found[0]}; leave it out")
            if not given and known.get(name):
                raise ValueError(f"{name} is missing; {found[0]} needs it")
        if found[0] in TRANSITIONS and (self.months is not None or self.team is not None):
            raise ValueError(f"{found[0]} is about all months of the whole organisation")
        for problem in self._limits(found[0]):
            raise ValueError(problem)
        return self

    def _limits(self, kind: str) -> Iterable[str]:
        """Say what limits mean nothing with *kind*."""
        wanted = self.said(kind)
        if kind in ("differs_by", "dips_by") and wanted.high is None:
            yield f"{kind}: write 'at most …'; {wanted.text!r} has no upper limit"
        if kind in ("differs_by", "dips_by") and wanted.low is not None:
            yield f"{kind}: write 'at most …'; {wanted.text!r} has a lower limit"
        if kind.startswith("never_") and (wanted.low is None or wanted.high is not None):
            yield f"{kind}: write 'more than …', such as 'more than 1 %'; {wanted.text!r} found"
        if kind in ORDERS and len(set(wanted)) < max(2, len(wanted)):
            yield f"{kind}: names two variants or more, each once"
        if self.by is not None and (self.by.low is None or self.by.high is not None):
            yield f"by: write 'at least …'; {self.by.text!r} found"
        likely = self.with_probability
        if likely is not None and (likely.low is None or likely.high is not None):
            yield f"with_probability: write 'at least 80 %'; {likely.text!r} found"


class Certainty(Settings):
    """How sure the verdicts on a file's claims are to be."""

    alpha: Share = Field(
        0.05, gt=0, lt=0.5, description="the chance that any verdict of the file is wrong"
    )
    power: Share = Field(0.90, ge=0.5, lt=1, description="the chance to reach a verdict")
    margin: Share = Field(
        0.05, gt=0, description="where the truth is so far beyond a limit, as share of the level"
    )
    at_most: Whole = Field(64, ge=3, le=100_000, description="replications, where it gives up")


def swept(pattern: str, variants: Iterable[str]) -> list[str]:
    """Return the *variants* that the swept name *pattern* ("platform-{n}") has made, in order."""
    parts = (re.escape(part) for part in re.split(r"\{[^{}]*\}", pattern))
    made = re.compile("(.+)".join(parts))
    return [name for name in variants if made.fullmatch(name)]


def along(claim: Claim, variants: Iterable[str]) -> list[str]:
    """Return the variants along which *claim* goes, in its order."""
    if isinstance(claim.along, str):
        return swept(claim.along, variants)
    return list(claim.along or ())
