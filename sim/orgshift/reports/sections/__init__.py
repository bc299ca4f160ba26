"""What the report shows below its memo: one file per part; figures come from the files above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.reports.certainty import METHOD, RESTS_ON
from orgshift.reports.sections.by_month import by_month
from orgshift.reports.sections.differences import differences
from orgshift.reports.sections.dora import four_keys
from orgshift.reports.sections.hours import hours
from orgshift.reports.sections.layout import Chart, Part, Section, Table
from orgshift.reports.sections.lead_time import lead_time, lead_time_states
from orgshift.reports.sections.measured import measured
from orgshift.reports.sections.method import method
from orgshift.reports.sections.rests_on import assumptions
from orgshift.reports.sections.sensitive import sensitivities
from orgshift.reports.sections.single_features import single_features
from orgshift.reports.sections.transition import dips, payback, teams
from orgshift.reports.sections.why import by_change, by_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.reports.source import Source


def sections(source: Source) -> list[Section]:
    """Return the sections of the report on *source*, what has nothing to show left out."""
    every: dict[tuple[str, str], Sequence[Part]] = {
        ("Your own numbers beside ours", "measured"): [measured(source)],
        ("What differs", ""): [differences(source)],
        ("The transition, month by month", "transition"): [
            dips(source),
            payback(source),
            by_month(source, "throughput", "Throughput over time"),
            by_month(source, "lead_time_p50", "Lead time over time"),
        ],
        ("Where the time goes, and why", "time"): [
            lead_time(source),
            lead_time_states(source),
            by_state(source),
            by_change(source),
        ],
        ("Who gains, who loses", "teams"): [teams(source)],
        ("Toil and hours", ""): [by_month(source, "toil_share", "Toil over time"), hours(source)],
        ("Single features", ""): [single_features(source)],
        ("DORA’s four keys", "dora"): [four_keys(source)],
        ("What it rests on", RESTS_ON): [sensitivities(source), assumptions(source)],
        ("Method and provenance", METHOD): [method(source)],
    }
    shown = [
        Section(title, [part for part in parts if part], name)
        for (title, name), parts in every.items()
    ]
    return [section for section in shown if section.parts]


__all__ = ["Chart", "Part", "Section", "Table", "sections"]
