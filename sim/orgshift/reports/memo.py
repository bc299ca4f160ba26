"""The memo: what a board reads, on one page, each sentence with the number it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orgshift import store
from orgshift.reports import certainty, reasons, sentences, way
from orgshift.reports.claims import ANSWER, Claims
from orgshift.reports.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.experiments.comparison import Comparison
    from orgshift.reports.sentences import Sentence

#: The terminal tells more of this than the memo.
ON_THE_WAY = "On the way"
#: What Markdown would take for marks of its own.
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True)
class Paragraph:
    """Sentences that answer one question of the board."""

    heading: str
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class Memo:
    """The memo on a comparison: its title, the question, and paragraphs under their headings."""

    title: str
    question: str
    interruption: str
    paragraphs: Sequence[Paragraph]


def memo(source: Source) -> Memo:
    """Return the memo on *source*."""
    claims = source.claims
    paragraphs = [
        Paragraph("The answer", answer(claims)),
        Paragraph("How sure", certainty.how_sure(claims)),
        Paragraph(ON_THE_WAY, way.on_the_way(source)),
        Paragraph("Why", reasons.why(source)),
        Paragraph("Who loses", way.who_loses(source)),
        Paragraph("What it rests on", certainty.rests_on(claims)),
        Paragraph("What it cannot say", certainty.cannot_say(claims)),
    ]
    told = [paragraph for paragraph in paragraphs if paragraph.sentences]
    about = claims.about
    return Memo(about["title"], about["question"], certainty.interruption(claims), told)


def answer(claims: Claims) -> list[Sentence]:
    """Return the verdicts and the numbers behind them; the levels where nothing is compared."""
    if not claims.proposals:
        return sentences.levels(claims)
    return [
        *sentences.verdicts(claims),
        *(sentences.on_measure(claims, measure) for measure in ANSWER),
    ]


def in_markdown(source: Source) -> str:
    """Return the memo on *source* in Markdown, its numbers in footnotes."""
    written = memo(source)
    notes: list[str] = []
    blocks = [f"# {_plain(written.title)}", f"*{_plain(written.question)}*"]
    blocks += [f"**{_plain(written.interruption)}**"]
    for paragraph in written.paragraphs:
        told = [_footnoted(sentence, notes) for sentence in paragraph.sentences]
        blocks.append(f"**{paragraph.heading}.** {' '.join(told)}")
    blocks.append("\n".join(f"[^{place}]: {note}" for place, note in enumerate(notes, 1)))
    return "\n\n".join(block for block in blocks if block.strip("*")) + "\n"


def _footnoted(sentence: Sentence, notes: list[str]) -> str:
    """Return *sentence* with the number of its note; a note that comes again keeps its number."""
    if not sentence.note:
        return _plain(sentence.text)
    if sentence.note not in notes:
        notes.append(sentence.note)
    return f"{_plain(sentence.text)}[^{notes.index(sentence.note) + 1}]"


def _plain(text: str) -> str:
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def write_memo(
    comparison: Comparison, path: str | Path, *, run_dir: str | Path | None = None
) -> Path:
    """Write the memo on *comparison* to *path* and return it; *run_dir* as in ``write_report``.

    Raises OrgshiftError if it cannot.
    """
    text = in_markdown(Source.of(comparison, run_dir))
    path = Path(path)
    store.write_text(path, text, "the memo")
    return path
