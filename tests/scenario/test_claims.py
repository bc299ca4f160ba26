"""Claims in scenario files: how they are read, merged and shown, and what is said of wrong ones."""

import pytest

import orgshift
from orgshift.scenario.claim_checks import unjudgeable
from orgshift.scenario.claims import Amount, Window, by_month, requirement, window
from orgshift.scenario.measurable import in_unit
from orgshift.scenario.show import shown

GOOD = """
certainty: {alpha: 1 %, power: 80 %, margin: 2 %, at_most: 100}
expect:
  lower: {measure: toil_share, of: more, against: today, falls_by: at least 5 %, months: 12 to 24}
  below: {measure: toil_share, of: more, is: below 20 %, team: ada}
  better: {measure: lead_time_p85, best_first: [more, today], by: at least 1 day}
  steady: {measure: toil_share, along: "p-{n}", never_rises_by: more than 1 point}
  ordered:
    {measure: toil_share, along: [today, more], in_order_of: adoption, never_falls_by: more than 0 %}
  same: {measure: skill.deployment, of: more, differs_by: at most 2 points}
  dip: {measure: throughput, of: more, dips_by: at most 15 %}
  back: {measure: throughput, of: more, pays_back: by month 18, with_probability: at least 80 %}
  likely: {measure: throughput, of: more, rises_by: more than 0 %, with_probability: at least 80 %}
variants:
  today: {}
  more: {changes: {limit: {at: day 0, policy: {limit: 2}}}}
  "p-{n}": {for: {n: [1, 3]}, changes: {limit: {at: day 0, policy: {limit: "{n}"}}}}
"""
HEAD = "variants: {today: {}, more: {}, p-1: {}, p-3: {}}\nexpect:\n  it: "


@pytest.mark.parametrize(
    ("text", "low", "high", "strict"),
    [
        ("at least 20 %", Amount(20, "%"), None, False),
        ("at  least  20%", Amount(20, "%"), None, False),
        ("more than 3 calendar days", Amount(3, "calendar days"), None, True),
        ("at most 2 points", None, Amount(2, "points"), False),
        ("below 1 point", None, Amount(1, "points"), True),
        ("between 1 and 3 weeks", Amount(1, "weeks"), Amount(3, "weeks"), False),
        ("between 20 % and 30 %", Amount(20, "%"), Amount(30, "%"), False),
        ("at most 0", None, Amount(0, ""), False),
        ("below 9000 $", None, Amount(9000, "$"), True),
    ],
)
def test_limits_are_read_as_people_write_them(text, low, high, strict):
    read = requirement(text)
    assert (read.low, read.high, read.strict) == (low, high, strict)


@pytest.mark.parametrize("text", ["20 %", "at leest 20 %", "between 30 and 20 %", 3, None, "below"])
def test_what_is_no_limit_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="write"):
        requirement(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [("12 to 24", (12, 24)), ("from 6", (6, 36)), ("last 6", (30, 36)), ("0 to 1", (0, 1))],
)
def test_months_are_those_after_day_zero(text, months):
    assert window(text).months(36) == months


@pytest.mark.parametrize("text", ["12-24", "24 to 12", "last 0", "12", "until 3"])
def test_what_are_no_months_is_refused(text):
    with pytest.raises(ValueError, match="'12 to 24'"):
        window(text)


def test_payback_has_a_month():
    assert by_month("by month 18") == by_month(18) == 18
    with pytest.raises(ValueError, match="by month 18"):
        by_month("month 18")


@pytest.mark.parametrize(
    ("amount", "unit", "change", "limit"),
    [
        (Amount(5, "%"), "share", True, (0.05, True)),
        (Amount(5, "%"), "share", False, (0.05, False)),
        (Amount(5, "points"), "share", True, (0.05, False)),
        (Amount(5, "points"), "0 to 1", True, (0.05, False)),
        (Amount(0.6, ""), "0 to 1", False, (0.6, False)),
        (Amount(5, "%"), "calendar days", True, (0.05, True)),
        (Amount(2, "weeks"), "calendar days", True, (14.0, False)),
        (Amount(30, "minutes"), "working hours", False, (0.5, False)),
        (Amount(3, "features"), "features a month", True, (3.0, False)),
        (Amount(0, ""), "calendar days", True, (0.0, False)),
    ],
)
def test_limits_are_in_units_of_the_measure(amount, unit, change, limit):
    assert in_unit(amount, unit, change=change) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("amount", "unit", "change"),
    [
        (Amount(5, ""), "share", True),  # of what: five points, or five percent?
        (Amount(5, "points"), "share", False),
        (Amount(5, "points"), "calendar days", True),
        (Amount(5, "%"), "calendar days", False),
        (Amount(5, ""), "calendar days", True),
        (Amount(2, "days"), "working hours", True),
        (Amount(2, "person-days"), "calendar days", True),
        (Amount(2, "bananas"), "calendar days", True),
    ],
)
def test_a_unit_that_is_none_of_the_measures_is_refused(amount, unit, change):
    with pytest.raises(ValueError, match=r"write it like|no unit of time"):
        in_unit(amount, unit, change=change)


def test_claims_load_and_are_shown_so_that_they_load_again(load, written):
    first = load(GOOD)
    assert list(first.expect) == [
        "lower",
        "below",
        "better",
        "steady",
        "ordered",
        "same",
        "dip",
        "back",
        "likely",
    ]
    assert first.certainty.alpha == 0.01
    assert first.expect["lower"].months == Window(12, 24, "12 to 24")
    assert first.place("expect", "below").line == first.place("expect", "lower").line + 1
    again = orgshift.load(written(shown(first), "again.yaml"))
    assert again.expect == first.expect
    assert again.certainty == first.certainty


