"""Each figure draws its table: traces, labels, units and values."""

import numpy as np
import pandas as pd
import pytest

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.reports import theme
from orgshift.reports.differences import differences
from orgshift.reports.hours_by_activity import hours_by_activity
from orgshift.reports.lead_time_distribution import lead_time_distribution
from orgshift.reports.lead_time_states import lead_time_states
from orgshift.reports.over_time import over_time
from orgshift.reports.sensitivity import finding, sensitivity

VARIANTS = ["today", "today", "platform", "platform"]


def axes(figure):
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


@pytest.fixture
def months():
    return pd.DataFrame(
        {
            "variant": VARIANTS,
            "date": pd.to_datetime(["2027-01-01", "2027-02-01"] * 2),
            "mean": [0.30, 0.31, 0.25, 0.24],
            "low": [0.28, 0.29, 0.23, 0.22],
            "high": [0.32, 0.33, 0.27, 0.26],
        }
    )


def test_the_distribution_is_a_step_line_in_percent_for_each_variant():
    curves = pd.DataFrame(
        {"variant": VARIANTS, "days": [0.0, 9.0, 0.0, 5.0], "released": [0.0, 0.5, 0.0, 0.6]}
    )
    figure = lead_time_distribution(curves)
    assert axes(figure) == ("calendar days", "features released, %")
    assert [trace.name for trace in figure.data] == ["today", "platform"]
    assert list(figure.data[1].x) == [0.0, 5.0]
    assert list(figure.data[1].y) == [0.0, 60.0]
    assert {trace.line.shape for trace in figure.data} == {"hv"}
    assert len({trace.line.dash for trace in figure.data}) == 2


def test_a_share_over_time_is_drawn_in_percent_with_its_band(months):
    figure = over_time(months, label="Toil, share of task hours", share=True)
    assert axes(figure)[1] == "Toil, share of task hours, %"
    band, line = figure.data[0], figure.data[1]
    assert list(line.y) == pytest.approx([30.0, 31.0])
    assert band.name == "today, 95 % interval"
    assert list(band.y[:4]) == pytest.approx([32.0, 33.0, 29.0, 28.0])
    assert band.showlegend is False


def test_a_measure_over_time_keeps_its_unit(months):
    figure = over_time(months, label="Throughput, features a month")
    assert axes(figure)[1] == "Throughput, features a month"
    assert list(figure.data[1].y) == pytest.approx([0.30, 0.31])


def test_a_blank_month_is_a_gap_in_line_and_band():
    line = pd.DataFrame(
        {
            "variant": "today",
            "date": pd.date_range("2027-01-01", periods=4, freq="MS"),
            "mean": [1.0, np.nan, 3.0, 4.0],
            "low": [0.5, np.nan, 2.5, 3.5],
            "high": [1.5, np.nan, 3.5, 4.5],
        }
    )
    band, drawn = over_time(line, label="x").data
    assert list(band.y) == [1.5, 0.5, None, 3.5, 4.5, 3.5, 2.5, None]
    assert np.isnan(drawn.y[1])


def test_without_intervals_there_is_no_band(months):
    figure = over_time(months.assign(low=np.nan, high=np.nan), label="x")
    assert len(figure.data[0].y) == 0
    assert list(figure.data[1].y) == pytest.approx([0.30, 0.31])


@pytest.mark.parametrize(
    ("draw", "kind", "x"),
    [
        (hours_by_activity, "activity", "share of paid engineer-hours, %"),
        (lead_time_states, "state", "mean calendar days of a feature"),
    ],
)
def test_parts_of_a_whole_are_stacked_bars_with_their_values_on_them(draw, kind, x):
    table = pd.DataFrame(
        {"variant": ["today", "platform", "today"], kind: ["work", "work", "wait"],
         "value": [6.0, 5.0, 0.1]}
    )  # fmt: skip
    figure = draw(table)
    assert axes(figure)[0] == x
    assert figure.layout.barmode == "stack"
    assert list(figure.layout.yaxis.ticktext) == ["today", "platform"]
    work, wait = figure.data
    assert (list(work.x), list(work.y), list(work.text)) == ([6.0, 5.0], [0, 1], ["6.0", "5.0"])
    assert (list(wait.x), list(wait.y), list(wait.text)) == ([0.1], [0], [""])


def test_more_parts_than_colours_are_told_apart_by_hatches():
    parts = [f"part {n}" for n in range(12)]
    table = pd.DataFrame({"variant": "today", "activity": parts, "value": 1.0})
    looks = [(t.marker.color, t.marker.pattern.shape) for t in hours_by_activity(table).data]
    assert len(set(looks)) == 12


