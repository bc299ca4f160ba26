"""One run: a scenario's variant lived through once, and the tables of what happened."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgshift.engine import tables
from orgshift.engine.simulation import Simulation

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.organisation.calendar import Calendar
    from orgshift.scenario.schema import Scenario


@dataclass(frozen=True)
class Run:
    """What was asked, with which luck, and what happened.

    Clock hours are working hours since day 0; run-in is negative. Months count from day 0.

    ``features``
        One row per feature committed (pull) or requested (arrivals), run-in included: ``team``,
        ``feature`` (its number in its stream, from 1), ``stream`` (the team in whose demand it came:
        another one only after a reorganisation), ``kind`` (planned, unplanned), ``start_h``
        (commitment or request), ``begun_h`` (first hands-on hour), ``commit_h`` (first completion
        of the step tagged `commit`), ``release_h`` (nan: not yet), ``lead_h`` and ``lead_days``
        (working hours and calendar days from start to release; for open features to the horizon),
        ``cut_days`` (calendar days of the first 60 working days of it at most), ``open``,
        ``start_month``, ``release_month`` (−999: open), ``size_h``, ``reworks``,
        ``deployment`` (−1: none), and per state of the journey ``h_<state>`` (working hours) and
        ``d_<state>`` (calendar days), which add up to the lead time exactly, and ``cut_<state>``
        (calendar days), which add up to ``cut_days``.
    ``hours``
        ``team`` (home board, groups included), ``month``, ``activity``, ``hours``: with
        ``headcount`` (``team``, ``month``, ``hours`` paid) the two sides of the books.
    ``toil``
        ``team``, ``month``, ``capability`` ('' : standing toil), ``hours``.
    ``deployments``
        ``team``, ``deploy_h``, ``month``, ``features``, ``failed``, ``restored_h``, ``restore_h``.
    ``boards``, ``boards_by_rank``
        Queues in [0, horizon): ``team``, (``rank``), ``tasks`` that arrived, ``waiting`` (average
        number of tasks waiting over time), ``wait_h`` (mean wait of the tasks that were taken up, or
        to another board), and for boards ``busy`` (share of task hours spent on tasks) and
        ``engineer_hours`` (paid).
    ``state``
        ``team`` ('' : the organisation), ``month`` (value at its start; the last row of a quantity
        is at the horizon), ``quantity``, ``capability``, ``value``.
    ``journey``
        Only if asked for: ``team``, ``feature``, ``stream``, ``state``, ``from_h``, ``to_h``.
    """

    scenario: str
    digest: str
    variant: str
    replication: int
    seed: int
    teams: tuple[str, ...]
    groups: tuple[str, ...]
    calendar: Calendar
    cost_per_hour: float
    events: int
    features: pd.DataFrame
    hours: pd.DataFrame
    headcount: pd.DataFrame
    toil: pd.DataFrame
    deployments: pd.DataFrame
    boards: pd.DataFrame
    boards_by_rank: pd.DataFrame
    state: pd.DataFrame
    journey: pd.DataFrame | None = None
    work: pd.DataFrame | None = None

    @property
    def horizon_h(self) -> float:
        """Working hours from day 0 to the horizon."""
        return self.calendar.horizon_h

    @property
    def run_in_h(self) -> float:
        """Length of the run-in, working hours."""
        return self.calendar.run_in_h


def run(
    scenario: Scenario,
    variant: str | None = None,
    replication: int = 0,
    *,
    seed: int | None = None,
    spans: bool = False,
) -> Run:
    """Live through one replication of *variant* (default: the scenario's first).

    The same scenario, variant, replication and seed give the same run to the last bit. *seed*
    defaults to the scenario's; *spans* adds the tables ``journey`` and ``work``. Raises OrgshiftError
    if the scenario has no such variant.
    """
    variant = next(iter(scenario.variants)) if variant is None else variant
    scenario.check_variants([variant])
    seed = scenario.seed if seed is None else seed
    collecting = gc.isenabled()
    # Nothing is garbage until the tables are made; looking for it costs a tenth of the time.
    gc.disable()
    try:
        simulation = Simulation(scenario, variant, replication, seed)
        simulation.run()
        lived = _told(simulation, spans=spans)
        simulation.forget()
    finally:
        if collecting:
            gc.enable()
    return lived


def _told(simulation: Simulation, *, spans: bool) -> Run:
    """Return what happened in a finished *simulation*."""
    scenario = simulation.scenario
    return Run(
        scenario=scenario.name,
        digest=scenario.digest,
        variant=simulation.variant,
        replication=simulation.replication,
        seed=simulation.seed,
        teams=tuple(team.name for team in simulation.teams),
        groups=tuple(simulation.boards)[len(simulation.teams) :],
        calendar=simulation.calendar,
        cost_per_hour=scenario.people.cost / (simulation.calendar.hours_a_month * 12),
        events=tables.events(simulation),
        **tables.build(simulation, spans=spans),
    )
