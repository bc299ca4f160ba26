"""A dask cluster for real: a scheduler and two workers over TCP on this machine, one of them killed."""

import re
import socket
import subprocess
import sys
from functools import partial

import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments import cluster
from orgshift.experiments.comparison import TABLES

pytest.importorskip("distributed")

SMALL = """
    horizon: 3 months
    run_in: 2 months
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3, services: 2}, bob: {engineers: 4, services: 3}}
    capabilities: {deployment: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment}}
    mechanisms: {toil: {}, skill: {}}
    variants:
      today: {}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


def dask(part, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{part}", "--host", "127.0.0.1",
         "--no-dashboard", *arguments],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def worker(address):
    return dask("worker", address, "--nthreads", "1", "--no-nanny")


@pytest.fixture
def scheduler():
    """Yield the address of a scheduler without workers."""
    with dask("scheduler", "--port", "0") as running:
        told = next(line for line in running.stderr if "Scheduler at" in line)
        yield re.search(r"tcp://\S+", told)[0]
        running.kill()


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_without_a_scheduler_it_says_so_soon():
    with pytest.raises(OrgshiftError, match=r"no dask scheduler answers at tcp.* within 0\.5 s"):
        cluster.Cluster(closed_port(), timeout=0.5)


def test_what_is_no_address_is_told():
    with pytest.raises(OrgshiftError, match="no dask scheduler answers at nonsense://x"):
        cluster.Cluster("nonsense://x", timeout=0.5)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(OrgshiftError, match=r"pip install 'orgshift\[cluster\]'"):
        cluster.Cluster("tcp://127.0.0.1:8786")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_bits_of_one_process_and_of_two(
    scenario, scheduler, monkeypatch
):
    small = scenario(SMALL)
    with pytest.raises(OrgshiftError, match="has no workers; start some with `dask worker tcp"):
        cluster.Cluster(scheduler, timeout=0.5)
    workers = [worker(scheduler), worker(scheduler)]
    seen = []

    def kill_one(event):
        seen.append(event)
        if event.done == 5:
            workers[0].kill()

    try:
        pool = partial(cluster.Cluster, scheduler, timeout=60.0)
        far = orgshift.compare(small, replications=6, pool=pool, progress=kill_one)
        monkeypatch.setattr("orgshift.store.build", lambda: {"orgshift": "0.0.9"})
        with pytest.raises(OrgshiftError, match=r"has another build: orgshift .*, here 0\.0\.9"):
            cluster.Cluster(scheduler)
        monkeypatch.undo()
    finally:
        for running in workers:
            running.kill()
            running.stderr.close()
            running.wait()
    assert [event.done for event in seen] == list(range(1, 13))
    for jobs in (1, 2):
        near = orgshift.compare(small, replications=6, jobs=jobs)
        assert near.about == far.about
        for name in (*TABLES, "levels", "differences"):
            pd.testing.assert_frame_equal(getattr(near, name), getattr(far, name), check_exact=True)


@pytest.mark.slow
def test_a_scheduler_pulled_away_is_told_and_loses_nothing_finished(scenario, cache):
    small = scenario(SMALL)
    running = dask("scheduler", "--port", "0")
    told = next(line for line in running.stderr if "Scheduler at" in line)
    address = re.search(r"tcp://\S+", told)[0]
    one = worker(address)

    def pull_away(event):
        if event.done == 4:
            running.kill()

    try:
        cluster.Cluster(address, timeout=60.0).shutdown()  # its worker is there
        pool = partial(cluster.Cluster, address, timeout=3.0)
        with pytest.raises(OrgshiftError, match="no dask scheduler answers"):
            orgshift.compare(small, replications=50, pool=pool, progress=pull_away)
    finally:
        for process in (one, running):
            process.kill()
            process.stderr.close()
            process.wait()
    assert len(list(cache.rglob("*.npz"))) >= 4
