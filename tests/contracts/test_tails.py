"""One-sided tests of a mean: what they say of samples worked out by hand, and of skewed ones."""

import math

import numpy as np
import pytest
from scipy import stats

from orgshift.experiments.contracts.tails import (
    enough,
    enough_runs,
    of_mean,
    of_share,
    skewness,
    skewness_error,
)


def test_a_symmetric_sample_is_never_surer_than_students_t():
    sample = np.array([0.5, 1.0, 1.5, 2.0, 2.5])
    plain = stats.ttest_1samp(sample, 0.0, alternative="greater").pvalue
    found = of_mean(sample)
    assert plain < found.support < 10 * plain
    assert found.against == 1.0


def test_both_sides_are_judged_alike():
    sample = np.array([0.5, 1.0, 1.5, 2.0, 4.5])
    assert of_mean(sample).support == of_mean(-sample).against


def test_a_long_tail_towards_the_limit_makes_it_cautious():
    rest = [1.0, 1.1, 0.9, 1.2, 0.8, 1.0]
    towards = of_mean(np.array([*rest, 0.2])).support
    away = of_mean(np.array([*rest, 1.8])).support
    assert towards > away


@pytest.mark.parametrize(
    ("sample", "strict", "support", "against"),
    [
        ([0.0] * 4, False, 0.0, 1.0),  # exactly at the limit, which is enough
        ([0.0] * 4, True, 1.0, 0.0),  # or not
        ([2.0] * 4, True, 0.0, 1.0),
        ([-2.0] * 4, False, 1.0, 0.0),
        ([1.0, 2.0], False, 1.0, 1.0),  # too few
        ([1.0, np.inf, 2.0], False, 1.0, 1.0),  # one of them beyond the horizon
        ([], False, 1.0, 1.0),
    ],
)
def test_what_needs_no_luck_needs_no_test(sample, strict, support, against):
    assert of_mean(np.array(sample), strict=strict) == (support, against)


def test_skewness_is_that_of_the_textbook():
    sample = np.random.default_rng(1).exponential(size=40)
    assert skewness(sample) == pytest.approx(stats.skew(sample, bias=False))
    drawn = stats.skew(np.random.default_rng(1).normal(size=(4000, 12)), axis=1, bias=False)
    assert skewness_error(12) == pytest.approx(drawn.std(), rel=0.05)


def test_shares_are_told_by_the_binomial_distribution():
    fulfilled = np.array([True] * 18 + [False] * 2)
    found = of_share(fulfilled, 0.7)
    assert found.support == pytest.approx(stats.binom.sf(17, 20, 0.7))
    assert found.against == pytest.approx(stats.binom.cdf(18, 20, 0.7))


def test_replications_enough_for_a_power_have_it():
    needed = enough(0.0, deviation=2.0, distance=1.0, level=0.01, power=0.9, most=1000)
    samples = np.random.default_rng(1).normal(1.0, 2.0, size=(2000, int(needed)))
    told = np.mean([of_mean(sample).support <= 0.01 for sample in samples])
    assert 0.88 < told < 0.96
    plain = math.ceil(((stats.norm.ppf(0.99) + stats.norm.ppf(0.9)) * 2.0) ** 2)
    assert plain < needed < 2 * plain  # caution costs replications
    assert enough(0.0, 2.0, 0.0, 0.01, 0.9, most=1000) == math.inf


def test_runs_enough_for_a_power_are_those_of_the_textbook():
    reach = stats.norm.ppf(0.99) + stats.norm.ppf(0.9)
    assert enough_runs(0.8, 0.1, 0.01, 0.9) == pytest.approx(0.8 * 0.2 * (reach / 0.1) ** 2)
    assert enough_runs(0.8, 0.0, 0.01, 0.9) == math.inf
