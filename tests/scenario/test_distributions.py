"""Distributions by their usual names and by quantiles, against their textbook moments."""

import numpy as np
import pytest

from orgshift.scenario.distributions import count, effort, elapsed
from orgshift.scenario.schema import CalendarSettings

#: The middles of 200,000 equal slices of (0, 1): averages over them are integrals.
SLICES = (np.arange(200_000) + 0.5) / 200_000


@pytest.mark.parametrize(
    ("text", "mean", "cv"),
    [
        ("3 h", 3, 0),
        ("constant 3 h", 3, 0),
        ("exponential mean 2 h", 2, 1),
        ("exponential 2 h", 2, 1),
        ("lognormal mean 2 h, cv 1.5", 2, 1.5),
        ("lognormal median 2 h, sd of log 0.5", 2 * np.exp(0.125), np.sqrt(np.exp(0.25) - 1)),
        ("uniform 1 h to 3 h", 2, 1 / np.sqrt(12)),
        ("triangular 2, 6, 13 h", 7, np.sqrt((4 + 36 + 169 - 12 - 78 - 26) / 18) / 7),
        ("gamma mean 2 h, cv 0.5", 2, 0.5),
        ("erlang 4, mean 2 h", 2, 0.5),
        ("weibull shape 1, scale 2 h", 2, 1),
        ("hyperexponential mean 1 h, cv 2", 1, 2),
        ("{}", 2, 1),
    ],
)
def test_mean_and_variation_are_those_of_the_textbook(text, mean, cv):
    found = effort({"exponential": {"mean": "2 h"}} if text == "{}" else text)
    draws = found.ppf(SLICES)
    assert found.mean == pytest.approx(mean, rel=1e-9)
    assert draws.mean() == pytest.approx(mean, rel=2e-3)
    assert draws.std() / draws.mean() == pytest.approx(cv, abs=0.03)


@pytest.mark.parametrize(
    ("text", "levels", "amounts"),
    [
        ("median 6 days, p90 15 days", (0.5, 0.9), (48, 120)),
        ("p50 2 h, p85 5 h", (0.5, 0.85), (2, 5)),
        ("p90 15 days, median 6 days", (0.9, 0.5), (120, 48)),
        ("p2.5 1 h, p97.5 9 h", (0.025, 0.975), (1, 9)),
        ("median 1 day, p90 1 week", (0.5, 0.9), (8, 40)),
    ],
)
def test_two_quantiles_make_a_lognormal_that_has_them(text, levels, amounts):
    found = effort(text)
    assert found.kind == "lognormal"
    assert found.ppf(np.array(levels)) == pytest.approx(amounts)


def test_quantiles_and_names_may_be_settings():
    assert effort({"median": "6 days", "p90": "15 days"}) == effort("median 6 days, p90 15 days")
    assert effort({"lognormal": {"median": "3 h", "sd_of_log": 1}}).mean == pytest.approx(
        effort("lognormal median 3 h, sd of log 1").mean
    )


def test_elapsed_time_is_turned_into_hours_by_the_calendar():
    office, always = CalendarSettings(), CalendarSettings.model_validate("24x7")
    assert elapsed("2 days").in_hours(office).mean == 16
    assert elapsed("2 days").in_hours(always).mean == 48
    assert elapsed("triangular 2, 6, 13 weeks").in_hours(office).mean == pytest.approx(280)


def test_a_count_is_a_whole_number_or_poisson():
    assert count(3).ppf(np.array([0.1, 0.9])).tolist() == [3, 3]
    many = count("poisson 0.8").ppf(SLICES)
    assert set(many) <= set(range(20))
    assert many.mean() == pytest.approx(0.8, rel=1e-2)
    assert count("poisson 0").ppf(np.array([0.999])).tolist() == [0]


def test_draws_at_the_very_edges_are_finite():
    edges = np.array([0.0, 1.0])
    for text in ("exponential mean 1 h", "lognormal mean 1 h, cv 1", "weibull shape 1, scale 1 h"):
        draws = effort(text).ppf(edges)
        assert np.isfinite(draws).all()
        assert (draws >= 0).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("logn median 3 h", "did you mean 'lognormal'?"),
        ("normal mean 3 h, sd 1 h", "did you mean 'lognormal'?"),
        ("lognormal 3 h", "write 'lognormal median 6 days, sd of log 0.85' or"),
        ("lognormal median 3 h, median 4 h", "write 'lognormal median"),
        ("lognormal median 3 h, sd of log x", "sd of log is a number; 'x' found"),
        ("lognormal median 3 h, sd of log -1", "sd of log is from 0"),
        ("lognormal median 3 h, sd of log 50", "too wide"),
        ("weibull shape 0.001, scale 3 h", "too wide"),
        ("hyperexponential mean 3 h, cv 0.5", "cv of 1 or more"),
        ("erlang 0, mean 2 h", "1 to 10,000 stages"),
        ("triangular 3, 2, 1 h", "lowest, most likely, highest"),
        ("uniform 3 h to 1 h", "the lower end comes first"),
        ("median 6 days", "two quantiles make a distribution"),
        ("median 15 days, p90 6 days", "the higher quantile needs the larger amount"),
        ("median 6 days, p50 7 days", "the higher quantile needs the larger amount"),
        ("p0 6 days, p100 9 days", "'p0 6 days' is no quantile"),
        ("median 0 h, p90 3 h", "both be above 0"),
        ("exponential 3", "'3' has no unit"),
        ("", "is no number with a unit"),
        (3, "3 has no unit"),
        ("-3 h", "is negative"),
        ("3-5 days", "is no number with a unit"),
        (None, "null is no number with a unit"),
        ([1], "[1] is no number with a unit"),
        ({}, "nothing is no number with a unit"),
        ({"lognormal": {"median": "3 h"}, "exponential": 3}, "write 'lognormal median"),
    ],
)
def test_a_wrong_distribution_says_what_would_be_right(text, said):
    with pytest.raises(ValueError) as error:
        effort(text)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "value", [-1, 2.5, 1e6, "poisson 1e12", "poison 3", "poisson -1", True, None]
)
def test_what_is_no_count_is_refused(value):
    with pytest.raises(ValueError, match="is no count; write a whole number or"):
        count(value)


def test_delays_are_no_efforts():
    with pytest.raises(ValueError, match="is an effort; a length of time is wanted"):
        elapsed("3 person-days")
    with pytest.raises(ValueError, match="write all amounts in the same unit"):
        elapsed("median 3 days, p90 2 weeks")
