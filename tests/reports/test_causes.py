"""Why variants differ, in words and pictures: nothing is told that the intervals do not bear out."""

import pandas as pd
import pytest

from orgshift.experiments.causes import ALL_CHANGES, Causes
from orgshift.experiments.parts import ALL_PARTS
from orgshift.reports.causes import finding, in_text, method, steps
from orgshift.reports.waterfall import waterfall

LEAD = {  # by (part, change): the values of three replications
    (ALL_PARTS, ALL_CHANGES): (-4.0, -5.0, -4.5),
    (ALL_PARTS, "platform"): (-6.0, -6.5, -6.25),
    (ALL_PARTS, "community"): (2.0, 1.5, 1.75),
    ("engineer", ALL_CHANGES): (-4.0, -5.0, -4.5),
    ("window", ALL_CHANGES): (0.0, 0.0, 0.0),
}


def built(values=LEAD, *, orders=0, players=(("platform",), ("community",)), variance=0.0):
    key = {"variant": "new", "against": "today"}
    rows, levels = [], []
    for measure in ("lead_time_mean", "toil_share", "toil_hours", "throughput"):
        for run in range(3):
            told = values if measure == "lead_time_mean" else {
                name: (0.0, 0.0, 0.0) for name in values if name[0] == ALL_PARTS
            }  # fmt: skip
            rows += [
                (run, measure, part, change, value[run], variance)
                for (part, change), value in told.items()
            ]
            levels.append((run, measure, ALL_PARTS, 0.25, 0.25))
    names = ["replication", "measure", "part", "change", "value", "sampling_variance"]
    about = {
        "title": "Built", "digest": "0123", "seed": 1, "replications": 3, "lucks": 1,
        "pairs": [key | {"players": [list(p) for p in players], "coalitions": 4, "orders": orders}],
    }  # fmt: skip
    return Causes(
        about,
        pd.DataFrame(rows, columns=names).assign(**key),
        pd.DataFrame(levels, columns=[*names[:3], "level", "against_level"]).assign(**key),
    )


def test_the_steps_end_where_the_whole_is():
    table = steps(built(), "new", "lead_time_mean", "change")
    assert table["label"].tolist() == ["platform", "community", ALL_CHANGES]
    assert table["value"].tolist() == [-6.25, 1.75, -4.5]
    figure = waterfall(table, x="days", better="lower")
    (bars,) = (trace for trace in figure.data if trace.type == "bar")
    assert list(bars.base) == [0.0, -6.25, 0.0]
    assert bars.base[1] + bars.x[1] == bars.x[2] == -4.5
    assert ["▼" in text for text in figure.layout.yaxis.ticktext] == [True, False, True]
    # Good, bad and the sum each have a colour of their own.
    assert len(set(bars.marker.color)) == 3


def test_parts_that_never_are_do_not_show():
    table = steps(built(), "new", "lead_time_mean", "part")
    assert table["label"].tolist() == ["waiting for an engineer", ALL_PARTS]


def test_what_is_told_apart_is_named_with_its_size_largest_first():
    assert finding(built(), "new", "lead_time_mean", "change") == (
        "Mean lead time, new against today: platform −6.25 and community +1.75 calendar days"
    )


def test_what_covers_zero_is_given_no_direction():
    weak = LEAD | {(ALL_PARTS, "community"): (2.0, -1.5, 0.75)}
    assert "community" not in finding(built(weak), "new", "lead_time_mean", "change")
    none = dict.fromkeys(LEAD, (2.0, -1.5, 0.75))
    assert finding(built(none), "new", "lead_time_mean", "change").startswith("No change makes")
    text = in_text(built(weak), "new")
    (line,) = (
        one for one in text.splitlines() if one.startswith("community") and "no verdict" in one
    )
    assert "+0.42" in line
    assert "nothing" in text  # toil and throughput do not move in any replication


def test_a_sample_is_told_with_its_error_and_joint_changes_as_joint():
    told = method(built(orders=4, variance=0.03), "new")
    assert "4 random orders" in told
    assert "at most 0.10 days" in told  # sqrt(3 × 0.03) / 3
    joint = method(built(players=(("platform", "reinforce"), ("community",))), "new")
    assert "platform and reinforce go together" in joint
    assert "the same changes" in method(built(players=()), "new")


def test_what_cannot_be_told_is_not_told():
    nothing = dict.fromkeys(LEAD, (float("nan"),) * 3)
    assert "cannot be told" in finding(built(nothing), "new", "lead_time_mean", "change")
    assert "–" in in_text(built(nothing), "new")


def test_a_step_that_may_be_none_is_grey_and_hatched_and_has_no_arrow():
    weak = LEAD | {(ALL_PARTS, "community"): (2.0, -1.5, 0.75)}
    figure = waterfall(
        steps(built(weak), "new", "lead_time_mean", "change"), x="days", better="lower"
    )
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert list(bars.marker.pattern.shape) == ["", "/", ""]
    assert bars.marker.color[1] == bars.marker.color[2] != bars.marker.color[0]
    assert list(figure.layout.yaxis.ticktext) == ["platform ▼", "community", "all changes ▼"]


@pytest.mark.parametrize("better", ["higher", "lower", None])
def test_up_and_down_never_share_a_colour(better):
    table = steps(built(), "new", "lead_time_mean", "change")
    bars = next(t for t in waterfall(table, x="days", better=better).data if t.type == "bar")
    assert bars.marker.color[0] != bars.marker.color[1]
