"""Words say what the numbers say, and no more."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE
from orgshift.reports import findings, words

DIRECTIONS = ("falls", "rises", "lower", "higher", "better", "worse")


def test_the_answer_gives_levels_and_the_change_in_percent_of_todays_level(platform):
    assert words.answers(platform) == [
        "Over 3 months, platform against today (95 % intervals in brackets): median lead time falls "
        "from 21.0 to 16.0 calendar days, by 23.8 % (23.2 % to 24.4 %); toil falls from 31.0 % to "
        "25.0 % of task hours, by 19.4 % of today's level (18.9 % to 19.8 %); throughput rises from "
        "61.0 to 67.0 features a month, by 9.8 % (9.6 % to 10.0 %)."
    ]


def test_what_is_the_same_in_every_run_is_said_to_be_the_same(build):
    told = words.answers(build({"today": {}, "twin": {}}))[0]
    assert "median lead time is the same in every replication, 20.0 calendar days" in told
    assert not any(word in told for word in DIRECTIONS)


def test_an_interval_over_zero_is_not_distinguishable_and_shows_both_signs(build):
    wide = build({"today": {}, "other": {"throughput": [50.0, 75.0, 58.0, 66.0]}})
    told = words.change(words.difference(wide, "other", "throughput"))
    assert re.fullmatch(
        r"throughput is not distinguishable from today at 4 replications \(−\d+ % to \+\d+ %\)",
        told,
    )


def test_an_interval_that_is_clear_of_zero_only_alone_has_no_direction_and_says_why(build):
    row = words.difference(build({"today": {}, "other": {}}), "other", "throughput").copy()
    row["difference"], row["low"], row["high"] = -2.0, -3.9, -0.1
    row["relative"], row["relative_low"], row["relative_high"] = -0.033, -0.065, -0.002
    told = words.change(row)
    assert told.endswith("(−6.5 % to −0.2 %, too weak once all claims are judged together)")
    assert not any(word in told for word in DIRECTIONS)


def test_a_rise_from_nothing_is_told_in_points_not_in_percent_of_nothing(build):
    grown = build({"today": {"toil_share": [0.0] * 4}, "toilsome": {"toil_share": [0.1, 0.11] * 2}})
    told = words.change(words.difference(grown, "toilsome", "toil_share"))
    assert told.startswith(
        "toil rises from 0.0 % to 10.5 % of task hours, by 10.5 points (9.6 points"
    )


def test_one_replication_tells_nothing_apart(build):
    one = build({"today": {}, "other": {"lead_time_p50": [5.0]}}, runs=1)
    assert "cannot be told apart from today by 1 replication" in words.answers(one)[0]
    assert "proves nothing" in words.certainty(one)
    assert not any(word in words.answer_in_text(one) for word in DIRECTIONS)


def test_a_quantile_that_some_runs_do_not_reach_is_not_told(build):
    stuck = build({"today": {}, "stuck": {"lead_time_p50": [20.0, 20.0, 20.0, np.inf]}})
    told = words.answers(stuck)[0]
    assert "median lead time cannot be told: not every replication reaches it" in told


def test_what_a_scenario_has_nothing_of_is_not_told_as_a_result(build):
    none = {"toil_share": [0.0] * 4, "toil_hours": [0.0] * 4}
    queue = build({"today": none, "other": none})
    assert "there is no toil" in words.answers(queue)[0]
    assert "Toil" not in words.answer_in_text(queue)


def test_a_variant_alone_is_told_with_the_intervals_of_its_levels(build):
    alone = build({"today": {"lead_time_p50": [20.0, 22.0, 20.0, 22.0]}})
    told = words.answer_in_text(alone)
    assert "today, compared with nothing" in told
    assert "median lead time is 21.0 calendar days (19.2 to 22.8)" in " ".join(told.split())


def test_the_text_says_policy_seed_hours_and_what_was_interrupted(build):
    cut = build({"today": {}, "other": {}}, interrupted=True, demand=["arrivals"], seed=7)
    told = " ".join(words.answer_in_text(cut).split())
    assert "Demand policy arrivals: requests arrive whatever the teams do" in told
    assert "(seed 7)" in told
    assert "The run was interrupted" in told
    assert "Every variant pays the same 1,000 engineer-hours." in told


def test_more_people_in_a_proposal_show_in_the_hours(build):
    hired = build({"today": {}, "bigger": {"engineer_hours": [1200.0] * 4}})
    assert words.engineer_hours(hired) == "Paid engineer-hours: today 1,000, bigger 1,200."


def test_looking_several_times_is_owned_up_to(build):
    several = build({"today": {}, "other": {}}, looks=5)
    assert "Intervals allow for up to 5 looks at the result." in words.certainty(several)


def test_a_precision_that_was_not_reached_is_owned_up_to(build):
    missed = {
        "measure": "lead_time_p85", "variant": "other", "half_width": 0.071, "wanted": 0.05,
        "reached": False, "replications": 4,
    }  # fmt: skip
    told = words.certainty(build({"today": {}, "other": {}}, precision=[missed]))
    assert "±5.0 % was not reached for the lead time 85 % stay within of other: ±7.1 %" in told


def test_the_text_fits_a_terminal_whatever_the_names(build):
    long = "a-platform-with-a-name-that-nobody-would-think-of-abbreviating-in-a-table-of-numbers"
    table = words.answer_in_text(build({"today": {}, long: {"toil_share": [0.1, 0.2, 0.1, 0.2]}}))
    assert max(len(line) for line in table.splitlines()) <= words.WIDTH + len(long)
    assert all(len(line) <= words.WIDTH for line in table.splitlines() if long not in line)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (21.78, "days", "21.8"), (9.876, "days", "9.88"), (123.4, "h", "123"),
        (300_096.0, "h", "300,096"), (0.0, "h", "0.00"), (0.0004, "h", "0.000"),
        (0.3158, "share", "31.6 %"), (0.0004, "share", "0.04 %"), (float("nan"), "h", "–"),
    ],
)  # fmt: skip
def test_numbers_have_the_digits_people_write(value, unit, said):
    assert words.number(value, unit) == said


runs = st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4)
shifts = st.sampled_from([0.0, -0.4, 0.4, -5.0, 5.0])


@given(noise=runs, other=runs, shift=shifts, base=st.sampled_from([0.0, 10.0]))
def test_no_sentence_has_a_direction_that_its_verdict_does_not_have(
    build, noise, other, shift, base
):
    """Over random comparisons: each clause, finding and row of the text against its table."""
    today = {m: [base + abs(n) for n in noise] for m in HEADLINE}
    proposal = {
        m: [v + abs(n) + shift for v, n in zip(today[m], other, strict=True)] for m in today
    }
    comparison = build({"today": today, "other": proposal})
    text = words.answer_in_text(comparison)
    for measure in HEADLINE:
        row = words.difference(comparison, "other", measure)
        known = row["verdict"] != NOT_DISTINGUISHABLE
        falls, rises = known and row["difference"] < 0, known and row["difference"] > 0
        if not known:
            assert row["low"] <= 0 <= row["high"] or "together" in words.change(row)
        clause = words.change(row)
        assert ("falls" in clause, "rises" in clause) == (falls, rises)
        title = findings.against(comparison, ["other"], measure)
        assert (" lower under" in title, " higher under" in title) == (falls, rises)
        if not words.absent(comparison, measure):
            line = next(
                one for one in text.splitlines() if one.startswith(words.row_label(measure))
            )
            assert line.endswith(f" {row['verdict'] if known else 'no verdict'}")


@settings(max_examples=20)
@given(noise=runs, shift=shifts)
def test_the_numbers_of_a_clause_are_those_of_the_table(build, noise, shift):
    today = {"throughput": [60.0 + n for n in noise]}
    other = {"throughput": [60.0 + 2 * n + shift for n in noise]}
    row = words.difference(build({"today": today, "other": other}), "other", "throughput")
    clause = words.change(row)
    if "falls" in clause or "rises" in clause:
        levels = re.search(r"from (\S+) to (\S+) features", clause).groups()
        assert [float(level) for level in levels] == pytest.approx(
            [row["against_level"], row["level"]], abs=0.051
        )
        amount, low, high = (float(n) for n in re.findall(r"(\d+(?:\.\d+)?) %", clause))
        assert amount == pytest.approx(100 * abs(row["relative"]), abs=0.51)
        assert low <= amount <= high


def test_findings_put_each_proposal_under_its_verdict(build):
    three = build(
        {
            "today": {"throughput": [60.0, 61.0, 62.0, 61.0]},
            "slower": {"throughput": [50.0, 51.1, 52.0, 51.0]},
            "twin": {"throughput": [60.0, 61.0, 62.0, 61.0]},
            "faster": {"throughput": [70.0, 71.1, 72.0, 71.0]},
        }
    )
    assert findings.against(three, three.variants, "throughput") == (
        "Against today (61.0 features a month), throughput is lower under slower (51.0); higher "
        "under faster (71.0); not distinguishable under twin (61.0)"
    )
    assert findings.differences(three, "slower") == (
        "Against today, slower is better in 0 of 7 measures, worse in 1, not distinguishable in 6"
    )


def test_findings_name_the_largest_part_and_the_shares_of_the_hours(platform):
    assert findings.states(platform) == (
        "The largest part of a feature's life: worked on (60 % under today and 60 % under platform)"
    )
    assert findings.activities(platform) == (
        "Of all paid hours, features and toil take 60 % and 30 % under today and 60 % and 30 % under "
        "platform"
    )


def test_belief_and_luck_are_told_apart_where_something_is_believed(build):
    told = {
        "today": {"throughput": [60.0, 61.0, 62.0, 61.0]},
        "platform": {"throughput": [66.0, 66.5, 72.0, 72.5]},
    }
    known, drawn = (build(told, beliefs=b, ledger=True) for b in ([], ["people.leave", "b"]))
    assert "belief" not in words.certainty(known)
    text = words.certainty(drawn)
    assert (
        "2 settings not known for certain are drawn from their ranges in the evidence ledger"
        in text
    )
    # Differences 6, 5.5 and 10, 11.5: means 5.75 and 10.75, B = 25, W = 0.625, so 1 − W/B = 97.5 %;
    # 8.25 ± 1.645 √((25 − 0.625) / 2) of a level of 61.
    # An F of 1 and 2 degrees of freedom stays below 38.5 in 97.5 %: 1 − 38.5 W/B = 4 %.
    assert "throughput 98 % (4 % to 100 %), change +4 % to +23 %." in text
    assert "median lead time" not in text.split("variance")[1].split("throughput")[0]
