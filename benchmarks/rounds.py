"""Timing programs side by side: interleaved rounds, medians, ratios with their spread.

Other people use the machine, and its pace drifts. So processor time is counted, every round runs
every program once, in an order that turns from round to round, and programs are compared within a
round.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import thread_time
from typing import NamedTuple


class Spread(NamedTuple):
    """The median of several measurements, the least and the greatest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    def show(self, form: str = ".2f") -> str:
        return f"{self.median:{form}} ({self.low:{form}}–{self.high:{form}})"


class Timing(NamedTuple):
    """One timed call: how long it took, and how much it got done (customers, events, …)."""

    seconds: float
    done: float

    @property
    def rate(self) -> float:
        return self.done / self.seconds


#: Does some work with the luck of that round, and returns how much it was; or, where it was done
#: elsewhere, how long it took there.
Program = Callable[[int], "float | Timing"]
Clock = Callable[[], float]


def timed(program: Program, round_: int, clock: Clock = thread_time) -> Timing:
    """Time one call of *program*, with the garbage of others out of the way."""
    gc.collect()
    began = clock()
    done = program(round_)
    return done if isinstance(done, Timing) else Timing(clock() - began, done)


def interleaved(
    programs: Mapping[str, Program], rounds: int, clock: Clock = thread_time
) -> dict[str, list[Timing]]:
    """Time each of *programs* once per round; returns the timings by name, in order of rounds.

    *clock* counts this thread's processor time; for other processes it has to be another one.
    """
    timings: dict[str, list[Timing]] = {name: [] for name in programs}
    names = list(programs)
    for round_ in range(rounds):
        turn = round_ % len(names)
        for name in names[turn:] + names[:turn]:
            timings[name].append(timed(programs[name], round_, clock))
    return timings


def seconds(timings: Sequence[Timing]) -> Spread:
    return Spread.of([one.seconds for one in timings])


def rates(timings: Sequence[Timing]) -> Spread:
    """Return work done per second."""
    return Spread.of([one.rate for one in timings])


def times_as_fast(timings: Sequence[Timing], reference: Sequence[Timing]) -> Spread:
    """Return how many times as fast as *reference* it was, round by round, per unit of work."""
    return Spread.of([a.rate / b.rate for a, b in zip(timings, reference, strict=True)])
