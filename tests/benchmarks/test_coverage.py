"""The study of coverage: its truth is that of the books, and intervals that are too narrow show."""

import numpy as np
import pytest

from benchmarks import coverage


def test_the_truth_is_that_of_one_desk_and_two():
    mean, p85, released = coverage.truth().values()
    # M/M/1 at half load: 2 h in all. M/M/2 at a quarter: 1 / (1 - 1/16) h.
    assert mean == pytest.approx((2 / 24, 16 / 15 / 24))
    assert p85[0] == pytest.approx(2 * np.log(1 / 0.15) / 24)
    assert released[0] == pytest.approx(12 * 365.2425 / 12)


def test_intervals_cover_as_often_as_they_say_and_narrow_ones_do_not():
    sample = np.random.default_rng(1).normal(size=(2000, 8))
    assert 0.94 < coverage.covered(sample, 0.0).mean() < 0.96
    assert coverage.covered(sample, 1.0).mean() < 0.5


def test_the_study_runs():
    lines = coverage.study(2, processes=1)
    assert [line[1] for line in lines] == ["93 % to 97 %"] * 3 + ["5 % at most"]
