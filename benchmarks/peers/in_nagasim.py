"""The queues in Naga: a model of blocks, run once; it keeps all its indicators."""

from nagasim import build as nb


def mmc(customers: int, servers: int, load: float, seed: int) -> float:
    """Serve *customers* at *servers* (mean service 1) and return the mean wait."""
    model = _model(customers / (load * servers))
    model.add_resource(name="desk", capacity=servers)
    arrive = model.create(distribution=nb.Exponential(rate=load * servers), max_arrivals=customers)
    serve = model.process(resource_name="desk", distribution=nb.Exponential(rate=1.0))
    arrive >> serve >> model.dispose()
    # Its mean wait in a queue is of those who waited; time in the system has no such footnote.
    return float(model.run(seed=seed).kpi("system/Avg Throughput Time")) - 1.0


def network(customers: int, stations: int, feedback: float, load: float, seed: int) -> float:
    """Send *customers* through *stations* in a row and return the mean time in the network."""
    rate = load * (1.0 - feedback)
    model = _model(customers / rate)
    last = first = None
    arrive = model.create(distribution=nb.Exponential(rate=rate), max_arrivals=customers)
    for n in range(stations):
        model.add_resource(name=f"desk {n}")
        desk = model.process(resource_name=f"desk {n}", distribution=nb.Exponential(rate=1.0))
        (last or arrive) >> desk
        first, last = first or desk, desk
    again = model.decide(mode="Chance", probs=[feedback])
    last >> again
    again >> first
    again >> model.dispose()
    return float(model.run(seed=seed).kpi("system/Avg Throughput Time"))


def _model(time_limit: float):
    # What is under way at the end is finished; nobody arrives after the last one.
    return nb.Model(time_limit=2.0 * time_limit, warmup=0, replications=1)
