"""Belief and luck: drawn alike in every variant, split by analysis of variance."""

import numpy as np
import pandas as pd
import pytest

import orgshift
from orgshift.experiments.beliefs import believed, by_draw, lived, split
from orgshift.experiments.comparison import TABLES
from orgshift.experiments.intervals import interval

SMALL = """
    horizon: 3 months
    run_in: 1 month
    demand: {size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3, services: 2}, bob: {engineers: 4, services: 3}}
    capabilities: {deployment: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment}}
    mechanisms: {toil: {share: {belief: 15 % to 42 %}}, skill: {}}
    variants:
      today: {}
      same: {}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


@pytest.fixture
def small(scenario):
    return scenario(SMALL)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    lines = "\n".join(line[4:] for line in SMALL.splitlines())
    path.write_text("orgshift: 1\ntitle: small\nextends: bare\n" + lines, encoding="utf-8")
    asked = orgshift.load(path)
    return asked, orgshift.compare(asked, replications=5, jobs=1, beliefs=True)


def test_the_split_finds_the_variances_it_was_made_of():
    rng = np.random.default_rng(5)
    draws, belief, luck = 4000, 3.0, 2.0
    values = (10.0 + rng.normal(0, belief, (draws, 1)) + rng.normal(0, luck, (draws, 2))).ravel()
    found = split(values)
    # The variance of a pair's mean is belief² + luck² / 2.
    assert found.share == pytest.approx(belief**2 / (belief**2 + luck**2 / 2), abs=0.02)
    assert found.share_low < belief**2 / (belief**2 + luck**2 / 2) < found.share_high
    assert found.low == pytest.approx(10 - 1.645 * belief, abs=0.3)
    assert found.high == pytest.approx(10 + 1.645 * belief, abs=0.3)


def test_the_interval_of_the_share_covers_at_its_rate():
    rng = np.random.default_rng(6)
    truth, hits = 1.0 / 1.5, 0
    for _ in range(400):
        values = (rng.normal(0, 1, (8, 1)) + rng.normal(0, 1, (8, 2))).ravel()
        hits += split(values).share_low <= truth <= split(values).share_high
    assert 0.91 <= hits / 400 <= 0.98


def test_luck_alone_leaves_nothing_to_belief_and_belief_alone_nothing_to_luck():
    rng = np.random.default_rng(7)
    luck_alone = [split(rng.normal(0, 1, 40)) for _ in range(200)]
    assert np.mean([one.share_low == 0.0 for one in luck_alone]) > 0.95
    belief_alone = split(np.repeat(rng.normal(0, 1, 20), 2))
    assert (belief_alone.share, belief_alone.share_low, belief_alone.share_high) == (1.0, 1.0, 1.0)
    assert np.isnan(split(np.zeros(8)).share)
    assert np.isnan(split(np.array([1.0, 2.0, np.inf, 1.0])).share)


def test_two_replications_of_a_draw_count_as_one_observation():
    values = np.array([1.0, 3.0, 5.0, np.nan, np.nan, np.nan, 2.0, 2.0])
    assert np.array_equal(by_draw(values), [2.0, 5.0, np.nan, 2.0], equal_nan=True)
    assert np.isinf(by_draw(np.array([np.inf, 1.0]))).all()


def test_a_pair_of_replications_shares_its_draw_and_no_other_does(small):
    beliefs = believed(small, ledger=True)
    worlds = [lived(small, beliefs, 1, replication).scenario for replication in range(4)]
    assert worlds[0] == worlds[1]
    assert worlds[2] == worlds[3]
    assert worlds[0].mechanisms.toil.share != worlds[2].mechanisms.toil.share
    assert lived(small, beliefs, 2, 0).scenario != worlds[0]  # another seed


def test_one_process_and_two_give_the_same_bits(compared):
    asked, one = compared
    two = orgshift.compare(asked, replications=6, jobs=2, beliefs=True)
    assert one.replications == 6  # an odd number is made even
    for name in (*TABLES, "levels", "differences"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)
    assert one.about["beliefs"] == two.about["beliefs"]


def test_beliefs_are_equal_in_all_variants(compared):
    """A against A differs by nothing, whatever is believed."""
    table = compared[1].differences
    same = table[(table.variant == "same") & (table.replications > 0)]
    assert len(same) > 10
    assert (same.difference.dropna() == 0.0).all()


def test_a_difference_is_split_for_headline_measures_of_the_organisation_only(compared):
    table = compared[1].differences
    told = table[table.belief_share.notna()]
    assert set(told.scope) == {"organisation"}
    assert "throughput" in set(told.measure)
    assert ((told.belief_share >= 0) & (told.belief_share <= 1)).all()
    assert (told.belief_share_low <= told.belief_share).all()
    assert (told.belief_low <= told.difference).all()


def test_the_interval_rests_on_draws_not_on_replications(compared):
    comparison = compared[1]
    row = comparison.differences.query(
        "variant == 'fewer' and scope == 'organisation' and measure == 'throughput'"
    ).iloc[0]
    wide = comparison.measures.query("scope == 'organisation' and measure == 'throughput'")
    ours, theirs = (
        wide[wide.variant == name].sort_values("replication")["value"].to_numpy()
        for name in ("fewer", "today")
    )
    expected = interval((ours - theirs).reshape(-1, 2).mean(axis=1))
    assert (row.low, row.high) == pytest.approx((expected.low, expected.high))
    assert row.replications == 6


def test_what_the_file_believes_is_always_drawn_and_the_ledger_only_if_asked(small, compared):
    own = orgshift.compare(small, replications=2, jobs=1)
    assert own.about["beliefs"] == ["mechanisms.toil.share"]
    assert len(compared[1].about["beliefs"]) > 10
    assert own.about["ledger"] is False


def test_a_single_run_lives_in_the_world_that_compare_draws_for_it(small):
    table = orgshift.compare(small, replications=4, jobs=1).hours
    for replication in (1, 2):
        run = orgshift.run(small, "fewer", replication)
        mine = table[(table.variant == "fewer") & (table.replication == replication)]
        hours = run.hours[run.hours.month >= 0]
        assert mine.hours.to_numpy().tolist() == hours.hours.to_numpy().tolist()
        assert run.digest == small.digest


def test_without_beliefs_nothing_is_split_and_odd_numbers_stay_odd(scenario):
    asked = scenario(SMALL.replace("{share: {belief: 15 % to 42 %}}", "{}"))
    table = orgshift.compare(asked, replications=3, jobs=1)
    assert table.replications == 3
    assert table.about["beliefs"] == []
    assert table.differences.belief_share.isna().all()
