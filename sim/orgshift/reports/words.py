"""Words that the numbers are bound to keep: no direction where the interval covers zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import REGISTRY

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.experiments.compare import Comparison

#: The measures of the answer, in the order they are told, and how they are called in a sentence.
ANSWER = {
    "lead_time_p50": "median lead time",
    "toil_share": "toil",
    "throughput": "throughput",
}
#: The rows of the table of headline measures.
TABLE = (
    "lead_time_p50",
    "lead_time_p85",
    "lead_time_mean",
    "toil_share",
    "toil_hours",
    "throughput",
    "change_failure_rate",
    "flow_efficiency",
)
ORGANISATION = "organisation"


def number(value: float, unit: str) -> str:
    """Return *value* as people write it: shares in percent, three significant digits."""
    if math.isnan(value):
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def percent(value: float) -> str:
    """Return a relative change as "+3.1 %" or "−10.8 %", "–" if it cannot be told."""
    return "–" if math.isnan(value) else f"{100 * value:+.1f} %".replace("-", "−")


def difference(comparison: Comparison, variant: str, measure: str) -> pd.Series[Any]:
    """Return the row of the organisation's difference in *measure*."""
    table = comparison.differences
    mine = (table["variant"] == variant) & (table["scope"] == ORGANISATION)
    row: pd.Series[Any] = table[mine & (table["measure"] == measure)].iloc[0]
    return row


def change(row: pd.Series[Any], called: str) -> str:
    """Return one difference as a clause: a direction only where the verdict has one."""
    interval = f"95 % interval {percent(row['relative_low'])} to {percent(row['relative_high'])}"
    if row["verdict"] == NOT_DISTINGUISHABLE:
        if math.isnan(row["relative_low"]):
            return f"{called} cannot be told apart at {plural(int(row['replications']), 'replication')}"
        return (
            f"{called} is not distinguishable at {plural(int(row['replications']), 'replication')} "
            f"({interval})"
        )
    verb = "falls" if row["difference"] < 0 else "rises"
    unit = row["unit"]
    levels = f"from {number(row['against_level'], unit)} to {number(row['level'], unit)}"
    said = "" if unit == "share" else f" {unit}"
    return f"{called} {verb} {levels}{said} ({percent(row['relative'])}, {interval})"


def plural(count: int, noun: str) -> str:
    """Return *count* and *noun*, with an s where there is not just one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def answer(comparison: Comparison, variant: str) -> str:
    """Return the answer for one proposal, in one sentence."""
    clauses = [
        change(difference(comparison, variant, measure), called)
        for measure, called in ANSWER.items()
    ]
    months = plural(comparison.about["horizon_months"], "month")
    title = comparison.about["titles"].get(variant, variant)
    named = f"{variant} ({title})" if title != variant else variant
    return f"Over {months}, {named} against {comparison.variants[0]}: {'; '.join(clauses)}."


def answers(comparison: Comparison) -> list[str]:
    """Return the answer for every proposal; a note where there is nothing to compare."""
    if len(comparison.variants) == 1:
        return [f"Only {comparison.variants[0]} was run: there is nothing to compare it with."]
    return [answer(comparison, variant) for variant in comparison.variants[1:]]


def certainty(comparison: Comparison) -> str:
    """Return how sure the answer is, and what it rests on."""
    about = comparison.about
    runs = plural(comparison.replications, "replication")
    policy = " and ".join(about["demand"]) or "no"
    told = {
        "pull": "The backlog is never empty (demand policy: pull), so freed hours show as "
        "throughput.",
        "arrivals": "Requests arrive whatever the teams do (demand policy: arrivals), so freed "
        "hours show as shorter queues.",
    }.get(policy, f"Demand policies: {policy}.")
    sentence = (
        f"{runs} per variant on the same luck (seed {about['seed']}); verdicts on the headline "
        f"measures hold together at an error rate of 5 %. {told}"
    )
    if comparison.interrupted:
        sentence += " The run was interrupted: only the replications finished by then count."
    for one in about.get("precision", []):
        if not one["reached"]:
            sentence += (
                f" The wanted precision of {100 * one['wanted']:.3g} % was not reached for "
                f"{REGISTRY[one['measure']].label.lower()} of {one['variant']}: "
                f"±{100 * one['half_width']:.2g} % after {one['replications']} replications."
            )
    return sentence


def engineer_hours(comparison: Comparison) -> str:
    """Return the paid hours of all variants: whether the same people are compared."""
    levels = comparison.levels
    mine = (levels["scope"] == ORGANISATION) & (levels["measure"] == "engineer_hours")
    hours = dict(zip(levels[mine]["variant"], levels[mine]["mean"], strict=True))
    told = ", ".join(f"{variant} {hours[variant]:,.0f} h" for variant in comparison.variants)
    return f"Paid engineer-hours: {told}."


def answer_in_text(comparison: Comparison) -> str:
    """Return what `orgshift compare` prints: question, answer, table, hours."""
    about = comparison.about
    lines = [about["title"]]
    if about["question"]:
        lines += wrapped(about["question"])
    lines.append("")
    for sentence in answers(comparison):
        lines += [*wrapped(sentence), ""]
    lines += [*wrapped(certainty(comparison)), ""]
    reference = comparison.variants[0]
    levels = comparison.levels[comparison.levels["scope"] == ORGANISATION]
    if len(comparison.variants) == 1:
        lines.append(f"{'':<30} {reference}")
        for measure in TABLE:
            row = levels[levels["measure"] == measure].iloc[0]
            lines.append(f"{REGISTRY[measure].label:<30} {number(row['mean'], row['unit'])}")
    for variant in comparison.variants[1:]:
        head = f"{variant} against {reference}"
        lines += [head, "-" * 79]
        lines.append(
            f"{'':<27}{_short(reference):>9}{_short(variant):>10}{'difference, 95 %':>20}  verdict"
        )
        for measure in TABLE:
            row = difference(comparison, variant, measure)
            spread = f"{percent(row['relative_low'])[:-2]} … {percent(row['relative_high'])}"
            verdict = "no verdict" if row["verdict"] == NOT_DISTINGUISHABLE else row["verdict"]
            lines.append(
                f"{REGISTRY[measure].label:<27}{number(row['against_level'], row['unit']):>9}"
                f"{number(row['level'], row['unit']):>10}{spread:>20}  {verdict}"
            )
        lines.append("")
    lines += wrapped(engineer_hours(comparison))
    return "\n".join(lines)


def _short(name: str) -> str:
    return name if len(name) <= 9 else f"{name[:8]}…"


def wrapped(text: str, width: int = 79) -> list[str]:
    """Return *text* as lines of at most *width* characters."""
    import textwrap

    return textwrap.wrap(text, width)
