"""The page on the transition: which charts there are, and what is said with them."""

import numpy as np
import pytest
from tests.experiments.planted import noise, planted

from orgshift.reports.sections.transition import dips, payback, teams
from orgshift.reports.source import Source

CURVE = np.interp(np.arange(24), [0, 5, 10, 23], [-2.0, -10.0, 5.0, 8.0])


@pytest.fixture(scope="module")
def source():
    luck = np.random.default_rng(1)
    built = planted(
        {"throughput": CURVE + noise(12, 24, 2.0, seed=1)},
        hours={"migration": 50.0 + noise(12, 24, 5.0, seed=2)},
        teams={(t, "throughput"): luck.normal(m, 1.0, 12) for t, m in (("ada", -15), ("bob", 0))},
    )
    return Source.of(built)


def test_few_proposals_have_a_curve_of_each_measure_with_the_dip_marked(source):
    part = dips(source)
    assert [chart.name for chart in part.charts] == [
        "way-throughput-1", "way-lead_time_p50-1", "way-toil_share-1",
    ]  # fmt: skip
    assert "throughput is lowest" in part.charts[0].finding
    assert [len(chart.figure.data) for chart in part.charts] == [3, 2, 2]
    assert len(part.charts[0].numbers) == 24


def test_payback_stands_on_the_sum_and_the_share_of_runs_beside_random_signs(source):
    part = payback(source)
    (chart,) = part.charts
    assert "paid back after 18 months" in chart.finding
    assert chart.figure.layout.annotations[0].text == "paid back: month 18"
    assert "with random signs" in part.text[0]
    (cost,) = part.tables
    costs = dict(zip(cost.numbers["what"], cost.numbers["more than today"], strict=True))
    assert costs["migration"].startswith("+1,2")


def test_teams_made_worse_are_named_and_all_are_in_the_table(source):
    part = teams(source)
    assert list(part.text) == ["Worse under change: throughput in ada."]
    assert list(part.charts[0].numbers["team"]) == ["organisation", "ada", "bob"]
    assert set(part.tables[0].numbers["measure"]) == {"Lead time, median", "Toil, share"}


def test_a_single_replication_has_no_transition_to_show(build):
    alone = Source.of(build({"today": {}, "other": {}}, runs=1))
    assert not dips(alone)
    assert not payback(alone)
    assert not teams(alone)


def test_many_proposals_share_one_axis_of_changes(build):
    many = {"today": {}} | {f"plan {n}": {"throughput": [60.0 + n, 61, 62, 60]} for n in range(4)}
    charts = dips(Source.of(build(many))).charts
    assert len(charts) == 4
    assert len({tuple(chart.figure.layout.yaxis.range) for chart in charts}) == 1
