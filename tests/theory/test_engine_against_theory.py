"""The engine against queueing theory, through the public loader: the cases of `orgshift verify`."""

import itertools

import numpy as np
import pytest

import orgshift
from orgshift.engine import flow
from orgshift.engine.work import Work
from orgshift.experiments import theory
from orgshift.experiments.queues import CASES, HEAVY
from orgshift.experiments.verify import verify
from orgshift.organisation.board import Task


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


def failing(case):
    """Return the quantities of *case* that do not hold in four replications."""
    table = verify([case], jobs=1, replications=4)
    return set(table.quantity[table.verdict == "FAILS"])


def test_a_wrong_formula_is_found_out(monkeypatch):
    """The check can fail: a formula with the period of the window 10 % too long does not hold."""
    true = theory.window_wait
    monkeypatch.setattr(theory, "window_wait", lambda period: true(1.1 * period))
    assert failing("window") == {
        "window: mean wait, h",
        "window: sd of wait, h",
        "mean time in system, h",
    }


def test_an_engine_that_serves_the_last_come_first_is_found_out(monkeypatch):
    """All means are those of first come, first served: it is the deviation that gives it away."""
    monkeypatch.setattr(flow, "Task", lambda on, rank, age, *rest: Task(on, rank, -age, *rest))
    assert failing("dm1") == {"sd of time in system, h"}


def test_waits_that_the_boards_lose_are_missed_in_the_journeys(monkeypatch):
    """Little's law is checked between two books: one alone could be wrong and agree with itself."""
    take = Work.take

    def forgetful(self, engineer):
        if engineer.board.heap:
            engineer.board.heap[0][3].queued += 0.1
        take(self, engineer)

    monkeypatch.setattr(Work, "take", forgetful)
    failed = failing("machine-repair")
    assert "mechanics: Little's law, L/(λW)" not in failed
    assert "journeys: Little's law, L/ΣλW" in failed


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


def test_time_in_mm1_is_exponential():
    """Its standard deviation is its mean, 1 / (μ − λ)."""
    assert theory.mg1_time_sd(0.7, [1.0, 2.0, 6.0]) == pytest.approx(1 / 0.3)


def test_requests_like_clockwork_wait_less_than_half_as_long_as_random_ones():
    """Half is the limit in heavy traffic (Kingman 1962); σ solves its equation."""
    station, time = theory.dm1(1.0, 0.7)
    found = 1.0 - 0.7 / time
    assert found == pytest.approx(np.exp(-(1.0 - found) / 0.7))
    assert station.wait < theory.mmc(1.0, 0.7, 1).wait / 2
    heavy, _ = theory.dm1(1.0, 0.999)
    assert heavy.wait == pytest.approx(theory.mmc(1.0, 0.999, 1).wait / 2, rel=1e-3)


def test_exponential_feedback_is_a_jackson_network_of_one():
    station, time = theory.feedback(0.5, 1.0, 1.0, 0.25)
    _, (jackson,) = theory.jackson([0.5], [[0.25]], [1.0], [1])
    assert station == pytest.approx(jackson)
    assert time == pytest.approx((jackson.wait + 1.0) / 0.75)


def test_rework_at_full_size_is_the_same_work_again_and_none_is_exponential():
    """X(1 + N): a geometric number of times the same X, mean m / (1 − p), E[S²] = 2m²E[(1 + N)²]."""
    mean, cv = theory.rework_moments(2.0, 0.2, 1.0)
    assert mean == pytest.approx(2.0 / 0.8)
    assert mean**2 * (1 + cv**2) == pytest.approx(8.0 * (1 + 0.2) / 0.8**2)
    assert theory.rework_moments(2.0, 0.2, 0.0) == pytest.approx((2.0, 1.0))


def test_resumption_that_takes_no_time_is_no_resumption():
    first, second, share = theory.preemptive_with_resumption([0.2, 0.3], 1.0, 1e-9)
    assert (first, second) == pytest.approx(theory.preemptive_times([0.2, 0.3], 1.0))
    assert share == pytest.approx(0.0, abs=1e-9)


def test_resumption_costs_the_others_only_and_more_than_its_hours():
    first, second, share = theory.preemptive_with_resumption([0.2, 0.3], 1.0, 0.75)
    before, without = theory.preemptive_times([0.2, 0.3], 1.0)
    assert first == pytest.approx(before)
    assert second - without > share / 0.3


def test_one_machine_is_never_kept_waiting_and_many_keep_the_mechanic_busy():
    rate, shop = theory.machine_repair(1, 6.0, 1.0)
    assert (rate, shop.wait) == pytest.approx((1 / 7, 0.0))
    assert theory.machine_repair(60, 6.0, 1.0)[1].utilisation == pytest.approx(1.0)


def test_machines_in_repair_and_at_work_add_up_to_all():
    rate, shop = theory.machine_repair(5, 6.0, 1.0)
    assert rate * (6.0 + shop.wait + 1.0) == pytest.approx(5)


def test_no_two_checks_have_the_same_name_and_each_has_its_source():
    for name, case in itertools.chain(CASES.items(), HEAVY.items()):
        checks = list(case(orgshift.load(f"theory/{name}")))
        quantities = [check.quantity for check in checks]
        assert len(quantities) == len(set(quantities))
        assert all(check.source for check in checks)


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
