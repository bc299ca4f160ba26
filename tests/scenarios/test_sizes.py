"""Organisations of one team and of three, with every way of working: all run, and make sense."""

import numpy as np
import pytest

import orgshift
from orgshift.mechanisms import MECHANISMS, GroupMechanism

EVERYTHING = """
    horizon: 9 months
    run_in: 3 months
    teams: {team: {count: COUNT, engineers: 6}}
    mechanisms: {toil: {}, skill: {}, failed_changes: {}, shared_environments: {}, cognitive_load: {},
      dependencies: {}, turnover: {}, shared_pain: {}}
"""
GROUPS = {
    "platform": "kind: platform, launch_effort: 200 h, migration: 20 h, adoption: {mode: waves}",
    "desk": "kind: central-service, supplies: [infrastructure]",
    "coaches": "kind: enabling, topic: deployment",
    "guild": "kind: community, members: 50 %, active: 40 %",
}
STAFF = {"guild": 0}
AT_ONCE = "".join(
    f"          {name}: {{at: day 0, start: {{group: {name}, take: {STAFF.get(name, 1)}, "
    f"from: all teams, {settings}}}}}\n"
    for name, settings in GROUPS.items()
)
CHANGED = f"""
    variants:
      today: {{}}
      everything:
        changes:
{AT_ONCE}          stop: {{at: month 7, stop: coaches}}
"""
FROM_THE_START = "    groups:\n" + "".join(
    f"      {name}: {{engineers: {STAFF.get(name, 1)}, {settings}}}\n"
    for name, settings in GROUPS.items()
)


def paid_and_booked_agree(run):
    paid = run.headcount.set_index(["team", "month"]).hours
    booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
    return (booked.reindex(paid.index, fill_value=0.0) == paid).all()


def hours(run, activity):
    table = run.hours
    return float(table[(table.activity == activity) & (table.month >= 0)].hours.sum())


def read(run, quantity):
    table = run.state
    return float(table[(table.quantity == quantity) & (table.month == 9)].value.max())


@pytest.fixture
def organisation(scenario):
    def load(count, more):
        return scenario(EVERYTHING.replace("COUNT", str(count)) + more, base=None)

    return load


def test_every_way_of_working_is_in_it():
    groups = {settings.split(",")[0].removeprefix("kind: ") for settings in GROUPS.values()}
    named = {word.strip(" {") for word in EVERYTHING.replace("{}", "").split(":")}
    for name, mechanism in MECHANISMS.items():
        if issubclass(mechanism, GroupMechanism):
            assert name in groups
        else:
            assert any(word.endswith(name) for word in named), name


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("started", ["by changes", "from the start"])
def test_all_ways_of_working_together_in_a_small_organisation(organisation, count, started):
    more = CHANGED if started == "by changes" else FROM_THE_START
    asked = organisation(count, more)
    run = orgshift.run(asked, list(asked.variants)[-1])
    assert paid_and_booked_agree(run)
    closed = run.features[~run.features.open & (run.features.start_h >= 0)]
    assert (closed.filter(regex="^h_").sum(axis=1) == closed.lead_h).all()
    # Between a twentieth of a feature and two features a month for each of its engineers.
    assert 0.05 < len(closed) / 9 / (6 * count) < 2
    # Everybody did what the group is for, and the platform got somewhere.
    for activity in ("roadmap", "support", "enabling", "coaching", "community", "migration"):
        assert hours(run, activity) > 0, activity
    assert read(run, "coverage") > 0.4
    assert read(run, "adoption") > 0
    assert 0 <= read(run, "skill") <= 1
    # With nobody else there, nobody is asked.
    asked_others = hours(run, "dependency") > 0
    assert asked_others == (count > 1)


def test_one_team_and_three_of_the_same_kind_work_alike(organisation):
    """Per engineer, within what nine months of luck make of 18 engineers and of 6."""
    one, three = (organisation(n, "    variants: {today: {}}\n") for n in (1, 3))

    def delivered(asked, people):
        done = []
        for replication in range(6):
            features = orgshift.run(asked, "today", replication).features
            done.append(features.size_h[features.release_month >= 0].sum() / people)
        return np.mean(done)

    assert 0.7 < delivered(one, 6) / delivered(three, 18) < 1.4
