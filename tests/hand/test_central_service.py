"""A central service team, worked out on paper: tickets, a queue, and the wait that comes of it."""

import pytest

import orgshift

TICKETS = """
    horizon: 2 months
    run_in: 0 months
    teams: {desk: {engineers: 9}}
    groups: {central: {kind: central-service, engineers: PEOPLE, supplies: [ops], effort: constant 5 h}}
    capabilities: {ops: {by_hand: constant 3 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 10 h}
    workflow: {build: {effort: constant 1 h}, release: {need: {capability: ops, number: NUMBER}}}
    mechanisms: {}
"""


def run(scenario, people=1, number=1, more=""):
    text = TICKETS.replace("PEOPLE", str(people)).replace("NUMBER", str(number))
    return orgshift.run(scenario(text + more), None if not more else "other")


def test_a_need_becomes_a_ticket_and_the_feature_waits_for_it(scenario):
    features = run(scenario).features
    closed = features[~features.open]
    assert (closed.h_worked == 1.0).all()
    assert (closed.h_ticket == 5.0).all()
    assert (closed.lead_h == 6.0).all()


def test_tickets_queue_and_the_wait_grows_with_the_queue(scenario):
    """Three needs of 5 h every 10 h for one person: the queue grows by half of what comes."""
    features = run(scenario, number=3).features
    closed = features[~features.open]
    waits = closed.h_ticket.to_numpy()
    assert waits[0] == 15.0
    assert (waits[1:20] > waits[:19]).all()


def test_the_work_is_the_central_teams_not_the_askers(scenario):
    hours = run(scenario).hours.groupby(["team", "activity"], observed=True).hours.sum()
    tickets = (run(scenario).features.h_ticket == 5.0).sum()
    assert hours["central", "support"] == pytest.approx(5.0 * tickets, abs=5.0)
    assert ("desk", "support") not in hours.index


def test_what_it_does_not_supply_is_done_by_hand(scenario):
    text = TICKETS.replace("[ops]", "[]").replace("PEOPLE", "1").replace("NUMBER", "1")
    features = orgshift.run(scenario(text)).features
    closed = features[~features.open]
    assert (closed.h_worked == 4.0).all()
    assert (closed.h_ticket == 0.0).all()


@pytest.mark.parametrize(("means", "ticket", "worked"), [("by-hand", 0, 4), ("ticket", 5, 1)])
def test_a_policy_ties_a_capability_to_one_way_of_meeting_it(scenario, means, ticket, worked):
    more = f"""
    variants:
      today: {{}}
      other: {{changes: {{tie: {{at: month 1, policy: {{supply: {{ops: {means}}}}}}}}}}}
"""
    features = run(scenario, more=more).features
    after = features[~features.open & (features.start_month >= 1)]
    assert (after.h_ticket == ticket).all()
    assert (after.h_worked == worked).all()


@pytest.mark.parametrize(("means", "ticket", "worked"), [("by-hand", 0, 4), ("ticket", 5, 1)])
def test_a_team_can_be_tied_to_it_from_the_start(scenario, means, ticket, worked):
    tied = TICKETS.replace("engineers: 9", f"engineers: 9, supply: {{ops: {means}}}")
    text = tied.replace("PEOPLE", "1").replace("NUMBER", "1")
    features = orgshift.run(scenario(text)).features
    closed = features[~features.open]
    assert len(closed) > 20
    assert (closed.h_ticket == ticket).all()
    assert (closed.h_worked == worked).all()


def test_waits_rise_convexly_with_load(scenario):
    """M/M/1 at 40, 60 and 80 %: each step costs more than the one before."""
    waits = []
    for gap in (12.5, 8.3333, 6.25):
        text = (
            TICKETS.replace("PEOPLE", "1")
            .replace("NUMBER", "1")
            .replace("constant 5 h", "exponential mean 5 h")
            .replace("gap: constant 10 h", f"gap: exponential mean {gap} h")
            .replace("horizon: 2 months", "horizon: 60 months")
        )
        features = orgshift.run(scenario(text)).features
        waits.append(features.h_ticket[~features.open].mean())
    low, middle, high = waits
    assert high - middle > 1.5 * (middle - low) > 0


@pytest.mark.parametrize(
    "change", ["stop: {group: central, to: desk}", "move: {people: 1, from: central, to: desk}"]
)
def test_a_group_that_stops_or_is_left_by_all_leaves_nobody_waiting(scenario, change):
    """Three needs of 5 h every 10 h for one person: there is a queue when the group stops."""
    more = f"""
    variants:
      today: {{}}
      other: {{changes: {{end: {{at: month 1, {change}}}}}}}
"""
    found = run(scenario, number=3, more=more)
    waiting = found.features[found.features.open]
    assert len(waiting) < 5
    after = found.features[~found.features.open & (found.features.start_month == 1)]
    assert (after.h_ticket[after.start_h > 760] == 0.0).all()
