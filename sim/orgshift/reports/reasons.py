"""Why a proposal differs: which change, where that is known; else in which state of the journey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.reports import causes as told
from orgshift.reports import findings
from orgshift.reports.sentences import Sentence

if TYPE_CHECKING:
    from orgshift.reports.source import Source

#: What the changes are told of.
TOLD = ("lead_time_mean", "toil_share")
#: Of more proposals than these there is no room for each on a page.
MOST = 4


def why(source: Source) -> list[Sentence]:
    """Return where the difference of each proposal comes from; nothing where none is told."""
    claims, sentences = source.claims, []
    proposals = claims.proposals if len(claims.proposals) <= MOST else []
    for variant in proposals:
        place = claims.proposals.index(variant) + 1
        if source.causes is not None and variant in source.explained:
            for measure in TOLD:
                text = told.finding(source.causes, variant, measure, "change")
                sentences.append(
                    Sentence(f"{text}.", f"why-{measure}-{place}", "`causes-split.csv`")
                )
        elif claims.replications > 1:
            note = "`lead_…` in `summary.csv`; intervals that hold together"
            text = findings.by_state(source.states, variant, claims.reference)
            sentences.append(Sentence(f"{text}.", f"why-by-state-{place}", note))
    return sentences
