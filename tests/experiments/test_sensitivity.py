"""Sensitivity: what a difference goes with is found, and nothing where there is nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import orgshift
from orgshift.experiments import sensitivity
from orgshift.experiments.beliefs import by_draw
from orgshift.experiments.sensitivity import matters, sensitivities
from orgshift.reports.sections import sections
from orgshift.reports.source import Source

SMALL = """
    horizon: 3 months
    run_in: 1 month
    demand: {size: {value: "lognormal median 3 days, sd of log 0.8", belief: 1 to 9 days}}
    teams: {ada: {engineers: 3, services: 2}, bob: {engineers: 4, services: 3}}
    capabilities: {deployment: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment}}
    mechanisms: {toil: {share: {belief: 15 % to 42 %}}, turnover: {attrition: {belief: 5 to 20 %/year}}}
    variants:
      today: {}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


def draws(count, beliefs, seed):
    rng = np.random.default_rng(seed)
    names = [f"b{number}" for number in range(beliefs)]
    return pd.DataFrame(rng.lognormal(size=(count, beliefs)), columns=names), rng


def test_what_the_difference_is_made_of_comes_first_with_its_sign():
    amounts, rng = draws(24, 30, 1)
    difference = -3.0 * np.log(amounts["b7"]) + np.log(amounts["b3"]) + rng.normal(0, 0.5, 24)
    first, second, *rest = sensitivities(amounts, difference.to_numpy())
    assert (first.belief, second.belief) == ("b7", "b3")
    assert first.correlation < 0 < second.correlation
    assert first.high < -0.5
    assert first.share == pytest.approx(first.correlation**2)
    assert matters(first)
    assert not any(matters(one) for one in rest)
    assert [one.share for one in rest] == sorted((one.share for one in rest), reverse=True)


def test_where_nothing_matters_something_is_said_to_at_the_stated_rate():
    """A false alarm about any of twelve beliefs in one of twenty sets of draws."""
    alarms = 0
    for seed in range(200):
        amounts, rng = draws(12, 12, seed)
        alarms += any(matters(one) for one in sensitivities(amounts, rng.normal(size=12)))
    # Binomial(200, 5 %): above 18 in one of a hundred such tests.
    assert 2 <= alarms <= 18


def test_the_interval_covers_at_its_rate(monkeypatch):
    """Two normal variables of correlation r: Spearman's is (6/π)·asin(r/2)."""
    monkeypatch.setattr(sensitivity, "PERMUTATIONS", 1)
    rng, r, hits = np.random.default_rng(2), 0.6, 0
    truth = 6.0 / np.pi * np.arcsin(r / 2.0)
    for _ in range(300):
        belief, noise = rng.normal(size=(2, 20))
        difference = r * belief + np.sqrt(1 - r**2) * noise
        (one,) = sensitivities(pd.DataFrame({"b": belief}), difference)
        hits += one.low <= truth <= one.high
    assert 0.91 <= hits / 300 <= 0.98


def test_too_few_draws_and_what_does_not_vary_say_nothing():
    amounts, rng = draws(8, 2, 3)
    amounts["b1"] = 1.0
    difference = rng.normal(size=8)
    assert [one.belief for one in sensitivities(amounts, difference)] == ["b0"]
    assert sensitivities(amounts, np.zeros(8)) == []
    difference[:3] = [np.nan, np.inf, np.nan]
    assert sensitivities(amounts, difference) == []


def test_a_comparison_keeps_what_was_drawn_and_tells_what_matters(scenario):
    asked = scenario(SMALL)
    found = orgshift.compare(asked, replications=20, jobs=1)
    keys = ["variant", "replication"]
    drawn = found.beliefs.pivot_table("amount", keys, "belief", observed=True)
    assert set(drawn.columns) == set(found.about["beliefs"]) == {
        "demand.size", "mechanisms.toil.share", "mechanisms.turnover.attrition",
    }  # fmt: skip
    today = drawn.loc["today"]
    pd.testing.assert_frame_equal(today, drawn.loc["fewer"])
    assert (today.iloc[::2].to_numpy() == today.iloc[1::2].to_numpy()).all()
    assert today["mechanisms.toil.share"].nunique() == 10
    # Fewer features in progress cost as many features as would have been made: smaller ones, more.
    table = found.sensitivity.query("measure == 'throughput'")
    size = table.iloc[0]
    assert (size.belief, size.verdict) == ("demand.size", "matters")
    assert size.correlation > 0.6
    values = found.values("throughput")
    difference = by_draw((values["fewer"] - values["today"]).to_numpy())
    for row in table.itertuples():
        expected = spearmanr(today[row.belief].iloc[::2], difference).statistic
        assert row.correlation == pytest.approx(expected)
        assert row.low <= row.correlation <= row.high
    charts = [chart for one in sections(Source.of(found)) for chart in one.charts]
    names = [chart.name for chart in charts if chart.name.startswith("sensitivity")]
    assert names == ["sensitivity-lead-time-p50-1", "sensitivity-throughput-1"]
    rows = found.as_document()["sensitivity"]
    assert rows[0].keys() == {"variant", *table.columns[1:]}


def test_without_beliefs_there_is_nothing_to_tell(scenario):
    text = SMALL
    for old, new in (
        (
            '{value: "lognormal median 3 days, sd of log 0.8", belief: 1 to 9 days}',
            "constant 3 days",
        ),
        ("{belief: 15 % to 42 %}", "30 %"),
        ("{belief: 5 to 20 %/year}", "10 %/year"),
    ):
        text = text.replace(old, new)
    asked = scenario(text)
    found = orgshift.compare(asked, replications=2, jobs=1)
    assert len(found.beliefs) == len(found.sensitivity) == 0
    assert "correlation" in found.sensitivity.columns
