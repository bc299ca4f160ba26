"""What is said of the transition is what its numbers say, and no more."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.experiments.planted import noise, planted

from orgshift.experiments.dip import Payback
from orgshift.experiments.transition import transition
from orgshift.reports import transition_words
from orgshift.reports.source import Source

CURVE = np.interp(np.arange(24), [0, 5, 10, 23], [-2.0, -10.0, 5.0, 8.0])


@pytest.fixture(scope="module")
def dipped():
    hours = np.where(np.arange(24) < 6, 100.0, 0.0) + noise(12, 24, 5.0, seed=2)
    monthly = {"throughput": CURVE + noise(12, 24, 2.0, seed=1)}
    return transition(planted(monthly, hours={"migration": hours}), "change")


def test_the_sentences_tell_dip_month_payback_and_cost(dipped):
    assert transition_words.sentences(dipped) == [
        "Throughput is lowest in the three months to month 7, 17 % below today's level (15 % to 19 %, "
        "at its worst between month 6 and month 7).",
        "What the dip costs is paid back after 18 months (17 to 19).",
        "The way takes 604 engineer-hours or $48,300: migration 604 h.",
        "Over all 24 months, the net is +40.3 features (+32.8 to +47.8 features); in money "
        "+$209,000 (+$160,000 to +$257,000), at what a feature costs now.",
    ]


def test_where_nothing_differs_nothing_is_said():
    still = planted({"throughput": np.zeros((12, 24))})
    assert transition_words.in_text(Source.of(still)) == []


def test_a_dip_that_is_not_told_from_luck_is_not_said(dipped):
    level = replace(dipped, dips=dipped.dips.assign(dips=False), payback=None)
    told = " ".join(transition_words.sentences(level))
    assert "No dip can be told apart from luck at 12 replications" in told
    assert not re.search("lowest|highest|paid back", told)


@pytest.mark.parametrize(
    ("payback", "said"),
    [
        (Payback(18.0, 17.0, 20.0, 1.0), "is paid back after 18 months (17 to 20)"),
        (Payback(18.0, 18.0, 18.0, 1.0), "is paid back after 18 months"),
        (Payback(0.0, 0.0, 0.0, 1.0), "is no more than was gained before it"),
        (Payback(np.inf, np.inf, np.inf, 0.0), "is not paid back within 24 months"),
        (Payback(20.0, 17.0, np.inf, 0.8), "cannot be told from 12 replications: in 80 %"),
        (Payback(np.inf, 20.0, np.inf, 0.3), "cannot be told from 12 replications: in 30 %"),
    ],
)
def test_payback_is_said_only_where_its_whole_interval_says_so(dipped, payback, said):
    assert said in transition_words.payback(replace(dipped, payback=payback))


def test_a_share_of_runs_is_said_beside_that_under_random_signs(dipped):
    assert transition_words.runs(dipped, 24) == (
        "100 % of the 12 runs have paid back within 24 months; with random signs of the differences "
        "50 % would (25 % to 75 %)"
    )


@pytest.mark.parametrize(("month", "said"), [
    (0, "the two months to month 2"),
    (1, "the three months to month 3"),
    (23, "the two months to month 24"),
])  # fmt: skip
def test_a_window_is_said_by_its_end(dipped, month, said):
    assert transition_words.window(dipped, month) == said


def wires(**told):
    row = {
        "indicator": "adoption", "month": 6, "threshold": 0.3, "outcome": "pays back", "below": 0.12,
        "above": 0.85, "below_count": 25, "above_count": 75, "p": 0.001,
    }  # fmt: skip
    return pd.DataFrame([row | told])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "if fewer than 30 % of the services have moved by month 6, payback within 24 months "
             "becomes unlikely: 12 % of 25 replications, against 85 % of the other 75"),
        ({"below": 0.5}, "becomes less likely: 50 % of 25 replications"),
        ({"indicator": "friction", "below": 0.9, "above": 0.2},
         "if 30 % or more of the attempts at self-service fail by month 6, payback within 24 months "
         "becomes unlikely: 20 % of 75 replications, against 90 % of the other 25"),
        ({"indicator": "throughput", "threshold": -3.2, "outcome": "ends above"},
         "if throughput so far is more than 3.2 features a month below today's by month 6, more "
         "throughput than under today at the end becomes unlikely"),
        ({"indicator": "toil_share", "threshold": 0.02, "below": 0.9, "above": 0.5},
         "if toil so far is at least 2 points above today's by month 6"),
    ],
)  # fmt: skip
def test_a_tripwire_says_what_it_rests_on(dipped, told, said):
    (sentence,) = transition_words.tripwires(replace(dipped, tripwires=wires(**told)))
    assert said in sentence


def test_losers_are_named_with_what_they_lose(dipped):
    teams = pd.DataFrame(
        [("organisation", "throughput", "worse"), ("ada", "throughput", "worse"),
         ("bob", "throughput", "worse"), ("cyd", "toil_share", "worse"),
         ("dee", "toil_share", "better")],
        columns=["scope", "measure", "verdict"],
    )  # fmt: skip
    said = transition_words.losers(replace(dipped, teams=teams))
    assert said == "worse under change: throughput in ada and bob; toil in cyd"
    assert transition_words.losers(replace(dipped, teams=teams.iloc[:1])) == ""


@settings(max_examples=10)
@given(size=st.floats(-3.0, 3.0), spread=st.floats(0.1, 4.0), seed=st.integers(0, 10_000))
def test_no_sentence_has_a_direction_that_its_interval_has_not(size, spread, seed):
    monthly = {
        "throughput": size * CURVE + noise(9, 24, spread, seed),
        "toil_share": 0.005 * size + noise(9, 24, 0.01 * spread, seed + 1),
    }
    found = transition(planted(monthly), "change")
    said = " ".join(transition_words.sentences(found))
    for measure, lowest in (
        ("throughput", "Throughput is lowest"),
        ("toil_share", "Toil is highest"),
    ):
        worst = found.worst(measure)
        clear = worst["high"] < 0.0 if measure == "throughput" else worst["low"] > 0.0
        assert (lowest in said) <= clear
    if "is paid back after" in said:
        assert found.payback.high <= 24 >= found.payback.months
    if "is not paid back" in said:
        assert found.payback.low == np.inf
    net = found.cost[(found.cost["item"] == "net") & (found.cost["unit"] == "features")].iloc[0]
    covers = net["low"] <= 0.0 <= net["high"]
    if "the net is" in said:
        assert ("the net is not distinguishable from nothing" in said) == covers


def test_each_chart_has_its_finding(dipped):
    assert transition_words.on_curve(dipped, "throughput").startswith(
        "Under change, throughput is lowest in the three months to month 7"
    )
    assert transition_words.on_curve(dipped, "toil_share") == (
        "Under change, no dip in toil can be told apart from luck at 12 replications"
    )
    assert transition_words.on_sum(dipped).startswith(
        "Under change, what the dip costs is paid back after 18 months (17 to 19); over all 24 months"
    )


def test_the_finding_on_teams_sets_them_beside_the_organisation(dipped):
    teams = pd.DataFrame(
        [("organisation", "better", 1.0), ("ada", "worse", 1.0), ("bob", "worse", 1.0),
         ("cyd", "not distinguishable", 1.0), ("eve", "", np.nan)],
        columns=["scope", "verdict", "difference"],
    ).assign(measure="throughput")  # fmt: skip
    assert transition_words.on_teams(replace(dipped, teams=teams), "throughput") == (
        "Throughput against today, under change: worse in ada and bob, not distinguishable in one "
        "other; better in the organisation as a whole"
    )


def test_the_terminal_has_a_block_for_each_proposal_with_a_way():
    built = planted(
        {"throughput": CURVE + noise(12, 24, 2.0, seed=1)},
        hours={"migration": 50.0 + noise(12, 24, 5.0, seed=2)},
    )
    (block,) = transition_words.in_text(Source.of(built))
    assert block[0] == "ON THE WAY TO change"
    assert block[1].startswith("Throughput is lowest")
    assert max(len(line) for line in block) <= 79
