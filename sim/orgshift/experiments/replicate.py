"""Replications: many independent runs, in parallel processes. The only place that starts any."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from loky import ProcessPoolExecutor

from orgshift.errors import OrgshiftError

Result = TypeVar("Result")
#: Called with (jobs done, jobs in all) after every job.
Progress = Callable[[int, int], None]
#: So many pools may break one after the other without finishing a single job.
TRIES = 3


class Job(NamedTuple):
    """One run: a variant and the number of the replication."""

    variant: str
    replication: int


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
    """Do *work* for every job, in *processes* processes (default: one per core), any order.

    A worker that dies costs time and no result: unfinished jobs go to a new pool. Ctrl-C keeps
    what is finished. *pool* makes another ``Executor`` (a cluster, say). Raises OrgshiftError if
    jobs kill their workers again and again.
    """
    todo = list(dict.fromkeys(jobs))
    many = cores() if processes is None else processes
    if pool is None and (many == 1 or len(todo) == 1):
        return _in_this_process(work, todo, progress)
    make = pool or partial(_processes, min(many, len(todo)) or 1)
    results: dict[Job, Result] = {}
    fruitless = 0
    while fruitless < TRIES:
        before = len(results)
        try:
            if _with_pool(make, work, todo, results, progress):
                return Finished(results, False)
        except KeyboardInterrupt:
            return Finished(results, True)
        fruitless = 0 if len(results) > before else fruitless + 1
    missing = ", ".join(f"{j.variant} {j.replication}" for j in todo if j not in results)
    raise OrgshiftError(
        f"worker processes died {TRIES} times in a row (out of memory?) before these were finished: "
        f"{missing}"
    )


def _in_this_process(
    work: Callable[[Job], Result], jobs: Sequence[Job], progress: Progress | None
) -> Finished[Result]:
    results: dict[Job, Result] = {}
    try:
        for job in jobs:
            results[job] = work(job)
            if progress is not None:
                progress(len(results), len(jobs))
    except KeyboardInterrupt:
        return Finished(results, True)
    return Finished(results, False)


def _with_pool(
    make: Callable[[], Executor],
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    results: dict[Job, Result],
    progress: Progress | None,
) -> bool:
    """Do what is left of *jobs* in one pool; return False if the pool broke on the way."""
    executor = make()
    try:
        waiting: dict[Future[Result], Job] = {}
        for job in jobs:
            if job not in results:
                waiting[executor.submit(work, job)] = job
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                job = waiting.pop(future)
                results[job] = future.result()
                if progress is not None:
                    progress(len(results), len(jobs))
    except BrokenExecutor:
        return False
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return True


class _Processes(ProcessPoolExecutor):  # type: ignore[misc] # loky has no types
    """Fresh interpreters: no lock is inherited, and a script needs no guard around its main part."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with *cancel_futures* at once, whatever they are at."""
        super().shutdown(wait=wait, kill_workers=cancel_futures)


def _processes(many: int) -> Executor:
    return _Processes(many, initializer=_leave_ctrl_c)


def _leave_ctrl_c() -> None:
    """Let the main process alone decide what Ctrl-C means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
