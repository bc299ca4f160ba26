"""Sentences say what the numbers say, and no more."""

import dataclasses

import numpy as np
import pytest

from orgshift.reports import certainty, findings, sentences, tables
from orgshift.reports.claims import Claims


def on(comparison, measure):
    return sentences.on_measure(Claims.of(comparison), measure).text


def sure(comparison):
    return " ".join(one.text for one in certainty.how_sure(Claims.of(comparison)))


def test_a_measure_is_told_with_its_level_its_change_and_the_interval(platform):
    assert on(platform, "lead_time_p50") == (
        "Median lead time (21.0 calendar days under today) falls to 16.0 under platform, by 23.8 % "
        "(23.2 % to 24.4 %)."
    )
    assert on(platform, "toil_share") == (
        "Toil (31.0 % of task hours under today) falls to 25.0 % under platform, by 19.4 % of "
        "today's level (18.9 % to 19.8 %)."
    )
    assert on(platform, "throughput") == (
        "Throughput (61.0 features a month under today) rises to 67.0 under platform, by 9.8 % "
        "(9.6 % to 10.0 %)."
    )


def test_proposals_are_told_together_by_what_can_be_said_of_them(build):
    told = {
        "today": {"throughput": [60.0, 61.0, 62.0, 61.0]},
        "slower": {"throughput": [50.0, 51.1, 52.0, 51.0]},
        "twin": {"throughput": [60.0, 61.0, 62.0, 61.0]},
        "slow": {"throughput": [55.0, 56.1, 57.0, 56.0]},
        "unsure": {"throughput": [50.0, 75.0, 58.0, 66.0]},
        "stuck": {"throughput": [np.nan] * 4},
    }
    assert on(build(told), "throughput") == (
        "Throughput (61.0 features a month under today) falls to 51.0 under slower, by 16.4 % "
        "(16.2 % to 16.5 %); to 56.0 under slow, by 8.2 % (8.0 % to 8.3 %); is not distinguishable "
        "from today at 4 replications under unsure (−25 % to +29 %); is the same in every replication "
        "under twin; cannot be told under stuck: not every replication reaches it within the horizon."
    )


def test_the_verdicts_of_the_answer_come_first_and_together_where_they_are_alike(build):
    better = {"lead_time_p50": [10.0, 11.1, 12.0, 11.0]}
    claims = Claims.of(
        build({"today": {}, "a": better, "b": better | {"throughput": [50.0] * 4}, "c": better})
    )
    assert [sentence.text for sentence in sentences.verdicts(claims)] == [
        "Compared with today over 3 months, a and c are better in lead time, and the same in toil "
        "and throughput.",
        "Compared with today over 3 months, b is better in lead time, the same in toil, and worse "
        "in throughput.",
    ]


def test_an_interval_that_is_clear_of_zero_only_alone_has_no_direction_and_says_why(build):
    unsure = {"throughput": [50.0, 75.0, 58.0, 66.0]}
    claim = Claims.of(build({"today": {}, "other": unsure})).claim("other", "throughput")
    alone = dataclasses.replace(claim, estimate=-2.0, low=-3.9, high=-0.1)
    told = sentences.clause([alone], alone.against_level)
    assert told.endswith("(−6.5 % to −0.2 %, too weak once all claims are judged together)")
    assert "falls" not in told


def test_a_rise_from_nothing_is_told_in_points_not_in_percent_of_nothing(build):
    grown = build({"today": {"toil_share": [0.0] * 4}, "toilsome": {"toil_share": [0.1, 0.11] * 2}})
    assert on(grown, "toil_share").startswith(
        "Toil (0.0 % of task hours under today) rises to 10.5 % under toilsome, by 10.5 points "
    )


def test_levels_that_round_to_the_same_number_get_another_digit(build):
    close = build(
        {"today": {"throughput": [61.0] * 4}, "other": {"throughput": [61.02, 61.021] * 2}}
    )
    assert "(61.00 features a month under today) rises to 61.02" in on(close, "throughput")


def test_one_replication_tells_nothing_apart(build):
    one = build({"today": {}, "other": {"lead_time_p50": [5.0]}}, runs=1)
    assert "cannot be told apart from today by 1 replication" in on(one, "lead_time_p50")
    assert "proves nothing" in sure(one)


def test_what_a_scenario_has_nothing_of_is_not_told_as_a_result(build):
    none = {"toil_share": [0.0] * 4, "toil_hours": [0.0] * 4}
    assert on(build({"today": none, "other": none}), "toil_share") == "There is no toil."


def test_a_variant_alone_is_told_with_the_intervals_of_its_levels(build):
    alone = Claims.of(build({"today": {"lead_time_p50": [20.0, 22.0, 20.0, 22.0]}}))
    told = [sentence.text for sentence in sentences.levels(alone)]
    assert told[0] == "Median lead time is 21.0 calendar days (19.2 to 22.8)."


