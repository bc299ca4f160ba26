"""The queues in salabim: a component per customer, in its mode with `yield`."""

import salabim as sim


def mmc(customers: int, servers: int, load: float, seed: int) -> float:
    """Serve *customers* at *servers* (mean service 1) and return the mean wait."""
    env = sim.Environment(random_seed=seed, yieldless=False)
    desk = sim.Resource("desk", capacity=servers)
    gap, service = sim.Exponential(1.0 / (load * servers)), sim.Exponential(1.0)
    waits: list[float] = []

    class Customer(sim.Component):
        def process(self):
            arrived = env.now()
            yield self.request(desk)
            waits.append(env.now() - arrived)
            yield self.hold(service.sample())
            self.release(desk)

    class Source(sim.Component):
        def process(self):
            for _ in range(customers):
                yield self.hold(gap.sample())
                Customer()

    Source()
    env.run()
    return sum(waits) / len(waits)


def network(customers: int, stations: int, feedback: float, load: float, seed: int) -> float:
    """Send *customers* through *stations* in a row and return the mean time in the network."""
    env = sim.Environment(random_seed=seed, yieldless=False)
    desks = [sim.Resource(f"desk {n}") for n in range(stations)]
    gap, service = sim.Exponential(1.0 / (load * (1.0 - feedback))), sim.Exponential(1.0)
    luck = sim.Uniform(0.0, 1.0)
    times: list[float] = []

    class Customer(sim.Component):
        def process(self):
            arrived = env.now()
            while True:
                for desk in desks:
                    yield self.request(desk)
                    yield self.hold(service.sample())
                    self.release(desk)
                if luck.sample() >= feedback:
                    break
            times.append(env.now() - arrived)

    class Source(sim.Component):
        def process(self):
            for _ in range(customers):
                yield self.hold(gap.sample())
                Customer()

    Source()
    env.run()
    return sum(times) / len(times)
