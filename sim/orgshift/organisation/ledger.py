"""The ledger: every clock hour of every engineer, booked to one activity.

While the clock runs, each change of what an engineer does is one entry of a log. Here the log is
turned into hours by team, month and activity. All hours are whole multiples of 2⁻²⁰ h and counted
as whole numbers, so that the books balance exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.organisation.activities import (
    ACTIVITY_MASK,
    CAPABILITY_SHIFT,
    FIXED,
    GONE,
    Activity,
)
from orgshift.organisation.calendar import PER_QUANTUM, QUANTUM_H
from orgshift.organisation.log import column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.organisation.calendar import Calendar
    from orgshift.organisation.log import Log


class Account(NamedTuple):
    """Whose hours, and how they are shared out: read when a task or idleness starts.

    ``shares`` are those of ``FIXED``, in that order; ``pace`` is what overload leaves of the rest,
    ``ramp`` what a newcomer can do of it.
    """

    board: int
    shares: tuple[float, ...]
    pace: float
    ramp: float


class Accounts:
    """All accounts of a run, each once."""

    def __init__(self) -> None:
        self.rows: list[Account] = []
        self._numbers: dict[Account, int] = {}

    def number(
        self, board: int, shares: Mapping[int, float], pace: float, ramp: float = 1.0
    ) -> int:
        """Return the number of the account with these terms."""
        account = Account(board, tuple(shares.get(activity, 0.0) for activity in FIXED), pace, ramp)
        found = self._numbers.get(account)
        if found is None:
            found = self._numbers[account] = len(self.rows)
            self.rows.append(account)
        return found


class Booked(NamedTuple):
    """Hours by board, month and activity; ``capability`` is −1 where there is none.

    Arrays of equal length; ``month`` counts from the start of run-in; ``hours`` are exact.
    """

    board: NDArray[np.int64]
    month: NDArray[np.int64]
    activity: NDArray[np.int64]
    capability: NDArray[np.int64]
    hours: NDArray[np.float64]


def book(
    diary: Log,
    under: Sequence[int],
    accounts: Sequence[Account],
    calendar: Calendar,
    capabilities: int,
) -> Booked:
    """Return the hours in *diary*: what each engineer (by number) booked from which hour on.

    *under* is the number of the account of each entry. The last entry of an engineer lasts until
    the horizon; ``GONE`` ends the entries of somebody who has left the organisation.
    """
    stays = diary.stays(calendar.horizon_h)
    booked, start, end = stays.what, stays.from_h, stays.to_h
    if np.any(end < start):
        raise AssertionError("an engineer's log goes back in time: the books cannot be right")

    # Tasks that span months are split by clock hours.
    starts = calendar.month_starts_h
    first = np.searchsorted(starts, start, side="right") - 1
    last = np.maximum(np.searchsorted(starts, end, side="left") - 1, first)
    pieces = np.where((end > start) & (booked != GONE), last - first + 1, 0)
    entry = np.repeat(np.arange(len(start)), pieces)
    month = first[entry] + np.arange(len(entry)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    lasts = np.minimum(end[entry], starts[month + 1]) - np.maximum(start[entry], starts[month])
    quanta = np.rint(lasts * PER_QUANTUM)
    return _share_out(
        quanta,
        month,
        booked[entry],
        column(under)[stays.entry][entry],
        accounts,
        months=len(starts) - 1,
        capabilities=capabilities,
    )


def _share_out(
    quanta: NDArray[np.float64],
    month: NDArray[np.int64],
    booked: NDArray[np.int64],
    account: NDArray[np.int64],
    accounts: Sequence[Account],
    *,
    months: int,
    capabilities: int,
) -> Booked:
    """Split each piece: fixed shares first, then ramp-up, then overload, the rest to its activity."""
    board = np.array([row.board for row in accounts])[account]
    shares = np.array([row.shares for row in accounts])
    pace = np.array([row.pace for row in accounts])
    ramp = np.array([row.ramp for row in accounts])
    kinds, width = len(Activity), capabilities + 1
    boards = int(board.max(initial=0)) + 1
    totals = np.zeros(boards * months * kinds * width)
    cell = (board * months + month) * kinds

    def add(
        activity: NDArray[np.int64] | int,
        capability: NDArray[np.int64] | int,
        amount: NDArray[np.float64],
    ) -> None:
        place = (cell + activity) * width + capability
        nonlocal totals
        totals += np.bincount(place, weights=amount, minlength=len(totals))

    left = quanta
    for place, fixed in enumerate(FIXED):
        if shares[:, place].any():
            part = np.rint(quanta * shares[account, place])
            add(int(fixed), 0, part)
            left = left - part
    activity = booked & ACTIVITY_MASK
    capability = booked >> CAPABILITY_SHIFT
    busy = activity != Activity.IDLE
    if np.any(ramp != 1.0):
        able = np.where(busy, np.rint(left * ramp[account]), left)
        add(int(Activity.RAMP_UP), 0, left - able)
        left = able
    if np.any(pace != 1.0):
        able = np.where(busy, np.rint(left * pace[account]), left)
        add(int(Activity.OVERLOAD), 0, left - able)
        left = able
    add(activity, capability, left)

    found = np.flatnonzero(totals)
    return Booked(
        board=found // (months * kinds * width),
        month=found // (kinds * width) % months,
        activity=found // width % kinds,
        capability=found % width - 1,
        hours=totals[found] * QUANTUM_H,
    )


def headcount_hours(
    changes: Sequence[tuple[float, int, int]], boards: int, calendar: Calendar
) -> NDArray[np.float64]:
    """Return the paid hours by board and month, from the people on each board alone.

    *changes* are (clock, board, people more or fewer). This is the other side of the books: it
    knows nothing of tasks. Shape (boards, months).
    """
    starts = calendar.month_starts_h
    hours = np.zeros((boards, len(starts) - 1))
    for at, board, people in changes:
        hours[board] += people * (starts[1:] - np.clip(at, starts[:-1], starts[1:]))
    return hours
