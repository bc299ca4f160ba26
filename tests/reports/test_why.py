"""Where a difference comes from: by state from the comparison itself, by change where it was asked."""

import pandas as pd
import pytest

import orgshift
from orgshift.experiments.causes import Causes
from orgshift.experiments.parts import MEASURES
from orgshift.reports import findings
from orgshift.reports.memo import memo
from orgshift.reports.sections.why import by_change, by_state, state_steps
from orgshift.reports.source import Source


@pytest.fixture(scope="module")
def faster(build):
    """A platform that takes 5 days of work and adds 1 of waiting, in every replication alike."""
    return build(
        {
            "today": {"lead_time_mean": [25.0, 26.0, 25.0, 26.0]},
            "platform": {
                "lead_worked": [10.0, 10.1, 9.9, 10.0],
                "lead_engineer": [11.0, 11.1, 10.9, 11.0],
                "lead_time_mean": [21.0, 22.1, 20.9, 22.0],
            },
        }
    )


def causes_of(comparison, **other):
    rows = [
        ("platform", "today", replication, measure, "all parts", change, value)
        for replication in range(4)
        for measure in MEASURES
        for change, value in (("found", -4.0 + 0.1 * replication), ("guild", 0.0))
    ]
    columns = ["variant", "against", "replication", "measure", "part", "change", "value"]
    split = pd.DataFrame(rows, columns=columns)
    whole = split.groupby(columns[:5], sort=False)["value"].sum().reset_index()
    split = pd.concat([split, whole.assign(change="all changes")]).assign(sampling_variance=0.0)
    levels = pd.DataFrame(columns=[*columns[:5], "level", "against_level"])
    about = {key: comparison.about[key] for key in ("digest", "seed", "replications", "versions")}
    pair = {
        "variant": "platform", "against": "today", "players": [["found"], ["guild"]],
        "coalitions": 4, "orders": 0,
    }  # fmt: skip
    return Causes(
        about | {"pairs": [pair], "lucks": 1, "ledger": False, "title": "x"} | other, split, levels
    )


def test_the_states_add_up_to_the_difference_in_the_mean_lead_time(faster):
    steps = state_steps(Source.of(faster), "platform")
    assert steps["label"].tolist() == ["worked on", "waiting for an engineer", "mean lead time"]
    assert steps["value"].tolist() == pytest.approx([-5.0, 1.0, -4.0])


def test_states_are_told_only_where_they_are_told_apart(faster, build):
    assert findings.by_state(Source.of(faster).states, "platform", "today") == (
        "Under platform a feature spends 5.00 days less being worked on and 1.00 more waiting for an "
        "engineer"
    )
    same = Source.of(build({"today": {}, "twin": {}})).states
    assert "no state of the journey can be told from today" in findings.by_state(
        same, "twin", "today"
    )


def test_the_split_by_state_is_drawn_for_each_proposal(faster):
    chart = by_state(Source.of(faster)).charts[0]
    assert chart.numbers["difference, days"].tolist() == ["−5.00", "+1.00", "−4.00"]


def test_changes_are_shown_where_why_has_been_asked_of_the_same_scenario(faster, tmp_path):
    assert not by_change(Source.of(faster, tmp_path))
    causes_of(faster).save(tmp_path)
    source = Source.of(faster, tmp_path)
    part = by_change(source)
    assert [chart.name for chart in part.charts] == [f"why-{measure}-1" for measure in MEASURES]
    why = next(one for one in memo(source).paragraphs if one.heading == "Why")
    assert (
        why.sentences[0].text
        == "Mean lead time, platform against today: found −3.85 calendar days."
    )
    orgshift.write_report(faster, tmp_path / "report.html", run_dir=tmp_path)
    assert "Shapley" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_was_asked_of_another_scenario_is_left_out(faster, tmp_path):
    causes_of(faster, digest="other").save(tmp_path)
    assert Source.of(faster, tmp_path).causes is None
