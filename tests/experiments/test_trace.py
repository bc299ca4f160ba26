"""The same feature in every variant: lived through again to the last bit, and told stay by stay."""

from dataclasses import replace

import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.trace import Named, Trace, named, picked, traces

#: One engineer, each feature 10 h of work round the clock; what is ready leaves at once, or weekly.
PAPER = """
    horizon: 1 month
    run_in: 0 months
    demand: {policy: pull, limit: 1, size: 10 h}
    teams: {ada: {engineers: 1, factor: 1}}
    workflow: {build: {share: 100 %}, release: {window: true}}
    variants:
      today: {}
      weekly: {changes: {door: {at: day 0, policy: {release: {window: every week}}}}}
"""
#: Two teams of which one ends, with luck and beliefs.
LIVELY = """
    horizon: 3 months
    run_in: 1 month
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3, services: 3}, bob lee: {engineers: 4, services: 3}}
    capabilities: {deployment: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment}}
    mechanisms: {toil: {share: {value: 30 %, belief: 20 % to 40 %}}, skill: {}}
    calendar: {hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    variants:
      today: {}
      merged: {changes: {merge: {at: month 1, merge_teams: {teams: [ada, bob lee], into: all-in}}}}
"""


@pytest.fixture
def paper(scenario):
    return orgshift.compare(scenario(PAPER), replications=1, jobs=1)


@pytest.fixture
def lively(scenario):
    return orgshift.compare(
        scenario(LIVELY, "people.meetings=25 %"), replications=2, jobs=1, beliefs=True
    )


def test_a_feature_is_followed_hour_by_hour(paper):
    """The third feature is built from hour 20 to 30; under the weekly door it is the third week's."""
    found = orgshift.trace(paper, "ada 3", jobs=1)
    today, weekly = (found.timeline[found.timeline.variant == v] for v in ("today", "weekly"))
    assert today[["state", "hours"]].to_numpy().tolist() == [["worked", 10.0]]
    assert today["from"].iloc[0] == pd.Timestamp("2027-01-01 20:00")
    assert weekly[["state", "hours"]].to_numpy().tolist() == [["worked", 10.0], ["window", 158.0]]
    assert weekly["to"].iloc[-1] == pd.Timestamp("2027-01-22")
    assert weekly["from_days"].tolist() == pytest.approx([0.0, 10 / 24], abs=1e-6)
    assert found.features["lead_h"].tolist() == [10.0, 168.0]
    assert found.features["size_h"].tolist() == [10.0, 10.0]


def test_who_never_comes_to_a_feature_is_told_with_the_last_one_it_comes_to(paper):
    found = orgshift.trace(paper, "ada 40", jobs=1)
    weekly = found.features[found.features.variant == "weekly"].iloc[0]
    assert weekly["last"] == 5.0
    assert pd.isna(weekly["lead_days"])
    assert set(found.timeline.variant) == {"today"}


def test_open_features_end_at_the_horizon(paper):
    found = orgshift.trace(paper, "ada 5", variants=["weekly"], jobs=1)
    assert found.features["open"].tolist() == [True]
    assert found.features["end"].iloc[0] == pd.Timestamp("2027-02-01")


@pytest.mark.parametrize("replication", [0, 1])
def test_the_world_is_that_of_the_comparison_with_its_overrides_and_beliefs(lively, replication):
    mine = lively.features[
        (lively.features.replication == replication) & (lively.features.start_h > 0)
    ]
    seen = mine.set_index(["variant", "stream", "feature"])["lead_h"]
    stream, number = seen.loc["merged"].index[0]
    found = orgshift.trace(lively, f"{stream} {number}", replication=replication, jobs=1)
    assert found.features["lead_h"].tolist() == [
        seen[variant, stream, number] for variant in ("today", "merged")
    ]
    stays = found.timeline.groupby("variant")["hours"].sum()
    assert stays.to_dict() == dict(zip(found.features.variant, found.features.lead_h, strict=True))


