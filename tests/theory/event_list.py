"""Teams at work, worked out the plain way: a list of events, and each rule of docs/model.md as it reads.

It keeps no books, searches lists from end to end, and shares nothing with the engine but the numbers
drawn. Hours since day 0; all durations are multiples of 2⁻²⁰ h.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

#: Tasks are taken in this order on a ranked board.
REWORK, BEGUN, UNPLANNED, PLANNED = range(4)


def quantised(hours):
    return round(hours * 2**20) / 2**20


class Draw(NamedTuple):
    """The luck of one visit to a step: hours of effort and of delay, and which way out."""

    effort: float
    delay: float
    way: float


NOTHING_DRAWN = Draw(0.0, 0.0, 0.0)


class Way(NamedTuple):
    """A way out of a step, taken if the draw is below ``below``: the first that fits."""

    below: float
    target: int
    size: float
    rework: bool


@dataclass(frozen=True)
class Step:
    """``board`` does it ('': the feature's own team)."""

    board: str
    effort: bool
    delay: bool
    window: bool
    hands: int
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class World:
    """``engineers`` by board; ``limits``: features in progress by team, under pull."""

    steps: list[Step]
    engineers: dict[str, int]
    ranked: bool = False
    interrupts: bool = False
    resumption: float = 0.0
    focus: float = 1.0
    window: float = 0.0
    limits: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Feature:
    team: str
    number: int
    start: float
    planned: bool = True
    begun: float = math.nan
    released: float = math.nan
    here: int = 0
    drawn: Draw = NOTHING_DRAWN
    pending: int = 0
    again: list[tuple[int, float, bool]] = field(default_factory=list)
    visits: Counter[int] = field(default_factory=Counter)


@dataclass(eq=False)
class Task:
    feature: Feature
    step: int
    board: str
    rank: int
    put_up: float
    left: float
    turn: int
    interrupted: bool = False


@dataclass(eq=False)
class Stint:
    """An engineer at a task; ``broken`` once they were interrupted."""

    task: Task
    since: float
    ends: float
    resuming: bool
    broken: bool = False


class EventList:
    """One run of *world*: ``draws(feature, step, visit)`` gives the luck of a visit to a step."""

    def __init__(self, world: World, draws: Callable[[Feature, int, int], Draw]) -> None:
        self.world, self.draws = world, draws
        self.now = 0.0
        self.turns = count()
        self.events: list[tuple[float, bool, int, Callable[[], None]]] = []
        self.waiting: dict[str, list[Task]] = {board: [] for board in world.engineers}
        self.at_work: dict[str, list[Stint]] = {board: [] for board in world.engineers}
        self.features: dict[str, list[Feature]] = defaultdict(list)
        self.just_put_up: list[Task] = []
        self.interruptions = 0

    def run(self, requests: list[Feature], until: float) -> None:
        for feature in requests:
            self.features[feature.team].append(feature)
            self.at(feature.start, partial(self.enter, feature, 0))
        self.everybody_takes_work()
        while self.events and self.events[0][0] < until:
            self.now, _, _, do = heappop(self.events)
            do()
            self.everybody_takes_work()

    def at(self, hour, do, *, last=False):
        heappush(self.events, (hour, last, next(self.turns), do))

    # -- a feature's way ------------------------------------------------------------------------

    def enter(self, feature, here):
        feature.here = here
        feature.again = [one for one in feature.again if one[0] >= here]
        feature.drawn = self.draws(feature, here, feature.visits[here])
        feature.visits[here] += 1
        if self.world.steps[here].effort:
            self.put_up(feature, self.world.steps[here])
        else:
            self.worked(feature)

    def put_up(self, feature, step):
        _, size, rework = feature.again[-1] if feature.again else (0, 1.0, False)
        if rework:
            rank = REWORK
        elif not math.isnan(feature.begun):
            rank = BEGUN
        else:
            rank = PLANNED if feature.planned else UNPLANNED
        feature.pending = step.hands
        for _ in range(step.hands):
            hours = quantised(feature.drawn.effort * size / step.hands)
            board = step.board or feature.team
            task = Task(feature, feature.here, board, rank, self.now, hours, next(self.turns))
            self.waiting[board].append(task)
            if self.world.interrupts:
                self.just_put_up.append(task)

    def worked(self, feature):
        if self.world.steps[feature.here].delay:
            self.at(self.now + feature.drawn.delay, partial(self.delayed, feature))
        else:
            self.delayed(feature)

    def delayed(self, feature):
        period = self.world.window
        if self.world.steps[feature.here].window and period:
            opens = math.ceil(self.now / period) * period
            self.at(opens, partial(self.leave, feature), last=True)
        else:
            self.leave(feature)

    def leave(self, feature):
        here, target = feature.here, feature.here + 1
        for way in self.world.steps[here].ways:
            if feature.drawn.way < way.below:
                target = way.target
                if 0 <= target <= here:
                    outer = [one for one in feature.again if one[0] > here]
                    feature.again = [*outer, (here, way.size, way.rework)]
                break
        if 0 <= target < len(self.world.steps):
            self.enter(feature, target)
        else:
            feature.released = self.now

    # -- engineers ------------------------------------------------------------------------------

    def everybody_takes_work(self):
        for board in self.world.engineers:
            self.take_work(board)
        for task in self.just_put_up:
            # Its other hand may have been taken up meanwhile: what is begun interrupts nobody.
            if task in self.waiting[task.board] and task.rank == UNPLANNED:
                self.interrupt_for(task)
        self.just_put_up.clear()

    def take_work(self, board):
        while self.free(board):
            if self.waiting[board]:
                self.begin(self.first(board))
            elif not (self.own_hands_first() and self.commit(board)):
                break
        while not self.own_hands_first() and self.commit(board):
            pass

    def free(self, board):
        return self.world.engineers[board] - len(self.at_work[board])

    def own_hands_first(self):
        return self.world.steps[0].effort and not self.world.steps[0].board

    def commit(self, team):
        """Commit one more feature of *team*, if the limit on those in progress allows it."""
        mine = self.features[team]
        if sum(math.isnan(one.released) for one in mine) >= self.world.limits.get(team, 0):
            return False
        mine.append(Feature(team, len(mine) + 1, self.now))
        self.enter(mine[-1], 0)
        return True

    def place(self, task):
        if self.world.ranked:
            return task.rank, -task.step, task.feature.start, task.turn
        return task.put_up, task.turn

    def first(self, board):
        return min(self.waiting[board], key=self.place)

    def begin(self, task):
        self.waiting[task.board].remove(task)
        if math.isnan(task.feature.begun):
            task.feature.begun = self.now
            for other in self.waiting[task.board]:
                if other.feature is task.feature:
                    other.rank = min(other.rank, BEGUN)
        resuming = task.interrupted and self.world.resumption > 0.0
        task.interrupted = False
        hours = self.world.resumption if resuming else task.left
        stint = Stint(task, self.now, self.now + quantised(hours / self.world.focus), resuming)
        self.at_work[task.board].append(stint)
        self.at(stint.ends, partial(self.end, stint))

    def end(self, stint):
        task = stint.task
        if stint.broken:
            return
        if stint.resuming:
            stint.resuming = False
            stint.ends = self.now + quantised(task.left / self.world.focus)
            self.at(stint.ends, partial(self.end, stint))
            return
        self.at_work[task.board].remove(stint)
        task.feature.pending -= 1
        if not task.feature.pending:
            self.worked(task.feature)

    def interrupt_for(self, urgent):
        """Interrupt the lowest-ranked task, latest started, if nothing else goes before *urgent*."""
        board = urgent.board
        lower = [stint for stint in self.at_work[board] if stint.task.rank > urgent.rank]
        if not lower or self.place(self.first(board))[:2] < self.place(urgent)[:2]:
            return
        victim = max(lower, key=lambda stint: (stint.task.rank, stint.since))
        task = victim.task
        if not victim.resuming:
            task.left = quantised((victim.ends - self.now) * self.world.focus)
        victim.broken, task.interrupted, task.turn = True, True, next(self.turns)
        self.at_work[board].remove(victim)
        self.waiting[board].append(task)
        self.interruptions += 1
        self.take_work(board)
