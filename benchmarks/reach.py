"""How far one client reaches: what a replication costs it and the wire, however many workers."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Spread
from orgshift import store
from orgshift.experiments.cluster import Cluster
from orgshift.experiments.known import Known
from orgshift.experiments.outcome import outcome, parcel, unpacked
from orgshift.experiments.replicate import Job

#: Jobs that only carry bytes there and back.
IDLE_JOBS = 300
#: What keeping results may cost, as a share of a replication.
KEEPING = 0.05


def measure(*, quick: bool) -> Section:
    """Measure what a replication of `convergence` costs where it runs, where it goes, and between."""
    scenario = orgshift.load("convergence", overrides=["horizon=6 months"] if quick else [])
    sent = parcel(scenario, (), scenario.seed)
    costs: dict[str, list[float]] = {}
    sizes = []

    def timed(what: str, work: Callable[..., Any], *arguments: Any) -> Any:
        began = thread_time()
        found = work(*arguments)
        costs.setdefault(what, []).append(thread_time() - began)
        return found

    with tempfile.TemporaryDirectory() as folder:
        known = Known(scenario, (), scenario.seed, store.Cache(Path(folder)))
        known.keep(Job("platform", 0), b"")  # what is done once is done
        outcome(scenario, (), scenario.seed, Job("platform", 0))
        for replication in range(2 if quick else 7):
            job = Job("platform", replication)
            found = timed("simulate and measure", outcome, scenario, (), scenario.seed, job)
            packed = timed("pack", store.pack, found._asdict())
            sizes.append(len(packed))
            timed("write to the cache", known.keep, job, packed)
            timed("unpack", unpacked, packed, job)
            timed("find in the cache, unpacked", known.find, job)
    spreads = {what: Spread.of([1000.0 * one for one in times]) for what, times in costs.items()}
    work = spreads["simulate and measure"].median
    on_worker = work + spreads["pack"].median
    in_client = spreads["write to the cache"].median + spreads["unpack"].median
    keeping = (spreads["pack"].median + in_client) / work
    size = Spread.of([float(one) for one in sizes])
    section = Section(
        "Reach",
        "A replication of `convergence` (platform): a worker simulates, measures and packs it; the "
        "client writes it to the cache and unpacks it. "
        f"A job is {len(sent) / 1000:.0f} kB on its way out and {size.median / 1000:.0f} kB on its way "
        f"back. One worker does {1000.0 / on_worker:.1f} replications a second, one client takes in "
        f"{1000.0 / in_client:.0f}: it keeps {on_worker / in_client:.0f} workers busy, at "
        f"{size.median * 1000.0 / in_client / 1e6:.1f} MB/s. On paper 1,000 workers do "
        f"{1e6 / on_worker:,.0f} replications a second, {size.median / on_worker:.0f} MB/s: "
        f"they want a scenario that takes {in_client:.0f} s a replication or longer, or "
        f"{1000 * in_client / on_worker:.0f} clients.",
    )
    section.tables.append(
        Table(
            "Milliseconds of processor time, median (least–greatest):",
            ("what", "milliseconds", "share of a replication"),
            [
                (what, spread.show(".1f"), f"{spread.median / work:.1%}")
                for what, spread in spreads.items()
            ],
        )
    )
    carried = _through_dask(sent, int(size.median))
    section.tables.append(
        Table(
            "Through a dask scheduler on this machine, one worker, nothing simulated:",
            ("jobs", "milliseconds by the clock, each"),
            [(f"{IDLE_JOBS}", f"{carried:.1f}")],
        )
    )
    section.targets.append(
        Target(
            "Sending and keeping a replication, of its time",
            f"under {KEEPING:.0%}", f"{keeping:.1%}", keeping < KEEPING,
        )
    )  # fmt: skip
    return section


def _through_dask(sent: bytes, size: int) -> float:
    """Return the milliseconds that a job takes in which *sent* goes out and *size* bytes come back."""
    with _dask("scheduler", "--port", "0") as scheduler:
        assert scheduler.stderr is not None
        told = next(line for line in scheduler.stderr if "Scheduler at" in line)
        address = told.split()[-1]
        with _dask("worker", address, "--nthreads", "1", "--no-nanny") as worker:
            cluster = Cluster(address, timeout=60.0)
            list(cluster.map(_carry, [sent] * 10, [size] * 10))
            began = perf_counter()
            list(cluster.map(_carry, [sent] * IDLE_JOBS, [size] * IDLE_JOBS))
            seconds = perf_counter() - began
            cluster.shutdown()
            worker.kill()
        scheduler.kill()
    return 1000.0 * seconds / IDLE_JOBS


def _dask(part: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments]
    command += ["--host", "127.0.0.1", "--no-dashboard"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _carry(sent: bytes, size: int) -> bytes:
    return sent[:1] * size
