"""Boards: where the tasks of a team or group wait, by rank, for its engineers."""

from __future__ import annotations

from collections import deque
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgshift.organisation.alarm import Alarm
    from orgshift.organisation.feature import Feature


class Rank(IntEnum):
    """The order in which tasks are taken, first to last."""

    INCIDENT = 0
    SERVICE = 1  # support, tickets, work other teams depend on
    URGENT_TOIL = 2
    TOIL = 3
    REWORK = 4
    BEGUN = 5
    MIGRATION = 6
    UNPLANNED = 7
    PLANNED = 8


RANKS: tuple[str, ...] = tuple(rank.name.lower() for rank in Rank)

#: A workflow has fewer steps than this: a task's place is its rank times this, less its step.
STEPS_PER_RANK = 1024


class Task:
    """Hands-on work for one engineer; everything people do is a task.

    ``effort`` is what is left to do, hours. On a ranked board tasks are taken by rank, then later
    ``step`` first, then by ``age`` (lower first); on another by age alone. ``feature`` is set if its
    hours are hands-on hours of that feature. ``done`` is called with the task when it is complete.
    """

    __slots__ = (
        "age", "board", "booking", "capability", "done", "effort", "feature", "interrupted",
        "place", "queued", "rank", "started",
    )  # fmt: skip

    def __init__(
        self,
        board: Board,
        rank: int,
        age: float,
        booking: int,
        effort: float,
        feature: Feature | None = None,
        done: Callable[[Task], None] | None = None,
        capability: int = -1,
        step: int = 0,
    ) -> None:
        self.board = board
        self.rank = rank
        self.place = rank * STEPS_PER_RANK - step if board.ranked else 0
        self.age = age
        self.booking = booking
        self.effort = effort
        self.feature = feature
        self.done = done
        self.capability = capability
        self.interrupted = False
        self.started = False
        self.queued = 0.0

    @property
    def in_hand(self) -> bool:
        """Whether somebody works on it now."""
        return self.started and not self.interrupted

    def withdraw(self) -> None:
        """Make nothing of it where it waits: whoever takes it is done at once."""
        self.effort, self.done, self.interrupted = 0.0, None, False

    def rise(self, rank: int) -> None:
        """Let it be taken as one of *rank* from now on."""
        if self.board.ranked:
            self.place += (rank - self.rank) * STEPS_PER_RANK
        self.rank = rank


class Engineer:
    """One person, who takes one task at a time from the board.

    ``focus`` is the share of time for tasks and ``rate`` is focus × pace, as they are now;
    ``task_rate`` is the rate when the task in hand started. ``account`` is the row of the ledger's
    accounts that says whose hours these are and how they are shared out, ``task_account`` that of a
    task whose resumption effort is being spent. ``origin`` is where they were sent from. Somebody
    who is ``leaving`` the board goes to ``destination``, or (None) out of the organisation.
    """

    __slots__ = (
        "account", "board", "completion", "destination", "ends", "focus", "leaving",
        "number", "origin", "rate", "resuming", "since", "task", "task_account", "task_rate",
    )  # fmt: skip

    def __init__(self, number: int, board: Board, completion: Alarm) -> None:
        self.number = number
        self.board = board
        self.origin = board
        self.leaving = False
        self.destination: Board | None = None
        self.completion = completion
        completion.owner = self
        self.task: Task | None = None
        self.resuming = False
        self.since = 0.0
        self.ends = 0.0
        self.focus = 1.0
        self.rate = 1.0
        self.task_rate = 1.0
        self.account = 0
        self.task_account = 0


class Queue:
    """The tasks of one rank that wait on a board, counted from some hour on.

    ``waited`` sums the waits that are over, whenever they began; ``before`` is what those who
    waited at that hour had waited by then, and ``stood`` how many of them nobody had begun. Together
    with those who wait at the end they give the task-hours of waiting (Little 1961) and the tasks
    that were taken up or away: nobody has to count heads in between.
    """

    __slots__ = ("arrived", "before", "stood", "waited")

    def __init__(self, before: float, stood: int) -> None:
        self.arrived = 0
        self.waited = 0.0
        self.before = before
        self.stood = stood


class Board:
    """The tasks of one team or group, and the engineers who take them.

    ``heap`` holds the waiting tasks as (place, age, sequence, task); ``migrations`` those that only
    a share of the team may do at once. ``source`` is asked for work when nothing waits: it returns
    True if it put some up; an ``eager`` board's work starts without its engineers, so it is asked even
    while they are busy. ``by_hand_h`` counts hours of effort by hand per capability.
    """

    __slots__ = (
        "by_hand_h", "eager", "engineers", "free", "heap", "index", "migrations", "name", "pace",
        "queues", "ranked", "source",
    )  # fmt: skip

    def __init__(self, name: str, index: int, capabilities: int, *, ranked: bool) -> None:
        self.name = name
        self.index = index
        self.ranked = ranked
        self.engineers: list[Engineer] = []
        self.free: deque[Engineer] = deque()
        self.heap: list[tuple[int, float, int, Task]] = []
        self.migrations: deque[Task] = deque()
        self.source: Callable[[], bool] | None = None
        self.eager = False
        self.queues = [Queue(0.0, 0) for _ in Rank]
        self.by_hand_h = [0.0] * capabilities
        self.pace = 1.0

    def waits(self, now: float) -> list[float]:
        """Return the task-hours that those who wait *now* have waited, by rank."""
        waits = [0.0] * len(self.queues)
        for task in self._waiting():
            waits[task.rank] += now - task.queued
        return waits

    def standing(self) -> list[int]:
        """Return how many wait that nobody has begun, by rank."""
        standing = [0] * len(self.queues)
        for task in self._waiting():
            standing[task.rank] += not task.started
        return standing

    def count_from(self, now: float) -> None:
        """Count tasks and waits from *now* on; the tasks that wait go on waiting."""
        self.queues = [Queue(*at) for at in zip(self.waits(now), self.standing(), strict=True)]

    def _waiting(self) -> list[Task]:
        return [*(entry[3] for entry in self.heap), *self.migrations]
