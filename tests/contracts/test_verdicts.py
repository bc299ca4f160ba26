"""Claims of every kind on numbers that are given: true, false, and too close to call."""

import math

import numpy as np
import pandas as pd
import pytest

from orgshift.experiments.contracts.verdicts import Outcome, Rule, judge
from orgshift.scenario.claims import Claim

HOLDS, CONTRADICTED, UNDECIDED = Outcome
#: Luck that all variants share, and a little of their own.
LUCK = np.array([9.7, 10.0, 10.4, 10.2, 9.8, 10.1, 9.9, 9.9])
OWN = np.array([0.02, -0.02, 0.01, -0.01, 0.016, -0.016, 0.004, -0.004])


def around(level, spread=1.0):
    return level * (LUCK + spread * OWN) / 10.0


@pytest.mark.parametrize(
    ("claim", "level", "outcome"),
    [
        ({"of": "other", "is": "below 20"}, 8.0, HOLDS),
        ({"of": "other", "is": "below 5"}, 8.0, CONTRADICTED),
        ({"of": "other", "is": "between 7 and 9"}, 8.0, HOLDS),
        ({"of": "other", "is": "between 7 and 8"}, 8.0, UNDECIDED),
        ({"of": "other", "falls_by": "at least 10 %"}, 8.0, HOLDS),
        ({"of": "other", "falls_by": "at least 20 %"}, 8.0, UNDECIDED),
        ({"of": "other", "falls_by": "at least 30 %"}, 8.0, CONTRADICTED),
        ({"of": "other", "falls_by": "at least 1.5 features"}, 8.0, HOLDS),
        ({"of": "other", "falls_by": "at most 15 %"}, 8.0, CONTRADICTED),
        ({"of": "other", "rises_by": "more than 0 %"}, 8.0, CONTRADICTED),
        ({"of": "other", "rises_by": "between 15 % and 25 %"}, 12.0, HOLDS),
        ({"of": "other", "differs_by": "at most 5 %"}, 10.2, HOLDS),
        ({"of": "other", "differs_by": "at most 5 %"}, 10.5, UNDECIDED),
        ({"of": "other", "differs_by": "at most 5 %"}, 9.0, CONTRADICTED),
        ({"of": "other", "differs_by": "at most 5 %"}, 11.0, CONTRADICTED),
        ({"highest_first": ["today", "other"]}, 8.0, HOLDS),
        ({"lowest_first": ["today", "other"]}, 8.0, CONTRADICTED),
        ({"best_first": ["today", "other"]}, 8.0, HOLDS),  # more throughput is better
        ({"best_first": ["today", "other"], "by": "at least 40 %"}, 8.0, CONTRADICTED),
    ],
)
def test_what_is_claimed_of_ten_against_another_level(judged, claim, level, outcome):
    verdict = judged(claim, {"today": around(10.0), "other": around(level, -1.0)})
    assert verdict.outcome is outcome


def test_of_lead_times_the_shorter_one_is_better(judged):
    values = {"today": around(10.0), "other": around(8.0, -1.0)}
    claim = {"measure": "lead_time_p50", "best_first": ["other", "today"]}
    assert judged(claim, values).outcome is HOLDS


def test_what_luck_the_variants_share_does_not_count(judged):
    apart = {"today": around(10.0), "other": around(9.8, -1.0)}
    shuffled = apart | {"other": apart["other"][::-1]}
    claim = {"of": "other", "falls_by": "more than 0 %"}
    assert judged(claim, apart).outcome is HOLDS
    assert judged(claim, shuffled).outcome is UNDECIDED


def test_points_are_of_a_share_and_percent_of_the_other_level(judged):
    values = {"today": around(0.40), "other": around(0.36, -1.0)}
    toil = {"measure": "toil_share", "of": "other"}
    assert judged(toil | {"falls_by": "at least 3 points"}, values).outcome is HOLDS
    assert judged(toil | {"falls_by": "at least 5 points"}, values).outcome is CONTRADICTED
    assert judged(toil | {"falls_by": "at least 8 %"}, values).outcome is HOLDS
    assert judged(toil | {"is": "below 40 %"}, values).outcome is HOLDS


