"""Moves, hires and stops of groups, worked out on paper: nobody is lost, nobody is forgotten."""

import pytest

import orgshift

OFFICE = """
    horizon: 12 months
    run_in: 1 months
    calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    demand: {policy: pull}
    workflow: {build: {effort: constant 300 h}}
    groups: {g: {kind: specialist, engineers: GROUP}}
    teams: {TEAMS}
    variants:
      today: {}
      other:
        ADDS
        changes:
"""


def people(scenario, teams, changes, group=0, adds=0):
    """Return who is where at the end, by name of team or group."""
    text = OFFICE.replace("GROUP", str(group)).replace(
        "TEAMS", ", ".join(f"{name}: {{engineers: {n}}}" for name, n in teams.items())
    )
    text = text.replace("ADDS", f"adds_people: {adds}")
    lines = "".join(f"          {name}: {what}\n" for name, what in changes.items())
    run = orgshift.run(scenario(text + lines), "other")
    last = run.state[(run.state.quantity == "engineers") & (run.state.month == 12)]
    return last.set_index("team").value.astype(int).to_dict()


@pytest.mark.parametrize("hired", [1, 2, 3])
def test_new_hires_go_to_work_at_once(scenario, hired):
    text = """
    horizon: 2 months
    run_in: 0 months
    teams: {desk: {engineers: 1}}
    demand: {policy: pull, limit: 1}
    workflow: {serve: {effort: constant 10 h}}
    variants:
      more: {adds_people: N, changes: {some: {at: month 1, hire: {people: N, to: desk}}}}
    """
    run = orgshift.run(scenario(text.replace("N", str(hired))), "more")
    hours = run.hours[run.hours.activity == "feature"].set_index("month").hours
    month = run.calendar.month_starts_h[2] - run.calendar.month_starts_h[1]
    assert hours[1] == (1 + hired) * month


@pytest.mark.parametrize("hired", [1, 2, 3])
def test_a_platform_can_be_hired(scenario, hired):
    people = f"{{group: g, kind: platform, hire: {hired}, friction: 0 %, outages: 0}}"
    at = f"{{at: day 0, start: {people}}}"
    text = OFFICE.replace("    groups: {g: {kind: specialist, engineers: GROUP}}\n", "")
    text = text.replace("TEAMS", "a: {engineers: 3}").replace("ADDS", f"adds_people: {hired}")
    text += f"          p: {at}\n    capabilities: {{ops: {{}}}}\n"
    run = orgshift.run(scenario(text), "other")
    roadmap = run.hours[run.hours.activity == "roadmap"].hours.sum()
    assert roadmap == hired * run.horizon_h


def test_stopping_a_group_calls_back_those_on_their_way(scenario):
    """Tasks of 300 h: nobody has arrived at g when it stops a week later."""
    started = {
        "start": "{at: day 0, move: {people: 2, from: all teams, to: g}}",
        "stop": "{at: week 1, stop: g}",
    }
    assert people(scenario, {"a": 3, "b": 3}, started) == {"a": 3, "b": 3, "g": 0}


def test_who_has_been_sent_on_is_not_called_back_by_a_stop(scenario):
    changes = {
        "one": "{at: day 0, move: {people: 1, from: g, to: c}}",
        "stop": "{at: day 1, stop: {group: g, to: a}}",
    }
    assert people(scenario, {"a": 1, "c": 1}, changes, group=3) == {"a": 3, "c": 2, "g": 0}


def test_people_of_a_stopped_group_go_where_they_were_sent_from(scenario):
    changes = {
        "first": "{at: day 0, move: {people: 2, from: a, to: b}}",
        "then": "{at: month 4, move: {people: 2, from: b, to: g}}",
        "stop": "{at: month 8, stop: g}",
    }
    assert people(scenario, {"a": 3, "b": 1}, changes) == {"a": 1, "b": 3, "g": 0}


def test_a_groups_own_people_are_spread_over_the_smallest_teams(scenario):
    changes = {"stop": "{at: day 0, stop: g}"}
    after = people(scenario, {"a": 3, "b": 3, "c": 2}, changes, group=3)
    assert after == {"a": 4, "b": 4, "c": 3, "g": 0}


def test_people_on_their_way_can_be_sent_on(scenario):
    changes = {
        "first": "{at: day 0, move: {people: 2, from: a, to: b}}",
        "then": "{at: week 1, move: {people: 2, from: b, to: c}}",
    }
    assert people(scenario, {"a": 3, "b": 1, "c": 1}, changes) == {"a": 1, "b": 1, "c": 3, "g": 0}


def test_changes_apply_in_order_of_their_dates_not_of_the_file(scenario):
    """2027-01-30 is a Saturday: both dates start the same working day, and the first goes first."""
    changes = {
        "two": "{at: 2027-02-01, move: {people: 2, from: b, to: c}}",
        "one": "{at: 2027-01-30, move: {people: 2, from: a, to: b}}",
    }
    assert people(scenario, {"a": 3, "b": 1, "c": 1}, changes) == {"a": 1, "b": 1, "c": 3, "g": 0}


def test_who_leaves_after_a_migration_leaves_the_next_one_to_the_others(scenario):
    """Two engineers, at most one migrates at once; the one who does is moved away."""
    run = orgshift.run(
        scenario(
            """
    horizon: 4 months
    run_in: 0 months
    board: {order: ranked}
    teams: {a: {engineers: 2, services: 3}, b: {engineers: 2, services: 0, demand: none}}
    capabilities: {ops: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 5000 h}
    workflow: {serve: {effort: constant 100 h}}
    groups: {g: {kind: platform, engineers: 1, launch_effort: 720 h, migration: constant 100 h}}
    variants:
      today: {}
      other: {changes: {one: {at: 750 h, move: {people: 1, from: a, to: b}}}}
    """
        ),
        "other",
    )
    hours = run.hours[run.hours.activity == "migration"].hours.sum()
    assert hours == 300.0
    migrated = run.state[(run.state.quantity == "adoption") & (run.state.team == "a")]
    # Launched at 720 h, three services of 100 h one after the other: done at 1,020 h, in month 1.
    assert migrated.set_index("month").value[2] == 1.0
