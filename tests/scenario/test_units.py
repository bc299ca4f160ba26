"""Quantities as people write them."""

import pytest

from orgshift.scenario import units
from orgshift.scenario.schema import CalendarSettings

OFFICE = CalendarSettings()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("3 h", 3),
        ("90 minutes", 1.5),
        ("2 days", 16),
        ("2 person-days", 16),
        ("3 person-weeks", 120),
        (".5 h", 0.5),
        ("1e1 h", 10),
        ("0 h", 0),
        ("1 person-month", 40 * 365.2425 / 7 / 12),
    ],
)
def test_effort_is_in_hours_of_work(text, hours):
    assert units.effort_hours(text) == pytest.approx(hours, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("6 weeks", 240),
        ("1 day", 8),
        ("1 hour", 1),
        ("30 min", 0.5),
        ("2 years", 80 * 365.2425 / 7),
    ],
)
def test_elapsed_time_follows_the_calendar(text, hours):
    assert units.duration(text).hours(OFFICE) == pytest.approx(hours, rel=1e-12)


def test_a_week_round_the_clock_has_168_hours():
    always = CalendarSettings.model_validate("24x7")
    assert units.duration("1 week").hours(always) == 168


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "3 has no unit; write it like '6 weeks'"),
        ("3", "'3' has no unit"),
        ("3 wekes", "'wekes' is no unit of time; did you mean 'weeks'?"),
        ("-3 weeks", "'-3 weeks' is negative"),
        ("3 person-days", "'3 person-days' is an effort"),
        ("soon", "'soon' is no number with a unit"),
        (True, "true is no number with a unit"),
        (None, "null is no number with a unit"),
        ("1e999 weeks", "'1e999 weeks' is too large"),
        ("1,5 weeks", "the decimal sign is a point"),
        ("nan h", "'nan h' is no number with a unit"),
        ([1], "[1] is no number with a unit"),
    ],
)
def test_a_wrong_duration_says_what_would_be_right(value, said):
    with pytest.raises(ValueError) as error:
        units.duration(value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("value", "share"),
    [("15 %", 0.15), ("15%", 0.15), (0.15, 0.15), ("0.15", 0.15), ("0 %", 0), (1, 1)],
)
def test_a_share_is_a_percentage_or_a_fraction(value, share):
    assert units.share(value) == share


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("150 %", "'150 %' found; a share is from 0 % to 100 %"),
        (15, "did you mean '15 %'?"),
        ("15", "did you mean '15 %'?"),
        (-0.1, "-0.1 found; a share is from 0 % to 100 %"),
        ("much", "'much' is no share; write it like '15 %'"),
        (True, "true is no share"),
        (float("nan"), "is no share"),
        (float("inf"), "is no share"),
    ],
)
def test_an_impossible_share_is_refused(value, said):
    with pytest.raises(ValueError) as error:
        units.share(value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "per_hour"),
    [("0.5/h", 0.5), ("0.5 per h", 0.5), ("20 per week", 0.5), ("4 a day", 0.5)],
)
def test_a_rate_is_per_unit_of_working_time(text, per_hour):
    assert units.rate(text).per_hour(OFFICE) == per_hour


@pytest.mark.parametrize(
    "value", ["0 per week", "-1 per week", "3", 3, "3 per fortnight", "1e999/h"]
)
def test_a_rate_of_nothing_or_of_nonsense_is_refused(value):
    with pytest.raises(ValueError, match=r"rate|unit"):
        units.rate(value)


@pytest.mark.parametrize(
    ("text", "share"),
    [("2 %/month", 0.02), ("12 % per year", 0.01), ("1 % a week", 0.01 * 365.2425 / 7 / 12)],
)
def test_a_share_over_time_is_per_month(text, share):
    assert units.monthly_share(text) == pytest.approx(share, rel=1e-12)


def test_no_more_than_all_is_lost_in_a_month():
    with pytest.raises(ValueError, match="'50 %/week' found; a share is from 0 % to 100 %"):
        units.monthly_share("50 %/week")


def test_hours_a_week_are_a_share_of_40():
    assert units.per_week_share("2 h/week") == 0.05
    assert units.per_week_share("5 %") == 0.05


@pytest.mark.parametrize(("text", "months"), [("24 months", 24), ("2 years", 24), ("0.5 years", 6)])
def test_horizons_are_whole_months(text, months):
    assert units.whole_months(text) == months


@pytest.mark.parametrize("value", ["6 weeks", "2.5 months", "-1 months", 24, "0.3 years"])
def test_anything_but_whole_months_is_refused(value):
    with pytest.raises(ValueError, match="months"):
        units.whole_months(value)


@pytest.mark.parametrize(
    ("text", "months", "hours"),
    [
        ("day 0", None, 0),
        ("day 5", None, 40),
        ("6 weeks", None, 240),
        ("month 3", 3, None),
        ("3 months", 3, None),
    ],
)
def test_a_moment_is_counted_from_day_0(text, months, hours):
    moment = units.moment(text)
    assert moment.months == months
    assert (moment.duration and moment.duration.hours(OFFICE)) == hours


@pytest.mark.parametrize("value", ["month -1", "day -3", "-2 weeks"])
def test_a_moment_before_day_0_belongs_in_the_organisation(value):
    with pytest.raises(ValueError, match="before day 0: what holds from the start belongs"):
        units.moment(value)


@pytest.mark.parametrize("value", ["tomorrow", 6, "2027-02-30", None, [], "month 999999", True])
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValueError, match=r"no moment|no date|a moment is"):
        units.moment(value)


@pytest.mark.parametrize("value", [True, "six", 6.5, None, "6 people", float("nan"), [6], {}])
def test_only_whole_numbers_are_whole(value):
    with pytest.raises(ValueError, match="a whole number is wanted"):
        units.whole(value)


def test_numbers_may_be_written_as_text():
    assert units.whole("6") == 6
    assert units.whole("1e3") == 1000
    assert units.number("0.45") == 0.45


@pytest.mark.parametrize("number", [0.1, 1 / 3, 4174.2, 1e-7, 123456789.125])
def test_a_number_is_written_so_that_it_reads_back_exactly(number):
    assert float(units.written(number)) == number
