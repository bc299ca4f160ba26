"""How numbers, measures and lists are written; every text of a report is made of these."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from orgshift.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Called(NamedTuple):
    """How a measure is called: in a sentence, with what its levels are *of* there, and in a row.

    ``short`` is its name where several are listed.
    """

    sentence: str
    of: str
    row: str
    row_unit: str
    short: str


CALLED = {
    "lead_time_p50": Called(
        "median lead time", "calendar days", "Lead time, median", ", days", "lead time"
    ),
    "lead_time_p85": Called(
        "the lead time 85 % stay within", "calendar days", "Lead time, 85 % within", ", days",
        "lead time of 85 %",
    ),
    "lead_time_mean": Called(
        "mean lead time", "calendar days", "Lead time, mean", ", days", "mean lead time"
    ),
    "toil_share": Called("toil", "of task hours", "Toil, share", " of task hours", "toil"),
    "throughput": Called(
        "throughput", "features a month", "Throughput", ", features a month", "throughput"
    ),
}  # fmt: skip
#: Numbers from here on, and down from the other, are written in powers of ten.
HUGE, TINY = 1e9, 1e-6
#: Digits behind the point, and no more, that tell two levels apart.
MOST_DIGITS = 6
WIDTH = 79


def number(value: float, unit: str, *, more: int = 0) -> str:
    """Return *value* as people write it: three digits, shares in percent, "–" if there is none.

    *more* digits where three would not tell two numbers apart.
    """
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        return f"{_rounded(100 * value, 1 + more)} %"
    return _rounded(value, more + (0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2))


def telling(one: float, others: Iterable[float], unit: str) -> int:
    """Return how many more digits it takes to see that *one* is not the same as any of *others*."""
    different = [other for other in others if math.isfinite(other) and other != one]
    for more in range(MOST_DIGITS):
        told = number(one, unit, more=more)
        if all(number(other, unit, more=more) != told for other in different):
            return more
    return MOST_DIGITS


def percent(value: float, *, signed: bool = True, digits: int = 1) -> str:
    """Return a relative change: "+3.1 %", "−10.8 %"; "–" if it cannot be told."""
    if not math.isfinite(value):
        return "–"
    return f"{sign(value) if signed else ''}{_rounded(100 * abs(value), digits)} %"


def _rounded(value: float, digits: int) -> str:
    """Round to *digits* behind the point, to the first that is not 0 where nothing would be left."""
    if value and not TINY <= abs(value) < HUGE:
        return f"{value:.1e}".replace("-", "−")
    text = f"{value:,.{digits}f}"
    if value and not text.strip("-0."):
        text = f"{value:.{-math.floor(math.log10(abs(value)))}f}"
    return text.replace("-", "−")


def sign(value: float) -> str:
    """Return the sign of *value*, none of zero."""
    return "+" if value > 0.0 else "−" if value < 0.0 else ""


def called(measure: str) -> Called:
    """Return how *measure* is called; as in the registry unless there is something better."""
    label, unit = REGISTRY[measure].label, REGISTRY[measure].unit
    said = "" if unit == "share" else unit
    sentence, row_unit = label[0].lower() + label[1:], f", {said}" if said else ""
    return CALLED.get(measure) or Called(sentence, said, label, row_unit, sentence)


def row_label(measure: str) -> str:
    """Return how *measure* is called in a row of a table, its unit included."""
    return called(measure).row + called(measure).row_unit


def plural(count: int, noun: str) -> str:
    """Return *count* and *noun*, with an s where there is not just one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def over(about: Mapping[str, Any]) -> str:
    """Return over which months a comparison is read: "24 months", or "months 13 to 24"."""
    if "window" not in about:
        return plural(about["horizon_months"], "month")
    first, last = about["window"]
    return f"month {last}" if last == first + 1 else f"months {first + 1} to {last}"


def listed(names: Sequence[str]) -> str:
    """Return *names* as "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def capital(text: str) -> str:
    """Return *text* with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Return *text* as lines for a terminal, the second and later ones indented."""
    # A number stays on one line with its percent sign.
    glued = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(glued, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
