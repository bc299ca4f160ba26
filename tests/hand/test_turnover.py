"""Turnover, worked out on paper: people leave, seats are filled again, newcomers ramp up."""

import math

import pytest

import orgshift

SEATS = """
    horizon: 24 months
    run_in: 1 months
    teams: {desk: {engineers: ENGINEERS}}
    demand: {policy: pull}
    workflow: {serve: {effort: constant 40 h}}
    mechanisms:
      turnover: {attrition: ATTRITION, replaced_after: AFTER, ramp_up: RAMP, ramp_up_from: 25 %}
"""


def run(scenario, engineers=40, attrition="10 %/year", after="3 months", ramp="5 months", more=""):
    text = SEATS.replace("ENGINEERS", str(engineers)).replace("ATTRITION", attrition)
    text = text.replace("AFTER", after).replace("RAMP", ramp)
    return orgshift.run(scenario(text + more), "other" if more else None)


def test_as_many_leave_as_the_rate_says(scenario):
    """200 seats that are not filled again, 25 months at 10 % a year."""
    empty = run(scenario, engineers=200, after="1000 months")
    left = 200 - empty.state[empty.state.quantity == "engineers"].value.iloc[-1]
    share = 1 - math.exp(-0.1 * 25 / 12)
    assert left == pytest.approx(200 * share, abs=3 * (200 * share * (1 - share)) ** 0.5)


def test_a_seat_stays_empty_until_it_is_filled(scenario):
    found = run(scenario)
    people = found.state[found.state.quantity == "engineers"].set_index("month").value
    # In balance: 40 × 10 % × 3/12 = 1 seat empty on average.
    assert people.max() <= 40
    assert 38 < people.loc[6:].mean() < 40


def test_newcomers_do_a_quarter_at_first_and_all_of_it_in_the_end(scenario):
    more = """
    variants:
      today: {}
      other: {adds_people: 1, changes: {one: {at: month 1, hire: {people: 1, to: desk}}}}
"""
    text_run = run(scenario, engineers=1, attrition="0 %/month", more=more)
    hours = text_run.hours.set_index(["month", "activity"]).hours
    months = text_run.calendar.month_starts_h[2:] - text_run.calendar.month_starts_h[1:-1]
    lost = [hours.get((month, "ramp_up"), 0.0) / months[month] for month in range(8)]
    # Of one person: 75 % less 15 % a month, on the average of the month; all of it from month 6 on.
    assert lost[0] == 0.0
    assert lost[1] == pytest.approx(0.675, abs=0.05)
    assert lost[3] == pytest.approx(0.375, abs=0.05)
    assert lost[5] == pytest.approx(0.075, abs=0.05)
    assert lost[7] == 0.0


def test_who_only_moves_does_not_ramp_up(scenario):
    text = SEATS.replace(
        "{desk: {engineers: ENGINEERS}}", "{desk: {engineers: 3}, b: {engineers: 3}}"
    )
    text = (
        text.replace("ATTRITION", "0 %/month")
        .replace("AFTER", "1 month")
        .replace("RAMP", "5 months")
    )
    text += """
    variants:
      today: {}
      other: {changes: {go: {at: month 1, move: {people: 2, from: desk, to: b}}}}
"""
    found = orgshift.run(scenario(text), "other")
    assert "ramp_up" not in set(found.hours.activity)


def test_the_same_people_leave_on_the_same_day_in_every_variant(scenario):
    more = """
    variants:
      today: {}
      other: {changes: {limit: {at: day 0, policy: {limit: 2}}}}
"""
    text = SEATS.replace("ENGINEERS", "40").replace("ATTRITION", "20 %/year")
    text = text.replace("AFTER", "3 months").replace("RAMP", "5 months") + more
    asked = scenario(text)
    heads = [
        run.state[run.state.quantity == "engineers"].value.tolist()
        for run in (orgshift.run(asked, "today"), orgshift.run(asked, "other"))
    ]
    assert heads[0] == heads[1]
    assert min(heads[0]) < 40
