"""A mistake gets a message on stderr and exit code 2: never a traceback, never half an answer."""

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "No such command 'nosuch'"),
        (["validate"], "Missing argument"),
        (["validate", "tiny.yaml", "extra"], "unexpected extra argument"),
        (["validate", "--nosuch", "tiny.yaml"], "No such option: --nosuch"),
        (["validate", "nosuch.yaml"], "nosuch.yaml: there is no such file, and no such scenario"),
        (["validate", "convergense"], "did you mean 'convergence'?"),
        (["validate", "."], ".: is a folder; name a scenario file"),
        (["validate", "/dev/null"], "/dev/null: is no file"),
        (["validate", ""], "is a folder"),
        (["validate", "tiny.yaml", "--set", "nonsense"], "write it as path=value"),
        (["validate", "tiny.yaml", "--set", "teams.aada.engineers=9"], "did you mean 'ada'?"),
        (["validate", "tiny.yaml", "--set", "people.meetings=150 %"], "from 0 % to 100 %"),
        (["show", "nosuch"], "there is no such file"),
        (["run", "nosuch"], "there is no such file"),
        (["run", "tiny.yaml", "--variant", "fewr"], "has no variant 'fewr'"),
        (["run", "tiny.yaml", "--replication", "-1"], "--replication"),
        (["run", "tiny.yaml", "--seed", "x"], "--seed"),
        (["run", "tiny.yaml", "--seed", "-1"], "--seed"),
        (["run", "tiny.yaml", "--seed", str(2**63)], "--seed"),
        (["compare", "nosuch"], "there is no such file"),
        (["compare", "tiny.yaml", "--variant", "fewr"], "did you mean 'fewer'?"),
        (["compare", "tiny.yaml", "--replications", "0"], "--replications"),
        (["compare", "tiny.yaml", "--replications", "many"], "--replications"),
        (["compare", "tiny.yaml", "--max-replications", "1"], "--max-replications"),
        (["compare", "tiny.yaml", "--jobs", "0"], "--jobs"),
        (["compare", "tiny.yaml", "--out", "tiny.yaml"], "tiny.yaml is a file; name a folder"),
        (["compare", "tiny.yaml", "--precision", "5%", "--replications", "3"], "not both"),
        *(
            (["compare", "tiny.yaml", "--precision", text], "is no share of today's level")
            for text in ("5", "0%", "100%", "-5%", "nan", "inf", "five", "", "1e-3", "5%%")
        ),
        (["report", "nosuch"], "nosuch holds no run"),
        (["report", "."], ". holds no run"),
        (["report", "tiny.yaml"], "tiny.yaml holds no run"),
        (["bands", "nosuch"], "there is no such file"),
        (["bands", "tiny.yaml", "--replications", "1"], "--replications"),
        (["verify", "--case", "mm2"], "mm2"),
        (["verify", "--jobs", "0"], "--jobs"),
    ],
)
def test_a_mistake_is_told_on_stderr_with_exit_code_2(orgshift, arguments, said):
    result = orgshift(*arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\xff\xfe\x00",
        bytes(range(256)),
        "orgshift: 1\n".encode("utf-16"),
        b"orgshift: 1\ntitle: \xe9\n",
        b"\xef\xbb\xbforgshift: 1\r\ntitle: t\r\n",
        b"[" * 700,
        b"orgshift: 1\nteams: &a {a: *a}\n",
        b"orgshift: 1\ntitle: t\nteams: {a: {engineers: 1e999}}\n",
    ],
)
@pytest.mark.parametrize("command", ["validate", "show", "run", "compare", "bands"])
def test_no_file_makes_a_traceback(orgshift, command, content):
    Path("odd.yaml").write_bytes(content)
    result = orgshift(command, "odd.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("odd.yaml:")


def test_results_are_not_read_from_a_damaged_folder(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    Path("kept/run.json").write_text("{", encoding="utf-8")
    result = orgshift("report", "kept")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("kept is damaged")


def test_what_the_system_refuses_is_told(orgshift, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "kept/values.csv.gz")

    monkeypatch.setattr("orgshift.compare", full)
    result = orgshift("compare", "tiny.yaml")
    assert result.code == 2
    assert result.err.endswith("kept/values.csv.gz: No space left on device\n")
