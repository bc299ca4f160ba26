"""What is read off a run to be set beside theory: at the boards, in the journeys, in the books."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orgshift.engine import Run

if TYPE_CHECKING:
    import pandas as pd

Reading = Callable[[Run], float]

#: The states of a feature that waits on a board.
QUEUED = ("engineer", "interrupted")


def board(name: str, column: str) -> Reading:
    """Read *column* of the table ``boards`` for the board *name*."""

    def read(run: Run) -> float:
        return float(run.boards.loc[run.boards["team"] == name, column].iloc[0])

    return read


def rank_wait(rank: str) -> Reading:
    """Read the mean wait of the tasks of *rank*, on the only board that has any, hours."""

    def read(run: Run) -> float:
        table = run.boards_by_rank
        return float(table.loc[table["rank"] == rank, "wait_h"].iloc[0])

    return read


def _finished(run: Run, kind: str | None = None, team: str | None = None) -> pd.DataFrame:
    features = run.features
    mine = (features["start_h"] >= 0.0) & ~features["open"]
    if kind is not None:
        mine &= features["kind"] == kind
    if team is not None:
        mine &= features["team"] == team
    return features[mine]


def mean(column: str, kind: str | None = None, team: str | None = None) -> Reading:
    """Read the mean of *column* over finished features, all or of one *kind* or *team*, hours."""
    return lambda run: float(_finished(run, kind, team)[column].mean())


def deviation(column: str) -> Reading:
    """Read the standard deviation of *column* over finished features, hours."""
    return lambda run: float(_finished(run)[column].std())


def throughput(run: Run) -> float:
    """Return features released per hour."""
    return float((run.features["release_h"] >= 0.0).sum() / run.horizon_h)


def deployments(run: Run) -> float:
    """Return deployments per hour."""
    return float((run.deployments["deploy_h"] >= 0.0).sum() / run.horizon_h)


def booked(activity: str) -> Reading:
    """Read the share of paid hours booked to *activity*."""

    def read(run: Run) -> float:
        hours = run.hours[run.hours["month"] >= 0]
        return float(hours.loc[hours["activity"] == activity, "hours"].sum() / hours["hours"].sum())

    return read


def present(run: Run, *states: str) -> float:
    """Return how many features are in one of *states* (none: in any), on average over time.

    Counted from the journeys of the features, which the boards know nothing of.
    """
    spans = run.journey
    assert spans is not None
    if states:
        spans = spans[spans["state"].isin(states)]
    inside = spans["to_h"].clip(0.0, run.horizon_h) - spans["from_h"].clip(0.0, run.horizon_h)
    return float(inside.sum() / run.horizon_h)


def little(name: str) -> Reading:
    """Read L/(λW) at the board *name*: number waiting over arrivals per hour × mean wait."""

    def read(run: Run) -> float:
        row = run.boards[run.boards["team"] == name].iloc[0]
        return float(row["waiting"] / (row["tasks"] / run.horizon_h * row["wait_h"]))

    return read


def little_of_journeys(run: Run) -> float:
    """Return L/(λW) of all queues in one: L from the features' journeys, λ and W from the boards."""
    boards = run.boards[run.boards["tasks"] > 0]
    offered = (boards["tasks"] / run.horizon_h * boards["wait_h"]).sum()
    return float(present(run, *QUEUED) / offered)


def little_of_windows(run: Run) -> float:
    """Return L/(λW) of those who wait for the release window."""
    return float(present(run, "window") / (throughput(run) * mean("h_window")(run)))


def little_of_all(run: Run) -> float:
    """Return L/(λW) of all that is in progress: its number over throughput × mean lead time."""
    return float(present(run) / (throughput(run) * mean("lead_h")(run)))
