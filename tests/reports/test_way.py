"""The way in the memo: dip, payback and cost, and who loses; of many proposals no more than fits."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from tests.experiments.planted import noise, planted

from orgshift.experiments.transition import transitions
from orgshift.reports import way


class Known:
    """What the sentences need of a source: its transitions."""

    def __init__(self, found):
        self.transitions = found


@pytest.fixture(scope="module")
def dipped():
    hours = np.where(np.arange(24) < 6, 100.0, 0.0) + noise(12, 24, 5.0, seed=2)
    curve = np.interp(np.arange(24), [0, 5, 10, 23], [-2.0, -10.0, 5.0, 8.0])
    monthly = {"throughput": curve + noise(12, 24, 2.0, seed=1)}
    return transitions(planted(monthly, hours={"migration": hours}))["change"]


def test_one_proposal_is_told_with_dip_payback_and_cost(dipped):
    (sentence,) = way.on_the_way(Known({"change": dipped}))
    assert sentence.text.startswith(
        "Under change, throughput is lowest in the three months to month 7"
    )
    assert (
        "; what the dip costs is paid back after 18 months (17 to 19); the way takes"
        in sentence.text
    )
    assert sentence.anchor == "since-day-0-1"


def test_of_many_proposals_only_the_payback_is_told_and_together_where_it_is_the_same(dipped):
    (sentence,) = way.on_the_way(Known(dict.fromkeys("abcd", dipped)))
    assert sentence.text == (
        "Under a, b, c and d, what the dip costs is paid back after 18 months (17 to 19)."
    )


def test_where_nothing_dips_or_costs_nothing_is_said():
    still = transitions(planted({"throughput": np.zeros((12, 24))}))
    assert way.on_the_way(Known(still)) == []


def test_losing_teams_are_named_and_many_are_counted(dipped):
    def losing(count):
        teams = dipped.teams.head(1).drop(columns=["scope", "measure", "verdict"])
        rows = [
            teams.assign(
                scope=f"t{n}", measure="throughput", verdict="worse" if n < count else "better"
            )
            for n in range(6)
        ]
        return Known({"change": dataclasses.replace(dipped, teams=pd.concat(rows))})

    assert way.who_loses(losing(2))[0].text == "Under change, throughput is worse in t0 and t1."
    assert way.who_loses(losing(5))[0].text == "Under change, throughput is worse in 5 of 6 teams."
    assert way.who_loses(losing(0))[0].text.startswith("No team can be told to be made worse")
