"""Sentences that the numbers are bound to keep: no direction where the interval covers zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgshift.reports import words
from orgshift.reports.claims import ANSWER

if TYPE_CHECKING:
    from orgshift.reports.claims import Claim, Claims, Finding

#: What is said of proposals by what their claims find, in the order it is told.
SAID: dict[Finding, str] = {
    "falls": "falls",
    "rises": "rises",
    "open": "is not distinguishable from {against} at {runs}",
    "same": "is the same in every replication",
    "alone": "cannot be told apart from {against} by {runs}",
    "unknown": "cannot be told",
}
TOO_WEAK = ", too weak once all claims are judged together"


@dataclass(frozen=True)
class Sentence:
    """A sentence, where on the page its numbers stand, and the note that says so on paper.

    A sentence about no number in particular has neither.
    """

    text: str
    anchor: str = ""
    note: str = ""


def on_measure(claims: Claims, measure: str) -> Sentence:
    """Return what the proposals do to *measure*: one sentence, grouped by what can be said."""
    of_measure = claims.on(measure)
    called = words.called(measure)
    if claims.absent(measure):
        return Sentence(f"There is no {called.sentence}.")
    level = claims.level(claims.reference, measure)
    more = words.telling(level.mean, [claim.level for claim in of_measure], level.unit)
    now = words.number(level.mean, level.unit, more=more)
    of = f" {called.of}" if called.of else ""
    opening = called.sentence
    if now != "–":
        opening += f" ({now}{of} under {claims.reference})"
    clauses = [clause(group, level.mean, more) for group in grouped(of_measure)]
    return Sentence(words.capital(f"{opening} {'; '.join(clauses)}."), *_row(claims, measure))


def grouped(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return *claims* by what can be said of them, in the order of ``SAID``."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        place = list(SAID).index(claim.finding)
        runs = claim.replications if claim.finding in ("open", "alone") else 0
        groups.setdefault((place, -runs), []).append(claim)
    return [groups[key] for key in sorted(groups)]


def clause(claims: Sequence[Claim], reference: float, more: int = 0) -> str:
    """Return the clause for *claims* of one measure that find the same.

    *reference* is the level named before; *more* the digits it takes to tell the others from it.
    """
    finding, against = claims[0].finding, claims[0].against
    runs = words.plural(claims[0].replications, "replication")
    said = SAID[finding].format(against=against, runs=runs)
    if finding in ("falls", "rises"):
        moves = [
            _moved(claim, reference, more, first=not place) for place, claim in enumerate(claims)
        ]
        return f"{said} {'; '.join(moves)}"
    if finding == "open":
        return f"{said} under {words.listed([f'{c.variant} ({spread(c)})' for c in claims])}"
    told = f"{said} under {words.listed([claim.variant for claim in claims])}"
    reason = ": not every replication reaches it within the horizon"
    return told + reason if finding == "unknown" else told


def _moved(claim: Claim, reference: float, more: int, *, first: bool) -> str:
    levels = f"to {words.number(claim.level, claim.unit, more=more)}"
    if claim.against_level != reference:  # known in fewer replications than the others
        levels = f"from {words.number(claim.against_level, claim.unit, more=more)} {levels}"
    share = claim.unit == "share" and claim.against_level and first
    of = f" of {claim.against}'s level" if share else ""
    size = amount(claim, abs(claim.estimate))
    return f"{levels} under {claim.variant}, by {size}{of} ({spread(claim)})"


def spread(claim: Claim) -> str:
    """Return the interval of a difference: of its size where it has a direction, else signed."""
    if claim.finding == "falls":
        return f"{amount(claim, -claim.high)} to {amount(claim, -claim.low)}"
    if claim.finding == "rises":
        return f"{amount(claim, claim.low)} to {amount(claim, claim.high)}"
    if claim.low != claim.low:
        return "–"
    limits = f"{amount(claim, claim.low, signed=True)} to {amount(claim, claim.high, signed=True)}"
    clear = claim.low > 0.0 or claim.high < 0.0
    return limits + TOO_WEAK if clear and claim.finding == "open" else limits


def amount(claim: Claim, difference: float, *, signed: bool = False) -> str:
    """Return a difference in percent of the reference's level, or in its own unit where that is 0."""
    if claim.against_level:
        return words.percent(difference / claim.scale, signed=signed, digits=claim.digits)
    said = words.number(abs(difference), claim.unit).replace(" %", " points")
    return f"{words.sign(difference)}{said}" if signed else said


