"""Parts of a section: in which state of the journey, and by which change, lead time and toil differ."""

from __future__ import annotations

import pandas as pd

from orgshift.experiments.by_state import WHOLE
from orgshift.experiments.parts import MEASURES
from orgshift.measures import REGISTRY
from orgshift.reports import causes as told
from orgshift.reports import findings, numbers, words
from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.source import Source
from orgshift.reports.waterfall import waterfall

BY_STATE = (
    "Of the mean lead time, each part begins where the one above ends; they add up to the whole. "
    "Lines are 95 % intervals; those of the states of a proposal hold together."
)
BY_CHANGE = (
    "What a change adds, averaged over all orders in which the changes could come (Shapley value). "
    "Lines are 95 % intervals that hold together."
)


def by_state(source: Source) -> Part:
    """Return the difference of every proposal in the mean lead time, split by state."""
    charts = []
    for place, variant in enumerate(source.claims.proposals, 1):
        steps = state_steps(source, variant)
        if len(steps) > 1 and steps["value"].notna().all():
            finding = findings.by_state(source.states, variant, source.claims.reference)
            figure = waterfall(steps, x="calendar days", better="lower")
            behind = numbers.steps(steps, "state", "days")
            charts.append(Chart(f"why-by-state-{place}", finding, figure, behind, steps))
    return Part("In which state the mean lead time differs", charts, BY_STATE if charts else "")


def state_steps(source: Source, variant: str) -> pd.DataFrame:
    """Return ``label``, ``value``, ``low``, ``high`` (calendar days), the whole in the last row.

    States in which the variants do not differ in any replication are left out.
    """
    mine = source.states[source.states["variant"] == variant]
    same = (mine["low"] == 0.0) & (mine["high"] == 0.0)
    mine = mine[~same | (mine["state"] == "")]
    return pd.DataFrame({
        "label": [
            words.called(one).sentence if one == WHOLE else findings.state(one)
            for one in mine["measure"]
        ],
        "value": mine["difference"].to_numpy(),
        "low": mine["low"].to_numpy(),
        "high": mine["high"].to_numpy(),
    })  # fmt: skip


def by_change(source: Source) -> Part:
    """Return what each change adds to the differences; nothing unless `orgshift why` has been run."""
    causes, charts, text = source.causes, [], []
    for variant in source.explained if causes is not None else ():
        assert causes is not None
        place = source.claims.proposals.index(variant) + 1
        text.append(f"{variant}: {told.method(causes, variant)}")
        for measure in MEASURES:
            steps = told.steps(causes, variant, measure, "change")
            if steps["value"].isna().any():
                continue
            unit = told.unit(measure)
            charts.append(Chart(
                f"why-{measure}-{place}", told.finding(causes, variant, measure, "change"),
                waterfall(steps, x=unit, better=REGISTRY[measure].better),
                numbers.steps(steps, "change", unit), steps,
            ))  # fmt: skip
    return Part("Which change makes the difference", charts, BY_CHANGE if charts else "", text=text)
