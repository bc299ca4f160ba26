"""Baselines: what has moved since, and which of the three it is: the assumption, the code, noise."""

import json
from dataclasses import replace

import numpy as np
import pytest

import orgshift
from orgshift.experiments.baselines import Baseline, Cause, Moved, drifted, record
from orgshift.experiments.baselines.baseline import MEASURES
from orgshift.experiments.baselines.drift import _drift
from orgshift.mechanisms import failed_changes, toil

TEXT = """\
orgshift: 1
title: Tiny
horizon: 2 months
run_in: 1 month
replications: 4
teams: {ada: {engineers: 3}, bea: {engineers: 4}}
demand: {size: 1 day}
mechanisms: {toil: {}, failed_changes: {}, skill: {}}
variants: {today: {}}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("baselines") / "tiny.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return orgshift.load(path)


@pytest.fixture(scope="module")
def baseline(scenario):
    return record(scenario, jobs=1)


def test_a_baseline_survives_its_file(baseline):
    text = json.dumps(baseline.document())
    again = Baseline.of_document(json.loads(text), "it")
    assert again.document() == baseline.document()
    for measure in MEASURES:
        ours, theirs = (b.figures["today"][measure] for b in (baseline, again))
        assert np.array_equal(ours, theirs, equal_nan=True)
    assert len(text) < 20_000


def test_the_same_is_identical(baseline, scenario):
    found = drifted(baseline, scenario, jobs=1)
    assert found.cause is Cause.NONE
    assert found.moved is Moved.NO
    assert found.inputs == found.events == ()


def test_a_changed_assumption_is_listed_whatever_it_does(baseline, scenario):
    other = orgshift.load(scenario.place().file, overrides=["mechanisms.toil.share=60 %"])
    found = drifted(baseline, other, jobs=1)
    assert found.cause is Cause.ASSUMPTION
    assert [tuple(one) for one in found.inputs] == [("mechanisms.toil.share", "30 %", "60 %")]
    assert found.drifts[0].measure == "toil_share"
    assert found.drifts[0].margins > 15
    margins = [abs(one.margins) for one in found.drifts]
    assert margins == sorted(margins, reverse=True)


def test_changed_code_is_told_with_whose_events_differ_first(baseline, scenario, monkeypatch):
    """Every failed change takes a little longer to mend: nobody has changed a setting."""
    effort = failed_changes.FailedChanges.deployed

    def later(self, team, number, features):
        self.world.after(0.25, lambda: effort(self, team, number, features))

    monkeypatch.setattr(failed_changes.FailedChanges, "deployed", later)
    found = drifted(baseline, scenario, jobs=1)
    assert found.cause is Cause.CODE
    assert found.inputs == ()
    assert found.events[0].mechanism == "failed_changes"


def test_a_mechanism_that_is_broken_from_the_start_differs_from_the_start(
    baseline, scenario, monkeypatch
):
    monkeypatch.setattr(toil.Toil, "begin", lambda self: None)
    found = drifted(baseline, scenario, jobs=1)
    assert found.cause is Cause.CODE
    assert found.events[0].mechanism == "toil"
    assert found.events[0].month == pytest.approx(-1.0, abs=0.1)
    assert found.drifts[0].measure == "toil_share"


def test_another_numpy_is_no_other_outcome(baseline, scenario):
    """The same code on another machine: the trace differs in places, the figures in last bits."""
    figures = {"today": {m: v * (1 + 1e-15) for m, v in baseline.figures["today"].items()}}
    elsewhere = replace(
        baseline, figures=figures, build=dict(baseline.build) | {"numpy": "9.9"},
        traces={"today": {**baseline.traces["today"], "toil": "00" * 100}},
    )  # fmt: skip
    found = drifted(elsewhere, scenario, jobs=1)
    assert found.cause is Cause.MACHINE
    assert found.moved is Moved.NO


LUCK = np.array([9.7, 10.0, 10.4, 10.2, 9.8, 10.1, 9.9, 9.9])


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        (LUCK, Moved.NO),
        (LUCK[::-1] * 1.001, Moved.NO),  # other luck, the same outcome
        (LUCK * 1.2, Moved.YES),
        (LUCK + np.array([-3, 3, -3, 3, -3, 3, -3, 4]), Moved.UNKNOWN),
        (np.where(LUCK > 10.3, np.inf, LUCK), Moved.UNKNOWN),
    ],
)
def test_moved_is_beyond_the_margin_and_noise_within(now, moved):
    assert _drift("today", "throughput", LUCK, now, 0.05, 0.05, 0.001).moved is moved


def test_what_was_not_reached_then_and_is_not_now_has_not_moved():
    values = np.where(LUCK > 10.3, np.inf, LUCK)
    found = _drift("today", "lead_time_p85", values, values, 0.05, 0.05, 0.001)
    assert found.moved is Moved.NO
    assert found.margins == 0.0


def test_a_file_of_something_else_is_told_so():
    with pytest.raises(orgshift.OrgshiftError, match="damaged"):
        Baseline.of_document({"format": 1}, "it.json")
    with pytest.raises(orgshift.OrgshiftError, match="another version"):
        Baseline.of_document({"format": 99}, "it.json")
