"""Shared pain, worked out on paper: six irritants of half an hour a week each."""

import pytest

import orgshift

OFFICE = """
    horizon: 12 months
    run_in: 0 months
    calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    teams: {a: {engineers: 3, demand: none}, b: {engineers: 1, demand: none}}
    workflow: {build: {effort: 1 h}}
    mechanisms: {shared_pain: {SETTINGS}}
"""


def toil(scenario, settings, *overrides):
    run = orgshift.run(scenario(OFFICE.replace("SETTINGS", settings), *overrides))
    return (
        run.hours[run.hours.activity == "toil_standing"].groupby("team", observed=True).hours.sum()
    )


def test_every_team_large_or_small_loses_the_same_three_hours_a_week(scenario):
    """2,088 h of 2027 are 52.2 weeks: 52 tasks of 3 h, and the 53rd if the moment is a Monday."""
    hours = toil(scenario, "")
    assert set(hours.index) == {"a", "b"}
    assert all(3.0 * 52 <= h <= 3.0 * 53 for h in hours)


@pytest.mark.parametrize(("settings", "weekly"), [("irritants: 2", 1.0), ("cost: 2 h/week", 12.0)])
def test_the_cost_is_irritants_times_hours(scenario, settings, weekly):
    hours = toil(scenario, settings)
    assert all(weekly * 51 <= h <= weekly * 53 for h in hours)


def test_the_moment_of_the_week_is_the_teams_own(scenario):
    """168 h: four weeks and a day, on which some teams have had the fifth task."""
    teams = ", ".join(f"{name}: {{engineers: 1, demand: none}}" for name in "abcdefghijkl")
    text = OFFICE.replace("a: {engineers: 3, demand: none}, b: {engineers: 1, demand: none}", teams)
    run = orgshift.run(scenario(text.replace("SETTINGS", "cost: 30 min/week"), "horizon=1 months"))
    hours = run.hours[run.hours.activity == "toil_standing"].hours
    assert len(hours) == 12
    assert set(hours.round()) == {12.0, 15.0}


def test_a_share_of_the_week_is_a_share_of_the_calendars_week(scenario):
    """24 × 7: 6 × 1.25 % of 168 h a week."""
    hours = toil(scenario, "", "calendar=24x7")
    assert all(12.6 * 51 <= h <= 12.6 * 53 for h in hours)


def test_requests_at_a_utilisation_leave_room_for_it(scenario):
    """Half of one engineer's time goes to irritants; at 80 % there is room for 30 % of features."""
    text = """
    horizon: 24 months
    run_in: 12 months
    teams: {a: {engineers: 1}}
    demand: {policy: arrivals, utilisation: 80 %}
    workflow: {build: {effort: 1 h}}
    mechanisms: {shared_pain: {irritants: 5, cost: 4 h/week}}
    """
    run = orgshift.run(scenario(text))
    features = (run.features.start_h >= 0).sum() / run.horizon_h
    assert features == pytest.approx(0.3, abs=0.01)


def test_it_stays_until_somebody_removes_it(scenario):
    run = orgshift.run(scenario(OFFICE.replace("SETTINGS", "")))
    assert set(run.state[run.state.quantity == "shared_pains"].value) == {6.0}
