"""The engine against theory: the shipped theory scenarios, formula beside simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from orgshift.engine import Run
from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments import theory
from orgshift.experiments.intervals import half_width
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.scenario import Scenario, load

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Replications of every case; the error rate of 5 % is shared over all checks of a table.
REPLICATIONS = 10
ERROR_RATE = 0.05
#: How far a simulated mean may be from the formula.
TOLERANCE = 0.03


class Check(NamedTuple):
    """One quantity: what theory says, and how to read it off a run."""

    quantity: str
    formula: float
    read: Callable[[Run], float]


def _rate(scenario: Scenario) -> float:
    demand = next(iter(scenario.teams.values())).demand
    assert demand is not None
    assert demand.rate is not None
    return demand.rate.per_hour(scenario.calendar)


def _service(scenario: Scenario, step: str) -> float:
    effort = scenario.workflow[step].effort
    assert effort is not None
    return effort.mean


def _cv(scenario: Scenario, step: str) -> float:
    """Return the coefficient of variation of the step's effort."""
    effort = scenario.workflow[step].effort
    assert effort is not None
    if effort.kind == "constant":
        return 0.0
    if effort.kind == "lognormal":
        return math.sqrt(math.expm1(effort.b**2))
    assert effort.kind == "exponential"
    return 1.0


def _servers(scenario: Scenario, board: str) -> int:
    return (scenario.teams.get(board) or scenario.groups[board]).engineers


def _board(board: str, column: str) -> Callable[[Run], float]:
    def read(run: Run) -> float:
        return float(run.boards.loc[run.boards["team"] == board, column].iloc[0])

    return read


def _at(board: str, expected: theory.Station) -> Iterator[Check]:
    """Yield the checks of one queue: wait, number waiting, utilisation, and Little's law."""
    yield Check(f"{board}: mean wait, h", expected.wait, _board(board, "wait_h"))
    yield Check(f"{board}: mean waiting", expected.waiting, _board(board, "waiting"))
    yield Check(f"{board}: utilisation", expected.utilisation, _board(board, "busy"))
    yield _little(board)


def _little(board: str) -> Check:
    """Return Little's law: number waiting, integrated over time, over arrival rate × wait."""

    def read(run: Run) -> float:
        row = run.boards[run.boards["team"] == board].iloc[0]
        return float(row["waiting"] / (row["tasks"] / run.horizon_h * row["wait_h"]))

    return Check(f"{board}: Little's law, L/(λW)", 1.0, read)


def _lead(run: Run, kind: str | None = None) -> float:
    features = run.features
    mine = (features["start_h"] >= 0.0) & ~features["open"]
    if kind is not None:
        mine &= features["kind"] == kind
    return float(features.loc[mine, "lead_h"].mean())


def _single(scenario: Scenario) -> Iterator[Check]:
    """M/M/c, M/G/1, M/D/1: one step at one desk."""
    rate, service, servers = (
        _rate(scenario),
        _service(scenario, "serve"),
        _servers(scenario, "desk"),
    )
    cv = _cv(scenario, "serve")
    expected = theory.mmc(rate, service, servers) if cv == 1.0 else theory.mg1(rate, service, cv)
    yield from _at("desk", expected)
    yield Check("mean time in system, h", expected.wait + service, _lead)


def _network(scenario: Scenario) -> Iterator[Check]:
    """Tandem lines and Jackson networks: one station per step."""
    steps = list(scenario.workflow)
    team = next(iter(scenario.teams))
    boards = [step.by or team for step in scenario.workflow.values()]
    routing = np.zeros((len(steps), len(steps)))
    for place, (name, step) in enumerate(scenario.workflow.items()):
        del name
        left = 1.0
        for target, way in step.next.items():
            left -= way.probability
            if target != "done":
                routing[place, steps.index(target)] += way.probability
        if place + 1 < len(steps):
            routing[place, place + 1] += left
    arrivals = [_rate(scenario)] + [0.0] * (len(steps) - 1)
    services = [_service(scenario, step) for step in steps]
    servers = [_servers(scenario, board) for board in boards]
    rates, stations = theory.jackson(arrivals, routing.tolist(), services, servers)
    total = 0.0
    for board, rate, station, service in zip(boards, rates, stations, services, strict=True):
        yield from _at(board, station)
        total += rate * (station.wait + service)
    yield Check("mean time in system, h", total / arrivals[0], _lead)


def _class_rates(scenario: Scenario) -> list[float]:
    demand = next(iter(scenario.teams.values())).demand
    assert demand is not None
    rate = _rate(scenario)
    return [rate * demand.unplanned, rate * (1.0 - demand.unplanned)]


def _rank_wait(rank: str) -> Callable[[Run], float]:
    def read(run: Run) -> float:
        table = run.boards_by_rank
        return float(table.loc[table["rank"] == rank, "wait_h"].iloc[0])

    return read


def _priority(scenario: Scenario) -> Iterator[Check]:
    rates, service = _class_rates(scenario), _service(scenario, "serve")
    first, second = theory.priority_waits(rates, service, _cv(scenario, "serve"))
    yield Check("urgent: mean wait, h", first, _rank_wait("unplanned"))
    yield Check("others: mean wait, h", second, _rank_wait("planned"))
    yield Check("desk: utilisation", sum(rates) * service, _board("desk", "busy"))
    yield _little("desk")