def test_weeks_are_seven_days(judged):
    values = {"today": around(30.0)}
    claim = {"measure": "lead_time_p50", "of": "today"}
    assert judged(claim | {"is": "below 5 weeks"}, values).outcome is HOLDS
    assert judged(claim | {"is": "below 4 weeks"}, values).outcome is CONTRADICTED


RISING = {"a": around(10.0), "b": around(10.5, -1.0), "c": around(12.0, 0.5)}


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ({"never_falls_by": "more than 1 %"}, HOLDS),
        ({"never_rises_by": "more than 1 %"}, CONTRADICTED),
        ({"never_rises_by": "more than 25 %"}, HOLDS),
        # A small step that may be repeated adds up: from each to each that follows.
        ({"never_rises_by": "more than 15 %"}, CONTRADICTED),
    ],
)
def test_monotone_along_a_list(judged, claim, outcome):
    assert judged(claim | {"along": ["a", "b", "c"]}, RISING).outcome is outcome


def test_a_sweep_is_a_list(judged):
    values = {"today": around(1.0), "platform-2": around(10.0), "platform-10": around(12.0)}
    claim = {"along": "platform-{n}", "never_falls_by": "more than 1 %"}
    assert judged(claim, values).outcome is HOLDS


def test_monotone_in_the_order_of_another_measure(judged):
    adoption = {"a": around(0.9), "b": around(0.5), "c": around(0.1)}
    claim = {
        "along": ["a", "b", "c"],
        "in_order_of": "adoption",
        "never_rises_by": "more than 1 %",
    }
    assert judged(claim, {"throughput": RISING, "adoption": adoption}).outcome is HOLDS
    turned = {"a": adoption["c"], "b": adoption["b"], "c": adoption["a"]}
    found = judged(claim, {"throughput": RISING, "adoption": turned})
    assert found.outcome is CONTRADICTED


def test_where_the_order_is_not_sure_nothing_is(judged):
    claim = {"along": ["a", "c"], "in_order_of": "adoption", "never_rises_by": "more than 1 %"}
    alike = {"a": around(0.5), "c": around(0.5, -1.0)[::-1]}
    values = {"throughput": {n: RISING[n] for n in "ac"}, "adoption": alike}
    assert judged(claim, values).outcome is UNDECIDED


def test_a_probability_counts_runs(judged):
    values = {"today": np.full(60, 10.0), "other": np.array([8.0] * 57 + [30.0] * 3)}
    claim = {"of": "other", "falls_by": "at least 10 %"}
    likely = judged(claim | {"with_probability": "at least 75 %"}, values)
    assert likely.outcome is HOLDS
    assert likely.observed.runs == 57
    unlikely = judged(claim | {"with_probability": "at least 99.9 %"}, values)
    assert unlikely.outcome is CONTRADICTED


def test_exactly_the_same_differs_by_nothing(judged):
    values = {"today": around(10.0), "other": around(10.0)}
    assert judged({"of": "other", "differs_by": "at most 0 %"}, values).outcome is HOLDS
    more = judged({"of": "other", "rises_by": "more than 0 %"}, values)
    assert more.outcome is CONTRADICTED


def test_last_bits_are_no_difference(judged):
    values = {"today": around(10.0), "other": around(10.0) * (1 + 1e-15)}
    assert judged({"of": "other", "differs_by": "at most 0 %"}, values).outcome is HOLDS


def test_what_the_horizon_cuts_off_cannot_be_told(judged):
    values = {"today": around(10.0), "other": np.where(LUCK > 10.3, np.inf, around(8.0))}
    verdict = judged(
        {"measure": "lead_time_p85", "of": "other", "falls_by": "at least 10 %"}, values
    )
    assert verdict.outcome is UNDECIDED
    assert verdict.endless == 1
    assert math.isnan(verdict.needed)


def test_a_replication_with_nothing_to_measure_is_left_out(judged):
    values = {"today": around(10.0), "other": np.where(LUCK > 10.3, np.nan, around(8.0, -1.0))}
    assert judged({"of": "other", "falls_by": "at least 10 %"}, values).outcome is HOLDS


