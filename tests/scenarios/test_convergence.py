"""The story of `convergence`: what its today looks like, and what a platform does to it."""

import pytest

import orgshift
from orgshift.experiments.bands import BANDS, bands

#: Bands that today's organisation meets with the mechanisms there are.
MET = {
    "lead time, median",
    "spread between teams, sd of log",
    "unplanned and rework",
    "toil",
    "change failure rate",
}


@pytest.fixture(scope="module")
def comparison():
    return orgshift.compare(orgshift.load("convergence"), replications=6, jobs=2)


def difference(comparison, measure):
    table = comparison.differences
    mine = (table.scope == "organisation") & (table.measure == measure)
    return table[mine].iloc[0]


def test_today_lies_inside_the_bands_it_is_said_to_meet():
    table = bands(orgshift.load("convergence"), replications=6, jobs=2).set_index("figure")
    assert set(table.index) == {band.figure for band in BANDS}
    assert set(table.index[table.verdict == "inside"]) >= MET


def test_a_platform_takes_people_from_teams_and_adds_none(comparison):
    row = difference(comparison, "engineer_hours")
    assert row.difference == 0.0


def test_the_platform_cuts_toil_and_lead_time_over_two_years(comparison):
    assert difference(comparison, "toil_share").verdict == "better"
    assert difference(comparison, "lead_time_p85").verdict == "better"


def test_the_platform_costs_throughput_on_the_way(comparison):
    """Six of 72 engineers build, and teams migrate: fewer features leave in the first nine months."""
    months = comparison.monthly
    mine = months[(months.measure == "throughput") & (months.month < 9)]
    released = (
        mine.groupby(["variant", "replication"], observed=True).value.sum().unstack("variant")
    )
    assert (released["platform"] < released["today"]).all()


def test_adoption_and_coverage_grow_and_never_fall(comparison):
    months = comparison.monthly
    for measure in ("adoption", "coverage"):
        mine = months[(months.measure == measure) & (months.variant == "platform")]
        by_month = mine.pivot(index="month", columns="replication", values="value")
        assert (by_month.diff().dropna() >= 0).all(axis=None)
        assert (by_month.iloc[-1] > 0.5).all()
    today = months[(months.variant == "today") & (months.measure == "coverage")]
    assert (today.value == 0.0).all()
