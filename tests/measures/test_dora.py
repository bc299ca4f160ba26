"""DORA's tiers: figures fall where the report of 2024 has them."""

import math

import pytest

from orgshift.measures import REGISTRY
from orgshift.measures.dora import KEYS, tier


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [
        ("change_lead_time_p50", 0.5, "elite"),
        ("change_lead_time_p50", 6.9, "high"),
        ("change_lead_time_p50", 7.0, "medium"),
        ("change_lead_time_p50", 45.0, "low"),
        ("change_lead_time_p50", math.inf, "low"),
        ("deployment_frequency", 12.0, "elite"),
        ("deployment_frequency", 1.3, "high"),
        ("deployment_frequency", 0.5, "medium"),
        ("deployment_frequency", 0.0, "low"),
        ("change_failure_rate", 0.04, "elite"),
        ("change_failure_rate", 0.19, "high"),
        ("change_failure_rate", 0.12, "medium"),
        ("change_failure_rate", 0.9, "low"),
        ("restore_time", 0.5, "elite"),
        ("restore_time", 7.9, "high or medium"),
        ("restore_time", 41.0, "low"),
        ("restore_time", math.nan, ""),
    ],
)
def test_a_figure_falls_in_its_tier(measure, value, expected):
    assert tier(measure, value) == expected


def test_the_four_keys_are_measures():
    assert len(KEYS) == 4
    assert set(KEYS) <= set(REGISTRY)
