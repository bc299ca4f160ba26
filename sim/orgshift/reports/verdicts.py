"""Verdicts on claims in words: sentences, a table, JUnit, annotations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from orgshift.experiments.contracts import Outcome
from orgshift.measures import REGISTRY
from orgshift.reports import words
from orgshift.scenario.claims import ORDERS, along

if TYPE_CHECKING:
    from orgshift.errors import Place
    from orgshift.experiments.contracts import Checked, Verdict
    from orgshift.scenario import Scenario
    from orgshift.scenario.claims import Claim

_VERBS = {
    "is": "is",
    "falls_by": "falls by",
    "rises_by": "rises by",
    "differs_by": "differs by",
    "never_rises_by": "never rises by",
    "never_falls_by": "never falls by",
    "dips_by": "dips by",
}
_ORDERS = {
    "best_first": "best first",
    "highest_first": "highest first",
    "lowest_first": "lowest first",
}


def sentence(claim: Claim, scenario: Scenario) -> str:
    """Return what *claim* says, as a sentence without its full stop."""
    about = [_measure(claim)]
    if claim.of is not None:
        about.append(f"of {claim.of}")
    if claim.team is not None:
        about.append(f"in team {claim.team}")
    if claim.months is not None:
        text = claim.months.text
        about.append(
            f"in {'the last' if text.startswith('last') else 'months'} "
            f"{text.removeprefix('last ')}" + (" months" if text.startswith("last") else "")
        )
    says = [_says(claim, scenario)]
    if claim.with_probability is not None:
        says.append(f"in {claim.with_probability} of the runs")
    return ", ".join([" ".join(about) + " " + says[0], *says[1:]])


def _measure(claim: Claim) -> str:
    label = REGISTRY[claim.measure].label
    return label[0].lower() + label[1:]


def _says(claim: Claim, scenario: Scenario) -> str:
    kind = claim.kind
    if kind in ORDERS:
        apart = f", {claim.by} apart" if claim.by is not None else ""
        return f"({_ORDERS[kind]}): {', '.join(claim.said(kind))}{apart}"
    if kind == "pays_back":
        return f"pays back by month {claim.pays_back}"
    said = f"{_VERBS[kind]} {claim.said(kind)}"
    if claim.along is not None:
        order = f" in order of {claim.in_order_of}" if claim.in_order_of else ""
        return f"{said} along {', '.join(along(claim, scenario.variants))}{order}"
    return (
        said if kind == "is" else f"{said} against {claim.against or next(iter(scenario.variants))}"
    )


def observed(verdict: Verdict) -> str:
    """Return what was observed, with its 95 % interval."""
    seen = verdict.observed
    unit = seen.unit or REGISTRY[verdict.claim.measure].unit
    if verdict.endless:
        return f"not reached by the horizon in {words.plural(verdict.endless, 'replication')}"
    if math.isnan(seen.mean):
        return "nothing to measure"
    change = verdict.claim.kind != "is"
    mean, low, high = (_value(one, unit, seen.relative, change) for one in seen[:3])
    tail = _unit(unit, seen.relative, change)
    span = "" if math.isnan(seen.low) else f" ({low} to {high})"
    pair = f", {seen.about[0]} against {seen.about[1]}" if len(seen.about) > 1 else ""
    when = "" if seen.month is None else f", {_when(verdict.claim)} {seen.month}"
    runs = "" if seen.runs is None else f"; true in {seen.runs} of {verdict.replications} runs"
    if seen.chance is not None:
        runs += f" ({seen.chance:.0%} if it was only luck)"
    return f"{mean}{tail}{span}{pair}{when}{runs}"


def _when(claim: Claim) -> str:
    return "in the three months around month" if claim.dips_by else "all in all after month"


def _value(value: float, unit: str, relative: bool, change: bool) -> str:
    sign = "−" if value < 0.0 else "+" if change and value > 0.0 else ""
    if relative or unit == "share" or (unit == "0 to 1" and change):
        return f"{sign}{abs(100 * value):.3g}"
    return f"{sign}{words.number(abs(value), unit)}"


def _unit(unit: str, relative: bool, change: bool) -> str:
    if relative:
        return " %"
    if unit in ("share", "0 to 1"):
        return " points" if change else " %" if unit == "share" else ""
    return f" {unit}"


def place(scenario: Scenario, name: str) -> Place | None:
    """Return where the claim *name* is written."""
    return scenario.place("expect", name)


def explained(verdict: Verdict, checked: Checked) -> str:
    """Return what was claimed, what was observed, and what would settle it, in a few lines."""
    lines = [
        f"{verdict.outcome}: {verdict.name}",
        f"  claimed:      {sentence(verdict.claim, checked.scenario)}",
        f"  observed:     {observed(verdict)}",
        f"  replications: {verdict.replications}, seed {checked.seed}",
        f"  written in:   {place(checked.scenario, verdict.name)}",
    ]
    if verdict.outcome is Outcome.UNDECIDED:
        lines.insert(4, f"  to settle it: {_needed(verdict)}")
    return "\n".join(lines)


def _needed(verdict: Verdict) -> str:
    if verdict.endless:
        return "no number of replications: a longer horizon, or another measure"
    if math.isnan(verdict.needed):
        return "more replications"
    if math.isinf(verdict.needed):
        return "no number of replications within reason: the truth is at the limit"
    leans = "" if verdict.leans_to is Outcome.UNDECIDED else f"; it leans to {verdict.leans_to}"
    return f"about {verdict.needed:,.0f} replications, if the truth is where it seems to be{leans}"


def table(checked: Checked) -> str:
    """Return the verdicts as a table for people, the unsettled ones explained below."""
    rows = [(v.name, v.outcome.value, observed(v), str(v.replications)) for v in checked.verdicts]
    head = ("claim", "verdict", "observed (95 % interval)", "replications")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]
    lines.insert(1, "-" * len(lines[0]))
    unsettled = [v for v in checked.verdicts if v.outcome is not Outcome.HOLDS]
    told = [f"\n{explained(verdict, checked)}" for verdict in unsettled]
    return "\n".join([f"{checked.scenario.title} ({checked.scenario.name})", *lines, *told])


def summary(all_checked: Sequence[Checked]) -> str:
    """Return how many claims hold, are contradicted and undecided."""
    outcomes = [v.outcome for checked in all_checked for v in checked.verdicts]
    counts = [f"{outcomes.count(one)} {one}" for one in Outcome if one in outcomes]
    return f"{words.plural(len(outcomes), 'claim')}: {', '.join(counts)}"


def document(checked: Checked) -> dict[str, Any]:
    """Return what `--json` prints of one scenario."""
    certainty = checked.scenario.certainty

    def one(verdict: Verdict) -> dict[str, Any]:
        where = place(checked.scenario, verdict.name)
        return {
            "claim": verdict.name,
            "says": sentence(verdict.claim, checked.scenario),
            "verdict": verdict.outcome.value,
            "measure": verdict.claim.measure,
            "observed": verdict.observed.mean,
            "low": verdict.observed.low,
            "high": verdict.observed.high,
            "relative": verdict.observed.relative,
            "runs": verdict.observed.runs,
            "about": list(verdict.observed.about),
            "replications": verdict.replications,
            "needed": verdict.needed,
            "file": where.file if where else None,
            "line": where.line if where else None,
        }

    return {
        "scenario": checked.scenario.name,
        "digest": checked.scenario.digest,
        "seed": checked.seed,
        "alpha": certainty.alpha,
        "power": certainty.power,
        "margin": certainty.margin,
        "claims": [one(verdict) for verdict in checked.verdicts],
    }


def junit(all_checked: Iterable[Checked], *, undecided_is_fine: bool) -> str:
    """Return the verdicts as a JUnit XML document: a suite per scenario, a case per claim."""
    suites = ElementTree.Element("testsuites", name="orgshift")
    for checked in all_checked:
        outcomes = [verdict.outcome for verdict in checked.verdicts]
        open_ones = outcomes.count(Outcome.UNDECIDED)
        failed = outcomes.count(Outcome.CONTRADICTED) + (0 if undecided_is_fine else open_ones)
        suite = ElementTree.SubElement(
            suites, "testsuite", name=checked.scenario.name, tests=str(len(outcomes)),
            failures=str(failed), errors="0", skipped=str(open_ones if undecided_is_fine else 0),
        )  # fmt: skip
        for verdict in checked.verdicts:
            where = place(checked.scenario, verdict.name)
            case = ElementTree.SubElement(
                suite, "testcase", classname=checked.scenario.name, name=verdict.name,
                file=where.file if where else "", line=str(where.line if where else 0),
            )  # fmt: skip
            if verdict.outcome is not Outcome.HOLDS:
                skipped = verdict.outcome is Outcome.UNDECIDED and undecided_is_fine
                kind = "skipped" if skipped else "failure"
                note = ElementTree.SubElement(
                    case, kind, type=verdict.outcome.value, message=observed(verdict)
                )
                note.text = explained(verdict, checked)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def workflow_commands(all_checked: Iterable[Checked]) -> list[str]:
    """Return a GitHub workflow command per claim that does not hold: it shows beside its line."""
    lines = []
    for checked in all_checked:
        for verdict in checked.verdicts:
            if verdict.outcome is Outcome.HOLDS:
                continue
            where = place(checked.scenario, verdict.name)
            kind = "error" if verdict.outcome is Outcome.CONTRADICTED else "warning"
            at = (
                f"file={_property(where.file)},line={where.line},col={where.column},"
                if where
                else ""
            )
            title = _property(f"{verdict.name}: {verdict.outcome}")
            lines.append(f"::{kind} {at}title={title}::{_escaped(explained(verdict, checked))}")
    return lines


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
