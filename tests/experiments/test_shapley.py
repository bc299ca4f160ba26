"""Shapley values: by hand, against their definition, and sampled."""

import numpy as np
import pytest

from orgshift.experiments.shapley import along, exact, orders, sampled


def test_two_players_share_what_only_both_together_make():
    # Alone 3 and 0, together 7: the 4 of the interaction are shared, 3 + 2 and 0 + 2.
    assert exact(np.array([0.0, 3.0, 0.0, 7.0])).tolist() == [5.0, 2.0]


def test_three_players_by_hand():
    # The glove game: one left glove (player 0), two right ones; a pair is worth 1.
    worth = np.array([float(mask & 1 and mask > 1) for mask in range(8)])
    assert exact(worth) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_who_adds_nothing_has_exactly_nothing():
    worth = np.array([0.1, 0.3, 0.1, 0.3, 0.7, 1.9, 0.7, 1.9])  # player 1 adds nothing to anybody
    assert exact(worth)[1] == 0.0


@pytest.mark.parametrize("players", [1, 2, 3, 4, 5])
def test_the_values_add_up_to_the_whole(players):
    worth = np.random.default_rng(players).normal(size=(1 << players, 4))
    assert exact(worth).sum(axis=0) == pytest.approx(worth[-1] - worth[0], abs=1e-12)


def test_nobody_has_no_values():
    assert exact(np.zeros((1, 4))).shape == (0, 4)


def test_all_orders_together_are_the_exact_values():
    worth = np.random.default_rng(0).normal(size=(8, 2))
    every = [(0, 1, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (1, 0, 2), (2, 0, 1)]
    values, variance = sampled(dict(enumerate(worth)), every)
    assert values == pytest.approx(exact(worth))
    assert (variance > 0).all()


def test_sampled_values_add_up_and_lie_within_their_error():
    rng = np.random.default_rng(7)
    worth = rng.normal(size=(1 << 7, 1)).cumsum(axis=0)
    drawn = orders(7, 100, rng)
    values, variance = sampled(dict(enumerate(worth)), drawn)
    assert values.sum() == pytest.approx(float(worth[-1, 0] - worth[0, 0]))
    away = (values - exact(worth)) / np.sqrt(variance)
    assert np.abs(away).max() < 4.0


def test_an_order_and_its_reverse_share_no_more_than_nobody_and_all():
    first, second = orders(6, 1, np.random.default_rng(1))
    assert second == first[::-1]
    assert set(along(first)) & set(along(second)) <= {0, 63, *along(first)[3:4]}
    assert sampled({m: np.zeros(2) for m in range(64)}, [first, second])[1] == pytest.approx(
        np.nan, nan_ok=True
    )
