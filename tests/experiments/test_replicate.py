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
