"""The command as a program of its own: pipes, signals, terminals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orgshift.cli import options
from orgshift.experiments.intervals import Interval
from orgshift.experiments.replicate import Event, Headline

COMMAND = [sys.executable, "-c", "from orgshift.cli import main; main()"]
LONG = "orgshift: 1\ntitle: Long\nhorizon: 60 months\nreplications: 5000\nteams: {a: {count: 6}}\n"


def program(*arguments, **options):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, timeout=100, **options)


def test_a_reader_who_has_seen_enough_is_no_error():
    with subprocess.Popen(
        [*COMMAND, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout.readline() == b"{\n"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(100) == 0


def test_show_piped_into_head_is_quiet():
    line = subprocess.run(
        f"set -o pipefail; {' '.join([*COMMAND[:2], repr(COMMAND[2])])} show convergence | head -1",
        shell=True, executable="/bin/bash", capture_output=True, timeout=100,
    )  # fmt: skip
    assert (line.returncode, line.stderr) == (0, b"")
    assert line.stdout.startswith(b"# convergence, digest ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_without_a_traceback():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "show", "convergence"], stdout=full, stderr=subprocess.PIPE, timeout=100
        )
    assert (done.returncode, done.stderr) == (2, b"output: No space left on device\n")


def test_a_terminal_with_few_letters_gets_question_marks(tmp_path):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("orgshift: 1\ntitle: Été … 検索\nteams: {équipe: {}}\n", encoding="utf-8")
    done = program("show", scenario, env=os.environ | {"PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Été ? ??" in done.stdout.decode("latin-1")


def test_without_a_terminal_there_is_neither_colour_nor_a_bar(tmp_path):
    scenario = tmp_path / "tiny.yaml"
    scenario.write_text(
        "orgshift: 1\ntitle: t\nhorizon: 1 month\nrun_in: 0 months\nteams: {a: {}}\n", "utf-8"
    )
    done = program(
        "compare", scenario, "--replications", "1", "--jobs", "1", "--out", tmp_path / "kept"
    )
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stderr.decode().splitlines()[0] == "Simulating tiny …"


def test_no_color_is_obeyed(tmp_path):
    done = program("--help", env=os.environ | {"NO_COLOR": "1", "FORCE_COLOR": "1"})
    assert b"\x1b" not in done.stdout + done.stderr


def test_an_interrupt_ends_the_program_with_130(tmp_path):
    scenario = tmp_path / "long.yaml"
    scenario.write_text(LONG, encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "compare", scenario, "--jobs", "1", "--out", tmp_path / "kept"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Whoever runs the tests in the background of a shell has Ctrl-C ignored, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        try:
            assert b"Simulating long" in running.stderr.readline()
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130
    assert b"Traceback" not in out + err


def test_the_bar_says_how_far_it_is_and_where_the_answer_stands():
    found = Headline("toil_share", "platform", "today", Interval(-0.091, -0.123, -0.059, 8))
    assert (
        options.headline(found) == "Toil, share of task hours, platform − today: −9.1 ± 3.2 points"
    )
    assert options.headline(None) == ""
    assert options.counted(Event(17, 48, 4, 12, found)) == "4 of 12 replications"
    assert options.counted(Event(17, 48)) == "17 of 48"
