"""The story of `convergence`: what its today looks like, and how a platform comes into use."""

import orgshift
from orgshift.experiments.bands import BANDS, bands

#: The band that today's organisation does not meet, and why: docs/model.md.
OUTSIDE = {"flow efficiency"}


def test_today_lies_inside_every_band_but_one_before_day_0_and_after():
    table = bands(orgshift.load("convergence"), jobs=2).set_index("figure")
    assert set(table.index) == {band.figure for band in BANDS}
    assert set(table.index[table.verdict != "inside"]) == OUTSIDE
    # The growth of services moves toil, but not out of its band in two years.
    assert set(table.index[table.later_verdict != "inside"]) == OUTSIDE


def test_coverage_grows_and_teams_move():
    """The rest of the story are the scenario's own claims: test_contracts_of_the_library.py."""
    asked = orgshift.load("convergence")
    comparison = orgshift.compare(asked, variants=["today", "platform"], replications=2, jobs=1)

    def months(variant, measure):
        table = comparison.monthly
        mine = table[(table.measure == measure) & (table.variant == variant)]
        return mine.pivot(index="month", columns="replication", values="value")

    assert (months("platform", "coverage").diff().dropna() >= 0).all(axis=None)
    # People who leave take nothing back, but a new service may start outside of the platform.
    assert (months("platform", "adoption").iloc[-1] > 0.8).all()
    assert (months("today", "coverage") == 0.0).all(axis=None)
