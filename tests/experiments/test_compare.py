"""Comparisons: the same whatever the number of processes, silent where nothing differs."""

import numpy as np
import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.comparison import TABLES
from orgshift.experiments.intervals import NOT_DISTINGUISHABLE

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


def test_an_unknown_variant_is_named_with_the_nearest(small):
    with pytest.raises(OrgshiftError, match="'fewr'; did you mean 'fewer'"):
        orgshift.compare(small, variants=["today", "fewr"])


def test_tables_have_the_documented_columns(small):
    comparison = orgshift.compare(small, replications=2, jobs=1)
    for name in (*TABLES, "levels", "differences"):
        documented = type(comparison).__doc__.split(f"``{name}``\n")[1].split("\n    ``")[0]
        for column in getattr(comparison, name).columns:
            known = f"``{column}``" in documented or column.startswith("d_")
            assert known, f"{column} of {name} is not documented"


def test_levels_are_means_over_replications(small):
    comparison = orgshift.compare(small, replications=3, jobs=1)
    values = comparison.measures
    mine = values[
        (values.variant == "today") & (values.scope == "ada") & (values.measure == "throughput")
    ]
    level = comparison.levels.set_index(["variant", "scope", "measure"])
    assert level.loc[("today", "ada", "throughput"), "mean"] == pytest.approx(np.mean(mine.value))
