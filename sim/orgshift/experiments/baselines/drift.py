"""What has moved since a baseline, and why: the assumption, the code, or only noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.experiments.baselines.baseline import Baseline, record
from orgshift.experiments.baselines.events import first_differences
from orgshift.experiments.contracts.tails import LAST_BITS, of_mean
from orgshift.organisation.calendar import Calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.replicate import Progress
    from orgshift.scenario import Scenario


class Cause(StrEnum):
    """Why what comes out now is not what came out then."""

    NONE = "identical"
    ASSUMPTION = "the assumption changed"
    CODE = "the code changed"
    MACHINE = "the same code on another machine or other libraries"


class Moved(StrEnum):
    """Whether a measure is still within its margin."""

    NO = "within the margin"
    YES = "moved"
    UNKNOWN = "cannot be told"


class Input(NamedTuple):
    """A setting that is not what it was; None: it was not there, or is no more."""

    path: str
    before: str | None
    now: str | None


class Drift(NamedTuple):
    """How far a measure of a variant moved: ``margins`` is the mean in margins."""

    variant: str
    measure: str
    before: float
    now: float
    margins: float
    moved: Moved


class Event(NamedTuple):
    """From when on a mechanism's events differ in a variant (month from day 0, of replication 0)."""

    variant: str
    mechanism: str
    month: float


@dataclass(frozen=True)
class Drifted:
    """What is not as it was: the cause, the inputs and events that differ, and the measures.

    ``drifts`` are sorted by how many margins they moved; ``current`` is what a new baseline would
    keep.
    """

    cause: Cause
    inputs: tuple[Input, ...]
    events: tuple[Event, ...]
    drifts: tuple[Drift, ...]
    margin: float
    current: Baseline

    @property
    def moved(self) -> Moved:
        """Whether any measure left its margin, or may have."""
        found = {drift.moved for drift in self.drifts}
        return next((one for one in (Moved.YES, Moved.UNKNOWN) if one in found), Moved.NO)


def drifted(
    baseline: Baseline,
    scenario: Scenario,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Drifted:
    """Simulate *scenario* on the baseline's luck and say what has moved, and why.

    A measure is within its margin (``certainty.margin`` of its level) if an equivalence test on the
    paired replications shows it at ``certainty.alpha``, and has moved if one-sided tests show that, at
    one error rate over all measures and variants.
    """
    now = record(
        scenario, replications=baseline.replications, seed=baseline.seed, jobs=jobs,
        progress=progress,
    )  # fmt: skip
    inputs = tuple(_inputs(baseline, now))
    events = tuple(_events(baseline, now, Calendar.of(scenario)))
    pairs = [
        (variant, measure, baseline.figures[variant][measure], values)
        for variant, figures in now.figures.items() if variant in baseline.figures
        for measure, values in figures.items() if measure in baseline.figures[variant]
    ]  # fmt: skip
    certainty = scenario.certainty
    rule = certainty.margin, certainty.alpha, certainty.alpha / (2 * max(1, len(pairs)))
    drifts = sorted((_drift(*pair, *rule) for pair in pairs), key=lambda one: -_size(one.margins))
    same = all(np.array_equal(a, b, equal_nan=True) for _, _, a, b in pairs)
    if inputs:
        cause = Cause.ASSUMPTION
    elif same and not events:
        cause = Cause.NONE
    else:
        cause = _same_code(baseline, now)
    return Drifted(cause, inputs, events, tuple(drifts), certainty.margin, now)


def _same_code(baseline: Baseline, now: Baseline) -> Cause:
    """Return whether it is only the machine or numpy: their last bits, or streams, are others."""
    same = baseline.build.get("files") == now.build["files"]
    return Cause.MACHINE if same and dict(baseline.build) != dict(now.build) else Cause.CODE


def _size(margins: float) -> float:
    return math.inf if math.isnan(margins) else abs(margins)


def _inputs(before: Baseline, now: Baseline) -> list[Input]:
    paths = dict.fromkeys([*before.inputs, *now.inputs])
    each = (Input(path, before.inputs.get(path), now.inputs.get(path)) for path in paths)
    return [one for one in each if one.before != one.now]


def _events(before: Baseline, now: Baseline, calendar: Calendar) -> list[Event]:
    found = [
        Event(variant, owner, at / calendar.hours_a_month)
        for variant, traced in now.traces.items() if variant in before.traces
        for owner, at in first_differences(before.traces[variant], traced, calendar)
    ]  # fmt: skip
    return sorted(found, key=lambda event: event.month)


def _drift(
    variant: str,
    measure: str,
    before: NDArray[np.float64],
    now: NDArray[np.float64],
    margin: float,
    level: float,
    sure: float,
) -> Drift:
    """Return how far *measure* moved, by tests at *level* (within) and *sure* (beyond)."""
    known = ~(np.isnan(before) & np.isnan(now))
    before, now = before[known], now[known]
    same = before == now  # infinite ones too: not reached then, not reached now
    with np.errstate(invalid="ignore"):
        change = np.where(same, 0.0, now - before)
    finite = before[np.isfinite(before)]
    scale = abs(float(finite.mean())) if len(finite) else 0.0
    change = np.where(np.abs(change) <= LAST_BITS * scale, 0.0, change)
    allowed = margin * scale
    within = max(of_mean(allowed - change).support, of_mean(allowed + change).support)
    beyond = min(of_mean(allowed - change).against, of_mean(allowed + change).against)
    if not change.any() or within <= level:
        moved = Moved.NO
    else:
        moved = Moved.YES if beyond <= sure else Moved.UNKNOWN
    shift = float(change.mean()) if len(change) else 0.0
    margins = shift / allowed if allowed else (0.0 if not shift else math.copysign(math.inf, shift))
    return Drift(variant, measure, _mean(before), _mean(now), margins, moved)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else math.nan
