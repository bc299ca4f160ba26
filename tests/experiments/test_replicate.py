"""Replications in processes: any number of them, workers that die, somebody who interrupts."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.outcome import packed_outcome, parcel
from orgshift.experiments.replicate import Job, replicate

JOBS = [Job(variant, r) for r in range(4) for variant in ("today", "platform")]


def named(job):
    return f"{job.variant} {job.replication}"


def dies_once(folder, deadly, job):
    """Kill the worker the first time one of the *deadly* jobs is done, and never again."""
    marker = Path(folder) / named(job)
    if job in deadly and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return named(job)


def always_dies(job):
    os.kill(os.getpid(), signal.SIGKILL)


def fails(job):
    raise OrgshiftError(f"{job.variant} cannot be")


@pytest.mark.parametrize("processes", [1, 2])
def test_every_job_is_done_once(processes):
    seen = []
    done = replicate(named, JOBS, processes=processes, progress=seen.append)
    assert done.results == {job: named(job) for job in JOBS}
    assert not done.interrupted
    assert [(event.done, event.total) for event in seen] == [
        (n, len(JOBS)) for n in range(1, len(JOBS) + 1)
    ]


@pytest.mark.parametrize("deadly", [JOBS[4:5], JOBS[::2]], ids=["one", "more than it would retry"])
def test_killed_workers_cost_no_result(tmp_path, deadly):
    done = replicate(partial(dies_once, str(tmp_path), deadly), JOBS, processes=2)
    assert done.results == {job: named(job) for job in JOBS}
    assert len(list(tmp_path.iterdir())) == len(deadly)


def test_a_job_that_always_kills_its_worker_is_given_up():
    with pytest.raises(OrgshiftError, match="died 3 times in a row"):
        replicate(always_dies, JOBS, processes=2)


def test_an_error_in_a_worker_is_told_as_it_is():
    with pytest.raises(OrgshiftError, match="cannot be"):
        replicate(fails, JOBS, processes=2)


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    """Interrupt a long comparison once some replications are in; what is kept can be read."""
    out = tmp_path / "out"
    code = (
        "import orgshift, signal\n"
        # A shell in the background has its children ignore Ctrl-C; a person's shell does not.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def told(event):\n"
        "    if event.replications >= 1: print('some', flush=True)\n"
        # No `if __name__ == "__main__"`: a script of an analyst has none either.
        "s = orgshift.load('convergence', overrides=['horizon=6 months'])\n"
        f"c = orgshift.compare(s, replications=500, jobs=2, out={str(out)!r}, progress=told)\n"
        "print('kept', c.replications, c.interrupted)\n"
    )
    script = tmp_path / "long.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "some\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        interrupted = time.monotonic()
        told = [line for line in process.stdout.read().splitlines() if line.startswith("kept")]
        process.wait(60)
    assert time.monotonic() - interrupted < 30  # 500 replications would take minutes
    kept = orgshift.Comparison.load(out)
    assert told == [f"kept {kept.replications} True"]
    assert 1 <= kept.replications < 500
    assert kept.interrupted


def resident_bytes():
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(next(line for line in status.splitlines() if "VmRSS" in line).split()[1])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory as Linux tells it")
def test_a_worker_does_not_grow_from_replication_to_replication():
    """A run of this size holds some 30 MB: were it not let go, thirty of them would hold a gigabyte."""
    scenario = orgshift.load("convergence", overrides=["horizon=6 months"])
    work = partial(packed_outcome, parcel(scenario, (), scenario.seed))
    for replication in range(5):
        work(Job("platform", replication))
    before = resident_bytes()
    for replication in range(5, 35):
        work(Job("platform", replication))
    assert resident_bytes() - before < 40e6


@pytest.mark.slow
def test_a_program_that_is_killed_outright_loses_nothing_finished_and_its_workers_end(
    tmp_path, cache
):
    psutil = pytest.importorskip("psutil")
    script = tmp_path / "long.py"
    script.write_text(
        "import orgshift\n"
        "def told(event):\n"
        "    print(event.done, flush=True)\n"
        "s = orgshift.load('convergence', overrides=['horizon=3 months'])\n"
        "orgshift.compare(s, replications=500, jobs=2, progress=told)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 8:
            pass
        workers = psutil.Process(process.pid).children()
        process.kill()
    assert len(workers) >= 2
    assert psutil.wait_procs(workers, timeout=60)[1] == []
    assert len(list(cache.rglob("*.npz"))) >= 8
    scenario = orgshift.load("convergence", overrides=["horizon=3 months"])
    seen = []
    orgshift.compare(scenario, replications=2, jobs=1, progress=seen.append)
    assert len(seen) == 8
    assert len(list(cache.rglob("*.part"))) <= 1
