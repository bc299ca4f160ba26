"""The tables of a run, made from the logs once it is over."""

from __future__ import annotations

from math import nan
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift.organisation.activities import (
    ACTIVITIES,
    ACTIVITY_MASK,
    FIXED,
    GONE,
    STATES,
    Activity,
)
from orgshift.organisation.board import RANKS
from orgshift.organisation.journey import CUT_WORKING_DAYS, Spans, cut, spans, totals
from orgshift.organisation.ledger import Booked, book, headcount_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from orgshift.engine.simulation import Simulation
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature

#: The release month of a feature that is not released.
OPEN_MONTH = -999


def events(simulation: Simulation) -> int:
    """Return how many SimPy events the run scheduled."""
    return int(next(simulation.env._eid))


def build(simulation: Simulation, *, spans: bool) -> dict[str, pd.DataFrame]:
    """Return all tables of a finished run, by name (see ``Run``)."""
    booked = book(
        simulation.work.diary,
        simulation.work.accounts,
        simulation.accounts.rows,
        simulation.calendar,
        len(simulation.capabilities),
    )
    paid = headcount_hours(simulation.headcount, len(simulation.boards), simulation.calendar)
    stays = _stays(simulation)
    tables = {
        "features": _features(simulation, stays),
        "hours": _hours(simulation, booked),
        "headcount": _headcount(simulation, paid),
        "toil": _toil(simulation, booked),
        "deployments": _deployments(simulation),
        "boards": _boards(simulation, booked, paid),
        "boards_by_rank": _boards_by_rank(simulation),
        "state": _state(simulation),
    }
    if spans:
        tables["journey"] = _journey(simulation, stays)
        tables["work"] = _work(simulation)
    return tables


def _work(simulation: Simulation) -> pd.DataFrame:
    """Return what every engineer did from when to when, idleness left out."""
    stays = simulation.work.diary.stays(simulation.calendar.horizon_h)
    activity = np.where(stays.what == GONE, GONE, stays.what & ACTIVITY_MASK)
    at_work = (activity != GONE) & (activity != Activity.IDLE)
    return pd.DataFrame(
        {
            "engineer": stays.who[at_work],
            "activity": _names(activity[at_work], ACTIVITIES),
            "from_h": stays.from_h[at_work],
            "to_h": stays.to_h[at_work],
        }
    )


def _stays(simulation: Simulation) -> Spans:
    return spans(simulation.work.journeys, simulation.calendar)


def _names(codes: NDArray[np.int64] | Sequence[int], names: Sequence[str]) -> pd.Categorical[Any]:
    kinds = pd.Index(list(names), dtype="str")
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int64), categories=kinds)


def _each(
    features: Sequence[Feature], attribute: str, kind: type[np.generic] = np.float64
) -> NDArray[Any]:
    """Return an attribute of all *features*, one that is never None."""
    return np.fromiter(map(attrgetter(attribute), features), kind, len(features))