def test_features_of_a_team_that_ends_keep_their_name(lively):
    merged = lively.features[
        (lively.features.variant == "merged") & (lively.features.replication == 0)
    ]
    heirs = merged[(merged.team == "all-in") & (merged.stream == "bob lee")]
    number = heirs.feature.iloc[0]
    found = orgshift.trace(lively, f"bob lee {number}", jobs=1).features
    assert dict(zip(found.variant, found.team, strict=True))["merged"] == "all-in"


@pytest.mark.parametrize(
    ("feature", "options", "said"),
    [
        ("ada", {}, "names no feature"),
        ("adda 3", {}, "did you mean 'ada'"),
        ("ada 4000", {}, "numbered from 1, and the last one is 75 under today, 5 under weekly"),
        ("ada 3", {"variants": ["weakly"]}, "did you mean 'weekly'"),
        ("ada 3", {"replication": 7}, "there is no replication 7"),
    ],
)
def test_what_is_not_there_is_named(paper, feature, options, said):
    with pytest.raises(OrgshiftError, match=said):
        orgshift.trace(paper, feature, jobs=1, **options)


def test_names_may_have_spaces_and_a_hash():
    assert named("energy 142") == Named("energy", 142)
    assert named(" bob lee #7 ") == Named("bob lee", 7)


def test_a_world_that_has_changed_is_not_taken_for_the_old_one(paper):
    other = replace(paper, about=paper.about | {"digest": "0" * 16})
    with pytest.raises(OrgshiftError, match="another version of orgshift"):
        orgshift.trace(other, "ada 3", jobs=1)
    features = paper.features.assign(lead_h=paper.features.lead_h + 1.0)
    with pytest.raises(OrgshiftError, match="does not do what the comparison did"):
        orgshift.trace(replace(paper, features=features), "ada 3", jobs=1)


# -- what the report picks ------------------------------------------------------------------------


def planted(paper, changes):
    """Return a comparison whose features take 1, 2, 3, … days today and *changes* more in `weekly`."""
    count = len(changes)
    one = paper.features[paper.features.variant == "today"].iloc[:count]
    base = pd.Series(range(1, count + 1), index=one.index, dtype=float)
    new = base + pd.Series(changes, index=one.index, dtype=float)
    told = [
        one.assign(variant=variant, lead_days=days, open=False)
        for variant, days in (("today", base), ("weekly", new))
    ]
    features = pd.concat(told, ignore_index=True)
    features["variant"] = pd.Categorical(features["variant"], categories=["today", "weekly"])
    return replace(paper, features=features)


def test_the_typical_feature_is_in_the_middle_and_the_extremes_are_extreme(paper):
    picks = picked(planted(paper, [0, -9, -1, 0, 7]), ["weekly"]).set_index("pick")
    assert picks.number.to_dict() == {"typical": 3, "largest gain": 2, "largest loss": 5}
    assert picks.against_days["largest loss"] == 5.0
    assert picks.days["largest loss"] == 12.0


def test_of_equals_the_first_is_picked(paper):
    picks = picked(planted(paper, [0, 0, 0]), ["weekly"]).set_index("pick")
    assert picks.number.to_dict() == {"typical": 2, "largest gain": 1, "largest loss": 1}


def test_the_picked_ones_are_followed_and_kept(lively, tmp_path):
    found = traces(lively, jobs=1)
    assert set(found.features["pick"]) == {"typical", "largest gain", "largest loss"}
    assert set(found.features.variant) == {"today", "merged"}
    found.save(tmp_path, lively)
    kept = Trace.beside(lively, tmp_path)
    for name in ("features", "timeline"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(found, name), check_dtype=False)
    other = replace(lively, about=lively.about | {"seed": 9})
    assert Trace.beside(other, tmp_path) is None
    assert Trace.beside(lively, tmp_path / "nothing") is None


def test_without_a_name_the_typical_one_is_followed(lively):
    pick = picked(lively, ["merged"]).iloc[0]
    found = orgshift.trace(lively, jobs=1)
    assert set(found.features.feature) == {f"{pick.stream} {pick.number}"}
    assert set(found.features.replication) == {pick.replication}
