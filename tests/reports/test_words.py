"""Numbers, names and lists as people write them."""

import numpy as np
import pytest

from orgshift.reports import words


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (21.78, "days", "21.8"), (9.876, "days", "9.88"), (123.4, "h", "123"),
        (300_096.0, "h", "300,096"), (0.0, "h", "0.00"), (0.0004, "h", "0.0004"),
        (0.3158, "share", "31.6 %"), (0.0004, "share", "0.04 %"), (float("nan"), "h", "–"),
        (float("inf"), "h", "–"), (-3.25, "h", "−3.25"), (3e12, "h", "3.0e+12"),
        (4e-9, "h", "4.0e−09"),
    ],
)  # fmt: skip
def test_numbers_have_the_digits_people_write(value, unit, said):
    assert words.number(value, unit) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.031, "+3.1 %"), (-0.108, "−10.8 %"), (0.0, "0.0 %"), (np.nan, "–"), (-0.0002, "−0.02 %")],
)
def test_changes_have_a_sign_where_they_have_one(value, said):
    assert words.percent(value) == said


def test_two_levels_that_differ_have_the_digits_to_show_it():
    assert words.telling(20.0, [20.3, 25.0], "days") == 0
    assert words.telling(20.0, [20.3, 20.04], "days") == 1
    assert words.telling(20.0, [20.0, float("nan")], "days") == 0


def test_lists_are_read_aloud():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == "a and b"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.plural(1, "month") == "1 month"
    assert words.plural(2000, "month") == "2,000 months"
