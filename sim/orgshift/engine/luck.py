"""Luck: random numbers that belong to somebody, whatever the order in which they are asked for.

Every number is a function of (seed, replication, who, what for, which one) and of nothing else.
Numbers of many items (the features of a team, the toil tasks of a service) come in blocks, so that
one costs a list look-up; a number that is asked for once comes from a hash of its name.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Philox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Transform = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: A column that nobody reads: it costs no draws.
UNUSED: tuple[str, None] = ("", None)

#: Blocks grow from 32 items to 512, then stay: a short stream wastes little, a long one pays little.
FIRST_BLOCK = 32
DOUBLINGS = 4
LAST_BLOCK = FIRST_BLOCK << DOUBLINGS
GROWN = FIRST_BLOCK * ((1 << DOUBLINGS) - 1)

#: As many rows of a block are turned into Python's numbers at once.
AT_A_TIME = 32


def block_of(item: int) -> tuple[int, int, int]:
    """Return (block number, its first item, its length) for the block that holds *item*."""
    if item < GROWN:
        number = (item // FIRST_BLOCK + 1).bit_length() - 1
        return number, FIRST_BLOCK * ((1 << number) - 1), FIRST_BLOCK << number
    number = (item - GROWN) // LAST_BLOCK
    return DOUBLINGS + number, GROWN + number * LAST_BLOCK, LAST_BLOCK


TO_53_BITS = np.uint64(11)


class Luck:
    """All the luck of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self._name = f"{seed}/{replication}/"
        self._philox = Philox(key=0)
        # Setting the state of one generator is ten times as fast as making a new one. Only the key
        # ever changes in it: it is the state before the first word.
        self._state = self._philox.state
        self._key = self._state["state"]["key"]

    def one(self, owner: str) -> float:
        """Return the one number in (0, 1) that belongs to *owner*."""
        digest = blake2b((self._name + owner).encode(), digest_size=8).digest()
        return ((int.from_bytes(digest, "little") >> 11) + 0.5) * 2.0**-53

    def uniforms(self, owners: Sequence[str], block: int, length: int) -> NDArray[np.float64]:
        """Return the *length* numbers in (0, 1) of block *block* of each of *owners*, a row each.

        Philox is counter-based (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
        a key is a stream. Raw words are used, which numpy keeps the same from release to release.
        """
        raw = np.empty((len(owners), length), dtype=np.uint64)
        for row, owner in enumerate(owners):
            name = f"{self._name}{owner}/{block}"
            digest = blake2b(name.encode(), digest_size=16).digest()
            self._key[:] = np.frombuffer(digest, dtype="<u8")
            self._philox.state = self._state
            raw[row] = self._philox.random_raw(length)
        raw >>= TO_53_BITS
        numbers = raw.astype(np.float64)
        numbers += 0.5
        numbers *= 2.0**-53
        return numbers

    def stream(self, columns: Sequence[tuple[str, Transform | None]]) -> Stream:
        """Return a stream of rows, one per item: column *i* of a row belongs to ``columns[i][0]``.

        Each column has its own owner, and a transform from uniforms to what it means (None: left
        as it is). Adding a column therefore moves no number of another.
        """
        return Stream(self, columns)


class Stream:
    """Rows of numbers, one row per item, made in blocks and kept.

    A block is an array until somebody asks for a row of it: as Python's numbers it would be four
    times as large, and a wide organisation has thousands of streams.
    """

    __slots__ = ("_blocks", "_columns", "_first", "_items", "_luck", "_stop")

    def __init__(self, luck: Luck, columns: Sequence[tuple[str, Transform | None]]) -> None:
        self._luck = luck
        self._columns = tuple(columns)
        self._blocks: dict[int, NDArray[np.float64]] = {}
        self._first = 0
        self._stop = 0

    def __getitem__(self, item: int) -> list[float]:
        """Return the row of the item numbered *item* (0, 1, 2, …)."""
        if not self._first <= item < self._stop:
            number, first, length = block_of(item)
            if number not in self._blocks:
                self._blocks[number] = self._make(number, length)
            self._first, self._stop, self._items = first, first + length, self._blocks[number].T
        row: list[float] = self._items[item - self._first].tolist()
        return row

    def rows_from(self, item: int) -> Iterator[tuple[float, ...]]:
        """Return the rows of *item* and all after it, for who asks for them in order."""
        _, first, _ = block_of(item)
        skipped = item - first
        for block in self.blocks_from(item):
            for start in range(skipped, block.shape[1], AT_A_TIME):
                yield from zip(*block[:, start : start + AT_A_TIME].tolist(), strict=True)
            skipped = 0

    def blocks_from(self, item: int) -> Iterator[NDArray[np.float64]]:
        """Return the block that holds *item* and all after it: (columns, items)."""
        number, first, length = block_of(item)
        while True:
            yield self._make(number, length)
            number, first, length = block_of(first + length)

    def _make(self, number: int, length: int) -> NDArray[np.float64]:
        owners = [owner for owner, _ in self._columns if owner]
        drawn = self._luck.uniforms(owners, number, length)
        if len(owners) == len(self._columns):
            block = drawn
        else:
            block = np.zeros((len(self._columns), length))
            block[[bool(owner) for owner, _ in self._columns]] = drawn
        for column, (_, transform) in zip(block, self._columns, strict=True):
            if transform is not None:
                column[:] = transform(column)
        return block
