"""The queues in Ciw: a network by its distributions, servers and routing."""

import ciw


def mmc(customers: int, servers: int, load: float, seed: int) -> float:
    """Serve *customers* at *servers* (mean service 1) and return the mean wait."""
    records = _records(
        customers,
        seed,
        arrival_distributions=[ciw.dists.Exponential(load * servers)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[servers],
    )
    return sum(record.waiting_time for record in records) / len(records)


def network(customers: int, stations: int, feedback: float, load: float, seed: int) -> float:
    """Send *customers* through *stations* in a row and return the mean time in the network."""
    routing = [[float(to == here + 1) for to in range(stations)] for here in range(stations - 1)]
    records = _records(
        customers,
        seed,
        arrival_distributions=[ciw.dists.Exponential(load * (1.0 - feedback))]
        + [None] * (stations - 1),
        service_distributions=[ciw.dists.Exponential(1.0)] * stations,
        number_of_servers=[1] * stations,
        routing=[*routing, [feedback] + [0.0] * (stations - 1)],
    )
    arrived: dict[int, float] = {}
    left: dict[int, float] = {}
    for record in records:
        name = record.id_number
        arrived[name] = min(arrived.get(name, record.arrival_date), record.arrival_date)
        left[name] = max(left.get(name, 0.0), record.exit_date)
    done = [name for name, gone in left.items() if gone == gone]
    return sum(left[name] - arrived[name] for name in done) / len(done)


def _records(customers: int, seed: int, **network):
    ciw.seed(seed)
    simulation = ciw.Simulation(ciw.create_network(**network))
    simulation.simulate_until_max_customers(customers)
    return simulation.get_all_records()
