"""The library's stories: what each scenario claims is what comes out."""

import pytest

import orgshift
from orgshift.experiments.contracts import Outcome, check
from orgshift.scenario import library


@pytest.mark.parametrize("name", library.names())
def test_every_story_makes_claims_and_two_replications_lean_to_them(name):
    asked = orgshift.load(name)
    assert asked.expect
    wrong = [v for v in check(asked, replications=2, jobs=1).verdicts if leans_against(v)]
    assert wrong == []


def leans_against(verdict):
    return Outcome.CONTRADICTED in (verdict.outcome, verdict.leans_to) or verdict.endless


@pytest.mark.slow
@pytest.mark.parametrize("name", library.names())
def test_every_claim_of_the_library_holds(name):
    found = check(orgshift.load(name), jobs=1)
    assert [v.name for v in found.verdicts if v.outcome is not Outcome.HOLDS] == []
