"""Replications: many independent runs, in parallel processes. The only place that starts any."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from loky import get_reusable_executor

from orgshift.errors import OrgshiftError

if TYPE_CHECKING:
    from orgshift.experiments.intervals import Interval

Result = TypeVar("Result")
#: So many pools may break one after the other without finishing a single job.
TRIES = 3
#: Workers without work wait so long for more: the next look, or the next question of a session.
WARM_S = 30
#: How often a worker looks whether whom it works for is still there.
WATCH_S = 2.0


class Job(NamedTuple):
    """One run: a variant and the number of the replication."""

    variant: str
    replication: int


class Headline(NamedTuple):
    """What a comparison says so far: the difference of *measure* between *variant* and the first."""

    measure: str
    variant: str
    against: str
    difference: Interval


class Event(NamedTuple):
    """How far the work is: jobs done and in all, and of a comparison what it says so far.

    ``replications`` of ``wanted`` are finished in every variant.
    """

    done: int
    total: int
    replications: int = 0
    wanted: int = 0
    headline: Headline | None = None


#: Called after every job.
Progress = Callable[[Event], None]


class Finished(NamedTuple, Generic[Result]):
    """What came back: a result per job, and whether somebody interrupted the work."""

    results: dict[Job, Result]
    interrupted: bool


def cores() -> int:
    """Return how many processes can run at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def replicate(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    *,
    processes: int | None = None,
    progress: Progress | None = None,
    pool: Callable[[], Executor] | None = None,
) -> Finished[Result]:
    """Do *work* for every job and return all results; see ``stream``. Ctrl-C keeps the finished."""
    todo = list(dict.fromkeys(jobs))
    results: dict[Job, Result] = {}
    try:
        for job, result in stream(work, todo, processes=processes, pool=pool):
            results[job] = result
            if progress is not None:
                progress(Event(len(results), len(todo)))
    except KeyboardInterrupt:
        return Finished(results, True)
    return Finished(results, False)


def stream(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    *,
    processes: int | None = None,
    pool: Callable[[], Executor] | None = None,
) -> Iterator[tuple[Job, Result]]:
    """Do *work* for every job, in *processes* processes (default: one per core), any order.

    Yields each job with its result as soon as it is finished. A worker that dies costs time and no
    result: unfinished jobs go to a new pool. *pool* makes another ``Executor`` (a cluster, say).
    Raises OrgshiftError if jobs kill their workers again and again.
    """
    todo = list(dict.fromkeys(jobs))
    many = cores() if processes is None else processes
    if pool is None and (many == 1 or len(todo) <= 1):
        for job in todo:
            yield job, work(job)
        return
    make = pool or partial(_processes, min(many, len(todo)))
    done: set[Job] = set()
    fruitless = 0
    while len(done) < len(todo):
        before = len(done)
        try:
            for job, result in _in_pool(make, work, [job for job in todo if job not in done]):
                done.add(job)
                yield job, result
        except BrokenExecutor as error:
            fruitless = 0 if len(done) > before else fruitless + 1
            if fruitless == TRIES:
                missing = ", ".join(f"{j.variant} {j.replication}" for j in todo if j not in done)
                raise OrgshiftError(
                    f"worker processes died {TRIES} times in a row (out of memory?) before these "
                    f"were finished: {missing}"
                ) from error


def _in_pool(
    make: Callable[[], Executor], work: Callable[[Job], Result], jobs: Sequence[Job]
) -> Iterator[tuple[Job, Result]]:
    """Do *jobs* in one pool, which is left with nothing to do. Raises BrokenExecutor if it breaks."""
    executor = make()
    waiting: dict[Future[Result], Job] = {}
    try:
        for job in jobs:
            waiting[executor.submit(work, job)] = job
        for future in as_completed(waiting):
            yield waiting.pop(future), future.result()
    except BaseException:
        # Whatever is still under way is wanted by nobody.
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    if not isinstance(executor, _Processes):
        executor.shutdown(wait=False)


class _Processes(Executor):
    """Fresh interpreters: no lock is inherited, and a script needs no guard around its main part.

    They stay warm for the next pool of the same size.
    """

    def __init__(self, many: int) -> None:
        self._workers = get_reusable_executor(many, timeout=WARM_S, initializer=_become_worker)

    def submit(self, work: Callable[..., Result], /, *args: Any, **named: Any) -> Future[Result]:
        """Let a worker do *work*."""
        future: Future[Result] = self._workers.submit(work, *args, **named)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with *cancel_futures* at once, whatever they are at."""
        self._workers.shutdown(wait=wait, kill_workers=cancel_futures)


def _processes(many: int) -> Executor:
    return _Processes(many)


def _become_worker() -> None:
    """Let the main process alone decide what Ctrl-C means, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


def _end_after(parent: int) -> None:
    # Whoever is killed outright tells nobody: a result that no one reads would be held for ever.
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)