def test_differences_are_in_percent_and_hollow_where_nothing_is_told_apart():
    table = pd.DataFrame(
        {
            "label": ["Lead time", "Toil", "Throughput"],
            "relative": [-0.10, 0.20, 0.01],
            "relative_low": [-0.15, 0.18, -0.02],
            "relative_high": [-0.05, 0.22, 0.04],
            "verdict": ["better", "worse", NOT_DISTINGUISHABLE],
        }
    )
    figure = differences(table)
    *spreads, points = figure.data
    assert axes(figure)[0] == "change, %"
    assert list(points.x) == pytest.approx([-10.0, 20.0, 1.0])
    assert [list(one.x) for one in spreads] == [
        pytest.approx([-15.0, -5.0, None]),
        pytest.approx([18.0, 22.0, None]),
        pytest.approx([-2.0, 4.0, None]),
    ]
    assert list(points.marker.symbol) == ["circle", "diamond", "circle-open"]
    assert points.marker.color[2] == theme.colour(0)
    assert list(figure.layout.yaxis.ticktext) == ["Lead time", "Toil", "Throughput"]
    low, high = figure.layout.xaxis.range
    assert low < -15.0 < 22.0 < high


def test_eight_variants_look_different_without_colour_alone():
    looks = {(theme.colour(n), theme.dash(n)) for n in range(16)}
    assert len(looks) == 16
    assert len({theme.dash(n) for n in range(7)}) == 7


@pytest.mark.parametrize("ground", ["#ffffff", theme.DARK])
def test_colours_stand_out_in_light_and_dark(ground):
    for shade in (*theme.COLOURS, *theme.PARTS, *theme.VERDICTS.values()):
        assert theme.contrast(shade, ground) >= 3.0, shade


def test_values_on_bars_can_be_read():
    assert min(theme.contrast(theme.ink_on(shade), shade) for shade in theme.PARTS) >= 4.0
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_a_name_is_shown_as_text_whatever_it_has_in_it():
    hostile = '<b>&"</script>'
    curves = pd.DataFrame({"variant": hostile, "days": [1.0], "released": [0.5]})
    figure = lead_time_distribution(curves)
    assert figure.data[0].name == '&lt;b&gt;&amp;"&lt;/script&gt;'
    assert theme.legend(figure)[0]["name"] == hostile


def test_long_names_are_wrapped_and_cut():
    assert theme.as_text("a-platform-of-two") == "a-platform-of-<br>two"
    assert theme.as_text("word " * 30, 12).count("<br>") == 2
    assert theme.as_text("word " * 30, 12).endswith("…")
    assert theme.as_text("2027-01") == "2027-01"


def test_the_legend_as_text_says_what_the_drawn_one_does(months):
    table = pd.DataFrame({"variant": "today", "activity": ["work", "wait"], "value": [6.0, 4.0]})
    bars = theme.legend(hours_by_activity(table))
    assert [(key["name"], key["bar"], key["colour"]) for key in bars] == [
        ("work", True, theme.PARTS[0]),
        ("wait", True, theme.PARTS[1]),
    ]
    lines = theme.legend(over_time(months, label="x"))
    assert [(key["name"], key["bar"], key["dashes"]) for key in lines] == [
        ("today", False, "6 3"),
        ("platform", False, ""),
    ]


@pytest.fixture
def beliefs():
    rows = [
        ("mechanisms.toil.share", 0.9, 0.7, 0.97, 0.81, 0.001, "matters"),
        ("platform.launch_effort", -0.3, -0.7, 0.2, 0.09, 0.9, NOT_DISTINGUISHABLE),
    ]
    columns = ["belief", "correlation", "low", "high", "share", "p_value", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def test_beliefs_are_drawn_by_their_correlation_hollow_where_nothing_can_be_told(beliefs):
    figure = sensitivity(beliefs)
    assert axes(figure)[0] == "rank correlation with the difference"
    assert list(figure.data[0].x) == [0.7, 0.97]
    points = figure.data[-1]
    assert list(points.x) == [0.9, -0.3]
    assert list(points.marker.symbol) == ["circle", "circle-open"]
    assert list(figure.layout.yaxis.ticktext) == ["toil: share", "platform: launch effort"]
    assert figure.layout.xaxis.range == (-1.05, 1.05)


def test_the_finding_names_what_can_be_told_and_nothing_else(beliefs):
    told = finding(beliefs, "platform", "throughput")
    assert "goes with toil: share (81 %)" in told
    assert "launch" not in told
    assert finding(beliefs[1:], "platform", "throughput").startswith("No single assumption")
