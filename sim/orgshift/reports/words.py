"""Words that the numbers are bound to keep: no direction where the verdict has none."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE, ORGANISATION, REGISTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from orgshift.experiments.comparison import Comparison


class Called(NamedTuple):
    """How a measure is called: in a sentence, with what its levels are *of* there, and in a row."""

    sentence: str
    of: str
    row: str
    row_unit: str


CALLED = {
    "lead_time_p50": Called("median lead time", "calendar days", "Lead time, median", ", days"),
    "lead_time_p85": Called(
        "the lead time 85 % stay within", "calendar days", "Lead time, 85 % within", ", days"
    ),
    "lead_time_mean": Called("mean lead time", "calendar days", "Lead time, mean", ", days"),
    "toil_share": Called("toil", "of task hours", "Toil, share", " of task hours"),
    "throughput": Called("throughput", "features a month", "Throughput", ", features a month"),
}
#: The measures of the answer, in the order they are told.
ANSWER = ("lead_time_p50", "toil_share", "throughput")
DEMAND = {
    "pull": "the backlog is never empty, lead time runs from the commitment of a feature, and freed "
    "hours show as throughput",
    "arrivals": "requests arrive whatever the teams do, lead time runs from the request, and freed "
    "hours show as shorter queues",
}
WIDTH = 79


def number(value: float, unit: str) -> str:
    """Return *value* as people write it: three digits, shares in percent, "–" if there is none."""
    if math.isnan(value):
        return "–"
    if unit == "share":
        return f"{_rounded(100 * value, 1)} %"
    return _rounded(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def percent(value: float, *, signed: bool = True, digits: int = 1) -> str:
    """Return a relative change: "+3.1 %", "−10.8 %"; "–" if it cannot be told."""
    if math.isnan(value):
        return "–"
    return f"{_sign(value) if signed else ''}{_rounded(100 * abs(value), digits)} %"


def digits(row: pd.Series[Any]) -> int:
    """Return how many digits a difference is worth: none behind the point in a wide interval."""
    return 0 if row["relative_high"] - row["relative_low"] >= 0.1 else 1


def _rounded(value: float, digits: int) -> str:
    """Round to *digits* behind the point, to one more where nothing would be left."""
    text = f"{value:,.{digits}f}"
    return text if value == 0.0 or text.strip("0.") else f"{value:.{digits + 1}f}"


def _sign(value: float) -> str:
    return "+" if value > 0.0 else "−" if value < 0.0 else ""


def called(measure: str) -> Called:
    """Return how *measure* is called; as in the registry unless there is something better."""
    label, unit = REGISTRY[measure].label, REGISTRY[measure].unit
    said = "" if unit == "share" else unit
    row_unit = f", {said}" if said else ""
    return CALLED.get(measure) or Called(label[0].lower() + label[1:], said, label, row_unit)


def row_label(measure: str) -> str:
    """Return how *measure* is called in a row of a table, its unit included."""
    return called(measure).row + called(measure).row_unit


def plural(count: int, noun: str) -> str:
    """Return *count* and *noun*, with an s where there is not just one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Return *names* as "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def difference(comparison: Comparison, variant: str, measure: str) -> pd.Series[Any]:
    """Return the row of the organisation's difference in *measure*."""
    return _row(comparison.differences, variant, measure)


def level(comparison: Comparison, variant: str, measure: str) -> pd.Series[Any]:
    """Return the row of the organisation's level of *measure* under *variant*."""
    return _row(comparison.levels, variant, measure)


def _row(table: pd.DataFrame, variant: str, measure: str) -> pd.Series[Any]:
    # The measure first: with hundreds of teams that leaves little to look through.
    table = table[table["measure"] == measure]
    row: pd.Series[Any] = table[
        (table["variant"] == variant) & (table["scope"] == ORGANISATION)
    ].iloc[0]
    return row


def absent(comparison: Comparison, measure: str) -> bool:
    """Return whether *measure* is zero under every variant: the scenario has nothing of it."""
    return all(level(comparison, v, measure)["mean"] == 0.0 for v in comparison.variants)


def change(row: pd.Series[Any]) -> str:
    """Return one difference as a clause.

    A fall or rise is told only where the verdict has one. Amounts are in percent of the level of
    the reference, and in the measure's own unit where that level is zero.
    """
    name, of, *_ = called(row["measure"])
    runs, against = plural(int(row["replications"]), "replication"), row["against"]
    now, before = (number(row[column], row["unit"]) for column in ("level", "against_level"))
    if math.isnan(row["difference"]):
        return f"{name} cannot be told: not every replication reaches it within the horizon"
    if math.isnan(row["low"]):
        return f"{name} cannot be told apart from {against} by {runs}"
    if row["low"] == row["high"] == 0.0:
        return f"{name} is the same in every replication, {now} {of}"
    if row["verdict"] == NOT_DISTINGUISHABLE:
        limits = " to ".join(_amount(row, limit, signed=True) for limit in ("low", "high"))
        # An interval on its own may lie clear of zero where all verdicts together do not hold.
        alone = row["low"] > 0.0 or row["high"] < 0.0
        caveat = ", too weak once all claims are judged together" if alone else ""
        return f"{name} is not distinguishable from {against} at {runs} ({limits}{caveat})"
    falls = row["difference"] < 0.0
    nearer, farther = ("high", "low") if falls else ("low", "high")
    limits = " to ".join(_amount(row, limit) for limit in (nearer, farther))
    share_of = f" of {against}'s level" if row["unit"] == "share" and row["against_level"] else ""
    return (
        f"{name} {'falls' if falls else 'rises'} from {before} to {now} {of}, by "
        f"{_amount(row, 'difference')}{share_of} ({limits})"
    )


