"""Measured beside simulated lead times: distances of known size, and intervals that hold them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import orgshift
from orgshift.experiments.observed import Observed, _Pair

#: One engineer a team, each feature 10 h round the clock: it ends on the day it starts, or the next.
WORLD = """
    horizon: 2 months
    run_in: 0 months
    demand: {policy: pull, limit: 1, size: 10 h}
    teams: {ada: {engineers: 1, factor: 1}, Bob Lee: {engineers: 1, factor: 2}}
    workflow: {build: {share: 100 %}}
    variants: {today: {}}
"""


@pytest.fixture
def today(scenario):
    return orgshift.compare(scenario(WORLD), replications=2, jobs=1)


def measured(days, teams=None, *, still_open=()):
    """Return leads of so many days each from 2026-01-01; those at *still_open* have no end."""
    start = np.full(len(days), np.datetime64("2026-01-01"), dtype="datetime64[s]")
    end = (start.astype("datetime64[D]") + np.array(days)).astype("datetime64[s]")
    end[list(still_open)] = np.datetime64("NaT")
    return pd.DataFrame({"start": start, "end": end, "team": teams or [""] * len(days)})


def test_the_distance_by_hand(today):
    """Of ada's 12 starts in five days 5 end the next day; of the measured all take three days."""
    found = Observed.of(today, measured([3] * 40, ["ada"] * 40)).distances.set_index("scope")
    ada = found.loc["ada"]
    assert (ada["distance"], ada["days"]) == (1.0, 1)
    assert (ada["observed_released"], ada["simulated_released"]) == (0.0, 1.0)
    assert (ada["observed_p50"], ada["simulated_p50"], ada["simulated_p85"]) == (3.0, 0.0, 1.0)
    # There is no luck in this world, so nothing can be otherwise.
    assert (ada["low"], ada["high"]) == (1.0, 1.0)
    # A feature of Bob Lee takes twice as long and may end the next day: it counts for all.
    assert found.loc["organisation", "distance"] == 1.0
    assert list(found.index) == ["organisation", "ada"]


def test_the_simulation_is_nowhere_away_from_itself(today):
    mine = today.features[(today.features.start_h >= 0)]
    start = np.rint(mine.start_h.to_numpy() / 24 * 2**20) / 2**20  # as the calendar rounds
    days = np.floor(start + mine.lead_days.to_numpy()) - np.floor(start)
    leads = measured(
        days.astype(int), mine.team.astype(str).tolist(), still_open=np.flatnonzero(mine.open)
    )
    leads.loc[leads.end.isna(), "start"] = leads.end.max()  # open since the last day
    table = Observed.of(today, leads).distances
    assert table["distance"].max() < 0.02
    assert (table["low"] == 0.0).all()


def test_open_features_are_censored_at_the_last_date_not_left_out(today):
    leads = measured([2, 2, 10, 10], still_open=[2, 3])
    leads.loc[0, "end"] = np.datetime64("2026-01-09")  # the last date: two are open after 8 days
    found = Observed.of(today, leads)
    assert found.about["until"] == "2026-01-09"
    assert found.about["open"] == 2
    curve = found.curves[found.curves.source == "observed"].set_index("days")["released"]
    assert curve[2] == 0.25
    assert curve[8] == 0.5
    assert found.distances["observed_p85"].iloc[0] == np.inf
    assert found.distances["known_days"].iloc[0] == 8


def test_teams_match_whatever_their_case_and_others_are_told(today):
    leads = measured([1] * 5, ["ADA", "bob lee", "boblee", "zoe", "zoe"])
    found = Observed.of(today, leads)
    assert found.distances["scope"].tolist() == ["organisation", "ada", "Bob Lee"]
    assert found.distances["features"].tolist() == [5, 1, 1]
    assert found.about["unknown"] == [
        {"team": "zoe", "features": 2, "guess": ""},
        {"team": "boblee", "features": 1, "guess": "Bob Lee"},
    ]


def test_it_is_kept_and_read_again_for_the_same_comparison_alone(today, tmp_path):
    found = Observed.of(today, measured([1, 4, 4], ["ada", "", "x"], still_open=[2]))
    found.save(tmp_path, today)
    again = Observed.beside(today, tmp_path)
    assert again.about == found.about
    for name in ("leads", "curves", "distances"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(found, name), check_dtype=False, check_categorical=False
        )
    other = replace(today, about=today.about | {"digest": "0"})
    assert Observed.beside(other, tmp_path) is None
    assert Observed.beside(today, tmp_path / "elsewhere") is None


def test_the_interval_holds_the_true_distance():
    """Geometric lead times of means 10 and 14 days, simulated ones in replications of their own pace."""
    rng = np.random.default_rng(5)
    paces = np.exp(rng.normal(0, 0.1, 4000))
    days = np.arange(150)
    measured_open = (1 - 1 / 14) ** (days + 1)
    told_open = ((1 - np.minimum(1 / (10 * paces), 1))[:, None] ** (days + 1)).mean(axis=0)
    true = np.abs(measured_open - told_open).max()
    held = []
    for seed in range(40):
        pace = np.exp(rng.normal(0, 0.1, 12))
        told = [rng.geometric(np.minimum(1 / (10 * p), 1), 60) - 1 for p in pace]
        simulated = pd.DataFrame(
            {"days": np.concatenate(told), "open": False, "sample": np.repeat(np.arange(12), 60)}
        )
        observed = pd.DataFrame({"days": rng.geometric(1 / 14, 250) - 1, "open": False})
        found = _Pair(observed, simulated, seed).distance()
        held.append(found["low"] <= true <= found["high"])
    assert np.mean(held) >= 0.93


def test_one_replication_has_no_interval(scenario):
    one = orgshift.compare(scenario(WORLD), replications=1, jobs=1)
    assert np.isnan(Observed.of(one, measured([1, 2])).distances["low"].iloc[0])
