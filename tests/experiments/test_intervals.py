"""Intervals, verdicts and the gain of pairing, against scipy and by hand."""

import numpy as np
import pytest
from scipy import stats

from orgshift.experiments.intervals import (
    NOT_DISTINGUISHABLE,
    Interval,
    bands,
    holm,
    interval,
    p_value,
    pairing_gain,
    resampled_means,
    verdict,
)


def test_interval_is_students():
    values = np.random.default_rng(1).normal(3, 2, 12)
    found = interval(values)
    low, high = stats.t.interval(0.95, 11, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.replications == 12


def test_p_value_is_the_paired_t_test():
    luck = np.random.default_rng(2)
    ours, theirs = luck.normal(1, 1, 9), luck.normal(0, 1, 9)
    assert p_value(ours - theirs) == pytest.approx(stats.ttest_rel(ours, theirs).pvalue)


def test_holm_by_hand():
    # Sorted 0.01, 0.02, 0.04 times 3, 2, 1; never below the one before.
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])


def test_missing_values_are_left_out_and_counted():
    assert interval(np.array([1.0, np.nan, 3.0])).replications == 2
    assert np.isnan(interval(np.array([np.nan])).mean)
    single = interval(np.array([2.0]))
    assert single.mean == 2.0
    assert np.isnan(single.low)


@pytest.mark.parametrize(
    ("low", "high", "p", "said"),
    [
        (-2.0, -1.0, 0.01, "better"),
        (1.0, 2.0, 0.01, "worse"),
        (-1.0, 2.0, 0.01, NOT_DISTINGUISHABLE),
        (1.0, 2.0, 0.06, NOT_DISTINGUISHABLE),
        (np.nan, np.nan, 1.0, NOT_DISTINGUISHABLE),
    ],
)
def test_a_verdict_needs_an_interval_off_zero_and_holms_consent(low, high, p, said):
    assert verdict("lead_time_p50", Interval((low + high) / 2, low, high, 10), p) == said


def test_ninety_five_of_a_hundred_intervals_cover_the_truth():
    luck = np.random.default_rng(3)
    covered = sum(
        found.low <= 5.0 <= found.high
        for found in (interval(luck.normal(5.0, 2.0, 8)) for _ in range(4000))
    )
    assert 0.94 <= covered / 4000 <= 0.96


def test_null_verdicts_err_no_more_than_one_time_in_twenty_together():
    """Six measures without any difference: Holm keeps one error rate over all six."""
    luck, wrong = np.random.default_rng(4), 0
    for _ in range(2000):
        adjusted = holm([p_value(luck.normal(0, 1, 10)) for _ in range(6)])
        wrong += any(p <= 0.05 for p in adjusted)
    assert wrong / 2000 <= 0.065


def test_pairing_gain_of_shared_luck():
    luck = np.random.default_rng(5)
    shared, own, other = luck.normal(0, 3, 5000), luck.normal(0, 1, 5000), luck.normal(0, 1, 5000)
    assert pairing_gain(shared + own, shared + other) == pytest.approx(10.0, rel=0.1)


def test_a_band_covers_all_months_at_once_in_ninety_five_of_a_hundred_worlds():
    """24 months whose luck is correlated, as windows of three months make it."""
    covered, worlds = 0, 800
    for world in range(worlds):
        luck = np.random.default_rng([7, world]).normal(size=(12, 26))
        low, high = bands((luck[:, :-2] + luck[:, 1:-1] + luck[:, 2:]) / 3, draws=500)
        covered += bool(((low <= 0.0) & (high >= 0.0)).all())
    assert 0.93 <= covered / worlds <= 0.97


def test_the_band_of_a_single_column_is_students_interval():
    values = np.random.default_rng(8).normal(3.0, 2.0, (30, 1))
    (low,), (high,) = bands(values)
    alone = interval(values[:, 0])
    assert high - low == pytest.approx(alone.high - alone.low, rel=0.05)
    assert (low + high) / 2 == pytest.approx(alone.mean)


def test_with_few_replications_the_band_is_bonferronis():
    values = np.random.default_rng(9).normal(size=(5, 10))
    low, high = bands(values)
    each = stats.ttest_1samp(values, 0.0).confidence_interval(1.0 - 0.05 / 10)
    assert low == pytest.approx(each.low)
    assert high == pytest.approx(each.high)


def test_a_band_has_no_width_where_all_agree_and_is_blank_where_one_cannot_be_told():
    values = np.random.default_rng(10).normal(size=(9, 4))
    values[:, 0], values[2, 1], values[3, 2] = 1.5, np.nan, np.inf
    low, high = bands(values)
    assert low[0] == high[0] == 1.5
    assert np.isnan([*low[1:3], *high[1:3]]).all()
    assert low[3] < high[3]
    assert np.isnan(bands(values[:1])).all()


def test_a_band_is_the_same_every_time():
    values = np.random.default_rng(11).normal(size=(12, 24))
    assert np.array_equal(bands(values), bands(values.copy()))


def test_bootstrap_means_spread_like_students_t():
    values = np.random.default_rng(12).normal(5.0, 2.0, (8, 1))
    low, high = np.quantile(resampled_means(values, 20_000), [0.025, 0.975])
    alone = interval(values[:, 0])
    assert (low, high) == (pytest.approx(alone.low, abs=0.15), pytest.approx(alone.high, abs=0.15))
