"""Settling in: MSER-5 finds where a planted start ends, and says where there is no steady state."""

import numpy as np
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.settling import mser5, settled, settling_month

# Four requests a day meet three engineers who can do six, and from month 3 on one who can do two.
DEPLETED = """
    horizon: 12 months
    run_in: 1 month
    demand: {policy: arrivals, gap: exponential mean 2 h}
    teams: {desk: {engineers: 3}}
    groups: {bench: {kind: specialist, engineers: 3}}
    workflow: {serve: {effort: exponential mean 4 h}}
    variants:
      today: {}
      fewer: {changes: {out: {at: month 3, move: {people: 2, from: desk, to: bench}}}}
"""


def by_definition(series):
    """MSER-5 as it is written down, one candidate after the other."""
    batches = [np.mean(series[i : i + 5]) for i in range(0, len(series) // 5 * 5, 5)]
    errors = [np.var(batches[d:]) / (len(batches) - d) for d in range(len(batches) - 5)]
    best = int(np.argmin(errors))
    return best * 5 if best <= len(batches) / 2 else None


def test_it_is_the_definition_on_random_series():
    rng = np.random.default_rng(1)
    for _ in range(200):
        days = np.arange(rng.integers(50, 300))
        series = rng.normal(size=len(days)) + rng.exponential(3) * np.exp(-days / 40)
        assert mser5(series) == by_definition(series)


def test_a_planted_start_is_cut_off():
    rng = np.random.default_rng(2)
    series = rng.normal(scale=0.5, size=500)
    series[:60] += 10
    assert mser5(series) == 60


def test_a_steady_series_is_kept_whole():
    assert mser5(np.full(100, 3.0)) == 0


def test_a_series_that_goes_on_changing_has_no_steady_state():
    assert mser5(np.arange(500.0) ** 3) is None


def test_a_series_of_a_few_days_has_none_either():
    assert mser5(np.ones(40)) is None


def test_a_team_that_loses_people_in_month_three_settles_there(scenario):
    comparison = orgshift.compare(scenario(DEPLETED), replications=6, jobs=1)
    table = settled(comparison).set_index("variant")
    assert table.loc["fewer", "month"] in (3, 4)
    later = comparison.window(settling_month(comparison))
    assert later.about["window"][1] == 12


def test_who_has_not_settled_is_named(scenario):
    short = DEPLETED.replace("12 months", "4 months")
    comparison = orgshift.compare(scenario(short), replications=4, jobs=1)
    with pytest.raises(OrgshiftError, match="not settled within 4 months: fewer"):
        settling_month(comparison)
