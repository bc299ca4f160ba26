"""The queues with known answers: what theory says of each, and how to read it off a run of it.

Each is the library scenario theory/NAME, so its numbers are taken from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.experiments import readings, theory
from orgshift.experiments.readings import Reading, board, mean
from orgshift.experiments.theory import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgshift.scenario import Scenario
    from orgshift.scenario.distributions import Distribution


class Check(NamedTuple):
    """One quantity: what theory says and where it stands, and how to read it off a run."""

    quantity: str
    formula: float
    source: Source
    read: Reading


# -- the numbers of a scenario ------------------------------------------------------------------


def _rate(scenario: Scenario, team: str | None = None) -> float:
    """Return the requests per hour of *team* (default: the first)."""
    demand = scenario.teams[team or next(iter(scenario.teams))].demand
    assert demand is not None
    assert demand.rate is not None
    return demand.rate.per_hour(scenario.calendar)


def _class_rates(scenario: Scenario) -> list[float]:
    demand = next(iter(scenario.teams.values())).demand
    assert demand is not None
    rate = _rate(scenario)
    return [rate * demand.unplanned, rate * (1.0 - demand.unplanned)]


def _in_progress(scenario: Scenario) -> int:
    """Return how many features the first team may have in progress, under pull."""
    team = next(iter(scenario.teams.values()))
    assert team.demand is not None
    return round((team.demand.limit or 1.0) * team.engineers)


def _effort(scenario: Scenario, step: str) -> Distribution:
    effort = scenario.workflow[step].effort
    assert effort is not None
    return effort


def _service(scenario: Scenario, step: str) -> float:
    return _effort(scenario, step).mean


def _cv(scenario: Scenario, step: str) -> float:
    """Return the coefficient of variation of the step's effort."""
    effort = _effort(scenario, step)
    if effort.kind == "constant":
        return 0.0
    if effort.kind == "lognormal":
        return math.sqrt(math.expm1(effort.b**2))
    assert effort.kind == "exponential"
    return 1.0


def _servers(scenario: Scenario, name: str) -> int:
    return (scenario.teams.get(name) or scenario.groups[name]).engineers


# -- one queue ----------------------------------------------------------------------------------


def _at(name: str, expected: theory.Station, source: Source) -> Iterator[Check]:
    """Yield the checks of one queue: wait, number waiting, utilisation, and Little's law."""
    yield Check(f"{name}: mean wait, h", expected.wait, source, board(name, "wait_h"))
    yield Check(f"{name}: mean waiting", expected.waiting, source, board(name, "waiting"))
    yield Check(f"{name}: utilisation", expected.utilisation, source, board(name, "busy"))
    yield Check(f"{name}: Little's law, L/(λW)", 1.0, Source.LITTLE, readings.little(name))


def _time(expected: float, source: Source) -> Check:
    return Check("mean time in system, h", expected, source, mean("lead_h"))


def _time_sd(expected: float, source: Source) -> Check:
    return Check("sd of time in system, h", expected, source, readings.deviation("lead_h"))


def _journeys() -> Check:
    """Return Little's law between two books: heads in the journeys, waits at the boards."""
    law = "journeys: Little's law, L/ΣλW"
    return Check(law, 1.0, Source.LITTLE, readings.little_of_journeys)