def verdicts(claims: Claims) -> list[Sentence]:
    """Return what each proposal is better and worse in, those alike in one sentence."""
    measures = [measure for measure in ANSWER if not claims.absent(measure)]
    alike: dict[tuple[str, ...], list[str]] = {}
    for variant in claims.proposals if measures else ():
        pattern = tuple(_standing(claims.claim(variant, measure)) for measure in measures)
        alike.setdefault(pattern, []).append(variant)
    over = f"over {words.over(claims.about)}"
    opening = f"Compared with {claims.reference} {over}, "
    return [
        Sentence(f"{opening}{_judged(measures, pattern, variants)}.", IN_NUMBERS)
        for pattern, variants in alike.items()
    ]


#: Where on the page the table of all headline measures stands.
IN_NUMBERS = "in-numbers"


def row_anchor(measure: str) -> str:
    """Return the name of the row of *measure* in that table."""
    return f"{IN_NUMBERS}-{measure}"


def _standing(claim: Claim) -> str:
    if claim.finding in ("falls", "rises"):
        return f"{claim.verdict} in"
    return {
        "open": "not distinguishable in", "same": "the same in",
        "alone": "not to be told apart by one replication in", "unknown": "not to be compared in",
    }[claim.finding]  # fmt: skip


def _judged(measures: Sequence[str], pattern: Sequence[str], variants: Sequence[str]) -> str:
    standings: dict[str, list[str]] = {}
    for measure, standing in zip(measures, pattern, strict=True):
        standings.setdefault(standing, []).append(words.called(measure).short)
    *first, last = [f"{how} {words.listed(what)}" for how, what in standings.items()]
    told = f"{', '.join(first)}, and {last}" if first else last
    return f"{words.listed(variants)} {'is' if len(variants) == 1 else 'are'} {told}"


def levels(claims: Claims) -> list[Sentence]:
    """Return the levels of the answer's measures, where there is nothing to compare."""
    only, told = claims.reference, []
    for measure in ANSWER:
        level, called = claims.level(only, measure), words.called(measure)
        if claims.absent(measure):
            told.append(Sentence(f"There is no {called.sentence}."))
            continue
        text = f"{called.sentence} is {words.number(level.mean, level.unit)}"
        if words.number(level.mean, level.unit) == "–":
            text = f"{called.sentence} cannot be told"
        elif called.of:
            text += f" {called.of}"
        between = (
            "" if level.low != level.low else f" ({limits(level.low, level.high, level.unit)})"
        )
        told.append(Sentence(f"{words.capital(text)}{between}.", *_row(claims, measure)))
    return told


def limits(low: float, high: float, unit: str) -> str:
    """Return the interval of a level; "–" if there is none."""
    if low != low or high != high:
        return "–"
    return f"{words.number(low, unit)} to {words.number(high, unit)}"


def change(claim: Claim) -> str:
    """Return a difference in percent of the reference's level, with its sign."""
    return words.percent(claim.estimate / claim.scale, digits=claim.digits)


def change_limits(claim: Claim) -> str:
    """Return the interval of a difference in percent of the reference's level, without the sign."""
    ends = [claim.low / claim.scale, claim.high / claim.scale]
    if any(end != end for end in ends):
        return "–"
    return " to ".join(words.percent(end, digits=claim.digits).removesuffix(" %") for end in ends)


def _row(claims: Claims, measure: str) -> tuple[str, str]:
    """Return the anchor of *measure* and the note on it."""
    runs = words.plural(claims.replications, "replication")
    told = [f"`{measure}` in `summary.csv`", runs]
    groups: dict[str, list[str]] = {}
    for claim in claims.on(measure):
        groups.setdefault(claim.verdict, []).append(claim.variant)
    told += [f"{verdict}: {', '.join(variants)}" for verdict, variants in groups.items()]
    evidence = {claim.evidence for claim in claims.on(measure)} - {""}
    told += [f"weakest evidence: grade {grade}" for grade in sorted(evidence)]
    return row_anchor(measure), "; ".join(told)
