"""The transition of a comparison: what was planted is found, what is not there is not."""

import json

import numpy as np
import pytest
from tests.experiments.planted import COST_PER_HOUR, LEVELS, noise, planted

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.intervals import interval
from orgshift.experiments.transition import transition, transitions
from orgshift.reports import transition_words

#: Throughput of 50 falls by 10, and is 8 above at the end; the sum is back after 18 months.
CURVE = np.interp(np.arange(24), [0, 5, 10, 23], [-2.0, -10.0, 5.0, 8.0])
PAID_BACK = 18


@pytest.fixture(scope="module")
def curve():
    """Return a change whose throughput dips and pays back, and which costs hours of migration."""
    hours = np.where(np.arange(24) < 6, 100.0, 0.0) + noise(12, 24, 5.0, seed=2)
    monthly = {"throughput": CURVE + noise(12, 24, 2.0, seed=1)}
    return transition(planted(monthly, hours={"migration": hours}), "change")


def test_the_planted_dip_is_found_with_its_month_and_limits(curve):
    worst = curve.worst("throughput")
    assert worst["dips"]
    assert worst["month"] == 5
    assert worst["earliest"] <= 5 <= worst["latest"]
    true = (CURVE[4] + CURVE[5] + CURVE[6]) / 3
    assert worst["low"] <= true <= worst["high"] < 0.0
    assert worst["relative_low"] <= true / LEVELS["throughput"] <= worst["relative_high"]
    assert (worst["first"], worst["last"]) == (0, 8)


def test_the_planted_payback_is_found_with_its_limits_and_its_chance(curve):
    assert CURVE.cumsum()[PAID_BACK - 2] < 0.0 < CURVE.cumsum()[PAID_BACK - 1]
    assert curve.payback.low <= PAID_BACK <= curve.payback.high
    assert abs(curve.payback.months - PAID_BACK) <= 2
    assert curve.chance_of_payback(6) == 0.0
    assert curve.chance_of_payback(24) == curve.payback.share > 0.9
    assert curve.runs_paid_back(24) == np.isfinite(curve.runs["months"]).mean()


def test_measures_that_do_not_change_do_not_dip(curve):
    assert not curve.worst("lead_time_p50")["dips"]
    assert not curve.worst("toil_share")["dips"]
    with pytest.raises(OrgshiftError, match="no curve of 'wip'"):
        curve.worst("wip")


def test_the_sum_is_that_of_the_paired_differences(curve):
    months = curve.cumulative.set_index("months")["sum"]
    assert months[24] == pytest.approx(curve.runs["net"].mean())
    assert curve.cumulative["date"].iloc[0].month == 2
    band = curve.curves[curve.curves["measure"] == "throughput"]
    assert ((band["low"] <= band["difference"]) & (band["difference"] <= band["high"])).all()


def test_a_share_of_runs_stands_beside_what_random_signs_would_make_of_it(curve):
    row = curve.shares.set_index("months").loc[24]
    # Every run pays back; with its sign turned round none does: a fair coin for each.
    assert row["runs"] == 1.0
    assert row["flipped"] == 0.5
    assert row["flipped_low"] == pytest.approx(0.25, abs=0.1)
    assert row["flipped_high"] == pytest.approx(0.75, abs=0.1)


def test_the_cost_adds_up_in_hours_and_money(curve):
    table = curve.cost.set_index(["item", "unit"])["difference"]
    by_month = curve.cost_by_month
    assert set(by_month["kind"]) == {"migration"}
    assert table["migration", "h"] == pytest.approx(by_month["difference"].sum())
    assert table["on the way", "h"] == table["migration", "h"] == pytest.approx(600.0, abs=60)
    assert table["on the way", "$"] == pytest.approx(COST_PER_HOUR * table["on the way", "h"])
    assert table["paid", "h"] == pytest.approx(table["migration", "h"] + table["features", "h"])


def test_the_net_in_money_is_features_at_todays_cost_less_what_is_paid_more(curve):
    table = curve.cost.set_index(["item", "unit"])
    paid, net = table.loc[("paid", "h")], table.loc[("net", "features")]
    released = curve.curves.query("measure == 'throughput'")["level"].mean() * 24
    a_feature = COST_PER_HOUR * paid["against_level"] / released
    expected = net["difference"] * a_feature - COST_PER_HOUR * paid["difference"]
    assert table.loc[("net", "$"), "difference"] == pytest.approx(expected, rel=0.01)


def test_what_is_foregone_in_the_dip_has_students_interval():
    fall = noise(12, 24, 1.0, seed=3)
    fall[:, 2:8] -= 10.0
    fall[:, [1, 8]] += 15.0
    found = transition(planted({"throughput": fall}), "change")
    worst = found.worst("throughput")
    assert (worst["first"], worst["last"]) == (2, 7)
    row = found.cost[found.cost["item"] == "foregone in the dip"].iloc[0]
    by_hand = interval(-fall[:, 2:8].sum(axis=1))
    assert (row["difference"], row["low"], row["high"]) == pytest.approx(by_hand[:3])