def single(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of M/M/c, M/G/1, M/D/1: one step at one desk."""
    rate, service = _rate(scenario), _service(scenario, "serve")
    servers, cv = _servers(scenario, "desk"), _cv(scenario, "serve")
    if cv == 1.0:
        source, expected = Source.MMC, theory.mmc(rate, service, servers)
    else:
        source, expected = Source.MG1, theory.mg1(rate, service, cv)
    yield from _at("desk", expected, source)
    yield _time(expected.wait + service, source)
    present = rate * (expected.wait + service)
    yield Check("mean number in system", present, Source.LITTLE, readings.present)
    if servers == 1 and cv in (0.0, 1.0):
        moments = [service**n * (math.factorial(n) if cv else 1) for n in (1, 2, 3)]
        yield _time_sd(theory.mg1_time_sd(rate, moments), Source.MG1_SD)
    yield _journeys()


def regular(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of D/M/1: requests like clockwork."""
    demand = scenario.teams["desk"].demand
    assert demand is not None
    assert demand.gap is not None
    gap = demand.gap.in_hours(scenario.calendar).mean
    expected, time = theory.dm1(gap, _service(scenario, "serve"))
    yield from _at("desk", expected, Source.GM1)
    yield _time(time, Source.GM1)
    yield _time_sd(time, Source.GM1)
    yield _journeys()


def feedback(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of M/G/1 with feedback to the end of the queue."""
    again = scenario.workflow["serve"].next["serve"].probability
    service, cv = _service(scenario, "serve"), _cv(scenario, "serve")
    expected, time = theory.feedback(_rate(scenario), service, cv, again)
    yield from _at("desk", expected, Source.FEEDBACK)
    yield _time(time, Source.FEEDBACK)
    yield _journeys()


def rework(scenario: Scenario) -> Iterator[Check]:
    """Yield those of rework before anything new is begun: M/G/1 with all of a feature in one."""
    demand = scenario.teams["desk"].demand
    assert demand is not None
    rate, size, way = _rate(scenario), demand.size.mean, scenario.workflow["test"].next["build"]
    service, cv = theory.rework_moments(size, way.probability, way.size)
    expected, source = theory.mg1(rate, service, cv), Source.REWORK
    redone = rate * (service - size)
    yield Check("new: mean wait, h", expected.wait, source, readings.rank_wait("planned"))
    yield Check("desk: utilisation", expected.utilisation, source, board("desk", "busy"))
    yield _time(expected.wait + service, source)
    yield Check("share of hours in rework", redone, source, readings.booked("rework"))
    yield _journeys()


# -- two classes --------------------------------------------------------------------------------


def priority(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of two classes, nobody interrupted."""
    rates, service = _class_rates(scenario), _service(scenario, "serve")
    first, second = theory.priority_waits(rates, service, _cv(scenario, "serve"))
    busy, source = sum(rates) * service, Source.PRIORITY
    yield Check("urgent: mean wait, h", first, source, readings.rank_wait("unplanned"))
    yield Check("others: mean wait, h", second, source, readings.rank_wait("planned"))
    yield Check("desk: utilisation", busy, source, board("desk", "busy"))
    yield _journeys()


def preemptive(scenario: Scenario) -> Iterator[Check]:
    """Yield those of two classes, the first interrupts the second, which goes on where it was."""
    rates, service = _class_rates(scenario), _service(scenario, "serve")
    times = theory.preemptive_times(rates, service, _cv(scenario, "serve"))
    yield from _interrupted(times, sum(rates) * service, Source.PREEMPTIVE)


def resumption(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of the same where who was interrupted has to get back into it."""
    rates, service = _class_rates(scenario), _service(scenario, "serve")
    *times, share = theory.preemptive_with_resumption(rates, service, scenario.people.resumption)
    yield from _interrupted(times, sum(rates) * service + share, Source.RESUMPTION)
    hours = readings.booked("resumption")
    yield Check("share of hours in resumption", share, Source.RESUMPTION, hours)


def _interrupted(times: list[float], busy: float, source: Source) -> Iterator[Check]:
    first, second = times
    yield Check("urgent: mean time, h", first, source, mean("lead_h", "unplanned"))
    yield Check("others: mean time, h", second, source, mean("lead_h", "planned"))
    yield Check("desk: utilisation", busy, source, board("desk", "busy"))
    yield _journeys()


# -- networks -----------------------------------------------------------------------------------


def network(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of tandem lines and Jackson networks: one station per step."""
    steps = list(scenario.workflow)
    team = next(iter(scenario.teams))
    boards = [step.by or team for step in scenario.workflow.values()]
    arrivals = [_rate(scenario)] + [0.0] * (len(steps) - 1)
    services = [_service(scenario, step) for step in steps]
    servers = [_servers(scenario, name) for name in boards]
    rates, stations = theory.jackson(arrivals, _routing(scenario), services, servers)
    total = 0.0
    for name, rate, station, service in zip(boards, rates, stations, services, strict=True):
        yield from _at(name, station, Source.JACKSON)
        total += rate * (station.wait + service)
    yield _time(total / arrivals[0], Source.JACKSON)
    yield _journeys()


def _routing(scenario: Scenario) -> list[list[float]]:
    """Return the probabilities of going from each step to each, in order."""
    steps = list(scenario.workflow)
    routing = np.zeros((len(steps), len(steps)))
    for place, step in enumerate(scenario.workflow.values()):
        left = 1.0
        for target, way in step.next.items():
            left -= way.probability
            if target != "done":
                routing[place, steps.index(target)] += way.probability
        if place + 1 < len(steps):
            routing[place, place + 1] += left
    rows: list[list[float]] = routing.tolist()
    return rows


def shared(scenario: Scenario) -> Iterator[Check]:
    """Yield those of teams whose work meets at one group: Poisson streams merge into one."""
    build, test = (_service(scenario, step) for step in scenario.workflow)
    group = list(scenario.workflow.values())[-1].by
    assert group is not None
    rates = {team: _rate(scenario, team) for team in scenario.teams}
    after = theory.mmc(sum(rates.values()), test, _servers(scenario, group))
    for team, rate in rates.items():
        own = theory.mmc(rate, build, _servers(scenario, team))
        yield from _at(team, own, Source.MMC)
        time = own.wait + build + after.wait + test
        yield Check(f"{team}: mean time, h", time, Source.MERGED, mean("lead_h", team=team))
    yield from _at(group, after, Source.MERGED)
    yield _journeys()


# -- closed, and windows ------------------------------------------------------------------------


def closed(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of a line of two single servers under pull.

    The slots that nobody has taken are those who wait at the first: no feature of the run does.
    """
    team = next(iter(scenario.teams))
    services = [_service(scenario, step) for step in scenario.workflow]
    rate, there = theory.closed_line(services, _in_progress(scenario))
    last = list(scenario.workflow.values())[-1].by
    assert last is not None
    source, busy = Source.CLOSED, [rate * service for service in services]
    waiting = there[1] - busy[1]
    yield Check("throughput, per h", rate, source, readings.throughput)
    yield Check(f"{team}: utilisation", busy[0], source, board(team, "busy"))
    yield from _at(last, theory.Station(waiting / rate, waiting, busy[1]), source)
    yield Check("line: Little's law, L/(λW)", 1.0, Source.LITTLE, readings.little_of_all)
    yield _journeys()


def machine_repair(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of M/M/1//N: each feature is a machine that runs until it is repaired."""
    running = scenario.workflow["run"].delay
    assert running is not None
    machines, mean_time = _in_progress(scenario), running.in_hours(scenario.calendar).mean
    repair = _service(scenario, "repair")
    rate, shop = theory.machine_repair(machines, mean_time, repair)
    yield Check("throughput, per h", rate, Source.MACHINE_REPAIR, readings.throughput)
    yield from _at("mechanics", shop, Source.MACHINE_REPAIR)
    yield _time(machines / rate, Source.LITTLE)
    yield _journeys()


def window(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of a release window behind a delay."""
    release = next(iter(scenario.teams.values())).release
    delay = next(iter(scenario.workflow.values())).delay
    assert release.window is not None
    assert delay is not None
    period, rate = release.window.hours(scenario.calendar), _rate(scenario)
    wait, sd = theory.window_wait(period)
    in_system = wait + delay.in_hours(scenario.calendar).mean
    leaving = theory.window_openings(rate, period)
    yield Check("window: mean wait, h", wait, Source.WINDOW, mean("h_window"))
    yield Check("window: sd of wait, h", sd, Source.WINDOW, readings.deviation("h_window"))
    yield Check("window: Little's law, L/(λW)", 1.0, Source.LITTLE, readings.little_of_windows)
    yield _time(in_system, Source.WINDOW)
    yield Check("deployments, per h", leaving, Source.OPENINGS, readings.deployments)


Case = Callable[["Scenario"], "Iterator[Check]"]

CASES: dict[str, Case] = {
    "mm1": single,
    "mmc": single,
    "mg1": single,
    "md1": single,
    "dm1": regular,
    "feedback": feedback,
    "rework": rework,
    "tandem": network,
    "jackson": network,
    "shared-group": shared,
    "priority": priority,
    "priority-preemptive": preemptive,
    "resumption": resumption,
    "closed-line": closed,
    "machine-repair": machine_repair,
    "window": window,
}
#: Loads of 90 %: they need long runs.
HEAVY: dict[str, Case] = {"mm1-heavy": single, "mmc-heavy": single}