def test_an_undecided_claim_says_how_many_replications_would_settle_it(judged):
    rng = np.random.default_rng(3)

    def values(count):
        ours = np.full(count, 10.0)
        return {"today": ours, "other": ours - 0.5 + rng.normal(size=count)}

    claim = {"of": "other", "falls_by": "more than 0 %"}
    first = judged(claim, values(16))
    assert first.outcome is UNDECIDED
    assert first.leans_to is HOLDS
    assert 17 <= first.needed < 400
    again = [judged(claim, values(math.ceil(first.needed))).outcome for _ in range(40)]
    assert again.count(HOLDS) >= 20


def test_draws_of_beliefs_count_once(judged):
    today = np.full(8, 10.0)
    other = np.repeat([8.0, 8.2, 7.9, 8.1], 2)
    claim = {"of": "other", "falls_by": "at least 10 %"}
    plain = judged(claim, {"today": today, "other": other}, level=1e-4)
    drawn = judged(claim, {"today": today, "other": other}, level=1e-4, beliefs=["people.leave"])
    assert plain.outcome is HOLDS
    assert drawn.outcome is UNDECIDED


def test_the_months_and_the_team_are_those_of_the_claim(given, judged):
    judged({"of": "today", "is": "below 20", "months": "last 6", "team": "ada"}, {"today": LUCK})
    assert given.windows == [{"scope": "ada", "first": 18, "last": 24}]


@pytest.fixture
def way(given):
    """Return a function that judges a claim on monthly throughput, worked out by hand."""

    def judged_on(claim, today, other, **about):
        replications = len(today)
        rows = [
            ("throughput", variant, replication, month, value)
            for variant, values in (("today", today), ("other", other))
            for replication, months in enumerate(values)
            for month, value in enumerate(months)
        ]
        columns = ["measure", "variant", "replication", "month", "value"]
        made = given(
            {"throughput": {"today": np.zeros(replications), "other": np.zeros(replications)}}
        )
        made.about = {
            "horizon_months": len(today[0]),
            "beliefs": [],
            "demand": ["pull"],
            "looks": 1,
        }
        made.about |= about
        made.variants = ["today", "other"]
        made.monthly = pd.DataFrame(rows, columns=columns)
        rule = Rule(LEVEL, 0.9, 0.05)
        claim = Claim.model_validate({"measure": "throughput", "of": "other"} | claim)
        return judge("it", claim, made, rule)

    return judged_on


LEVEL = 0.01
#: Twelve months: three of them at 7 instead of 10, then 11 for good. Lost: 9, and 1 a month back.
CURVE = np.array([10, 7, 7, 7, 10, 11, 11, 11, 11, 11, 11, 11.0])
SHIFT = 0.01 * np.array([[3], [-3], [1], [-1], [2], [-2], [1], [-1]])


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ({"dips_by": "at most 35 %"}, HOLDS),
        ({"dips_by": "at most 25 %"}, CONTRADICTED),
        ({"dips_by": "at most 30 %"}, UNDECIDED),
        ({"pays_back": "by month 11"}, CONTRADICTED),  # 3 x 3 lost, 6 back by then
        ({"dips_by": "at most 2 features"}, CONTRADICTED),
    ],
)
def test_the_way_down_and_up_again(way, claim, outcome):
    today = np.full((8, 12), 10.0) + SHIFT
    assert way(claim, today, np.tile(CURVE, (8, 1)) - SHIFT).outcome is outcome


def test_payback_is_when_all_that_was_lost_is_made_good(way):
    today = np.full((8, 12), 10.0)
    other = np.tile(np.concatenate([CURVE[:5], [13.0] * 7]), (8, 1)) + SHIFT
    assert way({"pays_back": "by month 9"}, today, other).outcome is HOLDS
    assert way({"pays_back": "by month 7"}, today, other).outcome is CONTRADICTED


def test_the_chance_of_payback_counts_runs_and_says_what_luck_alone_would_do(way):
    today = np.full((40, 12), 10.0)
    back = np.concatenate([CURVE[:5], [13.0] * 7])
    other = np.array([back] * 38 + [CURVE] * 2)
    claim = {"pays_back": "by month 9", "with_probability": "at least 70 %"}
    found = way(claim, today, other)
    assert found.outcome is HOLDS
    assert found.observed.runs == 38
    # Turned round, the runs that pay back never fall behind until month 8, and lose it after.
    assert found.observed.chance == pytest.approx(38 / 40 / 2 + 2 / 40 / 2)
