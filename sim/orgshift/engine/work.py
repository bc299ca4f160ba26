"""Work: tasks are offered to boards, engineers take them, finish them, are pre-empted, move on.

Everything here runs inside callbacks of SimPy events: an engineer is one event that is scheduled
anew for every task. What happened is appended to flat lists, and turned into the books afterwards:
that costs a fraction of keeping books while the clock runs.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL

from orgshift.organisation.activities import GONE, RELEASED, Activity, State
from orgshift.organisation.alarm import Alarm
from orgshift.organisation.board import Engineer, Rank
from orgshift.organisation.calendar import TO_QUANTA
from orgshift.organisation.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from simpy.core import Environment

    from orgshift.organisation.board import Board, Task
    from orgshift.organisation.feature import Feature

# Plain numbers for the hot path: a member of an IntEnum is looked up and added several times slower.
BEGUN = int(Rank.BEGUN)
MIGRATION = int(Rank.MIGRATION)
IDLE = int(Activity.IDLE)
RESUMPTION = int(Activity.RESUMPTION)
WORKED = int(State.WORKED)
INTERRUPTED = int(State.INTERRUPTED)


def _lowest_then_latest(engineer: Engineer) -> tuple[int, float]:
    assert engineer.task is not None
    return engineer.task.rank, engineer.since


class Work:
    """The boards' engineers at work, on SimPy's clock.

    ``resume`` is called with a feature when the tasks of its present step are complete.
    Every change of what an engineer does is written in their diary, every change of a feature's
    state in its journey.
    """

    def __init__(
        self,
        env: Environment,
        *,
        resumption_h: float,
        migration_share: float,
        pre_empts: Collection[int],
        left: Callable[[Engineer, Board], None],
    ) -> None:
        self.env = env
        self.resumption_h = resumption_h
        self.migration_share = migration_share
        self.pre_empts = frozenset(int(rank) for rank in pre_empts)
        self.left = left
        #: the state of every feature, by its row
        self.journeys = Log()
        #: what every engineer does, by number, and under which account
        self.diary = Log()
        self.accounts: list[int] = []
        # SimPy's own heap and counter: the clock hour of completion is known exactly here, and
        # Environment.schedule would add it up again from a delay.
        self._schedule: list[Any] = env._queue
        self._count = env._eid
        #: what tells tasks of the same place and age apart: the order in which they were put up
        self._turns = count()
        #: The board of an engineer who is between two tasks, and the urgent tasks put up meanwhile.
        self._between: Board | None = None
        self._urgent: list[Task] = []
        self._waking: set[int] = set()

    # -- offering and taking -----------------------------------------------------------------

    def offer(self, task: Task) -> None:
        """Put *task* up on its board: a free engineer starts it, or it waits, or it pre-empts."""
        board, rank = task.board, task.rank
        board.queues[rank].arrived += 1
        if rank == MIGRATION:
            self._start_or_queue(task)
            return
        if board.free:
            self._start(board.free.popleft(), task)
            return
        task.queued = self.env._now
        heappush(board.heap, (task.place, task.age, next(self._turns), task))
        if rank in self.pre_empts:
            if board is self._between:
                # Somebody is about to take the next task: nobody has to be interrupted for it.
                self._urgent.append(task)
            else:
                self._pre_empt(task)

    def wake(self, board: Board) -> None:
        """Let whoever is free on *board* ask for work that nobody has put up yet."""
        source = board.source
        if source is None or board.index in self._waking:
            return
        # What the source puts up may be over at once, and wake the board from within.
        self._waking.add(board.index)
        while (board.free or board.eager) and source():
            pass
        self._waking.discard(board.index)

    def borrow(self, lender: Board, borrower: Board) -> bool:
        """Put the first task that waits on *lender* up on *borrower*; return whether there was one.

        Migrations stay: they are for those who will live with them.
        """
        if not lender.heap:
            return False
        task = heappop(lender.heap)[3]
        self._unqueue(task)
        task.board = borrower
        self.offer(task)
        return True

    def take_down(self, board: Board) -> list[Task]:
        """Take everything that waits off *board*, in its order, and return it."""
        tasks = [entry[3] for entry in sorted(board.heap)] + list(board.migrations)
        for task in tasks:
            self._unqueue(task)
        board.heap = []
        board.migrations.clear()
        return tasks

    def hand_over(self, task: Task, board: Board) -> None:
        """Put *task*, taken down from another board, up on *board*."""
        task.board = board
        if not task.started:
            board.queues[task.rank].arrived += 1
        self._start_or_queue(task)

    def _start_or_queue(self, task: Task) -> None:
        board = task.board
        if board.free and (task.rank != MIGRATION or self._may_migrate(board)):
            self._start(board.free.popleft(), task)
        else:
            self._queue(task)

    def start_idle(self, board: Board) -> None:
        """Let free engineers take what waits on *board*: for people who have just joined."""
        waiting = list(board.free)
        board.free.clear()
        for engineer in waiting:
            self.take(engineer)

    def settle(self, feature: Feature) -> None:
        """Log the state *feature* is in now, if it has changed."""
        if feature.working:
            state = WORKED
        elif feature.interrupted:
            state = INTERRUPTED
        else:
            state = feature.wait
        if state != feature.state:
            feature.state = state
            self.journeys.write(feature.row, self.env._now, state)

    def note(self, engineer: Engineer, booked: int) -> None:
        """Write in the diary what *engineer*'s hours are booked to from now on."""
        self.diary.write(engineer.number, self.env._now, booked)
        self.accounts.append(engineer.account)

    def forget(self) -> None:
        """Let go of what is written."""
        self.journeys.clear()
        self.diary.clear()
        self.accounts = []

    def released(self, feature: Feature) -> None:
        """Log that *feature* is released."""
        feature.state = RELEASED
        self.journeys.write(feature.row, self.env._now, RELEASED)

    def _queue(self, task: Task) -> None:
        board = task.board
        task.queued = self.env._now
        if task.rank == MIGRATION:
            if task.started:
                board.migrations.appendleft(task)
            else:
                board.migrations.append(task)
            return
        heappush(board.heap, (task.place, task.age, next(self._turns), task))

    def _unqueue(self, task: Task) -> None:
        task.board.queues[task.rank].waited += self.env._now - task.queued

    def _may_migrate(self, board: Board) -> bool:
        at_it = sum(1 for e in board.engineers if e.task is not None and e.task.rank == MIGRATION)
        return at_it < max(1, int(self.migration_share * len(board.engineers) + 1e-9))

    def _next(self, board: Board) -> Task | None:
        """Take the first task off *board*; migrations only as long as few enough are at it."""
        heap = board.heap
        if board.migrations and self._may_migrate(board):
            migration = board.migrations[0]
            if not heap or (migration.place, migration.age) < heap[0][:2]:
                board.migrations.popleft()
                self._unqueue(migration)
                return migration
        if not heap:
            return None
        task = heappop(heap)[3]
        self._unqueue(task)
        return task

    def take(self, engineer: Engineer) -> None:
        """Give *engineer*, who has no task, the next one; without one the engineer is free."""
        if engineer.leaving:
            self._depart(engineer)
            return
        board = engineer.board
        while True:
            if board.heap and not board.migrations:
                task = heappop(board.heap)[3]
                board.queues[task.rank].waited += self.env._now - task.queued
                self._start(engineer, task)
                return
            if board.migrations and (migration := self._next(board)) is not None:
                self._start(engineer, migration)
                return
            source = board.source
            if source is None or not source():
                break
        board.free.append(engineer)
        self.note(engineer, IDLE)

    # -- starting, finishing, pre-empting ----------------------------------------------------

    def _start(self, engineer: Engineer, task: Task) -> None:
        # Every task passes here: the logs are written as ``Log.write`` does, without a call.
        now = self.env._now
        engineer.task = task
        engineer.since = now
        rate = engineer.task_rate = engineer.rate
        task.started = True
        feature = task.feature
        if feature is not None:
            feature.working += 1
            if feature.state:
                feature.state = WORKED
                journeys = self.journeys
                journeys.who.append(feature.row)
                journeys.hours.append(now)
                journeys.what.append(WORKED)
                if feature.begun is None:
                    feature.begun = now
                    if feature.pending > 1:
                        self._rank_as_begun(task)
        effort, booked = task.effort, task.booking
        if task.interrupted:
            task.interrupted = False
            if feature is not None:
                feature.interrupted -= 1
            if self.resumption_h:
                engineer.resuming = True
                engineer.task_account = engineer.account
                effort, booked = self.resumption_h, RESUMPTION
        if rate != 1.0:
            effort = (effort / rate + TO_QUANTA) - TO_QUANTA
        engineer.ends = ends = now + effort
        heappush(self._schedule, (ends, NORMAL, next(self._count), engineer.completion))
        diary = self.diary
        diary.who.append(engineer.number)
        diary.hours.append(now)
        diary.what.append(booked)
        self.accounts.append(engineer.account)

    def _finish(self, engineer: Engineer) -> None:
        task = engineer.task
        assert task is not None
        if engineer.resuming:
            self._go_on(engineer, task)
            return
        engineer.task = None
        if task.capability >= 0:
            task.board.by_hand_h[task.capability] += task.effort
        self._between = engineer.board
        feature = task.feature
        if feature is None:
            if task.done is not None:
                task.done(task)
        else:
            feature.working -= 1
            feature.pending -= 1
            if not feature.pending and feature.story is not None:
                next(feature.story, None)
        self._between = None
        self.take(engineer)
        if feature is not None and not feature.working and feature.released is None:
            self.settle(feature)
        while self._urgent:
            urgent = self._urgent.pop()
            if not urgent.started:
                self._pre_empt(urgent)

    def _go_on(self, engineer: Engineer, task: Task) -> None:
        """Go on with the task itself, once the resumption effort is spent."""
        now = self.env._now
        engineer.resuming = False
        hours = (task.effort / engineer.task_rate + TO_QUANTA) - TO_QUANTA
        engineer.ends = now + hours
        heappush(self._schedule, (engineer.ends, NORMAL, next(self._count), engineer.completion))
        self.diary.write(engineer.number, now, task.booking)
        self.accounts.append(engineer.task_account)

    def _rank_as_begun(self, first: Task) -> None:
        """Move what waits for other hands of *first*'s feature up: the feature is begun now."""
        board = first.board
        heap = board.heap
        waiting = [entry[3] for entry in heap if entry[3].feature is first.feature]
        if not waiting or first.rank <= BEGUN:
            return
        board.heap = [entry for entry in heap if entry[3].feature is not first.feature]
        heapify(board.heap)
        for task in waiting:
            # It counts as one of the new rank from the start, its waiting included.
            board.queues[task.rank].arrived -= 1
            board.queues[BEGUN].arrived += 1
            task.rise(BEGUN)
            heappush(board.heap, (task.place, task.age, next(self._turns), task))

    def _pre_empt(self, urgent: Task) -> None:
        """Interrupt the lowest-ranked task in hand, latest started, if it ranks below *urgent*.

        Nobody is interrupted while something that goes before *urgent* waits, or somebody is about
        to finish. If whoever is interrupted leaves the board just then, the next one is.
        """
        board, now = urgent.board, self.env._now
        if board.heap[0][0] < urgent.place:
            return
        if any(e.task is not None and e.ends <= now and not e.resuming for e in board.engineers):
            return
        while board.ranked and not board.free:
            victim = max(
                (e for e in board.engineers if e.task is not None and e.task.rank > urgent.rank),
                key=_lowest_then_latest,
                default=None,
            )
            if victim is None:
                return
            self._interrupt(victim)
            if victim.board is board:
                return

    def _interrupt(self, engineer: Engineer) -> None:
        """Take the task out of *engineer*'s hands and let the engineer take the next one."""
        task = engineer.task
        assert task is not None
        now = self.env._now
        if engineer.resuming:
            engineer.resuming = False
        else:
            left = (engineer.ends - now) * engineer.task_rate
            done = task.effort
            task.effort = (left + TO_QUANTA) - TO_QUANTA
            if task.capability >= 0:
                task.board.by_hand_h[task.capability] += done - task.effort
        engineer.completion.off()
        engineer.completion = Alarm(self.env, self._finish, engineer)
        engineer.task = None
        task.interrupted = True
        self._queue(task)
        feature = task.feature
        if feature is not None:
            feature.working -= 1
            feature.interrupted += 1
        self.take(engineer)
        if feature is not None:
            self.settle(feature)

    # -- people ------------------------------------------------------------------------------

    def engineer(self, number: int, board: Board) -> Engineer:
        """Return a new engineer with nothing to do yet."""
        return Engineer(number, board, Alarm(self.env, self._finish, None))

    def leave(self, engineer: Engineer, destination: Board | None) -> None:
        """Send *engineer* to *destination* (None: away) as soon as no task is in hand.

        Who is on the way already goes there instead.
        """
        if destination is engineer.board:
            engineer.leaving, engineer.destination = False, None
            return
        engineer.leaving = True
        engineer.destination = destination
        if engineer.task is None:
            engineer.board.free.remove(engineer)
            self._depart(engineer)

    def _depart(self, engineer: Engineer) -> None:
        before, after = engineer.board, engineer.destination
        engineer.leaving, engineer.destination = False, None
        before.engineers.remove(engineer)
        if after is None:
            self.note(engineer, GONE)
            self.left(engineer, before)
        else:
            engineer.board = after
            after.engineers.append(engineer)
            self.left(engineer, before)
            self.take(engineer)
        if before.free:
            # What the leaver had in hand may have kept a migration waiting.
            self.take(before.free.popleft())
        elif before.heap and before.heap[0][3].rank in self.pre_empts:
            self._pre_empt(before.heap[0][3])
