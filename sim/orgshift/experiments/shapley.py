"""Shapley values: what each player adds to the worth of all, whatever the order in which they come.

A coalition is a set of players 0 … k−1, written as a bit mask: bit *i* is set where player *i* is in.
Source: Shapley 1953, "A value for n-person games"; sampled orders: Castro, Gómez & Tejada 2009,
"Polynomial calculation of the Shapley value based on sampling".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Order = tuple[int, ...]


def exact(worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each player's value, shape (players, …), from *worth* of all coalitions (2^players, …).

    They add up to the worth of all less that of none. Whoever changes nothing has exactly 0.
    """
    players = len(worth).bit_length() - 1
    masks = np.arange(len(worth))
    sizes = np.array([mask.bit_count() for mask in range(len(worth))])
    weights = np.array([
        factorial(size) * factorial(players - size - 1) / factorial(players)
        for size in range(players)
    ])  # fmt: skip
    values = []
    for player in range(players):
        without = masks[masks >> player & 1 == 0]
        added = worth[without | 1 << player] - worth[without]
        values.append(np.tensordot(weights[sizes[without]], added, axes=1))
    return np.array(values).reshape(players, *worth.shape[1:])


def orders(players: int, pairs: int, rng: np.random.Generator) -> list[Order]:
    """Return *pairs* random orders of the players, each followed by its reverse.

    Whoever comes early in one comes late in the other, which halves the error and more.
    """
    drawn = [tuple(rng.permutation(players).tolist()) for _ in range(pairs)]
    return [order for one in drawn for order in (one, one[::-1])]


def along(order: Order) -> list[int]:
    """Return the coalitions as the players come in one by one: from nobody to all."""
    masks = [0]
    for player in order:
        masks.append(masks[-1] | 1 << player)
    return masks


def sampled(
    worth: Mapping[int, NDArray[np.float64]], drawn: Sequence[Order]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (values, their sampling variance), each (players, …), from the orders *drawn* in pairs.

    What a player adds when he comes in, averaged over the orders: no bias, and the values add up to
    the worth of all less that of none. *worth* has the coalitions ``along`` every order. The
    variance, that of a mean over pairs, is nan for a single pair.
    """
    added = []
    for order in drawn:
        steps = np.array([worth[mask] for mask in along(order)])
        mine = np.empty_like(steps[1:])
        mine[list(order)] = np.diff(steps, axis=0)
        added.append(mine)
    pairs = np.array(added).reshape(-1, 2, *added[0].shape).mean(axis=1)
    if len(pairs) == 1:
        return pairs[0], np.full_like(pairs[0], np.nan)
    return pairs.mean(axis=0), pairs.var(axis=0, ddof=1) / len(pairs)