def test_under_arrivals_what_pays_back_are_engineer_hours():
    """300 idle hours fewer a month for half a year, 200 more from then on; throughput as before."""
    idle = np.where(np.arange(24) < 6, -300.0, 200.0) + noise(12, 24, 10.0, seed=4)
    built = planted(
        {"throughput": np.zeros((12, 24))}, hours={"idle": idle, "migration": -idle},
        demand=["arrivals"],
    )  # fmt: skip
    found = transition(built, "change")
    assert found.unit == found.account == "engineer-hours"
    assert found.worst("engineer-hours")["difference"] == pytest.approx(-300.0, abs=15)
    # 6 × 300 are made up by 9 × 200.
    assert abs(found.payback.months - 15) <= 1
    assert found.runs["net"].mean() == pytest.approx(idle.sum(axis=1).mean())


def test_hours_paid_more_are_no_gain_and_features_count_at_todays_hours():
    """A hundred hours a month more are paid and idle; a feature more is 80 hours of work."""
    runs = np.ones((12, 24))
    built = planted({"throughput": runs}, hours={"idle": 100.0 * runs}, demand=["arrivals"])
    found = transition(built, "change")
    level = found.curves.query("measure == 'throughput'")["level"].mean()
    assert found.runs["net"].mean() == pytest.approx(24 * 4000.0 / level, rel=0.02)


def test_where_nothing_differs_there_is_neither_dip_nor_payback():
    found = transition(planted({"throughput": np.zeros((12, 24))}), "change")
    assert not found.dips["dips"].any()
    assert found.payback is None
    assert found.tripwires.empty
    assert set(found.teams["verdict"]) == {"not distinguishable"}


@pytest.mark.slow
def test_only_luck_shows_a_dip_or_payback_in_one_comparison_of_twenty_at_most():
    dips = paid = 0
    for world in range(120):
        monthly = {
            measure: level * noise(12, 24, 0.1, seed=10 * world + place)
            for place, (measure, level) in enumerate(LEVELS.items())
        }
        found = transition(planted(monthly), "change")
        dips += bool(found.dips["dips"].any())
        paid += found.payback is not None
    # 5 % and three standard deviations.
    assert max(dips, paid) / 120 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


def test_what_shares_a_draw_of_the_beliefs_counts_once():
    """Pairs that are alike are worth half as many replications."""
    alike = np.repeat(CURVE + noise(6, 24, 2.0, seed=5), 2, axis=0)
    once = transition(planted({"throughput": alike[::2]}), "change")
    twice = transition(planted({"throughput": alike}, beliefs=["friction"]), "change")
    # Today's level, which depths are a share of, is that of other runs.
    low = once.worst("throughput")["low"]
    assert twice.worst("throughput")["low"] == pytest.approx(low, rel=0.01)
    assert twice.payback == once.payback


def test_more_looks_make_a_wider_band():
    monthly = {"throughput": CURVE + noise(12, 24, 2.0, seed=6)}
    found = [transition(planted(monthly, looks=looks), "change") for looks in (1, 6)]
    low, high = ([way.worst("throughput")[end] for way in found] for end in ("low", "high"))
    assert low[1] < low[0] < high[0] < high[1]
    one, many = (way.curves for way in found)
    assert ((many["high"] - many["low"]) >= (one["high"] - one["low"])).all()
    assert (many["high"] - many["low"]).sum() > 1.1 * (one["high"] - one["low"]).sum()


def test_a_variant_that_is_not_compared_is_an_error_with_a_guess():
    built = planted({"throughput": np.zeros((8, 6))})
    with pytest.raises(OrgshiftError, match="did you mean 'change'"):
        transition(built, "chance")
    with pytest.raises(OrgshiftError, match="two independent replications"):
        transition(planted({"throughput": np.zeros((1, 6))}), "change")
    assert transitions(planted({"throughput": np.zeros((1, 6))})) == {}
    assert list(transitions(built)) == ["change"]


def test_the_null_scenario_has_neither_dip_nor_payback_nor_cost():
    """Today under another name, and a platform team with nobody in it: the same luck, to the bit."""
    null = orgshift.load("nothing-changes", overrides=["horizon=3 months", "run_in=1 month"])
    every = transitions(orgshift.compare(null, replications=2, jobs=1))
    assert list(every) == ["renamed", "nobody"]
    for found in every.values():
        assert not found.dips["dips"].any()
        assert found.payback is None
        assert (found.cost["difference"] == 0.0).all()
        assert set(found.teams["verdict"]) == {"not distinguishable"}
        assert transition_words.sentences(found) == []


def test_as_a_document_it_has_null_where_there_is_no_number():
    never = np.where(np.arange(24) < 6, -10.0, 0.0) + noise(12, 24, 1.0, seed=7)
    document = transition(planted({"throughput": never}), "change").as_document()
    assert (document["variant"], document["against"], document["unit"]) == (
        "change", "today", "features",
    )  # fmt: skip
    assert document["payback"] == {"months": None, "low": None, "high": None, "share": 0.0}
    json.dumps(document, allow_nan=False)
