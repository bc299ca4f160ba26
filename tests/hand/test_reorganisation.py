"""Teams are created, split and merged: people, services and work go where they belong."""

import pytest

import orgshift

BASE = """
    horizon: 6 months
    run_in: 1 months
    board: {order: ranked}
    capabilities: {ops: {}}
    people: {spread: 0}
    demand: DEMAND
    workflow: {build: {share: 100 %}, pipeline: {delay: constant 20 h, window: true}}
    teams: {a: {engineers: 6, services: 8, skill: 0.6}, b: {engineers: 4, services: 2, skill: 0.2}}
    mechanisms: {toil: {features_per_service: null}, skill: {}}
    variants:
      today: {}
      other:
        changes:
          it: {at: month 1, CHANGE}
"""
PULL = "{policy: pull, size: 30 h}"
ARRIVALS = "{policy: arrivals, rate: 3 per day, size: 10 h}"


def run(scenario, change, demand=PULL):
    text = BASE.replace("DEMAND", demand).replace("CHANGE", change)
    return orgshift.run(scenario(text), "other")


def at_end(found, quantity):
    state = found.state
    mine = state[(state.quantity == quantity) & (state.month == 6)]
    return mine.set_index("team").value.to_dict()


def books_balance(found):
    states = found.features.filter(regex="^h_")
    assert (states.sum(axis=1) == found.features.lead_h).all()
    paid = found.headcount.set_index(["team", "month"]).hours
    booked = found.hours.groupby(["team", "month"], observed=True).hours.sum()
    assert (booked.reindex(paid.index, fill_value=0.0) == paid).all()
    for _, mine in found.features.groupby("stream", observed=True):
        assert sorted(mine.feature) == list(range(1, len(mine) + 1))


CHANGES = {
    "create": "create_team: {name: c, people: 3, from: all teams, services: 2}",
    "split": "split_team: {team: a, into: [c, d], people: 4}",
    "split off": "split_team: {team: a, into: [a, d], people: 4}",
    "merge": "merge_teams: {teams: [a, b], into: c}",
    "merge into one": "merge_teams: {teams: [a, b], into: a}",
    "hand over": "hand_over: {services: 3, from: a, to: b}",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("demand", [PULL, ARRIVALS], ids=["pull", "arrivals"])
def test_no_feature_and_no_hour_is_lost(scenario, change, demand):
    found = run(scenario, change, demand)
    books_balance(found)
    old = found.features[found.features.start_month <= 1]
    assert not old.open.any()


@pytest.mark.parametrize(
    ("change", "engineers", "services"),
    [
        ("create", {"a": 4, "b": 3, "c": 3}, {"a": 6, "b": 2, "c": 2}),
        ("split", {"a": 0, "b": 4, "c": 4, "d": 2}, {"a": 0, "b": 2, "c": 5, "d": 3}),
        ("split off", {"a": 4, "b": 4, "d": 2}, {"a": 5, "b": 2, "d": 3}),
        ("merge", {"a": 0, "b": 0, "c": 10}, {"a": 0, "b": 0, "c": 10}),
        ("merge into one", {"a": 10, "b": 0}, {"a": 10, "b": 0}),
        ("hand over", {"a": 6, "b": 4}, {"a": 5, "b": 5}),
    ],
)
def test_people_and_services_go_where_they_belong(scenario, change, engineers, services):
    found = run(scenario, CHANGES[change])
    assert at_end(found, "engineers") == engineers
    assert at_end(found, "services") == services


def test_a_new_team_can_do_what_its_people_could(scenario):
    """Six people of 0.6 and four of 0.2: the parts of a split keep it, a merged team has the mean."""
    text = BASE.replace("skill: {}", "skill: {fade: 0.0001 %/month}").replace("DEMAND", PULL)
    skill = {}
    for name in ("split", "merge"):
        found = orgshift.run(scenario(text.replace("CHANGE", CHANGES[name])), "other")
        skill |= {(name, team): level for team, level in at_end(found, "skill").items()}
    assert skill["split", "c"] == pytest.approx(0.6, abs=1e-3)
    assert skill["split", "d"] == pytest.approx(0.6, abs=1e-3)
    assert skill["merge", "c"] == pytest.approx((6 * 0.6 + 4 * 0.2) / 10, abs=1e-3)


def test_requests_follow_their_service_and_none_is_made_up(scenario):
    """Under arrivals the same requests come, whoever owns the service they are about."""
    today = run(scenario, CHANGES["split"], ARRIVALS)
    text = BASE.replace("DEMAND", ARRIVALS).replace("CHANGE", CHANGES["split"])
    plain = orgshift.run(scenario(text), "today")
    assert len(today.features) == len(plain.features)
    assert today.features.size_h.tolist() == plain.features.size_h.tolist()
    after = today.features[(today.features.start_month >= 2) & (today.features.stream == "a")]
    shares = after.team.value_counts(normalize=True)
    assert shares["c"] == pytest.approx(5 / 8, abs=0.1)
    assert shares["d"] == pytest.approx(3 / 8, abs=0.1)


def test_toil_of_a_service_comes_to_its_new_owner(scenario):
    found = run(scenario, CHANGES["hand over"])
    toil = found.toil[found.toil.capability == "ops"].groupby(["team", "month"], observed=True)
    hours = toil.hours.sum().unstack("team")
    before, after = hours.loc[-1:0].mean(), hours.loc[2:].mean()
    assert after["b"] > 1.5 * before["b"]
    assert after["a"] < before["a"]


def test_standing_toil_of_a_split_team_is_shared_out(scenario):
    found = run(scenario, CHANGES["split"])
    standing = found.toil[(found.toil.capability == "") & (found.toil.month >= 2)]
    hours = standing.groupby("team", observed=True).hours.sum()
    assert hours["c"] == pytest.approx(hours["d"], rel=0.3)
    assert hours.get("a", 0.0) == 0.0


def test_a_demand_policy_can_change_on_a_date(scenario):
    change = "policy: {demand: {policy: arrivals, gap: constant 24 h, size: 10 h}}"
    found = run(scenario, change)
    books_balance(found)
    after = found.features[(found.features.start_month >= 2) & (found.features.team == "a")]
    assert set(after.start_h.diff().dropna()) == {24.0}


GAPS = "policy: {demand: {policy: arrivals, gap: constant 24 h, size: 10 h}}"


def test_a_demand_policy_is_not_for_teams_still_to_be_founded(scenario):
    change = f"{GAPS}}}\n          split: {{at: month 2, {CHANGES['split']}"
    found = run(scenario, change, ARRIVALS)
    books_balance(found)
    assert set(found.features.stream) == {"a", "b"}


def test_a_demand_policy_after_a_split_replaces_the_stream_of_the_team_that_has_ended(scenario):
    change = f"{CHANGES['split']}}}\n          demand: {{at: month 2, {GAPS}"
    found = run(scenario, change, ARRIVALS)
    books_balance(found)
    after = found.features[found.features.start_h >= found.calendar.month_starts_h[3]]
    assert set(after.stream) == {"b", "c", "d"}
    for _, mine in after.groupby("stream", observed=True):
        assert set(mine.start_h.diff().dropna()) == {24.0}
