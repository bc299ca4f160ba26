"""Quantiles of lead time with open work as censored, against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orgshift.measures.survival import quantile, share_over, survival


@given(
    st.lists(
        st.tuples(st.floats(0.1, 100, allow_nan=False), st.booleans()), min_size=1, max_size=60
    )
)
def test_the_curve_is_scipys(pairs):
    durations = np.array([d for d, _ in pairs])
    censored = np.array([c for _, c in pairs])
    times, open_share = survival(durations, censored)
    if censored.all():
        assert len(times) == 0
        return
    data = stats.CensoredData.right_censored(durations, censored)
    theirs = stats.ecdf(data).sf
    ended = np.isin(theirs.quantiles, durations[~censored])
    assert times == pytest.approx(theirs.quantiles[ended])
    assert open_share == pytest.approx(theirs.probabilities[ended], abs=1e-12)


def test_median_by_hand():
    # Over after 1, 2 and 4 days; one still open at 3: 3/4, then 1/2, then 0 of those at risk.
    durations, censored = np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, False, True, False])
    assert quantile(durations, censored, 0.5) == 2.0
    assert quantile(durations, censored, 0.85) == 4.0


def test_a_quantile_that_is_not_reached_is_later_than_anybody_has_seen():
    assert quantile(np.array([1.0, 5.0]), np.array([False, True]), 0.85) == np.inf
    assert np.isnan(quantile(np.array([]), np.array([], dtype=bool), 0.5))


def test_the_share_over_counts_open_work_as_not_over_yet():
    # One of four over at 1, one censored at 2: 1 - 3/4 × 1/2 by 3 (two at risk, one over).
    durations, censored = np.array([1.0, 2.0, 3.0, 9.0]), np.array([False, True, False, True])
    assert share_over(durations, censored, 3.0) == pytest.approx(1 - 0.75 * 0.5)
    assert share_over(durations, censored, 0.5) == 0.0


def test_the_share_over_is_blank_where_nobody_was_followed_that_long():
    assert np.isnan(share_over(np.array([1.0, 5.0]), np.array([False, True]), 30.0))
    assert share_over(np.array([1.0, 5.0]), np.array([False, False]), 30.0) == 1.0
