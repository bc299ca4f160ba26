"""Bands: today's organisation beside what is known of real ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from orgshift.errors import OrgshiftError
from orgshift.experiments.beliefs import LUCKS, believed, by_draw, run
from orgshift.experiments.intervals import interval
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.measures import REGISTRY, Record, View
from orgshift.measures.survival import quantile

if TYPE_CHECKING:
    from orgshift.scenario import Scenario

#: The figures are read in the last months of run-in, before anything changes.
LAST_MONTHS = 3
REPLICATIONS = 8


class Band(NamedTuple):
    """A figure of today's organisation, and between which values it lies in real ones."""

    figure: str
    unit: str
    low: float
    high: float
    read: Callable[[View], float]
    source: str


def _working_days(view: View, level: float) -> float:
    """Return a quantile of lead time in working days; nan if it is not reached."""
    lead = view.mine("lead_h") / view.calendar.hours_a_day
    return quantile(lead, view.mine("open"), level)


def _shape(level: float) -> Callable[[View], float]:
    return lambda view: _working_days(view, level) / _working_days(view, 0.5)


def _spread_of_log(view: View) -> float:
    """Return the standard deviation of the log of the lead times of features that are released."""
    lead = view.mine("lead_h")[~view.mine("open")]
    return float(np.log(lead[lead > 0]).std(ddof=1)) if len(lead) > 1 else np.nan


def _measure(name: str) -> Callable[[View], float]:
    return REGISTRY[name].compute


_FLOURNOY = "Flournoy et al. 2025, 216 organisations"
_DORA_2018 = "DORA 2018, low to medium tiers"

BANDS = (
    Band("lead time, median", "working days", 5, 20, partial(_working_days, level=0.5), _FLOURNOY),
    Band("lead time, p85 / p50", "", 2.0, 4.5, _shape(0.85), _FLOURNOY),
    Band("lead time, p95 / p50", "", 3, 12, _shape(0.95), _FLOURNOY),
    Band("lead time, sd of log", "", 0.7, 1.4, _spread_of_log, _FLOURNOY),
    Band("spread between teams, sd of log", "", 0.3, 0.65, _measure("team_spread"), _FLOURNOY),
    Band("flow efficiency", "share", 0.05, 0.40, _measure("flow_efficiency"), "plausibility only"),
    Band("planned new work", "share", 0.30, 0.40, _measure("planned_share"), _DORA_2018),
    Band("unplanned and rework", "share", 0.20, 0.30, _measure("unplanned_share"), _DORA_2018),
    Band("toil", "share", 0.25, 0.35, _measure("toil_share"), "Google SRE, Catchpoint, Garden"),
    Band(
        "change failure rate", "share", 0.14, 0.24, _measure("change_failure_rate"),
        "DORA Quick Check 2025",
    ),
)  # fmt: skip


def _read(scenario: Scenario, job: Job) -> list[list[float]]:
    """Return every figure in run-in, and over the horizon."""
    record = Record.of(run(scenario, job.variant, job.replication))
    last_months = View(record, None, -min(LAST_MONTHS, scenario.run_in_months), 0)
    horizon = View(record, None, 0, scenario.horizon_months)
    return [[band.read(view) for view in (last_months, horizon)] for band in BANDS]


def bands(
    scenario: Scenario,
    *,
    replications: int = REPLICATIONS,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Set today's organisation beside the bands that real organisations lie in.

    Read in the last three months of run-in, and over the horizon if nothing changes. Columns
    ``figure``, ``unit``, ``band_low``, ``band_high``, ``today`` (mean over *replications*), ``low``,
    ``high`` (95 % interval), ``verdict`` ('inside', 'outside', or 'nothing to read'), ``later`` and
    ``later_verdict`` (over the horizon), ``source``. Raises OrgshiftError for a scenario without
    run-in.
    """
    if not scenario.run_in_months:
        raise OrgshiftError(
            f"{scenario.name} has no run-in, so there is no today to read; set run_in"
        )
    today = next(iter(scenario.variants))
    lucks = LUCKS if believed(scenario) else 1
    wanted = [Job(today, replication) for replication in range(-(-replications // lucks) * lucks)]
    finished = replicate(partial(_read, scenario), wanted, processes=jobs, progress=progress)
    if finished.interrupted:
        raise KeyboardInterrupt
    values = np.array([finished.results[job] for job in wanted])
    rows = []
    for place, band in enumerate(BANDS):
        now, later = (
            interval(by_draw(column) if lucks > 1 else column) for column in values[:, place].T
        )
        rows.append((
            band.figure, band.unit, band.low, band.high, *now[:3], _verdict(band, now.mean),
            later.mean, _verdict(band, later.mean), band.source,
        ))  # fmt: skip
    columns = [
        "figure", "unit", "band_low", "band_high", "today", "low", "high", "verdict", "later",
        "later_verdict", "source",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _verdict(band: Band, mean: float) -> str:
    if np.isnan(mean):
        return "nothing to read"
    return "inside" if band.low <= mean <= band.high else "outside"
