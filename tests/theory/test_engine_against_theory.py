"""The engine against queueing theory, through the public loader: the cases of `orgshift verify`."""

import pytest

from orgshift.experiments import theory
from orgshift.experiments.verify import CASES, HEAVY, verify


@pytest.mark.parametrize("case", list(CASES))
def test_case_agrees_with_its_formula(case):
    table = verify([case], jobs=1)
    failed = table[table.verdict != "holds"]
    assert failed.empty, failed.to_string()


@pytest.mark.slow
@pytest.mark.parametrize("case", list(HEAVY))
def test_heavy_load_agrees_with_its_formula(case):
    table = verify([case], jobs=1)
    failed = table[table.verdict != "holds"]
    assert failed.empty, failed.to_string()


def test_a_wrong_formula_is_found_out(monkeypatch):
    """The check can fail: the M/M/1 formula with a service 10 % too long does not hold."""
    true = theory.mmc
    monkeypatch.setattr(theory, "mmc", lambda rate, service, c: true(rate, 1.1 * service, c))
    table = verify(["mm1"], jobs=1, replications=4)
    assert (table.verdict == "FAILS").any()


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
def test_one_server_of_mmc_is_mm1(load):
    station = theory.mmc(load, 1.0, 1)
    assert station.wait == pytest.approx(load / (1 - load))
    assert station.waiting == pytest.approx(load**2 / (1 - load))


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
def test_exponential_mg1_is_mm1_and_constant_waits_half(load):
    exponential, constant = theory.mg1(load, 1.0, 1.0), theory.mg1(load, 1.0, 0.0)
    assert exponential.wait == pytest.approx(theory.mmc(load, 1.0, 1).wait)
    assert constant.wait == pytest.approx(exponential.wait / 2)


def test_priorities_share_out_the_same_work():
    """Kleinrock's conservation law: the load-weighted wait does not depend on the order."""
    rates, service = [0.3, 0.4], 1.0
    first, second = theory.priority_waits(rates, service)
    mixed = theory.mg1(0.7, service, 1.0).wait
    assert 0.3 * first + 0.4 * second == pytest.approx(0.7 * mixed)


def test_first_class_with_preemption_does_not_see_the_second():
    first, _ = theory.preemptive_times([0.3, 0.4], 1.0)
    assert first == pytest.approx(1.0 / (1 - 0.3))


def test_jackson_rates_follow_the_traffic_equations():
    rates, stations = theory.jackson([1.0, 0.0], [[0.0, 1.0], [0.5, 0.0]], [0.2, 0.2], [1, 1])
    assert rates == pytest.approx([2.0, 2.0])
    assert [s.utilisation for s in stations] == pytest.approx([0.4, 0.4])


def test_a_closed_line_of_two_equal_stations():
    """With n customers and equal service 1, throughput is n / (n + 1)."""
    throughput, present = theory.closed_line([1.0, 1.0], 4)
    assert throughput == pytest.approx(4 / 5)
    assert present == pytest.approx([2.0, 2.0])
