"""Checking a file: looks, one error rate over all claims, and when it gives up."""

from itertools import pairwise

import pytest

import orgshift
from orgshift.experiments.contracts import Outcome, check
from orgshift.experiments.contracts.check import looks_up_to
from orgshift.experiments.contracts.verdicts import Rule
from orgshift.scenario.claims import Certainty


def test_looks_double_up_to_the_cap():
    assert looks_up_to(64) == (8, 16, 32, 64)
    assert looks_up_to(100) == (8, 16, 32, 64, 100)
    assert looks_up_to(8) == (8,)
    assert looks_up_to(3) == (3,)


def test_the_error_rate_is_split_over_looks_and_claims():
    looks, certainty = looks_up_to(64), Certainty(alpha=0.05)
    rules = [Rule.at(look, looks, 4, certainty) for look in looks]
    assert sum(rule.level for rule in rules) * 4 == pytest.approx(0.05)
    assert all(a.level < b.level for a, b in pairwise(rules))


def test_a_file_with_true_and_false_claims(tiny):
    found = check(tiny, jobs=1)
    assert [v.name for v in found.verdicts] == list(tiny.expect)
    outcomes = {v.name: v.outcome for v in found.verdicts}
    assert outcomes["nobody-is-hired"] is Outcome.HOLDS
    assert outcomes["many-are-hired"] is Outcome.CONTRADICTED
    assert outcomes["too-close-to-call"] is Outcome.UNDECIDED
    assert found.contradicted
    assert found.seed == tiny.seed


def test_it_stops_when_all_is_decided(tiny, monkeypatch):
    asked = orgshift.load(tiny.place().file, overrides=["expect.too-close-to-call=null"])
    lived = []
    from orgshift.experiments import outcome

    run_once = outcome.run_once
    monkeypatch.setattr(outcome, "run_once", lambda *a, **k: lived.append(a) or run_once(*a, **k))
    found = check(asked, replications=64, jobs=1)
    assert {v.replications for v in found.verdicts} == {8}
    assert len(lived) == 16


def test_only_the_variants_that_are_claimed_of_are_simulated(tmp_path, monkeypatch):
    from orgshift.experiments import outcome

    lived = set()
    run_once = outcome.run_once
    monkeypatch.setattr(
        outcome, "run_once", lambda world, v, *a, **k: lived.add(v) or run_once(world, v, *a, **k)
    )
    path = tmp_path / "three.yaml"
    path.write_text(
        "orgshift: 1\ntitle: t\nhorizon: 1 month\nrun_in: 0 months\nteams: {a: {engineers: 2}}\n"
        "variants: {today: {}, one: {}, two: {}}\n"
        "expect: {it: {measure: throughput, of: two, against: one, differs_by: at most 0 %}}\n"
    )
    (verdict,) = check(orgshift.load(path), replications=3, jobs=1).verdicts
    assert verdict.outcome is Outcome.HOLDS
    assert lived == {"one", "two"}


def test_a_scenario_without_claims_is_told_so():
    with pytest.raises(orgshift.OrgshiftError, match="claims nothing"):
        check(orgshift.load("organisation"))


def test_fewer_than_three_replications_decide_nothing_by_chance(tiny):
    found = check(tiny, replications=2, jobs=1)
    assert {v.outcome for v in found.verdicts} == {Outcome.UNDECIDED}
