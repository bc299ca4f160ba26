"""How sure the answer is, what it rests on, and what it cannot say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from orgshift.measures import HEADLINE
from orgshift.reports import words
from orgshift.reports.claims import ANSWER
from orgshift.reports.sentences import Sentence
from orgshift.scenario.evidence import GRADES

if TYPE_CHECKING:
    from orgshift.reports.claims import Claim, Claims

#: Where on the page the assumptions and the method stand.
RESTS_ON, METHOD = "what-it-rests-on", "method"
DEMAND = {
    "pull": "the backlog is never empty, lead time runs from the commitment of a feature, and freed "
    "hours show as throughput",
    "arrivals": "requests arrive whatever the teams do, lead time runs from the request, and freed "
    "hours show as shorter queues",
}


def how_sure(claims: Claims) -> list[Sentence]:
    """Return what the intervals and verdicts rest on, and what was wanted and not reached."""
    about, several = claims.about, bool(claims.proposals)
    runs = words.plural(claims.replications, "replication")
    paired = " of each variant, paired by luck" if several else ""
    brackets = "; brackets are 95 % intervals" if claims.replications > 1 else ""
    told = [f"Simulated in {runs}{paired} (seed {about['seed']}){brackets}."]
    if claims.replications == 1:
        told.append("One replication has no interval: it shows what can happen and proves nothing.")
    elif several:
        told.append(
            f"The verdicts on {len(HEADLINE)} measures of every proposal hold together: a chance of "
            "5 % at most that any of them sees a difference where there is none."
        )
    if about["looks"] > 1:
        told.append(f"Intervals allow for up to {about['looks']} looks at the result.")
    sentences = [Sentence(text, METHOD) for text in told]
    return sentences + _unreached(claims) + (_beliefs(claims) if about.get("beliefs") else [])


def _unreached(claims: Claims) -> list[Sentence]:
    return [
        Sentence(
            f"The wanted precision of ±{words.percent(one['wanted'], signed=False)} was not reached "
            f"for {words.called(one['measure']).sentence} of {one['variant']}: "
            f"±{words.percent(one['half_width'], signed=False)} after "
            f"{words.plural(one['replications'], 'replication')}.",
            METHOD,
        )
        for one in claims.about.get("precision", [])
        if not one["reached"]
    ]


def _beliefs(claims: Claims) -> list[Sentence]:
    """Return what is drawn from ranges, and what that makes of the answer for every proposal."""
    about = claims.about
    count = len(about["beliefs"])
    are, whose = ("are", "their ranges") if count > 1 else ("is", "its range")
    ledger = " in the evidence ledger" if about["ledger"] else ""
    told = [
        f"{words.plural(count, 'setting')} not known for certain {are} drawn from {whose}{ledger}, "
        "anew for every two replications."
    ]
    split = []
    for variant in claims.proposals:
        known = [
            c
            for c in (claims.claim(variant, m) for m in ANSWER)
            if c.belief.share == c.belief.share
        ]
        split += [f"{variant}: {', '.join(map(_belief, known))}"] if known else []
    if split:
        told.append(
            "What belief makes of the variance of the difference (luck makes the rest), and the "
            "change that nine in ten of the beliefs allow once luck is averaged out: "
            f"{'; '.join(split)}."
        )
    return [Sentence(text, RESTS_ON) for text in told]


def _belief(claim: Claim) -> str:
    """Return the share of belief in a difference, its limits, and the changes beliefs allow."""
    belief = claim.belief
    share, low, high = (
        words.percent(one, signed=False, digits=0)
        for one in (belief.share, belief.share_low, belief.share_high)
    )
    text = f"{words.called(claim.measure).sentence} {share} ({low} to {high})"
    if belief.share == 0.0 or math.isnan(claim.scale):
        return text
    least, most = (words.percent(one / claim.scale, digits=0) for one in (belief.low, belief.high))
    return f"{text}, change {least} to {most}"


def rests_on(claims: Claims) -> list[Sentence]:
    """Return the demand policy, the hours paid, and how weak the evidence of the defaults is."""
    policies = [
        Sentence(f"Demand policy {policy}: {DEMAND.get(policy, 'as the scenario says')}.", METHOD)
        for policy in claims.about["demand"]
    ]
    return [*_evidence(claims), *policies, engineer_hours(claims)]


def _evidence(claims: Claims) -> list[Sentence]:
    """Return how many defaults have which grade, the weakest first."""
    grades = [row.get("grade", "") for row in claims.about["assumptions"]]
    counts = {grade: grades.count(grade) for grade in sorted(GRADES, reverse=True)}
    graded = sum(counts.values())
    if not graded:
        return []
    told = [f"{count} {_plainly(grade, count)}" for grade, count in counts.items() if count]
    known = "" if claims.about.get("beliefs") else " orgshift compare --beliefs shows which matter."
    text = f"Of {words.plural(graded, 'default')} of the model in use, {words.listed(told)}."
    return [Sentence(text + known, RESTS_ON, "`assumptions` in `run.json`")]


def _plainly(grade: str, count: int) -> str:
    have, are = ("has", "is") if count == 1 else ("have", "are")
    said = {
        "A": f"{have} a primary source", "B": f"{have} a secondary source",
        "C": f"{are} computed from published data", "D": f"{have} no source",
    }  # fmt: skip
    return f"{said[grade]} (grade {grade})"


def engineer_hours(claims: Claims) -> Sentence:
    """Return the paid hours of all variants: whether the same people are compared."""
    hours = [claims.level(variant, "engineer_hours").mean for variant in claims.variants]
    first = f"{hours[0]:,.0f}"
    note = "", "`engineer_hours` in `summary.csv`"
    if len(hours) == 1:
        return Sentence(f"{first} engineer-hours are paid.", *note)
    if len(set(hours)) == 1:
        return Sentence(f"Every variant pays the same {first} engineer-hours.", *note)
    low, high = (f"{one:,.0f}" for one in (min(hours[1:]), max(hours[1:])))
    others = (
        f"{low} under {claims.proposals[0]}" if len(hours) == 2 else f"{low} to {high} otherwise"
    )
    return Sentence(f"Paid engineer-hours: {first} under {claims.reference}, {others}.", *note)


def cannot_say(claims: Claims) -> list[Sentence]:
    """Return what nobody should read into the answer."""
    told = [
        Sentence(
            f"No proposal can be told from {claims.reference} in {words.listed(nothing)}.", METHOD
        )
        for nothing in [_undecided(claims)]
        if nothing
    ]
    if len(claims.proposals) > 1:
        told.append(Sentence(
            f"Each proposal is compared with {claims.reference}, not with the other proposals."
        ))  # fmt: skip
    months = words.plural(claims.about["horizon_months"], "month")
    return [
        *told,
        Sentence(f"Nothing is said of what comes after {months}."),
        Sentence(
            "A model knows hours, queues and habits; it knows neither your people nor your politics "
            "nor your architecture."
        ),
    ]


def _undecided(claims: Claims) -> list[str]:
    """Return the headline measures in which no proposal can be told from the reference."""
    return [
        words.called(measure).sentence
        for measure in claims.shown
        if claims.proposals
        and all(claim.finding in ("open", "alone") for claim in claims.on(measure))
    ]


def interruption(claims: Claims) -> str:
    """Return what an interrupted run rests on; nothing if it was not interrupted."""
    if not claims.about["interrupted"]:
        return ""
    runs = words.plural(claims.replications, "replication")
    return f"The run was interrupted: this rests on the {runs} finished by then, fewer than wanted."
