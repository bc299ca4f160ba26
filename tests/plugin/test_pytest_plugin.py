"""Claims as tests: in a small suite, and in a foreign repository with folders called like ours."""

import os
import subprocess
import sys
from textwrap import dedent
from xml.etree import ElementTree

import pytest

# A suite that is run in this process forgets what it has imported; NumPy cannot be imported twice.
import orgshift.experiments.contracts
import orgshift.reports.verdicts  # noqa: F401 # see above

pytest_plugins = ["pytester"]

SCENARIO = """\
orgshift: 1
title: Tiny
horizon: 1 month
run_in: 0 months
teams: {ada: {engineers: 3}, bea: {engineers: 4}}
demand: {size: 1 day}
mechanisms: {toil: {}}
variants:
  today: {}
  fewer: {changes: {limit: {at: day 0, policy: {limit: 0.5}}}}
certainty: {at_most: 3}
expect:
  nobody-is-hired: {measure: engineer_hours, of: fewer, differs_by: at most 0 %}
  many-are-hired: {measure: engineer_hours, of: fewer, rises_by: at least 20 %}
  too-close: {measure: toil_share, of: fewer, falls_by: more than 0 %}
"""


@pytest.fixture
def suite(pytester):
    """Return a suite with one scenario and a plain test."""
    pytester.makepyfile(test_plain="def test_plain(): pass\n")
    pytester.makefile(".yaml", tiny=SCENARIO)
    return pytester


def outcomes(result):
    found = result.parseoutcomes()
    return {kind: found.get(kind, 0) for kind in ("passed", "failed", "skipped", "deselected")}


def test_a_claim_is_a_test_and_a_failure_says_everything(suite):
    result = suite.runpytest("--junitxml=j.xml", "--orgshift-jobs=1")
    assert outcomes(result) == {"passed": 2, "failed": 2, "skipped": 0, "deselected": 0}
    result.stdout.fnmatch_lines([
        "*claim: many-are-hired*",
        "CONTRADICTED: many-are-hired",
        "*claimed: * paid engineer-hours of fewer rises by at least 20 % against today",
        "*observed: *0 % (0 to 0)*",
        "*replications: 3, seed 1",
        "*written in: *tiny.yaml:14:3",
        "FAILED tiny.yaml::many-are-hired*",
        "FAILED tiny.yaml::too-close*",
    ])  # fmt: skip
    result.stdout.no_fnmatch_line("*Traceback*")
    cases = {case.get("name"): case for case in ElementTree.parse("j.xml").iter("testcase")}
    assert {"nobody-is-hired", "many-are-hired", "too-close", "test_plain"} == set(cases)
    assert "CONTRADICTED" in cases["many-are-hired"].find("failure").text
    again = suite.runpytest("--lf", "--orgshift-jobs=1", "--orgshift-allow-undecided")
    assert outcomes(again) == {"passed": 0, "failed": 1, "skipped": 1, "deselected": 0}


@pytest.mark.parametrize(
    ("options", "passed"),
    [(("-k", "nobody"), 1), (("-m", "orgshift", "-k", "not many and not close"), 1),
     (("-m", "not orgshift"), 1), (("tiny.yaml::nobody-is-hired",), 1)],
)  # fmt: skip
def test_claims_are_chosen_like_any_test(suite, options, passed):
    assert outcomes(suite.runpytest(*options, "--orgshift-jobs=1"))["passed"] == passed


def test_collecting_loads_nothing_heavy_and_leaves_other_files_alone(suite):
    suite.makefile(".yml", other="expect:\n  - not ours\n", broken="{ no: [yaml\n")
    suite.makefile(".yaml", silent=SCENARIO[: SCENARIO.index("expect")])
    code = (
        "import sys, pytest; code = pytest.main(['--collect-only', '-q', '-p', 'no:cacheprovider']);"
        "heavy = {'numpy', 'pandas', 'scipy', 'pydantic', 'simpy', 'plotly'} & set(sys.modules);"
        "print('heavy:', sorted(heavy)); sys.exit(code)"
    )
    result = suite.run(sys.executable, "-c", code)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["tiny.yaml::nobody-is-hired", "heavy: [[]]"])
    result.stdout.fnmatch_lines(["4 tests collected*"])


def test_inherited_claims_are_tests_too_and_removed_ones_are_not(suite):
    suite.makefile(
        ".yaml",
        over="orgshift: 1\nextends: tiny.yaml\nexpect:\n  many-are-hired: null\n  too-close: null\n"
        "  few: {measure: engineer_hours, of: fewer, is: above 1 h}\n",
    )
    result = suite.runpytest("over.yaml", "-v", "--orgshift-jobs=1")
    assert outcomes(result)["passed"] == 2
    result.stdout.fnmatch_lines(["over.yaml::nobody-is-hired PASSED*", "over.yaml::few PASSED*"])


def test_a_wrong_file_is_told_with_its_place_and_no_traceback(suite):
    suite.makefile(
        ".yaml",
        bad=SCENARIO.replace("toil_share", "toil_shre"),
        broken=SCENARIO + "  unclosed: {measure: wip\n",
    )
    result = suite.runpytest("bad.yaml", "broken.yaml", "--continue-on-collection-errors")
    result.stdout.fnmatch_lines(["*broken.yaml:16:*this is no YAML*"])
    result.stdout.fnmatch_lines(["*bad.yaml:15:15: expect.too-close.measure: *'toil_share'*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.slow
def test_workers_share_one_comparison(suite):
    """A file whose simulation leaves a trace: it is left once, whoever tests the claims."""
    suite.makeconftest("""
        from pathlib import Path
        from orgshift.experiments import contracts

        check = contracts.check

        def counted(scenario, **options):
            with Path("lived.txt").open("a") as file:
                file.write("once\\n")
            return check(scenario, **options)

        contracts.check = counted
    """)
    result = suite.runpytest_subprocess("-n", "2", "--dist", "load")
    assert outcomes(result)["failed"] == 2
    assert (suite.path / "lived.txt").read_text() == "once\n"


@pytest.mark.slow
def test_in_a_foreign_repository_with_folders_called_like_ours(tmp_path):
    """Its own `sim/`, `reports/` and `scenarios/` are what it imports."""
    for package in ("sim", "reports", "scenarios", "store"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(f"NAME = 'their {package}'\n")
    (tmp_path / "scenarios" / "ours.yaml").write_text(SCENARIO)
    (tmp_path / "test_theirs.py").write_text(
        dedent("""
        import reports, scenarios, sim, store

        def test_their_own():
            assert [m.NAME for m in (sim, reports, scenarios, store)] == [
                "their sim", "their reports", "their scenarios", "their store",
            ]
        """)
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "own or hired", "--orgshift-jobs=1"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed, 2 passed, 1 deselected" in run.stdout, run.stdout + run.stderr
    assert "scenarios/ours.yaml::many-are-hired" in run.stdout
