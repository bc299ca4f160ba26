"""Comparisons: the same whatever the number of processes, silent where nothing differs."""

import numpy as np
import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.comparison import TABLES
from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE, REGISTRY

SMALL = """
    horizon: 4 months
    run_in: 2 months
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3, services: 2}, bob: {engineers: 4, services: 3}}
    capabilities: {deployment: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment}}
    mechanisms: {toil: {}, skill: {}}
    variants:
      today: {}
      same: {}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


@pytest.fixture
def small(scenario):
    return scenario(SMALL)


def test_one_process_and_two_give_the_same_bits(small):
    one = orgshift.compare(small, replications=3, jobs=1)
    two = orgshift.compare(small, replications=3, jobs=2)
    for name in (*TABLES, "levels", "differences"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)


def test_the_null_comparison_tells_nothing_apart(small):
    """A against A: every difference is exactly 0, and nothing is claimed."""
    differences = orgshift.compare(small, variants=["today", "same"], replications=4, jobs=1)
    table = differences.differences
    measured = table[table.replications > 0]
    assert len(measured) > 20
    assert (measured.difference == 0.0).all()
    assert (table.verdict == NOT_DISTINGUISHABLE).all()


def test_a_lower_limit_leaves_less_open(small):
    table = orgshift.compare(small, variants=["today", "fewer"], replications=4, jobs=1).differences
    mine = table[(table.scope == "organisation") & (table.measure == "wip")].iloc[0]
    # Limits: 3 + 4 today; max(1, round(0.3)) + max(1, round(0.4)) = 2 with a tenth.
    assert mine.level <= 2.0
    assert mine.level < mine.against_level <= 7.0


def test_replications_of_a_longer_run_begin_with_those_of_a_shorter(small):
    short = orgshift.compare(small, replications=2, jobs=1).measures
    longer = orgshift.compare(small, replications=3, jobs=1).measures
    pd.testing.assert_frame_equal(
        short.reset_index(drop=True),
        longer[longer.replication < 2].reset_index(drop=True),
    )


def test_precision_stops_when_it_is_reached_and_says_when_it_is_not(small):
    loose = orgshift.compare(small, precision=0.9, jobs=1)
    assert loose.replications == 8
    assert all(one["reached"] for one in loose.about["precision"])
    tight = orgshift.compare(small, precision=0.0001, max_replications=9, jobs=1)
    assert tight.replications == 9
    assert not any(one["reached"] for one in tight.about["precision"] if one["variant"] == "fewer")


def test_precision_is_asked_of_every_headline_measure_that_there_is(small):
    told = orgshift.compare(small, precision=0.9, jobs=1).about["precision"]
    # The world of this test deploys, and nothing it deploys fails: there is no level to be relative to.
    assert {one["measure"] for one in told} == set(HEADLINE) - {"change_failure_rate"}


def test_an_unknown_variant_is_named_with_the_nearest(small):
    with pytest.raises(OrgshiftError, match="'fewr'; did you mean 'fewer'"):
        orgshift.compare(small, variants=["today", "fewr"])


def test_tables_have_the_documented_columns(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    for name in (*TABLES, "levels", "differences"):
        documented = type(comparison).__doc__.split(f"``{name}``\n")[1].split("\n    ``")[0]
        for column in getattr(comparison, name).columns:
            known = f"``{column}``" in documented or column.startswith("cut_")
            assert known, f"{column} of {name} is not documented"


def test_levels_are_means_over_replications(small):
    comparison = orgshift.compare(small, replications=3, jobs=1)
    values = comparison.measures
    mine = values[
        (values.variant == "today") & (values.scope == "ada") & (values.measure == "throughput")
    ]
    level = comparison.levels.set_index(["variant", "scope", "measure"])
    assert level.loc[("today", "ada", "throughput"), "mean"] == pytest.approx(np.mean(mine.value))


def test_values_over_the_horizon_are_the_measures(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    measures = comparison.measures
    for scope in ("organisation", "ada"):
        for name in REGISTRY:
            mine = measures[(measures.scope == scope) & (measures.measure == name)]
            wide = mine.pivot_table(
                index="replication", columns="variant", values="value", dropna=False, observed=True
            )
            np.testing.assert_array_equal(
                comparison.values(name, scope=scope), wide[comparison.variants]
            )


def test_values_of_one_month_are_the_monthly_ones(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    table = comparison.monthly
    mine = table[(table.month == 2) & (table.measure == "throughput")]
    found = comparison.values("throughput", first=2, last=3)
    assert found["today"].tolist() == mine[mine.variant == "today"].value.tolist()


def test_months_add_up_to_the_window(small):
    """Released in months 1 to 3: what is released in month 1 and in month 2."""
    comparison = orgshift.compare(small, replications=2, jobs=1)
    whole = 2 * comparison.values("throughput", first=1, last=3)
    parts = [comparison.values("throughput", first=m, last=m + 1) for m in (1, 2)]
    pd.testing.assert_frame_equal(whole, sum(parts))


def test_a_comparison_can_be_read_after_a_settling_in_date(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    later = comparison.window(2)
    level = later.levels.set_index(["variant", "scope", "measure"])["mean"]
    expected = comparison.values("toil_share", first=2)["fewer"].mean()
    assert level.loc[("fewer", "organisation", "toil_share")] == pytest.approx(expected)
    assert later.about["window"] == [2, 4]


def test_a_part_of_a_measure_is_read_by_its_name(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    whole = comparison.values("toil_service_hours")
    pd.testing.assert_frame_equal(whole, comparison.values("toil_service_hours.deployment"))
    spent = comparison.values("hours.feature")
    hours = comparison.hours
    mine = hours[(hours.activity == "feature") & (hours.variant == "today")]
    np.testing.assert_allclose(spent["today"], mine.groupby("replication").hours.sum())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"measure": "toil_shar"}, "no measure 'toil_shar'; did you mean 'toil_share'"),
        ({"measure": "skill.deploymnt"}, "no capability 'deploymnt'; did you mean 'deployment'"),
        ({"measure": "hours.slep"}, "no measure 'hours.slep'"),
        ({"measure": "wip", "scope": "adda"}, "no team 'adda'; did you mean 'ada'"),
        ({"measure": "wip", "first": 3, "last": 9}, "months 3 to 9 are no window"),
    ],
)
def test_what_is_not_there_is_told(small, asked, told):
    comparison = orgshift.compare(small, variants=["today"], replications=1, jobs=1)
    with pytest.raises(OrgshiftError, match=told):
        comparison.values(**asked)


def test_whoever_watches_is_told_how_far_it_is_and_where_the_answer_stands(small):
    seen = []
    chosen = ["today", "fewer"]
    comparison = orgshift.compare(
        small, variants=chosen, replications=4, jobs=1, progress=seen.append
    )
    assert [event.done for event in seen] == list(range(1, 9))
    assert [event.replications for event in seen] == [0, 1, 1, 2, 2, 3, 3, 4]
    assert {(event.total, event.wanted) for event in seen} == {(8, 4)}
    assert seen[0].headline is None
    told = seen[-1].headline
    table = comparison.differences.set_index(["scope", "measure"])
    row = table.loc[("organisation", told.measure)]
    assert (told.variant, told.against) == ("fewer", "today")
    assert told.difference[:3] == pytest.approx((row.difference, row.low, row.high))
