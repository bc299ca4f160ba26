"""Queues with known answers: a scenario file through the public loader, against plain SimPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import orgshift
from benchmarks import answers, peers
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Timing, interleaved, rates, seconds, times_as_fast
from benchmarks.twins import queues as simpy_queues
from orgshift.experiments import theory

SCENARIOS = Path(__file__).parent / "scenarios"

OURS, SIMPY = "orgshift", "SimPy"
SERVERS, LOAD = 3, 0.80
STATIONS, FEEDBACK = 10, 0.20


#: Peers serve a part of the customers: some take a minute for all of them. Rates are compared.
PEERS_SHARE = 5


class Served(NamedTuple):
    """What a program did: customers it served, and the mean it was asked for, hours.

    ``seconds`` where it did so in a process of its own.
    """

    customers: int
    mean_h: float
    seconds: float | None = None

    @property
    def work(self) -> float | Timing:
        """What a timed program returns."""
        if self.seconds is None:
            return self.customers
        return Timing(self.seconds, self.customers)


@dataclass(frozen=True)
class Case:
    """One system, the mean it is asked for by theory, and the programs that simulate it.

    ``asked`` is the function of a peer that simulates it, the customers, and what else it needs;
    ``wanted``, how many times as fast as SimPy ours should be.
    """

    name: str
    quantity: str
    theory: float
    programs: dict[str, Callable[[int], Served]]
    asked: tuple[str, int, tuple[float, ...]]
    wanted: float

    def by(self, peer: peers.Peer) -> Callable[[int], Served]:
        """Return the program that lets *peer* simulate it."""
        function, customers, rest = self.asked

        def program(seed: int) -> Served:
            seconds, mean_h = peer.ask(function, customers, *rest, seed)
            return Served(customers, mean_h, seconds)

        return program


@cache
def scenario(name: str, months: int | None) -> orgshift.Scenario:
    overrides = [] if months is None else [f"horizon={months} months"]
    return orgshift.load(SCENARIOS / f"{name}.yaml", overrides=overrides)


def cases(*, quick: bool) -> list[Case]:
    """Return the cases, full-size or with a tenth of the customers."""
    share = 10 if quick else 1
    months = (6, 11) if quick else (None, None)
    queue, network = scenario("mm3", months[0]), scenario("network", months[1])

    def our_queue(seed: int) -> Served:
        run = orgshift.run(queue, seed=seed)
        return Served(len(run.features), float(run.boards.wait_h[0]))

    def our_network(seed: int) -> Served:
        run = orgshift.run(network, seed=seed)
        left = run.features[~run.features.open]
        return Served(len(run.features), float(left.lead_h.mean()))

    def simpy_queue(seed: int) -> Served:
        customers = 100_000 // share
        return Served(customers, simpy_queues.mmc(customers, SERVERS, LOAD, seed))

    def simpy_network(seed: int) -> Served:
        customers = 50_000 // share
        mean_h = simpy_queues.network(customers, STATIONS, FEEDBACK, LOAD, seed)
        return Served(customers, mean_h)

    return [
        Case(
            "M/M/3 at 80 %",
            "mean wait, h",
            theory.mmc(LOAD * SERVERS, 1.0, SERVERS).wait,
            {OURS: our_queue, SIMPY: simpy_queue},
            ("mmc", 100_000 // share // PEERS_SHARE, (SERVERS, LOAD)),
            1.0,
        ),
        Case(
            "10 stations, 20 % feedback",
            "mean time in the network, h",
            _time_in_network(),
            {OURS: our_network, SIMPY: simpy_network},
            ("network", 50_000 // share // PEERS_SHARE, (STATIONS, FEEDBACK, LOAD)),
            1.5,
        ),
    ]


def _time_in_network() -> float:
    """Return the mean time in the Jackson network: Little's law over all stations."""
    entering = LOAD * (1.0 - FEEDBACK)
    arrivals = [entering] + [0.0] * (STATIONS - 1)
    routing = [
        [float(to == here + 1) for to in range(STATIONS)] for here in range(STATIONS - 1)
    ] + [[FEEDBACK] + [0.0] * (STATIONS - 1)]
    flows, stations = theory.jackson(arrivals, routing, [1.0] * STATIONS, [1] * STATIONS)
    present = sum(
        flow * (station.wait + 1.0) for flow, station in zip(flows, stations, strict=True)
    )
    return present / entering


def measure(*, quick: bool) -> Section:
    """Check every program's answer, then time them side by side."""
    with peers.started() as others:
        return _measured(others, quick=quick)


def _measured(others: dict[str, peers.Peer], *, quick: bool) -> Section:
    replications, rounds = (6, 3) if quick else (6, 7)
    section = Section(
        "Queues",
        "Ours is a scenario file of a few lines (`benchmarks/scenarios/`) through `orgshift.load` "
        "and `orgshift.run`, journeys, hours and all tables included. SimPy is a process per "
        "customer and `Resource.request` (`benchmarks/twins/queues.py`), which keeps one number "
        "per customer. The others are as their documentation shows it (`benchmarks/peers/`), in "
        f"processes of their own: {', '.join(f'{k} {v}' for k, v in peers.pinned().items())}; each "
        "keeps what it keeps by default.",
    )
    checks, rows = [], []
    for case in cases(quick=quick):
        all_programs = case.programs | {name: case.by(peer) for name, peer in others.items()}
        for name, program in all_programs.items():
            found = [program(seed).mean_h for seed in range(1, replications + 1)]
            checks.append(
                answers.against_theory(case.name, name, case.quantity, case.theory, found)
            )
        answers.table(checks)
        programs = {
            name: lambda seed, program=program: program(100 + seed).work
            for name, program in all_programs.items()
        }
        timings = interleaved(programs, rounds)
        for name, times in timings.items():
            ratio = times_as_fast(times, timings[SIMPY])
            rows.append(
                (
                    case.name,
                    name,
                    f"{times[0].done:,.0f}",
                    seconds(times).show(),
                    rates(times).show(",.0f"),
                    "1" if name == SIMPY else ratio.show(),
                )
            )
            if name == OURS:
                section.targets.append(
                    Target(
                        f"{case.name}: times as fast as SimPy",
                        f"at least {case.wanted:g}",
                        ratio.show(),
                        ratio.median >= case.wanted,
                    )
                )
    section.tables.append(answers.table(checks))
    section.tables.append(
        Table(
            f"Timing, {rounds} rounds (ratio: customers per second over SimPy's in that round):",
            ("case", "program", "customers", "seconds", "customers/s", "times as fast as SimPy"),
            rows,
        )
    )
    section.tables.append(_loading())
    return section


def _loading() -> Table:
    rows: list[Sequence[str]] = []
    for name in ("mm3", "network"):
        began = perf_counter()
        orgshift.load(SCENARIOS / f"{name}.yaml")
        rows.append((f"{name}.yaml", f"{1000.0 * (perf_counter() - began):.0f}"))
    return Table("Loading the scenario file, not counted above:", ("file", "milliseconds"), rows)
