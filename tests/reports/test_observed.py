"""Measured beside simulated lead times, in words and in a picture."""

import pandas as pd
import pytest

from orgshift.experiments.observed import Observed
from orgshift.reports.observed import finding, in_text, measured_curves


def built(low=0.05, high=0.2, unknown=()):
    about = {
        "reference": "today",
        "features": 40,
        "open": 3,
        "until": "2026-05-01",
        "unknown": unknown,
    }
    row = {
        "scope": "organisation", "features": 40, "open": 3, "distance": 0.12, "low": low, "high": high,
        "days": 21, "observed_released": 0.62, "simulated_released": 0.74, "observed_p50": 16.0,
        "simulated_p50": 13.0, "observed_p85": float("inf"), "simulated_p85": 34.0, "known_days": 60,
    }  # fmt: skip
    curves = pd.DataFrame({
        "scope": "organisation", "source": ["observed", "observed", "today", "today"],
        "days": [0, 21, 0, 21], "released": [0.0, 0.62, 0.0, 0.74],
    })  # fmt: skip
    return Observed(about, pd.DataFrame(), curves, pd.DataFrame([row]))


def test_the_finding_says_how_far_apart_and_where():
    assert finding(built()) == (
        "Measured lead times and today are 12 points apart at most (5 to 20): within 21 days, 62 % of "
        "the measured features are released and 74 % of the simulated ones"
    )


def test_what_luck_may_make_is_said_to_be_no_more():
    assert "(at most 20; no more than luck may make)" in finding(built(low=0.0))
    assert "(" not in finding(built(low=float("nan"), high=float("nan")))


def test_the_text_has_the_quantiles_and_the_teams_that_are_not_there():
    text = in_text(built(unknown=[
        {"team": "energie", "features": 5, "guess": "energy"}, {"team": "x", "features": 1, "guess": ""}
    ]))  # fmt: skip
    (line,) = (one for one in text.splitlines() if one.startswith("today, all"))
    assert line.split()[2:] == ["16", "13", "–", "34", "12", "(5", "to", "20)"]
    assert "3 of them open on 2026-05-01" in text
    assert "energie (5 features; did you mean 'energy'?) and x (1 feature)" in " ".join(
        text.split()
    )


def test_the_curves_differ_in_dash_and_the_distance_is_drawn():
    observed = built()
    figure = measured_curves(observed.curves, observed.distances.iloc[0])
    measured, simulated, distance = figure.data
    assert (measured.meta, simulated.meta) == ("measured", "today, simulated")
    assert measured.line.dash != simulated.line.dash
    assert (list(distance.x), list(distance.y)) == ([21, 21], pytest.approx([62.0, 74.0]))