def test_looking_several_times_is_owned_up_to(build):
    several = build({"today": {}, "other": {}}, looks=5)
    assert "Intervals allow for up to 5 looks at the result." in sure(several)


def test_a_precision_that_was_not_reached_is_owned_up_to(build):
    missed = {
        "measure": "lead_time_p85", "variant": "other", "half_width": 0.071, "wanted": 0.05,
        "reached": False, "replications": 4,
    }  # fmt: skip
    told = sure(build({"today": {}, "other": {}}, precision=[missed]))
    assert "±5.0 % was not reached for the lead time 85 % stay within of other: ±7.1 %" in told


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ({}, "Every variant pays the same 1,000 engineer-hours."),
        ({"b": 1200.0}, "Paid engineer-hours: 1,000 under a, 1,200 under b."),
        ({"b": 1200.0, "c": 900.0}, "Paid engineer-hours: 1,000 under a, 900 to 1,200 otherwise."),
    ],
)
def test_more_people_in_a_proposal_show_in_the_hours(build, hours, told):
    variants = {"a": {}, "b": {}} | {v: {"engineer_hours": [h] * 4} for v, h in hours.items()}
    assert certainty.engineer_hours(Claims.of(build(variants))).text == told


def test_the_grades_of_the_evidence_are_counted_the_weakest_first(build):
    rows = [{"setting": "x", "value": "1", "origin": "", "grade": grade} for grade in "DDA"]
    rows.append({"setting": "teams", "value": "2", "origin": "scenario file", "grade": ""})
    claims = Claims.of(build({"today": {}, "b": {}}, assumptions=rows))
    assert certainty.rests_on(claims)[0].text == (
        "Of 3 defaults of the model in use, 2 have no source (grade D) and 1 has a primary source "
        "(grade A). orgshift compare --beliefs shows which matter."
    )
    assert claims.claim("b", "throughput").evidence == "D"


def test_what_no_proposal_changes_is_what_the_memo_cannot_tell(build):
    wide = {"throughput": [50.0, 75.0, 58.0, 66.0]}
    told = certainty.cannot_say(Claims.of(build({"today": {}, "a": wide, "b": wide})))
    assert told[0].text == "No proposal can be told from today in throughput."


def test_findings_put_each_proposal_under_its_verdict(build):
    three = Claims.of(build(
        {
            "today": {"throughput": [60.0, 61.0, 62.0, 61.0]},
            "slower": {"throughput": [50.0, 51.1, 52.0, 51.0]},
            "twin": {"throughput": [60.0, 61.0, 62.0, 61.0]},
            "faster": {"throughput": [70.0, 71.1, 72.0, 71.0]},
        }
    ))  # fmt: skip
    assert findings.against(three, three.variants, "throughput") == (
        "Against today (61.0 features a month), throughput is lower under slower (51.0); higher "
        "under faster (71.0); the same under twin (61.0)"
    )
    assert findings.differences(three, "slower") == (
        "Against today, slower is better in 0 of 7 measures, worse in 1, not distinguishable in 6"
    )


def test_findings_name_the_largest_part_and_the_shares_of_the_hours(platform):
    assert findings.states(tables.state_days(Claims.of(platform))) == (
        "The largest part of a feature's life: worked on (60 % under today and 60 % under platform)"
    )
    assert findings.activities(tables.activity_shares(platform)) == (
        "Of all paid hours, features and toil take 60 % and 30 % under today and 60 % and 30 % under "
        "platform"
    )


def test_belief_and_luck_are_told_apart_where_something_is_believed(build):
    told = {
        "today": {"throughput": [60.0, 61.0, 62.0, 61.0]},
        "platform": {"throughput": [66.0, 66.5, 72.0, 72.5]},
    }
    known, drawn = (build(told, beliefs=b, ledger=True) for b in ([], ["people.leave", "b"]))
    assert "belief" not in sure(known)
    text = sure(drawn)
    assert (
        "2 settings not known for certain are drawn from their ranges in the evidence ledger"
        in text
    )
    # Differences 6, 5.5 and 10, 11.5: means 5.75 and 10.75, B = 25, W = 0.625, so 1 − W/B = 97.5 %;
    # 8.25 ± 1.645 √((25 − 0.625) / 2) of a level of 61.
    # An F of 1 and 2 degrees of freedom stays below 38.5 in 97.5 %: 1 − 38.5 W/B = 4 %.
    assert "throughput 98 % (4 % to 100 %), change +4 % to +23 %." in text
    assert "median lead time" not in text.split("variance")[1].split("throughput")[0]
