"""The queues in SimulSI: a process per customer, named random streams."""

from simulsi import Simulation
from simulsi.randomness import Exponential


def mmc(customers: int, servers: int, load: float, seed: int) -> float:
    """Serve *customers* at *servers* (mean service 1) and return the mean wait."""
    sim = Simulation(seed=seed)
    desk = sim.resource("desk", capacity=servers)
    arrivals, services = sim.stream("arrivals"), sim.stream("service")
    gap, service = Exponential(rate=load * servers), Exponential(mean=1.0)
    waits: list[float] = []

    def customer(sim):
        arrived = sim.now
        yield sim.request(desk)
        waits.append(sim.now - arrived)
        yield service.sample(services)
        sim.release(desk)

    def source(sim):
        for _ in range(customers):
            yield gap.sample(arrivals)
            sim.process(customer(sim))

    sim.process(source(sim))
    sim.run()
    return sum(waits) / len(waits)


def network(customers: int, stations: int, feedback: float, load: float, seed: int) -> float:
    """Send *customers* through *stations* in a row and return the mean time in the network."""
    sim = Simulation(seed=seed)
    desks = [sim.resource(f"desk {n}", capacity=1) for n in range(stations)]
    arrivals, services, luck = sim.stream("arrivals"), sim.stream("service"), sim.stream("luck")
    gap, service = Exponential(rate=load * (1.0 - feedback)), Exponential(mean=1.0)
    times: list[float] = []

    def customer(sim):
        arrived = sim.now
        while True:
            for desk in desks:
                yield sim.request(desk)
                yield service.sample(services)
                sim.release(desk)
            if luck.random() >= feedback:
                break
        times.append(sim.now - arrived)

    def source(sim):
        for _ in range(customers):
            yield gap.sample(arrivals)
            sim.process(customer(sim))

    sim.process(source(sim))
    sim.run()
    return sum(times) / len(times)