def _times(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Return clock hours; None, which is not yet, is nan."""
    return np.array([nan if value is None else value for value in values], dtype=np.float64)


def _features(simulation: Simulation, stays: Spans) -> pd.DataFrame:
    features, calendar = simulation.features, simulation.calendar
    start = _each(features, "start")
    release = _times([f.released for f in features])
    is_open = np.isnan(release)
    end = np.where(is_open, calendar.horizon_h, release)
    hours, days = totals(stays, len(features), calendar)
    restricted = np.minimum(end, start + CUT_WORKING_DAYS * calendar.hours_a_day)
    _, cut_days = totals(cut(stays, restricted), len(features), calendar)
    columns: dict[str, Any] = {
        "team": _names(_each(features, "team.index", np.int64), list(simulation.boards)),
        "feature": _each(features, "number", np.int64),
        "stream": _names(_each(features, "stream.index", np.int64), list(simulation.boards)),
        "kind": _names(~_each(features, "planned", np.bool_), ["planned", "unplanned"]),
        "start_h": start,
        "begun_h": _times([f.begun for f in features]),
        "commit_h": _times([f.committed for f in features]),
        "release_h": release,
        "lead_h": end - start,
        "lead_days": calendar.days(end) - calendar.days(start),
        "cut_days": calendar.days(restricted) - calendar.days(start),
        "open": is_open,
        "start_month": calendar.months(start),
        "release_month": np.where(is_open, OPEN_MONTH, calendar.months(end)),
        "size_h": _each(features, "size"),
        "reworks": _each(features, "reworks", np.int64),
        "deployment": _each(features, "deployment", np.int64),
    }
    for code, state in enumerate(STATES):
        columns[f"h_{state}"] = hours[:, code]
    for code, state in enumerate(STATES):
        columns[f"d_{state}"] = days[:, code]
    for code, state in enumerate(STATES):
        columns[f"cut_{state}"] = cut_days[:, code]
    return pd.DataFrame(columns, copy=False)


def _hours(simulation: Simulation, booked: Booked) -> pd.DataFrame:
    """Sum over capabilities: rows with the same team, month and activity become one."""
    months = len(simulation.calendar.month_starts_h) - 1
    place = (booked.board * months + booked.month) * len(ACTIVITIES) + booked.activity
    found, row = np.unique(place, return_inverse=True)
    return pd.DataFrame(
        {
            "team": _names(found // (months * len(ACTIVITIES)), list(simulation.boards)),
            "month": found // len(ACTIVITIES) % months - simulation.calendar.run_in_months,
            "activity": _names(found % len(ACTIVITIES), ACTIVITIES),
            "hours": np.bincount(row, weights=booked.hours, minlength=len(found)),
        }
    )


def _headcount(simulation: Simulation, paid: NDArray[np.float64]) -> pd.DataFrame:
    boards, months = paid.shape
    return pd.DataFrame(
        {
            "team": _names(np.repeat(np.arange(boards), months), list(simulation.boards)),
            "month": np.tile(np.arange(months) - simulation.calendar.run_in_months, boards),
            "hours": paid.ravel(),
        }
    )


def _toil(simulation: Simulation, booked: Booked) -> pd.DataFrame:
    toil = np.isin(booked.activity, [Activity.TOIL_STANDING, Activity.TOIL_SERVICE])
    return pd.DataFrame(
        {
            "team": _names(booked.board[toil], list(simulation.boards)),
            "month": booked.month[toil] - simulation.calendar.run_in_months,
            "capability": _names(booked.capability[toil] + 1, ["", *simulation.capabilities]),
            "hours": booked.hours[toil],
        }
    )


def _deployments(simulation: Simulation) -> pd.DataFrame:
    made = np.array(simulation.flow.deployments, dtype=np.float64).reshape(-1, 3)
    at = made[:, 1]
    failed = np.zeros(len(made), dtype=bool)
    restored = np.full(len(made), np.nan)
    for number, hour in simulation.restored.items():
        failed[number] = True
        if hour is not None:
            restored[number] = hour
    return pd.DataFrame(
        {
            "team": _names(made[:, 0].astype(np.int64), list(simulation.boards)),
            "deploy_h": at,
            "month": simulation.calendar.months(at),
            "features": made[:, 2].astype(np.int64),
            "failed": failed,
            "restored_h": restored,
            "restore_h": restored - at,
        }
    )


def _boards(simulation: Simulation, booked: Booked, paid: NDArray[np.float64]) -> pd.DataFrame:
    run_in, horizon = simulation.calendar.run_in_months, simulation.calendar.horizon_h
    counted = booked.month >= run_in
    size = len(simulation.boards)

    def total(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        kept = counted & chosen
        summed = np.bincount(booked.board[kept], weights=booked.hours[kept], minlength=size)
        return summed.astype(np.float64)

    fixed = np.isin(booked.activity, list(FIXED))
    at_disposal = total(~fixed)
    busy = total(~fixed & (booked.activity != Activity.IDLE))
    rows = []
    for board in simulation.boards.values():
        queues = board.queues
        rows.append(
            (
                sum(q.arrived for q in queues),
                sum(_queued_h(board, horizon)) / horizon if horizon else 0.0,
                _mean_wait_h(sum(q.waited for q in queues), sum(_taken(board))),
            )
        )
    tasks, waiting, wait = zip(*rows, strict=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = busy / at_disposal
    return pd.DataFrame(
        {
            "team": _names(range(size), list(simulation.boards)),
            "tasks": np.array(tasks),
            "waiting": np.array(waiting),
            "wait_h": np.array(wait),
            "busy": share,
            "engineer_hours": paid[:, run_in:].sum(axis=1),
        }
    )


def _queued_h(board: Board, horizon: float) -> list[float]:
    """Return task-hours of waiting up to the horizon, by rank."""
    still = board.waits(horizon)
    return [q.waited + wait - q.before for q, wait in zip(board.queues, still, strict=True)]


def _taken(board: Board) -> list[int]:
    """Return how many tasks were begun, or taken to another board, by rank."""
    left = board.standing()
    return [q.arrived + q.stood - wait for q, wait in zip(board.queues, left, strict=True)]


def _mean_wait_h(waited_h: float, taken: int) -> float:
    return waited_h / taken if taken else np.nan


def _boards_by_rank(simulation: Simulation) -> pd.DataFrame:
    horizon = simulation.calendar.horizon_h
    rows = [
        (
            board.index,
            rank,
            queue.arrived,
            queued / horizon if horizon else 0.0,
            _mean_wait_h(queue.waited, taken),
        )
        for board in simulation.boards.values()
        for rank, (queue, queued, taken) in enumerate(
            zip(board.queues, _queued_h(board, horizon), _taken(board), strict=True)
        )
        if queue.arrived
    ]
    boards, ranks, tasks, waiting, wait = zip(*rows, strict=True) if rows else ((),) * 5
    return pd.DataFrame(
        {
            "team": _names(boards, list(simulation.boards)),
            "rank": _names(ranks, RANKS),
            "tasks": np.array(tasks, dtype=np.int64),
            "waiting": np.array(waiting, dtype=np.float64),
            "wait_h": np.array(wait, dtype=np.float64),
        }
    )


def _state(simulation: Simulation) -> pd.DataFrame:
    months = [month for month, _ in simulation.samples.readings]
    teams, quantities, capabilities, values = (
        zip(*(reading for _, reading in simulation.samples.readings), strict=True)
        if simulation.samples.readings
        else ((),) * 4
    )
    return pd.DataFrame(
        {
            "team": pd.Categorical(teams, categories=["", *simulation.boards]),
            "month": np.array(months, dtype=np.int64),
            "quantity": pd.Categorical(quantities),
            "capability": pd.Categorical(capabilities, categories=["", *simulation.capabilities]),
            "value": np.array(values, dtype=np.float64),
        }
    )


def _journey(simulation: Simulation, stays: Spans) -> pd.DataFrame:
    features = simulation.features
    team = _each(features, "team.index", np.int64)
    stream = _each(features, "stream.index", np.int64)
    number = _each(features, "number", np.int64)
    return pd.DataFrame(
        {
            "team": _names(team[stays.feature], list(simulation.boards)),
            "feature": number[stays.feature],
            "stream": _names(stream[stays.feature], list(simulation.boards)),
            "state": _names(stays.state, STATES),
            "from_h": stays.from_h,
            "to_h": stays.to_h,
        }
    )