def test_claims_change_nothing_that_is_simulated(load):
    without = GOOD[: GOOD.index("expect")] + GOOD[GOOD.index("variants") :]
    assert load(GOOD).digest == load(without).digest


def test_claims_are_inherited_changed_and_removed_by_name(load, written):
    load(GOOD)
    over = written(
        "orgshift: 1\nextends: scenario.yaml\nexpect:\n  lower: {falls_by: at least 9 %}\n"
        "  below: null\n  new: {measure: wip, highest_first: [more, today]}\n",
        "over.yaml",
    )
    found = orgshift.load(over)
    assert "below" not in found.expect
    assert str(found.expect["lower"].falls_by) == "at least 9 %"
    assert found.expect["lower"].measure == "toil_share"
    assert list(found.expect)[-1] == "new"
    assert found.place("expect", "new").file.endswith("over.yaml")


def test_a_claim_can_be_set(load):
    found = load(GOOD, "expect.lower.falls_by=at least 1 %", "certainty.at_most=9")
    assert str(found.expect["lower"].falls_by) == "at least 1 %"
    assert found.certainty.at_most == 9


def test_a_shorter_horizon_can_be_simulated_and_its_claims_not_judged(load):
    asked = load(GOOD, "horizon=18 months")
    (fault,) = unjudgeable(asked)
    assert fault.path == "expect.lower.months"
    assert "'12 to 24' found; there are 18 months" in fault.problem
    assert fault.place.line == asked.place("expect", "lower").line
    assert unjudgeable(load(GOOD)) == []
    assert unjudgeable(load("expect: {a: {measure: wip, of: today, is: below 9, months: last 30}}"))


@pytest.mark.parametrize(
    ("claim", "path", "words"),
    [
        ("{measure: toil_shre, of: more, is: below 3 %}", ".measure", "did you mean 'toil_share'?"),
        ("{measure: skill.deploy, of: more, is: below 1}", ".measure", "'skill.deployment'"),
        ("{measure: hours.migrate, of: more, is: below 3 h}", ".measure", "'hours.migration'"),
        ("{measure: wip, of: mroe, is: below 3}", ".of", "did you mean 'more'?"),
        ("{measure: wip, of: more, against: tody, falls_by: at least 3 %}", ".against", "'today'"),
        ("{measure: wip, of: today, falls_by: at least 3 %}", ".of", "against itself"),
        ("{measure: wip, of: more, team: adda, is: below 3}", ".team", "did you mean 'ada'?"),
        ("{measure: wip, of: more, is: 3}", ".is", "'at least 20 %'"),
        ("{measure: toil_share, of: more, is: below 3 days}", ".is", "'20 %'"),
        ("{measure: toil_share, of: more, falls_by: at least 3}", ".falls_by", "'2 points'"),
        ("{measure: wip, of: more}", "", "exactly one thing"),
        ("{measure: wip, of: more, is: below 3, falls_by: below 3 %}", "", "is and falls_by found"),
        ("{measure: wip, is: below 3}", "", "of is missing"),
        ("{measure: wip, of: more, is: below 3, by: at least 3 %}", "", "by: means nothing"),
        ("{measure: wip, of: more, differs_by: at least 3 %}", "", "no upper limit"),
        ("{measure: wip, best_first: [more, today]}", ".best_first", "highest_first"),
        ("{measure: wip, highest_first: [more]}", "", "two variants or more"),
        ("{measure: wip, highest_first: [more, tody]}", ".highest_first.1", "'today'"),
        ("{measure: wip, along: 'q-{n}', never_rises_by: more than 1 %}", ".along", "0 different"),
        ("{measure: wip, along: [more, p-2], never_rises_by: more than 1 %}", ".along.1",
         "'p-2' is no variant"),
        ("{measure: wip, along: 'p-{n}', never_rises_by: at most 1 %}", "", "write 'more than"),
        ("{measure: wip, along: 'p-{n}', in_order_of: adopt, never_rises_by: more than 1 %}",
         ".in_order_of", "'adoption'"),
        ("{measure: wip, of: more, is: below 3, with_probability: at least 120 %}",
         ".with_probability", "less than 100 %"),
        ("{measure: wip, of: more, dips_by: at most 3 %}", ".measure", "throughput"),
        ("{measure: throughput, of: more, dips_by: at least 3 %}", "", "no upper limit"),
        ("{measure: throughput, of: p-1, against: more, dips_by: at most 3 %}", ".against", "first"),
        ("{measure: throughput, of: more, pays_back: 3 years}", ".pays_back", "by month 18"),
        ("{measure: throughput, of: more, pays_back: by month 9, team: ada}", "", "organisation"),
        ("{measure: wip, of: more, iss: below 3}", ".iss", "did you mean 'is'?"),
    ],
)  # fmt: skip
def test_a_wrong_claim_is_told_with_its_place(faults, claim, path, words):
    found = faults(HEAD + claim + "\n")
    told = [line for line in found if line.split(": ")[1] == f"expect.it{path}"]
    assert len(told) == 1
    assert words in told[0]


def test_all_wrong_claims_are_told_at_once(faults):
    text = HEAD.replace("  it: ", "") + (
        "  one: {measure: wipp, of: more, is: below 3}\n"
        "  two: {measure: wip, of: mor, is: below 3}\n"
        "  three: {measure: wip, of: more, is: 3}\n"
    )
    assert [line.split(": ")[1] for line in faults(text)] == [
        "expect.one.measure", "expect.two.of", "expect.three.is",
    ]  # fmt: skip


def test_certainty_is_within_reason(faults):
    found = faults("certainty: {alpha: 60 %, power: 10 %, at_most: 2}\n")
    assert [line.split(": ")[1] for line in found] == [
        "certainty.alpha", "certainty.power", "certainty.at_most",
    ]  # fmt: skip
