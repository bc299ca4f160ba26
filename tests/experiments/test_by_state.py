"""The difference in mean lead time by state: it adds up, and its intervals hold together."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import orgshift
from orgshift.experiments.by_state import by_state

WORLD = """
    horizon: 4 months
    run_in: 1 month
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3, services: 3}, bob: {engineers: 4, services: 3}}
    workflow: {build: {share: 100 %}, release: {window: true}}
    mechanisms: {toil: {}}
    calendar: {hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    variants:
      today: {}
      window: {changes: {door: {at: day 0, policy: {release: {window: every week}}}}}
      same: {}
"""


@pytest.fixture
def comparison(scenario):
    return orgshift.compare(scenario(WORLD), replications=4, jobs=1)


def test_the_states_add_up_to_the_difference(comparison):
    table = by_state(comparison).set_index(["variant", "state"])["difference"]
    whole = comparison.differences.query("scope == 'organisation' and measure == 'lead_time_mean'")
    for variant, told in zip(whole.variant, whole.difference, strict=True):
        assert table[variant].drop("").sum() == pytest.approx(told, abs=1e-9)
        assert table[variant, ""] == pytest.approx(told, abs=1e-12)
    assert table["window", "window"] > 1.0
    assert (table["same"] == 0.0).all()


def test_intervals_share_one_error_rate_over_the_states_that_differ(comparison):
    table = by_state(comparison).query("variant == 'window'")
    moved = table[(table.difference != 0.0) & (table.state != "")]
    assert 2 <= len(moved) < 10
    values = comparison.values("lead_window")
    change = (values["window"] - values["today"]).to_numpy()
    half = t.ppf(1 - 0.05 / len(moved) / 2, 3) * change.std(ddof=1) / 2
    (row,) = moved[moved.state == "window"].to_dict(orient="records")
    assert row["high"] - row["difference"] == pytest.approx(half)


def test_a_horizon_too_short_to_follow_anybody_tells_nothing(scenario):
    short = orgshift.compare(scenario(WORLD, "horizon=1 month"), replications=2, jobs=1)
    table = by_state(short)
    assert isinstance(table, pd.DataFrame)
    assert np.isnan(table.difference).all()
