"""Laws that every way of working obeys. A new mechanism joins by its line in the dict."""

import numpy as np
import pytest

import orgshift
from orgshift.mechanisms import MECHANISMS, GroupMechanism
from orgshift.scenario.schema import Scenario

#: Every mechanism's two control settings come with the mechanism; here is the world to try them in.
WORLD = """
orgshift: 1
title: laws
horizon: 6 months
run_in: 3 months
teams: {ada: {engineers: 5}, bea: {engineers: 5}, cyd: {engineers: 4}}
demand: {policy: pull}
mechanisms:
MECHANISMS
variants:
  today: {}
  other:
    changes:
      limit: {at: month 1, policy: {limit: 2}}
GROUP
"""
GROUP = """      found:
        at: day 0
        start: {group: it, kind: KIND, PEOPLE}
"""
OTHERS = {
    "toil": "{}",
    "skill": "{}",
    "failed_changes": "{}",
    "shared_environments": "{per_team: 1}",
}
#: Who goes to a group, where it is not two from all teams.
PEOPLE_OF = {"community": {"take": 0}}


def yaml_of(settings):
    return "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"


def world(folder, name, settings, *, present=True, others=OTHERS):
    """Load the world with mechanism *name* at *settings*, or without it."""
    group = issubclass(MECHANISMS[name], GroupMechanism)
    lines = {k: v for k, v in others.items() if k != name}
    if present and not group:
        lines[name] = yaml_of(settings)
    body = "\n".join(f"  {k}: {v}" for k, v in sorted(lines.items())) or "  {}"
    text = WORLD.replace("MECHANISMS", body)
    if group and present:
        fields = {"take": 2, "from": "all teams"} | PEOPLE_OF.get(name, {}) | dict(settings)
        people = ", ".join(f"{key}: {value}" for key, value in fields.items())
        text = text.replace("GROUP", GROUP.replace("KIND", name).replace("PEOPLE", people))
    else:
        text = text.replace("GROUP", "")
    path = folder / f"{name}-{present}.yaml"
    path.write_text(text, encoding="utf-8")
    return orgshift.load(path)


def plain(frame):
    """Return the rows as values: a started group adds a name to the categories, and no row."""
    return [tuple("-" if v != v else v for v in row) for row in frame.to_numpy().tolist()]


everything = pytest.mark.parametrize("name", list(MECHANISMS))


@everything
def test_no_mechanism_loses_a_feature_or_an_hour(name, tmp_path):
    run = orgshift.run(world(tmp_path, name, {}), "other")
    for _, mine in run.features.groupby("team", observed=True):
        assert sorted(mine.feature) == list(range(1, len(mine) + 1))
    states = run.features.filter(regex="^h_")
    assert (states.sum(axis=1) == run.features.lead_h).all()
    paid = run.headcount.set_index(["team", "month"]).hours
    booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
    assert (booked.reindex(paid.index, fill_value=0.0) == paid).all()


@everything
def test_its_null_setting_is_absent_to_the_last_bit(name, tmp_path):
    null = orgshift.run(world(tmp_path, name, MECHANISMS[name].null), "other")
    absent = orgshift.run(world(tmp_path, name, {}, present=False), "other")
    assert plain(null.features) == plain(absent.features)
    shared = list(absent.hours.columns)
    kept = null.hours[null.hours.team.isin(absent.teams)][shared]
    assert plain(kept) == plain(absent.hours)


@everything
def test_it_does_something_with_its_defaults(name, tmp_path):
    """Otherwise the other laws would hold for an empty class."""
    asked = world(tmp_path, name, {})
    without = world(tmp_path, name, {}, present=False)
    assert not all(
        orgshift.run(asked, "other", r).features.equals(orgshift.run(without, "other", r).features)
        for r in range(5)
    )


@everything
def test_cost_without_effect_never_helps(name, tmp_path):
    """Throughput does not rise, on the mean of paired runs, by more than luck allows."""
    costs = world(tmp_path, name, MECHANISMS[name].cost_only)
    absent = world(tmp_path, name, {}, present=False)
    gains = []
    for replication in range(8):
        released = [
            ((run.features.release_h >= 0) * run.features.size_h).sum()
            for run in (
                orgshift.run(costs, "other", replication),
                orgshift.run(absent, "other", replication),
            )
        ]
        gains.append(released[0] - released[1])
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    assert np.mean(gains) < 2.0 * error


@everything
def test_same_seed_same_run(name, tmp_path):
    asked = world(tmp_path, name, {})
    first, again = orgshift.run(asked, "other", 3), orgshift.run(asked, "other", 3)
    assert first.features.equals(again.features)
    assert first.hours.equals(again.hours)


@everything
def test_variants_are_identical_up_to_day_0(name, tmp_path):
    asked = world(tmp_path, name, {})
    today, other = orgshift.run(asked, "today"), orgshift.run(asked, "other")
    columns = ["team", "feature", "start_h", "begun_h", "release_h"]
    before = [r.features[r.features.release_h < 0][columns] for r in (today, other)]
    assert len(before[0]) > 20
    assert before[0].to_numpy().tolist() == before[1].to_numpy().tolist()
    hours = [r.hours[(r.hours.month < 0)].to_numpy().tolist() for r in (today, other)]
    assert hours[0] == hours[1]


@everything
def test_adding_it_moves_no_draw_of_others(name, tmp_path):
    """The same feature has the same size and kind, with the mechanism and without."""
    key = ["team", "feature"]
    with_it = orgshift.run(world(tmp_path, name, {})).features.set_index(key)
    without = orgshift.run(world(tmp_path, name, {}, present=False)).features.set_index(key)
    both = with_it.index.intersection(without.index)
    assert len(both) > 20
    assert (with_it.loc[both].size_h == without.loc[both].size_h).all()
    assert (with_it.loc[both]["kind"] == without.loc[both]["kind"]).all()


@everything
def test_without_its_line_a_scenario_that_names_it_is_an_error(name, tmp_path, monkeypatch):
    asked = world(tmp_path, name, {})
    others_only = world(tmp_path, name, {}, present=False)
    expected = orgshift.run(others_only, "other")
    monkeypatch.delitem(MECHANISMS, name)
    with pytest.raises(orgshift.OrgshiftError, match=name):
        orgshift.run(asked, "other")
    assert orgshift.run(others_only, "other").features.equals(expected.features)


def test_the_dict_is_all_there_is():
    assert isinstance(MECHANISMS, dict)
    assert Scenario.model_fields["mechanisms"] is not None