def _amount(row: pd.Series[Any], column: str, *, signed: bool = False) -> str:
    """Return a difference or a limit of it, relative where the reference's level is not zero."""
    if row["against_level"]:
        relative = "relative" if column == "difference" else f"relative_{column}"
        return percent(row[relative], signed=signed, digits=digits(row))
    said = number(abs(row[column]), row["unit"])
    points = said.replace(" %", " points")
    return f"{_sign(row[column])}{points}" if signed else points


def answer(comparison: Comparison, variant: str) -> str:
    """Return the answer for one proposal, in one sentence."""
    clauses = [
        f"there is no {called(measure).sentence}"
        if absent(comparison, measure)
        else change(difference(comparison, variant, measure))
        for measure in ANSWER
    ]
    return _told(comparison, f"{variant} against {comparison.variants[0]}", clauses)


def answers(comparison: Comparison) -> list[str]:
    """Return the answer for every proposal; the levels where there is nothing to compare."""
    if len(comparison.variants) > 1:
        return [answer(comparison, variant) for variant in comparison.variants[1:]]
    only, clauses = comparison.variants[0], []
    for measure in ANSWER:
        row, (name, of, *_) = level(comparison, only, measure), called(measure)
        spread = "" if math.isnan(row["low"]) else f" ({limits(row)})"
        said = f"{name} is {number(row['mean'], row['unit'])} {of}{spread}"
        clauses.append(f"there is no {name}" if absent(comparison, measure) else said)
    return [_told(comparison, f"{only}, compared with nothing", clauses)]


def _told(comparison: Comparison, what: str, clauses: list[str]) -> str:
    months = plural(comparison.about["horizon_months"], "month")
    brackets = " (95 % intervals in brackets)" if comparison.replications > 1 else ""
    return f"Over {months}, {what}{brackets}: {'; '.join(clauses)}."


def limits(row: pd.Series[Any]) -> str:
    """Return the interval of a level."""
    if math.isnan(row["low"]):
        return "–"
    return " to ".join(number(row[limit], row["unit"]) for limit in ("low", "high"))


def certainty(comparison: Comparison) -> str:
    """Return how sure the answer is, and what it rests on."""
    about = comparison.about
    runs, seed = plural(comparison.replications, "replication"), about["seed"]
    paired = " of each variant, paired by luck" if len(comparison.variants) > 1 else ""
    told = [f"Simulated in {runs}{paired} (seed {seed})."]
    if comparison.replications == 1:
        told.append("One replication has no interval: it shows what can happen and proves nothing.")
    elif len(comparison.variants) > 1:
        told.append(
            f"The verdicts on {len(HEADLINE)} measures of every proposal hold together: a chance of "
            "5 % at most that any of them sees a difference where there is none."
        )
    if about["looks"] > 1:
        told.append(f"Intervals allow for up to {about['looks']} looks at the result.")
    if about.get("beliefs"):
        told += _beliefs(comparison)
    told += [
        f"Demand policy {policy}: {DEMAND.get(policy, 'as the scenario says')}."
        for policy in about["demand"]
    ]
    told += [
        f"The wanted precision of ±{percent(one['wanted'], signed=False)} was not reached for "
        f"{called(one['measure']).sentence} of {one['variant']}: "
        f"±{percent(one['half_width'], signed=False)} after {one['replications']} replications."
        for one in about.get("precision", [])
        if not one["reached"]
    ]
    return " ".join(told)


def _beliefs(comparison: Comparison) -> list[str]:
    """Return what is drawn from ranges, and what that makes of the answer for every proposal."""
    about = comparison.about
    count, whose = (
        len(about["beliefs"]),
        "their ranges" if len(about["beliefs"]) > 1 else "its range",
    )
    ledger = " in the evidence ledger" if about["ledger"] else ""
    told = [
        f"{plural(count, 'setting')} not known for certain {'are' if count > 1 else 'is'} drawn from "
        f"{whose}{ledger}, anew for every two replications."
    ]
    split = []
    for variant in comparison.variants[1:]:
        rows = [difference(comparison, variant, measure) for measure in ANSWER]
        clauses = [_split(row) for row in rows if not math.isnan(row["belief_share"])]
        split += [f"{variant}: {', '.join(clauses)}"] if clauses else []
    if split:
        told.append(
            "What belief makes of the variance of the difference (luck makes the rest), and the "
            "change that nine in ten of the beliefs allow once luck is averaged out: "
            f"{'; '.join(split)}."
        )
    return told


