"""Measures worked out by hand on a world of one desk."""

import math

import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments import curves
from orgshift.measures import HEADLINE, MONTHLY, REGISTRY, Record, evaluate, monthly
from orgshift.organisation.activities import ACTIVITIES
from orgshift.scenario import measurable

# Every 8 h a request of 4 h, around the clock: released 4 h later, 1/6 of a calendar day.
STEADY = """
    horizon: 3 months
    run_in: 0 months
    demand: {policy: arrivals, gap: constant 8 h}
    teams: {desk: {engineers: 1}, other: {engineers: 1, demand: {policy: arrivals, gap: constant 24 h}}}
    workflow: {serve: {effort: constant 4 h, tag: commit}}
"""


@pytest.fixture
def steady(scenario):
    return orgshift.run(scenario(STEADY))


def value(run, measure, scope="organisation"):
    table = evaluate(Record.of(run))
    return table[(table.scope == scope) & (table.measure == measure)].value.iloc[0]


def test_every_measure_says_what_it_is():
    for name, measure in REGISTRY.items():
        assert name == measure.name
        assert measure.label
        assert measure.unit
        assert measure.source
        assert len(measure.definition) > 15
        assert measure.better in ("lower", "higher", None)
    assert set(HEADLINE) <= set(REGISTRY)
    assert set(MONTHLY) <= set(REGISTRY)


def test_every_measure_is_there_for_the_organisation_and_each_team(steady):
    table = evaluate(Record.of(steady))
    assert set(table.scope) == {"organisation", "desk", "other"}
    assert (table.groupby("scope").size() == len(REGISTRY)).all()


def test_lead_time_by_hand(steady):
    for measure in ("lead_time_p50", "lead_time_p85", "lead_time_p95", "lead_time_mean"):
        assert value(steady, measure) == pytest.approx(4 / 24, rel=1e-5)
    assert value(steady, "change_lead_time_p50") == 0.0


def test_throughput_by_hand(steady):
    # January to March 2027 have 90 days: a request at 8, 16, …, released 4 h later.
    released = math.floor((90 * 24 - 4) / 8)
    assert value(steady, "throughput", "desk") == pytest.approx(released / 3)


def test_flow_efficiency_is_one_where_nobody_waits(steady):
    assert value(steady, "flow_efficiency") == 1.0


def test_engineer_hours_are_the_paid_hours(steady):
    assert value(steady, "engineer_hours") == 2 * 90 * 24
    assert value(steady, "engineer_hours", "desk") == 90 * 24


def test_no_toil_and_no_failures_where_no_mechanism_makes_any(steady):
    assert value(steady, "toil_share") == 0.0
    assert value(steady, "change_failure_rate") == 0.0


def test_months_are_blank_where_the_quantile_is_not_reached(scenario):
    run = orgshift.run(
        scenario(
            """
            horizon: 2 months
            run_in: 0 months
            demand: {policy: arrivals, gap: constant 100 h}
            teams: {desk: {engineers: 9}}
            workflow: {serve: {effort: constant 1000 h}}
            """
        )
    )
    table = monthly(Record.of(run), ("lead_time_p50",)).set_index("month").value
    assert table[0] == pytest.approx(1000 / 24)
    assert table[1] == math.inf


def test_later_window_leaves_the_first_months_out(steady):
    table = evaluate(Record.of(steady), ["engineer_hours"], first_month=1)
    assert table.value.iloc[0] == 2 * (28 + 31) * 24


def test_an_unknown_measure_is_named(steady):
    with pytest.raises(OrgshiftError, match="no measure 'velocity'"):
        evaluate(Record.of(steady), ["velocity"])


def test_claims_know_every_measure_with_its_unit_and_whether_more_is_better():
    assert {name: measure.unit for name, measure in REGISTRY.items()} == measurable.UNITS
    for name, measure in REGISTRY.items():
        assert measurable.has_better(name) == (measure.better is not None)


def test_claims_about_the_way_there_are_about_what_is_followed_month_by_month():
    assert measurable.TRANSITION_MEASURES == curves.MEASURES


def test_claims_know_what_can_be_read_of_one_capability_or_activity():
    assert measurable.ACTIVITIES == ACTIVITIES
    for name in REGISTRY:
        assert (f"{name}.deployment" in REGISTRY) == (name in measurable.BY_CAPABILITY)
    for name in ("skill.deployment", "hours.migration", "toil_share.environments"):
        assert measurable.unit_of(name, ["deployment", "environments"]) == REGISTRY[name].unit
    assert measurable.unit_of("hours.nothing", []) is None
    assert not measurable.has_better("hours.migration")
