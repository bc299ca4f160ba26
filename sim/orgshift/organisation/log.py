"""Logs: who was at what from which hour on, one entry for every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Log:
    """Entries in the order they were made: ``who``, from clock hour ``hours`` on, at ``what``.

    Lists of one kind of number each: to write three of them takes as long as one list of rows, and
    numpy reads them many times faster.
    """

    __slots__ = ("hours", "what", "who")

    def __init__(self) -> None:
        self.who: list[int] = []
        self.hours: list[float] = []
        self.what: list[int] = []

    def write(self, who: int, hour: float, what: int) -> None:
        """Write one entry."""
        self.who.append(who)
        self.hours.append(hour)
        self.what.append(what)

    def clear(self) -> None:
        """Let go of all entries."""
        self.who, self.hours, self.what = [], [], []

    def stays(self, until: float) -> Stays:
        """Return what the entries tell, one after the other of each in turn.

        An entry lasts until the next one of the same ``who``, the last one until hour *until*.
        """
        who = column(self.who)
        order = _by_number(who)
        who, from_h = who[order], np.fromiter(self.hours, np.float64, len(who))[order]
        to_h = np.full(len(who), until)
        same = who[1:] == who[:-1]
        to_h[:-1][same] = from_h[1:][same]
        return Stays(order, who, column(self.what)[order], from_h, to_h)


class Stays(NamedTuple):
    """The entries of a log with their ends: equal-length arrays; ``entry`` is the place in it."""

    entry: NDArray[np.int64]
    who: NDArray[np.int64]
    what: NDArray[np.int64]
    from_h: NDArray[np.float64]
    to_h: NDArray[np.float64]


def column(numbers: Sequence[int]) -> NDArray[np.int64]:
    """Return a list of whole numbers as an array."""
    return np.fromiter(numbers, np.int64, len(numbers))


def _by_number(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by number, otherwise as it is: numpy sorts 16 bits in linear time."""
    order = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    if numbers.max(initial=0) > 0xFFFF:
        order = order[np.argsort((numbers[order] >> 16).astype(np.uint16), kind="stable")]
    return order
