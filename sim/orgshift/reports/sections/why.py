"""Parts of a section: in which state of the journey, and by which change, lead time and toil differ."""

from __future__ import annotations

import pandas as pd

from orgshift.experiments.parts import MEASURES
from orgshift.measures import REGISTRY
from orgshift.organisation.activities import STATES
from orgshift.reports import causes as told
from orgshift.reports import findings, numbers
from orgshift.reports.claims import Claims
from orgshift.reports.sections.layout import Chart, Part
from orgshift.reports.source import Source
from orgshift.reports.waterfall import waterfall

WHOLE = "lead_time_mean"
BY_STATE = (
    "Of the mean lead time, each part begins where the one above ends; they add up to the whole. "
    "Lines are 95 % intervals, each by itself."
)
BY_CHANGE = (
    "What a change adds, averaged over all orders in which the changes could come (Shapley value). "
    "Lines are 95 % intervals that hold together."
)


def by_state(source: Source) -> Part:
    """Return the difference of every proposal in the mean lead time, split by state."""
    charts = []
    for place, variant in enumerate(source.claims.proposals, 1):
        steps = state_steps(source.claims, variant)
        if len(steps) > 1 and steps["value"].notna().all():
            charts.append(Chart(
                f"why-by-state-{place}", findings.by_state(source.claims, variant),
                waterfall(steps, x="calendar days", better="lower"),
                numbers.steps(steps, "state", "days"), steps,
            ))  # fmt: skip
    return Part("In which state the mean lead time differs", charts, BY_STATE if charts else "")


def state_steps(claims: Claims, variant: str) -> pd.DataFrame:
    """Return ``label``, ``value``, ``low``, ``high`` (calendar days), the whole in the last row."""
    parts = [claims.claim(variant, f"lead_{state}") for state in STATES]
    mine = [one for one in parts if one.finding != "same"] + [claims.claim(variant, WHOLE)]
    labels = [findings.state(one.measure) for one in mine[:-1]] + ["mean lead time"]
    return pd.DataFrame({
        "label": labels,
        "value": [one.estimate for one in mine],
        "low": [one.low for one in mine],
        "high": [one.high for one in mine],
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
