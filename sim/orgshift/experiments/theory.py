"""Queueing theory: what the engine has to agree with. All times in hours, rates per hour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq


class Source(StrEnum):
    """Where a formula stands. Kleinrock 1975 and 1976 are *Queueing Systems*, volumes I and II."""

    LITTLE = "Little 1961"
    MMC = "Erlang 1917; Kleinrock 1975 §3.5"
    MG1 = "Khinchine 1932; Kleinrock 1975 §5.6"
    MG1_SD = "Kleinrock 1975 §5.7"
    GM1 = "Kleinrock 1975 §6.4"
    JACKSON = "Jackson 1957"
    MERGED = "Burke 1956; Kleinrock 1975 §3.5"
    FEEDBACK = "Takács 1963"
    REWORK = "Kleinrock 1975 §5.6, geometric sum"
    PRIORITY = "Cobham 1954"
    PREEMPTIVE = "Kleinrock 1976 §3.4"
    RESUMPTION = "Gaver 1962; Welch 1964"
    CLOSED = "Reiser & Lavenberg 1980"
    MACHINE_REPAIR = "Palm 1947; Kleinrock 1975 §3.8"
    WINDOW = "uniform on [0, T]"
    OPENINGS = "P(none in T) of a Poisson stream"


class Station(NamedTuple):
    """Steady state of one queue: the mean wait, the mean number waiting, the load per server."""

    wait: float
    waiting: float
    utilisation: float


def erlang_c(rate: float, service: float, servers: int) -> float:
    """Return the probability that a customer of M/M/c has to wait (Erlang 1917)."""
    offered = rate * service
    term, total = 1.0, 1.0
    for k in range(1, servers):
        term *= offered / k
        total += term
    last = term * offered / servers / (1.0 - offered / servers)
    return last / (total + last)


def mmc(rate: float, service: float, servers: int) -> Station:
    """Return M/M/c (Kleinrock 1975, *Queueing Systems I*, §3.5); M/M/1 with one server."""
    load = rate * service / servers
    wait = erlang_c(rate, service, servers) * service / (servers * (1.0 - load))
    return Station(wait, rate * wait, load)


def mg1(rate: float, service: float, cv: float) -> Station:
    """Return M/G/1 (Pollaczek 1930, Khinchine 1932; Kleinrock 1975, §5.6)."""
    load = rate * service
    wait = rate * service**2 * (1.0 + cv**2) / (2.0 * (1.0 - load))
    return Station(wait, rate * wait, load)


def mg1_time_sd(rate: float, moments: Sequence[float]) -> float:
    """Return the standard deviation of the time in system of M/G/1, first come first served.

    *moments* are E[S], E[S²], E[S³] of the service: Var W = E[W]² + λ E[S³] / (3(1 − ρ)) (Takács 1962;
    Kleinrock 1975, §5.7).
    """
    first, second, third = moments
    idle = 1.0 - rate * first
    wait = rate * second / (2.0 * idle)
    return math.sqrt(wait**2 + rate * third / (3.0 * idle) + second - first**2)


def dm1(gap: float, service: float) -> tuple[Station, float]:
    """Return D/M/1 and the mean time in system, which is exponential: its standard deviation too.

    An arrival finds somebody with probability σ, the root of σ = e^(−(1−σ)·gap/service) in (0, 1)
    (Kleinrock 1975, §6.4).
    """
    load = service / gap
    found = float(brentq(lambda x: math.exp(-(1.0 - x) / load) - x, 0.0, 1.0 - (1.0 - load) / 2.0))
    time = service / (1.0 - found)
    return Station(found * time, found * time / gap, load), time


def feedback(rate: float, service: float, cv: float, again: float) -> tuple[Station, float]:
    """Return M/G/1 with feedback, a visit at a time, and the mean time in system of all visits.

    Who was served joins the end of the queue again with probability *again* (Takács 1963). The number
    present is that of M/G/1 whose service is all of a customer's services in one.
    """
    left = 1.0 - again
    first = service / left
    second = service**2 * ((1.0 + cv**2) / left + 2.0 * again / left**2)
    wait = rate * second / (2.0 * (1.0 - rate * first))
    return Station(wait * left, rate * wait, rate * first), wait + first


def rework_moments(service: float, again: float, size: float) -> tuple[float, float]:
    """Return mean and coefficient of variation of an exponential service X and all of its rework.

    X(1 + size·N), N geometric: P(N = n) = (1 − again) againⁿ.
    """
    times, squared = again / (1.0 - again), again * (1.0 + again) / (1.0 - again) ** 2
    first = service * (1.0 + size * times)
    second = 2.0 * service**2 * (1.0 + 2.0 * size * times + size**2 * squared)
    return first, math.sqrt(second / first**2 - 1.0)


def jackson(
    arrivals: Sequence[float],
    routing: Sequence[Sequence[float]],
    services: Sequence[float],
    servers: Sequence[int],
) -> tuple[list[float], list[Station]]:
    """Return (rates, stations) of an open network: λ = γ + Pᵀλ, each station M/M/c (Jackson 1957)."""
    size = len(arrivals)
    rates = np.linalg.solve(np.eye(size) - np.asarray(routing).T, np.asarray(arrivals))
    stations = [mmc(*one) for one in zip(rates.tolist(), services, servers, strict=True)]
    return rates.tolist(), stations


def priority_waits(rates: Sequence[float], service: float, cv: float = 1.0) -> list[float]:
    """Return mean waits of M/G/1 with classes first to last, nobody interrupted (Cobham 1954)."""
    residual = sum(rates) * service**2 * (1.0 + cv**2) / 2.0
    waits, above = [], 0.0
    for rate in rates:
        upto = above + rate * service
        waits.append(residual / ((1.0 - above) * (1.0 - upto)))
        above = upto
    return waits


def preemptive_times(rates: Sequence[float], service: float, cv: float = 1.0) -> list[float]:
    """Return mean times in system of M/G/1 preemptive-resume, classes first to last.

    Source: Kleinrock 1976, *Queueing Systems II*, §3.4.
    """
    times, above, residual = [], 0.0, 0.0
    for rate in rates:
        upto = above + rate * service
        residual += rate * service**2 * (1.0 + cv**2) / 2.0
        times.append(service / (1.0 - above) + residual / ((1.0 - above) * (1.0 - upto)))
        above = upto
    return times


def preemptive_with_resumption(
    rates: Sequence[float], service: float, resumption: float
) -> tuple[float, float, float]:
    """Return (time of the first class, time of the second, share of time spent on resuming).

    Two classes with exponential services; whoever was interrupted first resumes for *resumption*
    hours, and does so again if that is interrupted. From the start of its service to the end, a task
    of the second class takes its completion time (Gaver 1962): the service and, for each interruption
    in it, the busy period of the first class and the resumption. The second class is then M/G/1 whose
    first customer of a busy period may find the first class at work (Welch 1964).
    """
    first, second = rates
    away, away_2 = _interruption(first, service, resumption)
    mean = service * (1.0 + first * away)
    square = 2.0 * mean**2 + service * first * away_2
    busy, busy_2 = _busy_period(first, service)
    ends = _ends_before(first, service, second)
    met = first / (first + second - first * ends)
    delay = met * (busy - (1.0 - ends) / second)
    delay_2 = met * (busy_2 - 2.0 * busy / second + 2.0 * (1.0 - ends) / second**2)
    wait = second * square / (2.0 * (1.0 - second * mean))
    wait += (2.0 * delay + second * delay_2) / (2.0 * (1.0 + second * delay))
    resuming = second * service * math.expm1(first * resumption)
    return busy, wait + mean, resuming


def _busy_period(rate: float, service: float) -> tuple[float, float]:
    """Return E[B] and E[B²] of the busy period of M/M/1 (Kleinrock 1975, §5.8)."""
    left = 1.0 - rate * service
    return service / left, 2.0 * service**2 / left**3


def _ends_before(rate: float, service: float, other: float) -> float:
    """Return P(a busy period of M/M/1 ends before an event of rate *other*): its transform there."""
    both = rate + 1.0 / service + other
    return (both - math.sqrt(both**2 - 4.0 * rate / service)) / (2.0 * rate)


def _interruption(rate: float, service: float, resumption: float) -> tuple[float, float]:
    """Return E[G] and E[G²] of the time from an interruption to when work goes on.

    G is a busy period, then a resumption, unless an arrival cuts it short and another G begins.
    """
    busy, busy_2 = _busy_period(rate, service)
    whole = math.exp(-rate * resumption)
    cut = (1.0 - whole) / rate - resumption * whole
    cut_2 = 2.0 * (1.0 - whole) / rate**2 - whole * (resumption**2 + 2.0 * resumption / rate)
    mean = (busy + whole * resumption + cut) / whole
    after = mean - busy
    square = busy_2 + 2.0 * busy * after + whole * resumption**2 + cut_2 + 2.0 * cut * mean
    return mean, square / whole


def closed_line(services: Sequence[float], customers: int) -> tuple[float, list[float]]:
    """Return (throughput, mean number at each station) of a closed line of single servers.

    Mean value analysis (Reiser & Lavenberg 1980), exact for exponential services (Gordon & Newell
    1967).
    """
    present = [0.0] * len(services)
    throughput = 0.0
    for population in range(1, customers + 1):
        times = [s * (1.0 + n) for s, n in zip(services, present, strict=True)]
        throughput = population / sum(times)
        present = [throughput * t for t in times]
    return throughput, present


def machine_repair(machines: int, running: float, repair: float) -> tuple[float, Station]:
    """Return (throughput, the repair shop) of M/M/1//N: *machines* run, fail, are repaired, run on.

    Palm 1947; Kleinrock 1975, §3.8. *running* and *repair* are mean times.
    """
    weights = np.cumprod([1.0] + [(machines - k) * repair / running for k in range(machines)])
    shares = weights / weights.sum()
    throughput = (1.0 - float(shares[0])) / repair
    waiting = float(np.maximum(np.arange(machines + 1) - 1, 0) @ shares)
    return throughput, Station(waiting / throughput, waiting, throughput * repair)


def window_wait(period: float) -> tuple[float, float]:
    """Return mean and standard deviation of the wait for a door that opens every *period*.

    For a Poisson stream it is uniform on [0, period].
    """
    return period / 2.0, period / math.sqrt(12.0)


def window_openings(rate: float, period: float) -> float:
    """Return how often per hour somebody leaves by that door: (1 − e^(−λT)) / T."""
    return -math.expm1(-rate * period) / period
