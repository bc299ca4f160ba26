"""Dip and payback: by hand, and found again where they were planted."""

import numpy as np
import pytest
from tests.experiments.planted import noise

from orgshift.experiments.dip import dip, months_to_payback, payback, windowed
from orgshift.experiments.intervals import bands, resampled_means

MONTHS = np.arange(24)


def test_a_window_is_a_month_and_its_neighbours_and_two_months_at_the_ends():
    assert windowed(np.array([0.0, 3.0, 6.0, 0.0])).tolist() == [1.5, 3.0, 3.0, 3.0]
    assert windowed(np.array([5.0])).tolist() == [5.0]


def test_payback_is_when_the_sum_comes_back_for_good():
    # Sums: −2, −3, 0, 1; −1, 1, 0, 2; 1, 0, −1, −2; 0, 0, 0, 0. Two months are over at the second.
    curves = np.array([[-2.0, -1, 3, 1], [-1.0, 2, -1, 2], [1.0, -1, -1, -1], [0.0, 0, 0, 0]])
    assert months_to_payback(curves).tolist() == [2.0, 1.0, np.inf, 0.0]


def test_a_sum_that_falls_below_zero_again_has_not_paid_back_before():
    # Sums: −1, 1, −1, 2.
    assert months_to_payback(np.array([-1.0, 2.0, -2.0, 3.0])) == 3.0


def test_the_deepest_point_by_hand():
    curve = np.array([0.0, -6.0, -9.0, -6.0, 3.0, 3.0])
    sample = windowed(curve + np.zeros((9, 6)))
    found = dip(sample, bands(sample)[1])
    # Windows: −3, −5, −7, −4, 0, 3.
    assert found.is_there
    assert (found.month, found.earliest, found.latest) == (2, 2, 2)
    assert (found.depth, found.low, found.high) == (-7.0, -7.0, -7.0)
    assert (found.first, found.last) == (0, 3)


def test_where_nothing_differs_there_is_no_dip():
    sample = np.zeros((12, 24))
    assert not dip(sample, bands(sample)[1]).is_there


def test_months_that_cannot_be_told_are_passed_over():
    sample = np.tile([-1.0, -5.0, -9.0], (9, 1))
    sample[0, 2] = np.nan
    assert dip(sample, bands(sample)[1]).month == 1
    assert dip(np.full((9, 3), np.nan), np.full(3, np.nan)) is None


#: A J-curve, a flat floor and a shock on day 0.
TRUTHS = {
    "J-curve": np.interp(MONTHS, [0, 5, 12, 23], [-2.0, -12.0, 6.0, 9.0]),
    "flat floor": np.where(MONTHS < 2, -3.0, np.where(MONTHS < 10, -8.0, 6.0)),
    "shock": np.interp(MONTHS, [0, 1, 6, 23], [-10.0, -9.0, 3.0, 3.0]),
}


@pytest.mark.parametrize("shape", TRUTHS)
@pytest.mark.parametrize("runs", [8, pytest.param(30, marks=pytest.mark.slow)])
def test_planted_dips_are_found_again(shape, runs):
    """Depth, month and payback lie in their 95 % intervals; 150 worlds: 0.9 is 2.8 sd below."""
    truth, worlds = TRUTHS[shape], 150
    smooth, paid = windowed(truth), float(months_to_payback(truth))
    deepest = np.flatnonzero(smooth <= smooth.min() + 1e-9)
    hits = np.zeros(3)
    for world in range(worlds):
        monthly = truth + noise(runs, 24, 5.0, seed=1000 * runs + world)
        sample = windowed(monthly)
        found = dip(sample, bands(sample)[1])
        back = payback(monthly.mean(axis=0), resampled_means(monthly))
        hits += [
            found.low <= smooth.min() <= found.high,
            bool(((found.earliest <= deepest) & (deepest <= found.latest)).any()),
            back.low <= paid <= back.high,
        ]
    assert (hits / worlds >= 0.9).all(), hits / worlds


def test_where_there_is_only_luck_a_dip_is_seen_in_one_world_of_twenty_at_most():
    dips = 0
    for world in range(300):
        sample = windowed(noise(12, 24, 5.0, seed=world))
        dips += dip(sample, bands(sample, draws=500)[1]).is_there
    assert dips / 300 <= 0.06
