"""What `orgshift compare` prints: the memo, then a table for each proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports import transition_words, words
from orgshift.reports.memo import ON_THE_WAY, memo
from orgshift.reports.sentences import change, change_limits, limits
from orgshift.reports.source import Source
from orgshift.reports.words import WIDTH, wrapped

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison
    from orgshift.reports.claims import Claim, Claims
    from orgshift.reports.memo import Memo


def in_text(comparison: Comparison) -> str:
    """Return question, variants, memo and tables, for a terminal of 79 columns."""
    source = Source.of(comparison)
    claims, written = source.claims, memo(source)
    paragraphs = [
        wrapped(written.title) + wrapped(written.question),
        [line for v, title in titles(claims).items() for line in wrapped(f"{v}: {title}", 2)],
        wrapped(written.interruption),
        *_memo(written),
        *transition_words.in_text(source),
    ]
    paragraphs += [_differences(claims, variant) for variant in claims.proposals]
    paragraphs += [] if claims.proposals else [_levels(claims)]
    paragraphs.append(["Days are calendar days."])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def titles(claims: Claims) -> dict[str, str]:
    """Return what each variant is, where its title says more than its name."""
    known = claims.about["titles"]
    return {v: known[v] for v in claims.variants if known.get(v, v).casefold() != v.casefold()}


def _memo(written: Memo) -> list[list[str]]:
    """Return a block of lines for each paragraph, a sentence on lines of its own."""
    return [
        [f"{paragraph.heading.upper()}"]
        + [line for sentence in paragraph.sentences for line in wrapped(sentence.text, 2)]
        for paragraph in written.paragraphs
        if paragraph.heading != ON_THE_WAY
    ]


def _levels(claims: Claims) -> list[str]:
    only = claims.reference
    lines = [f"{'':<28}{_short(only, 'level'):>9}{'95 % interval':>20}", "-" * 57]
    for measure in claims.shown:
        level = claims.level(only, measure)
        mean = words.number(level.mean, level.unit)
        between = limits(level.low, level.high, level.unit)
        lines.append(f"{words.row_label(measure):<28}{mean:>9}{between:>20}")
    return lines


def _differences(claims: Claims, variant: str) -> list[str]:
    reference = claims.reference
    lines = wrapped(f"{variant} against {reference}, changes in percent of {reference}'s level")
    before, now = _short(reference, "before"), _short(variant, "then")
    lines += [f"{'':<28}{before:>8}{now:>9}{'change':>8}{'95 % interval':>15} verdict", "-" * WIDTH]
    return lines + [_row(claims.claim(variant, measure)) for measure in claims.shown]


def _row(claim: Claim) -> str:
    before, now = (words.number(n, claim.unit) for n in (claim.against_level, claim.level))
    told = "no verdict" if claim.verdict == NOT_DISTINGUISHABLE else claim.verdict
    label, moved = words.row_label(claim.measure), change(claim).removesuffix(" %")
    return f"{label:<28}{before:>8}{now:>9}{moved:>8}{change_limits(claim):>15} {told}"


def _short(name: str, instead: str) -> str:
    """Return *name* for the head of a column, *instead* where it is too long for one."""
    return name if len(name) <= 8 else instead