def _split(row: pd.Series[Any]) -> str:
    """Return the share of belief in a difference, its limits, and the changes beliefs allow."""
    share, low, high = (
        percent(row[f"belief_share{end}"], signed=False, digits=0) for end in ("", "_low", "_high")
    )
    text = f"{called(row['measure']).sentence} {share} ({low} to {high})"
    if row["belief_share"] == 0.0 or not row["against_level"]:
        return text
    least, most = (
        percent(row[f"belief_{end}"] / row["against_level"], digits=0) for end in ("low", "high")
    )
    return f"{text}, change {least} to {most}"


def interruption(comparison: Comparison) -> str:
    """Return what an interrupted run rests on; nothing if it was not interrupted."""
    if not comparison.interrupted:
        return ""
    runs = plural(comparison.replications, "replication")
    return f"The run was interrupted: this rests on the {runs} finished by then, fewer than wanted."


def engineer_hours(comparison: Comparison) -> str:
    """Return the paid hours of all variants: whether the same people are compared."""
    hours = {v: level(comparison, v, "engineer_hours")["mean"] for v in comparison.variants}
    if len(hours) > 1 and len(set(hours.values())) == 1:
        return f"Every variant pays the same {hours[comparison.variants[0]]:,.0f} engineer-hours."
    return f"Paid engineer-hours: {', '.join(f'{v} {h:,.0f}' for v, h in hours.items())}."


def titles(comparison: Comparison) -> dict[str, str]:
    """Return what each variant is, where its title says more than its name."""
    known = comparison.about["titles"]
    return {v: known[v] for v in comparison.variants if known.get(v, v).casefold() != v.casefold()}


def answer_in_text(comparison: Comparison) -> str:
    """Return what `orgshift compare` prints: question, answer, table, hours."""
    about = comparison.about
    paragraphs = [wrapped(about["title"]) + wrapped(about["question"])]
    paragraphs.append(
        [line for v, title in titles(comparison).items() for line in wrapped(f"{v}: {title}", 2)]
    )
    paragraphs += [wrapped(sentence) for sentence in answers(comparison)]
    paragraphs += [wrapped(interruption(comparison)), wrapped(certainty(comparison))]
    if len(comparison.variants) == 1:
        paragraphs.append(_level_lines(comparison))
    paragraphs += [_difference_lines(comparison, variant) for variant in comparison.variants[1:]]
    paragraphs.append(wrapped(f"Days are calendar days. {engineer_hours(comparison)}"))
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _level_lines(comparison: Comparison) -> list[str]:
    only = comparison.variants[0]
    lines = [f"{'':<28}{_short(only, 'level'):>9}{'95 % interval':>20}", "-" * 57]
    for measure in shown(comparison):
        row = level(comparison, only, measure)
        mean = number(row["mean"], row["unit"])
        lines.append(f"{row_label(measure):<28}{mean:>9}{limits(row):>20}")
    return lines


def _difference_lines(comparison: Comparison, variant: str) -> list[str]:
    reference = comparison.variants[0]
    lines = wrapped(f"{variant} against {reference}, changes in percent of {reference}'s level")
    before, now = _short(reference, "before"), _short(variant, "then")
    lines += [f"{'':<28}{before:>8}{now:>9}{'change':>8}{'95 % interval':>15} verdict", "-" * WIDTH]
    for measure in shown(comparison):
        row = difference(comparison, variant, measure)
        before, now = (number(row[c], row["unit"]) for c in ("against_level", "level"))
        change = percent(row["relative"], digits=digits(row)).removesuffix(" %")
        lines.append(
            f"{row_label(measure):<28}{before:>8}{now:>9}{change:>8}{relative_limits(row):>15} "
            f"{'no verdict' if row['verdict'] == NOT_DISTINGUISHABLE else row['verdict']}"
        )
    return lines


def relative_limits(row: pd.Series[Any]) -> str:
    """Return the interval of a difference in percent of the reference's level, without the sign."""
    if math.isnan(row["relative_low"]):
        return "–"
    limits = (percent(row[f"relative_{limit}"], digits=digits(row)) for limit in ("low", "high"))
    return " to ".join(limit.removesuffix(" %") for limit in limits)


def shown(comparison: Comparison) -> list[str]:
    """Return the headline measures that the scenario has anything of."""
    return [measure for measure in HEADLINE if not absent(comparison, measure)]


def _short(name: str, instead: str) -> str:
    """Return *name* for the head of a column, *instead* where it is too long for one."""
    return name if len(name) <= 8 else instead


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Return *text* as lines for a terminal, the second and later ones indented."""
    # A number stays on one line with its percent sign.
    glued = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(glued, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
