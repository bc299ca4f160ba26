"""Queueing theory: what the engine has to agree with. All times in hours, rates per hour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


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


def window_wait(period: float) -> float:
    """Return the mean wait of a Poisson stream for a door that opens every *period*: half of it."""
    return period / 2.0


def window_openings(rate: float, period: float) -> float:
    """Return how often per hour somebody leaves by that door: (1 − e^(−λT)) / T."""
    return -math.expm1(-rate * period) / period
