"""The tables that figures draw, worked out by hand from small comparisons."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from orgshift.experiments.intervals import interval
from orgshift.reports import numbers, tables
from orgshift.reports.claims import Claims


def with_features(comparison, days, is_open):
    features = pd.DataFrame(
        {"variant": "today", "start_month": 0, "lead_days": days, "open": is_open}
    )
    return dataclasses.replace(comparison, features=features)


def test_open_features_bend_the_curve_of_delivery_and_are_not_dropped(build):
    """Of four, one is open at 2 days: at 3 days 1 − 3/4 · 1/2 are released, not 2 of 3."""
    world = with_features(build({"today": {}}), [1.0, 2.0, 3.0, 4.0], [False, True, False, False])
    curve = tables.delivery_curves(world)
    assert curve["days"].tolist() == [0.0, 1.0, 3.0]  # all released at 4: beyond the 98 % drawn
    assert curve["released"].tolist() == pytest.approx([0.0, 0.25, 1 - 3 / 4 * 1 / 2])


def test_a_curve_of_many_features_is_drawn_with_few_points(build):
    days = np.arange(5_000) / 100
    curve = tables.delivery_curves(with_features(build({"today": {}}), days, np.zeros(5_000, bool)))
    assert len(curve) <= tables.POINTS + 1
    assert curve["released"].is_monotonic_increasing
    assert curve["released"].max() == pytest.approx(0.98, abs=0.01)


def test_a_scenario_without_features_has_an_empty_curve(build):
    curve = tables.delivery_curves(with_features(build({"today": {}}), [], np.empty(0, bool)))
    assert curve[["days", "released"]].to_numpy().tolist() == [[0.0, 0.0]]


def test_months_have_a_date_and_the_interval_over_runs(build):
    world = build({"today": {"throughput": [50.0, 60.0, 70.0, 60.0]}}, start="2027-02-01")
    months = tables.by_month(world, "throughput")
    assert months["date"].dt.strftime("%Y-%m").tolist() == ["2027-02", "2027-03", "2027-04"]
    expected = interval(np.array([55.0, 66.0, 77.0, 66.0]))
    row = months.iloc[1]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx(expected[:3])


def test_a_month_that_slow_runs_do_not_reach_is_blank_not_fast(build):
    world = build({"today": {"lead_time_p50": [10.0, 10.0, 10.0, np.inf]}})
    assert tables.by_month(world, "lead_time_p50")[["mean", "low", "high"]].isna().all(axis=None)


def test_hours_are_percent_of_all_paid_hours_in_the_order_of_the_picture(build):
    shares = tables.activity_shares(build({"today": {}, "other": {}}))
    mine = shares[shares["variant"] == "today"]
    assert mine["activity"].tolist() == ["planned features", "toil", "meetings and leave"]
    assert mine["value"].tolist() == pytest.approx([60.0, 30.0, 10.0])


def test_activities_nobody_would_see_are_left_out(build):
    comparison = build({"today": {}})
    rest = {"variant": "today", "replication": 0, "team": "ada", "month": 0}
    hours = pd.DataFrame([rest | {"activity": "feature", "hours": 9_999.0},
                          rest | {"activity": "idle", "hours": 1.0}])  # fmt: skip
    shares = tables.activity_shares(dataclasses.replace(comparison, hours=hours))
    assert shares["activity"].tolist() == ["planned features"]


def test_every_activity_has_a_place_in_the_picture():
    from orgshift.organisation.activities import ACTIVITIES

    assert set(tables.TOGETHER) == set(ACTIVITIES)


def test_states_nobody_is_in_are_left_out(build):
    states = tables.state_days(Claims.of(build({"today": {}, "other": {"lead_worked": [5.0] * 4}})))
    assert states.to_numpy().tolist() == [
        ["today", "worked on", 15.0],
        ["other", "worked on", 5.0],
        ["today", "waiting for an engineer", 10.0],
        ["other", "waiting for an engineer", 10.0],
    ]


def test_the_numbers_behind_a_distribution_are_days_by_share(build):
    world = with_features(build({"today": {}}), np.arange(1.0, 101.0), np.zeros(100, bool))
    behind = numbers.delivery(tables.delivery_curves(world))
    assert list(behind.columns) == ["released", "today, days"]
    assert behind.to_numpy().tolist()[2:5] == [["50 %", "50.0"], ["75 %", "75.0"], ["85 %", "85.0"]]


def test_the_numbers_behind_months_are_a_mean_and_its_interval_for_each_variant(platform):
    behind = numbers.months(tables.by_month(platform, "toil_share"), "share")
    assert list(behind.columns) == ["month", "today", "platform"]
    assert behind.iloc[0].tolist() == [
        "Jan 2027", "31.0 % (29.7 to 32.3)", "25.0 % (23.8 to 26.2)",
    ]  # fmt: skip


def test_the_numbers_behind_parts_name_what_a_variant_has_nothing_of(build):
    table = pd.DataFrame(
        {"variant": ["a", "b", "b"], "state": ["x", "x", "y"], "value": [1.0, 2.0, 30.0]}
    )
    behind = numbers.parts(table, "state", " days")
    assert behind.to_numpy().tolist() == [["x", "1.00 days", "2.00 days"], ["y", "–", "30.0 days"]]
