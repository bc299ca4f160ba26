"""Claims on numbers that are given, without simulating anything."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import orgshift
from orgshift.experiments.contracts.verdicts import Rule, judge, settled_by
from orgshift.scenario.claims import Claim

LEVEL = 0.01


@pytest.fixture
def given():
    """Return a function that makes a comparison of measures that are given by variant."""

    def made(measures, variants=("today", "other"), **about):
        tables = {
            name: pd.DataFrame({v: np.asarray(one, dtype=float) for v, one in values.items()})
            for name, values in measures.items()
        }

        def values(measure, **window):
            made.windows.append(window)
            return tables[measure]

        count = len(next(iter(tables.values())))
        return SimpleNamespace(
            values=values,
            about={"horizon_months": 24, "beliefs": []} | about,
            scenario=SimpleNamespace(variants=dict.fromkeys(variants)),
            replications=count,
        )

    made.windows = []
    return made


@pytest.fixture
def judged(given):
    """Return a function that judges a claim on one measure (or several, by name)."""

    def verdict(claim, values, level=LEVEL, **about):
        several = isinstance(next(iter(values.values())), dict)
        measures = values if several else {claim.get("measure", "throughput"): values}
        claim = Claim.model_validate({"measure": "throughput"} | claim)
        variants = tuple(next(iter(measures.values())))
        comparison, rule = given(measures, variants, **about), Rule(level, 0.9, 0.05)
        return settled_by(judge("it", claim, comparison, rule), comparison, rule)

    return verdict


TINY = """\
orgshift: 1
title: Tiny
question: Is fewer faster?
horizon: 1 month
run_in: 0 months
teams: {ada: {engineers: 3}, bea: {engineers: 4}}
demand: {size: 1 day}
mechanisms: {toil: {}}
variants:
  today: {}
  fewer: {changes: {limit: {at: day 0, policy: {limit: 0.5}}}}
certainty: {at_most: 3}
expect:
  nobody-is-hired: {measure: engineer_hours, of: fewer, differs_by: at most 0 %}
  many-are-hired: {measure: engineer_hours, of: fewer, rises_by: at least 20 %}
  too-close-to-call: {measure: toil_share, of: fewer, falls_by: more than 0 %}
"""


@pytest.fixture
def tiny(tmp_path):
    """Return a small scenario with claims."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return orgshift.load(path)
