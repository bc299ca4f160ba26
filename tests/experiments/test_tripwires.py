"""Early signs: told where they tell the end, and not otherwise."""

import numpy as np
import pytest
from tests.experiments.planted import noise, planted

from orgshift.experiments.curves import Curves
from orgshift.experiments.tripwires import tripwires

COLUMNS = [
    "indicator", "month", "threshold", "outcome", "below", "above", "below_count", "above_count", "p",
]  # fmt: skip


def world(adoption, throughput, **about):
    state = {("adoption", 6): adoption}
    return Curves(planted({"throughput": throughput}, state=state, **about))


def adopted(runs, share_slow):
    """Return adoption by month 6, slow (20 to 28 %) in the first runs, and throughput that follows."""
    slow = np.arange(runs) < share_slow * runs
    adoption = np.where(slow, 0.2, 0.4) + 0.08 * np.linspace(0, 1, runs)
    throughput = noise(runs, 24, 1.0, seed=runs)
    throughput[:, :6] -= 5.0
    throughput[:, 12:] += np.where(slow, -6.0, 12.0)[:, None]
    return adoption, throughput


def test_slow_adoption_that_decides_payback_is_a_tripwire():
    table = tripwires(world(*adopted(60, 0.5)), "change", has_dip=True)
    assert list(table.columns) == COLUMNS
    found = table[(table["indicator"] == "adoption") & (table["outcome"] == "pays back")].iloc[0]
    assert found["month"] == 6
    assert 0.24 <= found["threshold"] <= 0.44
    assert (found["below"], found["above"]) == (0.0, 1.0)
    assert (found["below_count"], found["above_count"]) == (30, 30)
    assert found["p"] < 1e-6


def test_without_a_dip_nothing_pays_back():
    table = tripwires(world(*adopted(60, 0.5)), "change", has_dip=False)
    assert set(table["outcome"]) == {"ends above"}


def test_fewer_than_twenty_replications_on_either_side_say_nothing():
    assert tripwires(world(*adopted(39, 0.5)), "change", has_dip=True).empty
    table = tripwires(world(*adopted(60, 0.5)), "change", has_dip=True)
    assert (table[["below_count", "above_count"]] >= 20).all().all()


def test_of_two_that_share_a_draw_one_counts():
    table = tripwires(world(*adopted(60, 0.5), beliefs=["x"]), "change", has_dip=True)
    assert table.empty


def test_what_is_the_same_in_every_run_or_not_there_in_some_is_no_sign():
    _, throughput = adopted(60, 0.5)
    for adoption in (np.full(60, 0.5), np.where(np.arange(60) == 3, np.nan, 0.5)):
        table = tripwires(world(adoption, throughput), "change", has_dip=True)
        assert "adoption" not in set(table["indicator"])


def test_only_signs_from_the_first_half_count():
    adoption, throughput = adopted(60, 0.5)
    late = Curves(planted({"throughput": throughput[:, :8]}, state={("adoption", 6): adoption}))
    assert "adoption" not in set(tripwires(late, "change", has_dip=True)["indicator"])


@pytest.mark.slow
def test_signs_that_tell_nothing_are_told_in_one_comparison_of_twenty_at_most():
    """Adoption, coverage and skill are luck of their own; the outcome is, too."""
    false = 0
    for number in range(120):
        luck = np.random.default_rng(number)
        state = {
            (quantity, month): luck.random(60)
            for quantity in ("adoption", "coverage", "skill", "friction") for month in (3, 6, 9)
        }  # fmt: skip
        # The early months of throughput are left as they are: they would tell, being part of the sum.
        throughput = np.concatenate([np.zeros((60, 12)), noise(60, 12, 2.0, seed=number)], axis=1)
        curves = Curves(planted({"throughput": throughput}, state=state))
        false += not tripwires(curves, "change", has_dip=True).empty
    assert false / 120 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)
