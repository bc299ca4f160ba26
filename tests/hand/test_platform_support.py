"""What self-service costs when it fails: tickets, outages, and what is left when nobody is there."""

import pytest

import orgshift

#: Builds of 20 h, then a need: 10 h by hand, 1 h by self-service, a ticket of 3 h if that fails.
DESK = """
    horizon: 12 months
    run_in: 0 months
    people: {resumption: 0 h}
    board: {order: ranked, pre_empts: [incident]}
    teams: {a: {engineers: 1, services: 1}}
    capabilities: {ops: {by_hand: constant 10 h, self_service: 1 h}}
    demand: {policy: pull}
    workflow: {build: {effort: constant 20 h}, release: {need: ops}}
    groups:
      platform:
        kind: platform
        engineers: 1
        launch_effort: 8 h
        coverage_at_launch: 100 %
        coverage_mature: 100 %
        migration: constant 1 h
        adoption: {mode: waves}
        support: constant 3 h
        improvement_share: 0 %
        outage_repair: constant 5 h
        friction: FRICTION
        outages: OUTAGES
    variants:
      today: {}
      other:
        changes:
          CHANGE
"""


def desk(scenario, friction="0 %", outages=0, change="", **platform):
    """Run the desk; *platform* are other settings of it, and `team` is the number of engineers."""
    text = DESK.replace("FRICTION", friction).replace("OUTAGES", str(outages))
    if change:
        text = text.replace("CHANGE", change)
    else:
        text = text.replace("      other:\n        changes:\n          CHANGE\n", "")
    engineers = platform.pop("team", 1)
    overrides = [f"groups.platform.{name}={value}" for name, value in platform.items()]
    loaded = scenario(text, f"teams.a.engineers={engineers}", *overrides)
    return orgshift.run(loaded, "other" if change else "today")


def settled(run, month=1):
    return run.features[(run.features.start_month >= month) & ~run.features.open]


def hours(run, team, activity):
    mine = (run.hours.team == team) & (run.hours.activity == activity)
    return run.hours[mine].hours.sum()


def last(run, quantity):
    state = run.state[(run.state.quantity == quantity) & (run.state.month == 12)]
    return state.value.item()


# -- support ----------------------------------------------------------------------------------------


def test_a_need_that_self_service_meets_costs_its_effort_and_no_more(scenario):
    after = settled(desk(scenario))
    assert len(after) > 300
    assert (after.lead_h == 21.0).all()


def test_an_attempt_that_fails_becomes_a_ticket_that_fulfils_the_need(scenario):
    """Answered at t, the next one is asked at t + 21 h: three pieces of 8 h are done at t + 24 h."""
    run = desk(scenario, friction="100 %")
    after = settled(run)
    assert (after.h_worked == 21.0).all()
    assert (after.h_support == 3.0 + 3.0).all()
    assert (after.lead_h == 27.0).all()
    tickets = last(run, "support_tickets")
    assert hours(run, "platform", "support") == pytest.approx(3.0 * tickets, abs=3.0)
    waited = run.features.h_support[~run.features.open].sum()
    assert last(run, "support_hours") == pytest.approx(waited, abs=11.0)


def test_attempts_fail_as_often_as_friction_says(scenario):
    after = settled(desk(scenario, friction="30 %"))
    failed = (after.h_support > 0.0).mean()
    # 330 attempts: a standard error of 2.5 points.
    assert abs(failed - 0.30) < 0.08


def test_a_failed_attempt_is_the_same_one_whatever_the_support_is_like(scenario):
    runs = [desk(scenario, "30 %", **faster) for faster in ({}, {"support": "constant 6 h"})]
    failed = []
    for run in runs:
        after = settled(run)
        failed.append(set(after.feature[after.h_support > 0.0]))
    common = set.intersection(*(set(settled(run).feature) for run in runs))
    assert failed[0] & common == failed[1] & common


def test_support_goes_before_roadmap(scenario):
    """Tickets of 40 h, one after the other: hardly anything is built any more."""
    run = desk(scenario, "100 %", support="constant 40 h", team=4)
    by_month = run.hours[run.hours.team == "platform"].groupby(["activity", "month"]).hours.sum()
    assert by_month["support"].loc[2:].sum() > 0.9 * 10 * 720


def test_with_nobody_on_the_platform_a_failed_attempt_is_made_good_by_hand(scenario):
    run = desk(scenario, "100 %", change="end: {at: month 6, stop: platform}")
    after = settled(run, month=6)
    assert len(after) > 50
    assert (after.lead_h == 31.0).all()
    assert hours(run, "platform", "support") > 0.0


@pytest.mark.parametrize(
    "change",
    [
        "end: {at: month 6, stop: platform}",
        "end: {at: month 6, move: {people: 1, from: platform, to: a}}",
    ],
)
def test_nobody_waits_for_a_platform_that_is_no_more(scenario, change):
    run = desk(
        scenario, "100 %", 500, change, support="constant 30 h", outage_repair="constant 50 h"
    )
    stuck = run.features[run.features.open & (run.features.start_month < 11)]
    assert len(stuck) == 0
    after = settled(run, month=7)
    assert (after.h_support + after.h_outage == 0.0).all()


def test_a_platform_started_again_goes_on_with_what_there_is(scenario):
    again = "{group: again, kind: platform, take: 1, from: a, improvement_share: 0 %, outages: 0}"
    run = desk(
        scenario,
        "100 %",
        change="end: {at: month 6, stop: {group: platform, to: a}}\n"
        f"          again: {{at: month 7, start: {again}}}",
    )
    coverage = run.state[run.state.quantity == "coverage"].set_index("month").value
    assert coverage.loc[1:].eq(1.0).all()
    after = settled(run, month=8)
    assert (after.h_support > 0.0).all()


# -- outages ----------------------------------------------------------------------------------------


def test_self_service_waits_for_the_end_of_an_outage(scenario):
    run = desk(scenario, outages=300)
    after = settled(run)
    assert (after.h_worked == 21.0).all()
    assert (after.lead_h == 21.0 + after.h_outage).all()
    hit = after[after.h_outage > 0.0]
    assert 5 < len(hit) < len(after)
    repaired = hours(run, "platform", "incident")
    # One a day and a bit, 5 h each: a year's worth of about 300, one open at the end.
    assert repaired / 5.0 == pytest.approx(300, abs=60)


def test_outages_are_the_same_ones_whatever_else_happens(scenario):
    """The clock of outages is the platform's own: more features do not make more of them."""
    counts = [
        hours(desk(scenario, outages=100, team=engineers), "platform", "incident")
        for engineers in (1, 3)
    ]
    assert counts[0] == counts[1] > 0.0


def test_an_outage_takes_the_platforms_people_off_support(scenario):
    """Repairs of 400 h while tickets of 30 h are in hand: they wait until those are done."""
    run = desk(scenario, "100 %", 5, outage_repair="constant 400 h", support="constant 30 h")
    assert settled(run).h_support.max() > 400.0


def test_there_are_no_outages_of_a_platform_nobody_runs(scenario):
    none = desk(scenario, outages=300, engineers=0)
    assert hours(none, "platform", "incident") == 0.0
    stopped = desk(scenario, outages=300, change="end: {at: month 6, stop: platform}")
    assert (settled(stopped, month=7).h_outage == 0.0).all()
    assert (settled(stopped, month=7).lead_h == 21.0).all()


def test_there_are_no_outages_before_the_launch(scenario):
    run = desk(scenario, outages=300, launch_effort="4000 h")
    months = run.hours[run.hours.activity == "incident"].month
    assert months.min() == 5  # launched 4,000 h after the start, in June
