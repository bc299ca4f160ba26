"""`orgshift check`: a table, exit codes, JUnit, JSON, annotations."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

CLAIMS = """\
certainty: {{at_most: 3}}
expect:
  nobody-is-hired: {{measure: engineer_hours, of: fewer, differs_by: at most 0 %}}
  {other}
"""
FALSE = "many-are-hired: {measure: engineer_hours, of: fewer, rises_by: at least 20 %}"
CLOSE = "close: {measure: toil_share, of: fewer, falls_by: more than 0 %}"
TRUE = "paid: {measure: engineer_hours, of: fewer, is: above 1 h}"


@pytest.fixture
def claims(orgshift):
    """Return a function that writes tiny.yaml with a claim that holds and another one."""
    path = Path("tiny.yaml")
    text = path.read_text(encoding="utf-8")

    def write(other):
        path.write_text(text + CLAIMS.format(other=other), encoding="utf-8")
        return text.count("\n") + 4

    return write


def test_all_hold(orgshift, claims):
    claims(TRUE)
    result = orgshift("check", "tiny.yaml", "--jobs", 1)
    assert result.code == 0
    assert "2 claims: 2 HOLDS" in result.out


def test_a_contradicted_claim_says_what_was_claimed_and_observed_and_where(orgshift, claims):
    line = claims(FALSE)
    result = orgshift("check", "tiny.yaml", "--jobs", 1)
    assert result.code == 1
    assert (
        "claimed:      paid engineer-hours of fewer rises by at least 20 % against today"
        in result.out
    )
    assert "replications: 3, seed 1" in result.out
    assert f"tiny.yaml:{line}:3" in result.out
    assert "1 HOLDS, 1 CONTRADICTED" in result.out


def test_an_undecided_one_is_neither(orgshift, claims):
    claims(CLOSE)
    result = orgshift("check", "tiny.yaml", "--jobs", 1)
    assert result.code == 3
    assert "to settle it:" in result.out
    allowed = orgshift("check", "tiny.yaml", "--jobs", 1, "--allow-undecided")
    assert allowed.code == 0


def test_files_for_machines(orgshift, claims):
    line = claims(FALSE)
    result = orgshift("check", "--json", "--github", "--junit", "out/j.xml", "--jobs", 1)
    (document,) = json.loads(result.out)
    holds, false = document["claims"]
    assert (holds["verdict"], false["verdict"]) == ("HOLDS", "CONTRADICTED")
    assert (false["file"], false["line"]) == ("tiny.yaml", line)
    assert false["low"] <= false["observed"] <= false["high"] < 0.2
    assert f"::error file=tiny.yaml,line={line},col=3,title=many-are-hired%3A CONTRA" in result.err
    suite = ElementTree.parse("out/j.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    (failure,) = suite.iter("failure")
    assert "claimed:" in failure.text


def test_a_folder_is_searched_for_files_that_claim_something(orgshift, claims):
    claims(TRUE)
    inner = Path("scenarios/deep")
    inner.mkdir(parents=True)
    Path("tiny.yaml").rename(inner / "tiny.yaml")
    (inner / "silent.yaml").write_text("orgshift: 1\ntitle: t\nteams: {a: {}}\n", encoding="utf-8")
    (inner / "other.yaml").write_text("expect:\n  - a list of something else\n", encoding="utf-8")
    hidden = Path(".hidden")
    hidden.mkdir()
    (hidden / "bad.yaml").write_text("orgshift: 1\nexpect: {\n", encoding="utf-8")
    result = orgshift("check", "--jobs", 1)
    assert "2 HOLDS" in result.out
    assert result.out.count("(tiny)") == 1


def test_nothing_to_check_is_a_users_error(orgshift):
    result = orgshift("check")
    assert result.code == 2
    assert "no scenario in it says what to `expect`" in result.err
    assert orgshift("check", "tiny.yaml").code == 2


def test_a_misspelt_measure_is_told_before_anything_runs(orgshift, claims):
    claims("typo: {measure: troughput, of: fewer, is: below 3}")
    result = orgshift("check", "tiny.yaml")
    assert result.code == 2
    assert "did you mean 'throughput'?" in result.err
    assert orgshift("validate", "tiny.yaml").code == 2
