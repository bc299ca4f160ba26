"""Queues as anybody would write them in plain SimPy: a process per customer, `Resource.request`."""

from __future__ import annotations

import random

import simpy


def mmc(customers: int, servers: int, load: float, seed: int) -> float:
    """Serve *customers* at *servers* (mean service 1) and return the mean wait."""
    env = simpy.Environment()
    counter = simpy.Resource(env, capacity=servers)
    luck = random.Random(seed)
    waits: list[float] = []

    def customer():
        arrived = env.now
        with counter.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(luck.expovariate(1.0))

    def source():
        for _ in range(customers):
            yield env.timeout(luck.expovariate(load * servers))
            env.process(customer())

    env.process(source())
    env.run()
    return sum(waits) / len(waits)


def network(customers: int, stations: int, feedback: float, load: float, seed: int) -> float:
    """Send *customers* through *stations* in a row and return the mean time in the network.

    After the last station a share *feedback* goes back to the first.
    """
    times, _ = _through_network(customers, stations, feedback, load, seed)
    return sum(times) / len(times)


def network_events(customers: int, stations: int, feedback: float, load: float, seed: int) -> int:
    """Do the same, and return how many events SimPy scheduled."""
    _, env = _through_network(customers, stations, feedback, load, seed)
    return next(env._eid)


def _through_network(
    customers: int, stations: int, feedback: float, load: float, seed: int
) -> tuple[list[float], simpy.Environment]:
    env = simpy.Environment()
    counters = [simpy.Resource(env, capacity=1) for _ in range(stations)]
    luck = random.Random(seed)
    times: list[float] = []

    def customer():
        arrived = env.now
        while True:
            for counter in counters:
                with counter.request() as turn:
                    yield turn
                    yield env.timeout(luck.expovariate(1.0))
            if luck.random() >= feedback:
                break
        times.append(env.now - arrived)

    def source():
        for _ in range(customers):
            yield env.timeout(luck.expovariate(load * (1.0 - feedback)))
            env.process(customer())

    env.process(source())
    env.run()
    return times, env
