"""Who gains and who loses, team by team."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.experiments.planted import LEVELS, planted

import orgshift
from orgshift.experiments.team_effects import CLAIMED, made_better, made_worse, team_effects

TEAMS = [f"team {number}" for number in range(12)]


def with_teams(effects, runs=12, seed=1):
    """Return a comparison in which *effects*, by team and measure, are planted among pure luck."""
    luck = np.random.default_rng(seed)
    teams = {
        (team, measure): LEVELS[measure]
        * (effects.get((team, measure), 0.0) + 0.05 * luck.normal(size=runs))
        for team in TEAMS for measure in CLAIMED
    }  # fmt: skip
    return planted({"throughput": np.zeros((runs, 6))}, teams=teams)


def test_planted_losers_and_winners_are_named_with_what_they_lose_and_win():
    found = team_effects(
        with_teams({
            ("team 3", "throughput"): -0.3, ("team 3", "lead_time_p50"): 0.3,
            ("team 7", "toil_share"): -0.3,
        })
    )  # fmt: skip
    assert made_worse(found) == {"team 3": ["lead_time_p50", "throughput"]}
    assert made_better(found) == {"team 7": ["toil_share"]}
    assert list(found["scope"].unique()) == ["organisation", *TEAMS]


def test_a_difference_is_in_the_measures_unit_and_relative_to_todays_level():
    table = team_effects(with_teams({("team 3", "throughput"): -0.3}))
    row = table[(table["scope"] == "team 3") & (table["measure"] == "throughput")].iloc[0]
    assert row["unit"] == "features a month"
    assert row["difference"] == pytest.approx(row["level"] - row["against_level"])
    assert row["relative"] == pytest.approx(-0.3, abs=0.05)
    assert row["relative_low"] < -0.3 < row["relative_high"]
    assert row["organisation"] == "not distinguishable"


@pytest.mark.slow
def test_among_teams_that_only_luck_tells_apart_one_comparison_of_twenty_names_one():
    wrong = sum(
        bool(made_worse(table) or made_better(table))
        for table in (team_effects(with_teams({}, seed=seed)) for seed in range(60))
    )
    assert wrong / 60 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_two_that_share_a_draw_count_once():
    built = with_teams({("team 3", "throughput"): -0.3})
    drawn = replace(built, about=built.about | {"beliefs": ["x"]})
    key = {"scope": "team 3", "measure": "throughput"}
    alone, pairs = (
        table.loc[(table[list(key)] == pd.Series(key)).all(axis=1)].iloc[0]
        for table in (team_effects(built), team_effects(drawn))
    )
    assert pairs["difference"] == pytest.approx(alone["difference"])
    assert pairs["high"] - pairs["low"] != pytest.approx(alone["high"] - alone["low"])


REDRAWN = """
horizon: 4 months
run_in: 1 month
people: {leave: 0 %}
demand: {policy: pull, limit: 2, size: 8 h}
workflow: {work: {share: 100 %}}
teams:
  ada: {engineers: 4, services: 4}
  bob: {engineers: 2, services: 1}
  cyd: {engineers: 2, services: 1}
  dee: {engineers: 2, services: 1}
variants:
  redraw:
    changes:
      split: {at: day 0, split_team: {team: ada, into: [ada-one, ada-two]}}
      merge: {at: month 1, merge_teams: {teams: [bob, cyd], into: customer}}
      again: {at: month 2, merge_teams: {teams: [customer, ada-two], into: all-of-them}}
  found:
    changes:
      new: {at: day 0, create_team: {name: eve, people: 1, services: 1, from: [ada]}}
"""


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory):
    path = tmp_path_factory.mktemp("redrawn") / "scenario.yaml"
    path.write_text("orgshift: 1\ntitle: test\nextends: bare\n" + REDRAWN, encoding="utf-8")
    return orgshift.compare(orgshift.load(path), replications=3, jobs=1)


def test_teams_that_are_split_and_merged_are_compared_as_one(redrawn):
    table = team_effects(redrawn)
    mine = table[table["variant"] == "redraw"]
    assert dict(zip(mine["scope"], mine["status"], strict=True)) == {
        "organisation": "stays", "dee": "stays", "ada, bob and cyd → ada-one and all-of-them": "redrawn",
    }  # fmt: skip
    released = mine[mine["measure"] == "throughput"].set_index("scope")
    for column in ("level", "against_level"):
        parts = released.drop(index="organisation")[column]
        assert parts.sum() == pytest.approx(released.loc["organisation", column])


def test_a_team_that_is_founded_has_no_difference_of_its_own(redrawn):
    table = team_effects(redrawn)
    eve = table[(table["variant"] == "found") & (table["scope"] == "eve")]
    assert set(eve["status"]) == {"founded"}
    assert eve["difference"].isna().all()
    assert set(eve["verdict"]) == {""}
    assert "eve" not in set(table[table["variant"] == "redraw"]["scope"])
