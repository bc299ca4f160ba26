"""The figures of the transition draw their tables, and mark what is found."""

import numpy as np
import pandas as pd
import pytest

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports.cumulative_curve import cumulative_curve
from orgshift.reports.j_curve import j_curve
from orgshift.reports.theme import VERDICTS
from orgshift.reports.who_gains import who_gains


@pytest.fixture
def curve():
    return pd.DataFrame({
        "month": [0, 1, 2, 3], "relative": [-0.1, -0.2, 0.1, 0.1],
        "relative_low": [-0.2, -0.3, 0.0, np.nan], "relative_high": [0.0, -0.1, 0.2, np.nan],
    })  # fmt: skip


def test_a_j_curve_is_in_percent_at_the_middle_of_each_month_with_its_band(curve):
    band, line = j_curve(curve, label="Throughput").data
    assert list(line.x) == [0.5, 1.5, 2.5, 3.5]
    assert list(line.y) == pytest.approx([-10.0, -20.0, 10.0, 10.0])
    # A month that cannot be told has no band.
    assert list(band.x) == [0.5, 1.5, 2.5, 2.5, 1.5, 0.5]
    assert list(band.y) == pytest.approx([0.0, -10.0, 20.0, 0.0, -30.0, -20.0])


def test_a_j_curve_names_its_axes_and_measure(curve):
    layout = j_curve(curve, label="Throughput").layout
    assert layout.xaxis.title.text == "months since day 0"
    assert layout.yaxis.title.text == "Throughput, change in %"
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


def test_dip_and_payback_are_marked_and_said_beside_the_mark(curve):
    worst = pd.Series({"month": 1, "relative": -0.2})
    figure = j_curve(curve, label="Throughput", worst=worst, paid_back=3.0)
    mark = figure.data[-1]
    assert (list(mark.x), list(mark.y), list(mark.text)) == ([1.5], [-20.0], ["−20 %"])
    assert mark.textposition == "bottom center"
    assert [one.text for one in figure.layout.annotations] == ["paid back: month 3"]
    assert [one.x0 for one in figure.layout.shapes if one.line.dash == "dash"] == [3.0]


def test_what_rises_is_marked_above(curve):
    figure = j_curve(curve, label="Toil", worst=pd.Series({"month": 2, "relative": 0.1}))
    assert (figure.data[-1].textposition, figure.data[-1].text[0]) == ("top center", "+10 %")


def test_the_sum_starts_from_nothing_on_day_zero():
    table = pd.DataFrame(
        {"months": [1, 2], "sum": [-5.0, 3.0], "low": [-6.0, 1.0], "high": [-4.0, 5.0]}
    )
    figure = cumulative_curve(table, unit="features", paid_back=2.0)
    band, line = figure.data
    assert (list(line.x), list(line.y)) == ([0, 1, 2], [0.0, -5.0, 3.0])
    assert list(band.y) == [0.0, -4.0, 5.0, 1.0, -6.0, 0.0]
    assert figure.layout.yaxis.title.text == "features, sum since day 0"
    assert figure.layout.annotations[0].text == "paid back: month 2"


def test_the_organisation_comes_first_and_teams_from_the_lowest_to_the_highest():
    teams = pd.DataFrame(
        [("ada", 0.2, "better"), ("organisation", 0.05, NOT_DISTINGUISHABLE), ("bob", -0.1, "worse"),
         ("eve", np.nan, "")],
        columns=["scope", "relative", "verdict"],
    )  # fmt: skip
    teams = teams.assign(
        relative_low=teams["relative"] - 0.02, relative_high=teams["relative"] + 0.02
    )
    figure = who_gains(teams)
    points = figure.data[-1]
    assert list(figure.layout.yaxis.ticktext) == ["organisation", "bob", "ada"]
    assert list(points.x) == pytest.approx([5.0, -10.0, 20.0])
    assert list(points.marker.color)[1:] == [VERDICTS["worse"], VERDICTS["better"]]
    assert list(points.marker.symbol) == ["circle-open", "diamond", "circle"]
    dashed = [one for one in figure.layout.shapes if one.line.dash == "dash"]
    assert [one.x0 for one in dashed] == pytest.approx([5.0])
