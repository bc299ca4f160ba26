"""Every command does what its help says."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import orgshift as package
from orgshift.cli import app
from orgshift.scenario import library

COMMANDS = [command.name for command in app.registered_commands]


def strictly(text):
    """Return the one JSON document that *text* is, with no NaN or Infinity in it."""

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help(orgshift, command, flag):
    result = orgshift(*command, flag)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: ")


def test_help_lists_every_command_with_a_whole_sentence(orgshift):
    lines = orgshift("--help").out.splitlines()
    for name in COMMANDS:
        (line,) = [one for one in lines if one.startswith(f"  {name} ")]
        assert line.endswith(".")
        assert not line.endswith("...")


def test_nothing_asked_is_help_and_no_success(orgshift):
    result = orgshift()
    assert result.code == 2
    assert "Commands:" in result.out + result.err


def test_version(orgshift):
    assert orgshift("--version").out == f"orgshift {package.__version__}\n"


# -- scenarios ------------------------------------------------------------------------------------


def test_new_writes_a_scenario_that_is_fine_and_runs(orgshift):
    assert orgshift("new", "mine.yaml").out == (
        "mine.yaml written. It runs as it is: orgshift compare mine.yaml\n"
    )
    result = orgshift("validate", "mine.yaml")
    assert result == (
        0,
        "mine.yaml: fine. 8 teams with 48 engineers, 24 months, variants: today, daily-release, "
        "platform\n",
        "",
    )
    short = ("--set", "horizon=2 months", "--set", "run_in=0 months")
    for variant in ("today", "platform"):
        assert orgshift("run", "mine.yaml", "--variant", variant, *short).code == 0


def test_new_has_a_name_of_its_own(orgshift):
    assert orgshift("new").code == 0
    assert Path("scenario.yaml").is_file()


@pytest.mark.parametrize("there", ["tiny.yaml", "."])
def test_new_never_overwrites(orgshift, there):
    before = Path("tiny.yaml").read_text(encoding="utf-8")
    result = orgshift("new", there)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"{there} is there already; name another file\n"
    assert Path("tiny.yaml").read_text(encoding="utf-8") == before


def test_new_says_why_it_cannot_write(orgshift):
    result = orgshift("new", "no/such/folder/mine.yaml")
    assert (result.code, result.err) == (
        2,
        "no/such/folder/mine.yaml cannot be written: No such file or directory\n",
    )


def test_validate_tells_all_faults_and_nothing_else(orgshift):
    Path("bad.yaml").write_text("orgshift: 1\ntitle: t\nteams: {a: 3}\nhorizon: 3\n", "utf-8")
    result = orgshift("validate", "bad.yaml", "--set", "seed=x")
    assert (result.code, result.out) == (2, "")
    assert [line for line in result.err.splitlines() if ": " in line and " | " not in line] == [
        "--set seed=x: seed: 'x' found; a whole number is wanted here",
        "bad.yaml:3:9: teams.a: 3 found; settings are wanted here, as `name: value` (known here: "
        "engineers, services, skill, factor, demand, release, supply)",
        "bad.yaml:4:1: horizon: 3 has no unit; write it like '24 months'",
    ]


def test_show_prints_a_scenario_file(orgshift):
    first = orgshift("show", "tiny.yaml", "--set", "teams.ada.engineers=9")
    assert (first.code, first.err) == (0, "")
    Path("again.yaml").write_text(first.out, encoding="utf-8")
    again = orgshift("show", "again.yaml")
    assert (
        again.out.splitlines()[0].split("digest")[1] == first.out.splitlines()[0].split("digest")[1]
    )
    assert "engineers: 9 " in first.out
    assert "# --set teams.ada.engineers=9" in first.out


def test_schema_is_one_json_document(orgshift):
    result = orgshift("schema")
    assert (result.code, result.err) == (0, "")
    assert strictly(result.out)["title"] == "orgshift scenario"


def test_scenarios_names_the_library_and_how_to_run_one(orgshift):
    result = orgshift("scenarios")
    assert (result.code, result.err) == (0, "")
    for name in library.names():
        assert f"\n{name}: " in f"\n{result.out}"
    assert "Run one:         orgshift compare " in result.out
    assert max(map(len, result.out.splitlines())) < 80


# -- simulations ----------------------------------------------------------------------------------


def test_run_prints_measures_with_their_units(orgshift):
    result = orgshift("run", "tiny.yaml")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Tiny: today, replication 0, seed 1\n")
    assert "features a month" in result.out
    assert "inf" not in result.out
    assert "nan" not in result.out


def test_run_as_json_is_one_strict_document(orgshift):
    result = orgshift("run", "tiny.yaml", "--json", "--variant", "fewer", "--seed", 7)
    document = strictly(result.out)
    assert (document["variant"], document["seed"], document["replication"]) == ("fewer", 7, 0)
    assert document["measures"]["throughput"] > 0
    assert result.err == ""


def test_run_is_the_same_for_the_same_seed_and_replication_only(orgshift):
    def outcome(*options):
        return strictly(orgshift("run", "tiny.yaml", "--json", *options).out)["measures"]

    assert outcome("--seed", 5) == outcome("--seed", 5)
    assert outcome("--seed", 5) != outcome("--seed", 6)
    assert outcome("--replication", 1) != outcome("--replication", 2)


def test_compare_prints_the_answer_and_writes_report_and_tables(orgshift):
    result = orgshift("compare", "tiny.yaml", "--jobs", 1)
    assert result.code == 0
    assert result.err.startswith("Simulating tiny")
    assert "fewer" in result.out
    assert result.out.endswith(
        "\nReport: runs/tiny/report.html\nMemo:   runs/tiny/memo.md\nTables: runs/tiny\n"
    )
    assert "<html" in Path("runs/tiny/report.html").read_text(encoding="utf-8")[:500]
    assert strictly(Path("runs/tiny/run.json").read_text(encoding="utf-8"))["replications"] == 2


def test_compare_as_json_is_one_strict_document_and_nothing_else(orgshift):
    options = ("--json", "--jobs", 1, "--out", "kept", "--replications", 3, "--seed", 4)
    result = orgshift("compare", "tiny.yaml", *options)
    document = strictly(result.out)
    assert result.err == ""
    assert (document["replications"], document["seed"]) == (3, 4)
    assert (document["run_dir"], document["report"]) == ("kept", "kept/report.html")
    assert {row["variant"] for row in document["differences"]} == {"fewer"}
    assert [(way["variant"], way["against"]) for way in document["transitions"]] == [
        ("fewer", "today")
    ]
    again = strictly(orgshift("compare", "tiny.yaml", *options).out)
    assert again == document


def test_compare_takes_the_first_variant_named_as_reference(orgshift):
    options = ("--jobs", 1, "--json", "--replications", 2)
    found = strictly(
        orgshift("compare", "tiny.yaml", "--variant", "fewer", "--variant", "today", *options).out
    )
    assert found["variants"] == ["fewer", "today"]


def test_report_makes_the_page_again(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    page = Path("kept/report.html")
    first = page.read_text(encoding="utf-8")
    page.unlink()
    assert orgshift("report", "kept") == (0, "kept/report.html\n", "")
    assert page.read_text(encoding="utf-8") == first
    assert orgshift("report", "kept", "--out", "other.html").out == "other.html\n"
    assert Path("other.html").is_file()


def test_report_makes_the_memo_again(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    memo = Path("kept/memo.md")
    first = memo.read_text(encoding="utf-8")
    memo.unlink()
    assert orgshift("report", "kept", "--format", "memo") == (0, "kept/memo.md\n", "")
    assert memo.read_text(encoding="utf-8") == first


def test_bands_set_today_beside_real_organisations(orgshift):
    result = orgshift("bands", "tiny.yaml", "--replications", 2, "--jobs", 1)
    assert result.code == 0
    assert "are inside their band." in result.out
    rows = strictly(orgshift("bands", "tiny.yaml", "--replications", 2, "--jobs", 1, "--json").out)
    assert {"figure", "today", "band_low", "band_high", "verdict", "source"} <= set(rows[0])


def verified(verdict):
    row = {
        "case": "mm1", "quantity": "wait", "formula": 1.0, "simulated": 1.1, "low": 0.9, "high": 1.2,
        "error_percent": 10.0, "verdict": verdict, "source": "Erlang 1917",
    }  # fmt: skip
    return lambda *_, **__: pd.DataFrame([row])


@pytest.mark.parametrize(("verdict", "code"), [("holds", 0), ("fails", 1)])
def test_verify_fails_when_a_formula_does(orgshift, monkeypatch, verdict, code):
    monkeypatch.setattr("orgshift.experiments.verify.verify", verified(verdict))
    result = orgshift("verify")
    assert result.code == code
    assert f"{1 - code} of 1 quantities of 1 queues hold" in result.out
    assert "Erlang 1917" in result.out
    as_json = orgshift("verify", "--json")
    assert as_json.code == code
    assert strictly(as_json.out)[0]["verdict"] == verdict
    assert as_json.err == ""


def test_an_interrupt_with_nothing_finished_is_130(orgshift, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("orgshift.compare", interrupted)
    result = orgshift("compare", "tiny.yaml")
    assert (result.code, result.out) == (130, "")
    assert result.err.endswith("interrupted\n")


def test_an_interrupt_later_tells_what_is_finished_and_is_130(orgshift, monkeypatch):
    compare = package.compare

    def interrupted(*arguments, **options):
        found = compare(*arguments, **options)
        return replace(found, about=found.about | {"interrupted": True})

    monkeypatch.setattr("orgshift.compare", interrupted)
    result = orgshift("compare", "tiny.yaml", "--jobs", 1)
    assert result.code == 130
    assert "Tables: runs/tiny" in result.out


def test_a_comparison_is_read_after_a_month(orgshift):
    told = orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept", "--after", 1)
    assert "over month 2" in told.out
    page = Path(orgshift("report", "kept", "--after", 1).out.strip()).read_text(encoding="utf-8")
    assert "Over month 2" in page
    whole = Path(orgshift("report", "kept").out.strip()).read_text(encoding="utf-8")
    assert "Over 2 months" in whole


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("tomorrow", "'tomorrow' is no number of months"),
        ("2", "months 2 to 2 are no window"),
        ("settled", "not settled within 2 months: today, fewer"),
    ],
)
def test_months_to_read_after_that_cannot_be_are_told(orgshift, after, told):
    result = orgshift("compare", "tiny.yaml", "--jobs", 1, "--after", after)
    assert result.code == 2
    assert told in " ".join(result.err.replace("│", " ").split())
    assert Path("runs/tiny/run.json").is_file()


# -- more replications, and those that are kept ------------------------------------------------------


def test_a_comparison_is_continued(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    result = orgshift("compare", "--extend", "kept", "--replications", 4, "--jobs", 1)
    assert (result.code, result.err) == (0, "Simulating tiny …\n")
    assert package.Comparison.load("kept").replications == 4
    at_once = orgshift("compare", "tiny.yaml", "--replications", 4, "--jobs", 1, "--out", "whole")
    assert result.out.replace("kept", "whole") == at_once.out
    for name in ("run.json", "summary.csv"):
        assert Path("kept", name).read_bytes() == Path("whole", name).read_bytes()


def test_a_scenario_that_has_changed_is_told_and_goes_on_as_it_was(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    tiny = Path("tiny.yaml").read_text(encoding="utf-8")
    Path("tiny.yaml").write_text(tiny.replace("engineers: 3", "engineers: 9"), encoding="utf-8")
    result = orgshift("compare", "--extend", "kept", "--replications", 3, "--jobs", 1)
    assert result.code == 0
    assert "tiny.yaml has changed since; what goes on is the scenario as it was" in result.err
    assert package.Comparison.load("kept").scenario.teams["ada"].engineers == 3


def test_what_is_continued_cannot_be_another_question(orgshift):
    result = orgshift("compare", "tiny.yaml", "--extend", "kept")
    assert (result.code, result.out) == (2, "")
    assert "leave them out" in result.err
    assert "name one, or a comparison to continue" in orgshift("compare").err


def test_the_cache_is_shown_and_cleared(orgshift, cache):
    assert orgshift("cache").out.startswith(f"{cache / '1'}: 0 replications, 0.0 MB of at most")
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--no-cache")
    assert strictly(orgshift("cache", "info", "--json").out)["entries"] == 0
    orgshift("compare", "tiny.yaml", "--jobs", 1)
    assert strictly(orgshift("cache", "info", "--json").out)["entries"] == 4
    assert "4 replications removed" in orgshift("cache", "clear").out
    assert strictly(orgshift("cache", "--json").out)["entries"] == 0


def test_a_cache_that_is_off_is_told(orgshift):
    assert orgshift("cache").err == "ORGSHIFT_CACHE is off: no replications are kept\n"


def test_a_scheduler_that_is_none_is_told(orgshift):
    result = orgshift("compare", "tiny.yaml", "--scheduler", "nonsense://x")
    assert (result.code, result.out) == (2, "")
    assert "no dask scheduler answers at nonsense://x" in result.err
    result = orgshift("compare", "tiny.yaml", "--scheduler", "tcp://x:1", "--jobs", 2)
    assert "the cluster has its own workers" in result.err


# -- other forms of the report ------------------------------------------------------------------------


def test_report_writes_the_tables_of_its_charts(orgshift):
    orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    told = orgshift("report", "kept", "--format", "csv")
    assert told.code == 0
    assert "kept/charts/lead-time.csv" in told.out.splitlines()
    for line in told.out.splitlines():
        assert len(Path(line).read_text(encoding="utf-8").splitlines()) > 1


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_without_a_browser_pictures_are_refused_before_any_work(orgshift, monkeypatch, kind):
    monkeypatch.setenv("PATH", "/nowhere")
    code, _, err = orgshift("report", "kept", "--format", kind)
    assert code == 2
    assert "PNG and PDF need Chromium or Chrome, and there is none on the PATH" in err


def test_a_disk_that_fills_up_takes_the_files_and_not_the_answer(orgshift, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    result = orgshift("compare", "tiny.yaml", "--jobs", 1)
    assert result.code == 2
    assert result.err.endswith("results cannot be written: No space left on device\n")
    assert "fewer" in result.out
