"""Single features in words and pictures."""

import pandas as pd
import pytest

from orgshift.experiments.trace import Trace
from orgshift.reports.claims import Claims
from orgshift.reports.journeys import journeys
from orgshift.reports.sections.single_features import single_features
from orgshift.reports.source import Source
from orgshift.reports.traces import bars, by_state, finding, in_text


@pytest.fixture
def traced():
    """Feature ada 3: two days of work today, one and a wait of three under new, open under late."""
    start = pd.Timestamp("2027-01-04 09:00")

    def row(variant, days, still, team="ada"):
        end = start + pd.Timedelta(days=days)
        return (
            "ada 3",
            variant,
            0,
            "",
            team,
            "planned",
            16.0,
            start,
            end,
            days,
            8 * days,
            still,
            9.0,
        )

    nothing = (
        "ada 3",
        "never",
        0,
        "",
        None,
        None,
        *[float("nan")] * 3,
        *[float("nan")] * 2,
        False,
        2.0,
    )
    names = [
        "feature", "variant", "replication", "pick", "team", "kind", "size_h", "start", "end",
        "lead_days", "lead_h", "open", "last",
    ]  # fmt: skip
    told = [row("today", 2.0, False), row("new", 4.0, False), row("late", 5.0, True), nothing]
    features = pd.DataFrame(told, columns=names)
    for column in ("start", "end"):
        features[column] = pd.to_datetime(features[column])
    stays = [
        ("today", "worked", 0.0, 2.0), ("new", "worked", 0.0, 1.0), ("new", "window", 1.0, 4.0),
        ("late", "ticket", 0.0, 5.0),
    ]  # fmt: skip
    timeline = pd.DataFrame(
        [
            ("ada 3", v, 0, s, *(start + pd.Timedelta(days=d) for d in (a, z)), a, z - a, 8 * (z - a))
            for v, s, a, z in stays
        ],
        columns=[
            "feature", "variant", "replication", "state", "from", "to", "from_days", "days", "hours",
        ],
    )  # fmt: skip
    return Trace(features, timeline)


def test_the_sums_stand_side_by_side(traced):
    table = by_state(traced, "ada 3").set_index("state")
    assert list(table.columns) == ["today", "new", "late"]
    assert table.loc["worked on"].tolist() == [2.0, 1.0, 0.0]
    assert table.loc["waiting for a release window"].tolist() == [0.0, 3.0, 0.0]


def test_the_finding_tells_days_and_what_is_open_or_never_begun(traced):
    assert finding(traced, "ada 3") == (
        "ada 3: today 2.00 days; new 4.00 days; late open after 5.00 days; never does not come to it "
        "(its last one is number 2)"
    )


def test_the_text_has_every_stay_with_its_dates(traced):
    text = in_text(traced, "ada 3")
    assert "new: started 2027-01-04, released 2027-01-08" in text
    assert "late: started 2027-01-04, open at the horizon" in text
    assert "never: not started by the horizon; the last one is 2" in text
    assert (
        "2027-01-05 09:00  2027-01-08 09:00      3.0    24.0  waiting for a release window" in text
    )


def test_bars_lie_end_to_end_and_states_differ_in_pattern_as_well_as_colour(traced):
    figure = journeys(bars(traced, "ada 3"))
    assert [trace.meta for trace in figure.data] == [
        "worked on", "waiting for a ticket", "waiting for a release window",
    ]  # fmt: skip
    window = figure.data[2]
    assert (list(window.y), list(window.base), list(window.x)) == ([1], [1.0], [3.0])
    assert len({trace.marker.pattern.shape for trace in figure.data}) == 3
    assert [note.text for note in figure.layout.annotations] == ["… open"]
    assert list(figure.layout.yaxis.ticktext) == ["today", "new", "late"]
    assert len(bars(traced, "ada 3", ["today"])) == 1


def test_picked_features_are_on_the_page_beside_the_same_one_under_the_reference(build, traced):
    claims = build({"today": {}, "new": {}})
    pick = traced.features.assign(pick="typical", proposal="new")
    source = Source(claims, Claims.of(claims), trace=Trace(pick, traced.timeline))
    (chart,) = single_features(source).charts
    assert chart.finding == "Typical, ada 3: today 2.00 days; new 4.00 days"
    assert chart.numbers.to_numpy().tolist() == [
        ["worked on", "2.00", "1.00"], ["waiting for a release window", "0.00", "3.00"],
    ]  # fmt: skip


def test_without_picked_features_there_is_nothing_to_show(build):
    assert not single_features(Source.of(build({"today": {}, "new": {}})))