def _preemptive(scenario: Scenario) -> Iterator[Check]:
    rates, service = _class_rates(scenario), _service(scenario, "serve")
    first, second = theory.preemptive_times(rates, service, _cv(scenario, "serve"))
    yield Check("urgent: mean time, h", first, lambda run: _lead(run, "unplanned"))
    yield Check("others: mean time, h", second, lambda run: _lead(run, "planned"))
    yield Check("desk: utilisation", sum(rates) * service, _board("desk", "busy"))


def _closed(scenario: Scenario) -> Iterator[Check]:
    team = next(iter(scenario.teams))
    demand = scenario.teams[team].demand
    assert demand is not None
    services = [_service(scenario, step) for step in scenario.workflow]
    customers = round((demand.limit or 1.0) * _servers(scenario, team))
    throughput, present = theory.closed_line(services, customers)
    last = list(scenario.workflow.values())[-1].by
    assert last is not None
    busy = [throughput * service for service in services]

    def released(run: Run) -> float:
        return float((run.features["release_h"] >= 0.0).sum() / run.horizon_h)

    yield Check("throughput, per h", throughput, released)
    yield Check(f"{team}: utilisation", busy[0], _board(team, "busy"))
    yield Check(f"{last}: utilisation", busy[1], _board(last, "busy"))
    yield Check(f"{last}: mean waiting", present[1] - busy[1], _board(last, "waiting"))
    yield _little(last)


def _window(scenario: Scenario) -> Iterator[Check]:
    release = next(iter(scenario.teams.values())).release
    assert release.window is not None
    period, rate = release.window.hours(scenario.calendar), _rate(scenario)
    delay = next(iter(scenario.workflow.values())).delay
    assert delay is not None
    wait = theory.window_wait(period)

    def mean_wait(run: Run) -> float:
        features = run.features
        mine = (features["start_h"] >= 0.0) & ~features["open"]
        return float(features.loc[mine, "h_window"].mean())

    def deployments(run: Run) -> float:
        return float((run.deployments["deploy_h"] >= 0.0).sum() / run.horizon_h)

    yield Check("mean wait for the window, h", wait, mean_wait)
    in_system = wait + delay.in_hours(scenario.calendar).mean
    yield Check("mean time in system, h", in_system, _lead)
    yield Check("deployments, per h", theory.window_openings(rate, period), deployments)


#: The cases by name: each is the library scenario theory/NAME.
CASES: dict[str, Callable[[Scenario], Iterator[Check]]] = {
    "mm1": _single,
    "mmc": _single,
    "mg1": _single,
    "md1": _single,
    "tandem": _network,
    "jackson": _network,
    "priority": _priority,
    "priority-preemptive": _preemptive,
    "closed-line": _closed,
    "window": _window,
}
#: Loads of 90 %: they need long runs.
HEAVY = {"mm1-heavy": _single, "mmc-heavy": _single}


def _simulate(job: Job) -> list[float]:
    scenario = load(f"theory/{job.variant}")
    run = run_once(scenario, None, job.replication)
    return [check.read(run) for check in (CASES | HEAVY)[job.variant](scenario)]


def verify(
    names: Sequence[str] | None = None,
    *,
    heavy: bool = False,
    jobs: int | None = None,
    replications: int = REPLICATIONS,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Simulate theory's cases (default: all; *heavy* adds loads of 90 %) and set them beside it.

    Columns ``case``, ``quantity``, ``formula``, ``simulated``, ``low``, ``high``,
    ``error_percent``, ``verdict``. 'holds' is: the formula lies inside the simulation's own
    interval, at an error rate of 5 % shared over the whole table (Bonferroni), and within 3 %. Raises
    OrgshiftError for a case that is not there.
    """
    known = CASES | HEAVY
    chosen = list(names or (known if heavy else CASES))
    for name in chosen:
        if name not in known:
            raise OrgshiftError(f"there is no case {name!r}; there are {', '.join(known)}")
    wanted = [Job(name, replication) for name in chosen for replication in range(replications)]
    finished = replicate(_simulate, wanted, processes=jobs, progress=progress)
    if finished.interrupted:
        raise KeyboardInterrupt
    checks = {
        name: list(known[name](load(f"theory/{name}"))) for name in dict.fromkeys([*CASES, *chosen])
    }
    # One error rate over the whole table, whatever part of it was asked for.
    confidence = 1.0 - ERROR_RATE / sum(len(one) for one in checks.values())
    table = []
    for name in chosen:
        values = np.array([finished.results[Job(name, r)] for r in range(replications)])
        for place, check in enumerate(checks[name]):
            sample = values[:, place]
            mean, half = float(sample.mean()), half_width(sample, confidence)
            error = mean / check.formula - 1.0
            holds = abs(mean - check.formula) <= half and abs(error) <= TOLERANCE
            table.append((
                name, check.quantity, check.formula, mean, mean - half, mean + half,
                100.0 * error, "holds" if holds else "FAILS",
            ))  # fmt: skip
    names_ = ["case", "quantity", "formula", "simulated", "low", "high", "error_percent", "verdict"]
    return pd.DataFrame(table, columns=names_)
