"""Comparisons built from tables: every number is known, and nothing is simulated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from orgshift import Comparison
from orgshift.measures import MONTHLY, READ, REGISTRY
from orgshift.organisation.activities import STATES

#: What a measure is where a test does not say: the same in every run, so that nothing differs.
LEVELS = {
    "lead_time_p50": 20.0, "lead_time_p85": 40.0, "lead_time_mean": 25.0, "toil_share": 0.3,
    "toil_hours": 8.4, "throughput": 60.0, "change_failure_rate": 0.2, "flow_efficiency": 0.7,
    "engineer_hours": 1000.0, "lead_worked": 15.0, "lead_engineer": 10.0,
}  # fmt: skip
MONTHS = 3


def built(
    told: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    runs: int = 4,
    **about: Any,
) -> Comparison:
    """Return a comparison of the variants in *told*, the reference first.

    *told* gives, by variant and measure, one value per run; *about* replaces what is known of it.
    """
    variants, rng = list(told), np.random.default_rng(1)
    rows, months, hours, features = [], [], [], []
    for variant in variants:
        for run in range(runs):
            levels = {m: told[variant].get(m, [LEVELS.get(m, 0.0)] * runs)[run] for m in REGISTRY}
            rows += [(variant, run, "organisation", m, value) for m, value in levels.items()]
            months += [
                (variant, run, month, m, levels[m] * (1 + month / 10))
                for month in range(MONTHS) for m in MONTHLY
            ]  # fmt: skip
            hours += [
                (variant, run, "ada", 0, activity, share)
                for activity, share in (("feature", 60.0), ("toil_service", 30.0), ("leave", 10.0))
            ]
            days = rng.lognormal(np.log(max(levels["lead_time_p50"], 1e-3)), 0.8, 50)
            features += [
                (variant, run, "ada", n, "planned", 0.0, 8 * d, d, n % 10 == 0, 8.0)
                for n, d in enumerate(days)
            ]
    key = ["variant", "replication"]
    kept = ["team", "feature", "kind", "start_h", "lead_h", "lead_days", "open", "size_h"]
    tables = {
        "measures": pd.DataFrame(rows, columns=[*key, "scope", "measure", "value"]),
        "monthly": pd.DataFrame(months, columns=[*key, "month", "measure", "value"]),
        "hours": pd.DataFrame(hours, columns=[*key, "team", "month", "activity", "hours"]),
        "features": pd.DataFrame(features, columns=key + kept).assign(
            start_month=0, **{f"cut_{state}": 0.0 for state in STATES}
        ),
        "runs": pd.DataFrame(
            [(v, run, 100.0, 1) for v in variants for run in range(runs)],
            columns=[*key, "cost_per_hour", "events"],
        ),
    }
    tables["beliefs"] = pd.DataFrame(columns=[*key, "belief", "amount"])
    # What is simulated has these too; nothing of it is shown.
    tables |= {
        name: pd.DataFrame(columns=[*key, *READ[name]]) for name in ("toil", "deployments", "state")
    }
    for table in tables.values():
        table["variant"] = pd.Categorical(table["variant"], categories=variants)
    known = {
        "scenario": "built", "title": "Built", "question": "What differs?", "digest": "0123",
        "variants": variants, "titles": {v: v for v in variants}, "seed": 1, "replications": runs,
        "interrupted": False, "precision": [], "looks": 1, "horizon_months": MONTHS, "run_in_months": 1,
        "start": "2027-01-01", "demand": ["pull"], "engineers": 6,
        "versions": {"orgshift": "0", "numpy": "0", "pandas": "0"},
        "assumptions": [{"setting": "toil: skill_relief", "value": "0.3", "origin": "default"}],
    }  # fmt: skip
    return Comparison(known | about, **tables)


@pytest.fixture(scope="session")
def build() -> Callable[..., Comparison]:
    """Return the function that builds a comparison from known numbers."""
    return built


@pytest.fixture(scope="session")
def platform() -> Comparison:
    """Today against a platform: lead time and toil fall, throughput rises, the rest is as it was."""
    return built(
        {
            "today": {
                "lead_time_p50": [20.0, 21.0, 22.0, 21.0],
                "toil_share": [0.30, 0.31, 0.32, 0.31],
                "throughput": [60.0, 61.0, 62.0, 61.0],
            },
            "platform": {
                "lead_time_p50": [15.0, 16.1, 16.9, 16.0],
                "toil_share": [0.24, 0.251, 0.259, 0.25],
                "throughput": [66.0, 67.1, 67.9, 67.0],
            },
        }
    )
