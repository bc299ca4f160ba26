"""The outcome of one run: the tables it is reduced to, as they travel and as they are kept."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from orgshift import store
from orgshift.engine import run as run_once
from orgshift.experiments.beliefs import lived
from orgshift.experiments.replicate import Job
from orgshift.measures import READ, Record, evaluate, monthly

if TYPE_CHECKING:
    from orgshift.engine import Run
    from orgshift.experiments.comparison import Comparison
    from orgshift.scenario import Scenario
    from orgshift.scenario.beliefs import Belief


class Outcome(NamedTuple):
    """What one run leaves behind: its measures, and the tables they can be read from again."""

    measures: pd.DataFrame
    monthly: pd.DataFrame
    features: pd.DataFrame
    hours: pd.DataFrame
    toil: pd.DataFrame
    deployments: pd.DataFrame
    state: pd.DataFrame
    runs: pd.DataFrame
    beliefs: pd.DataFrame


#: What a reader of the features wants to know beside what is measured.
TOLD = ("feature", "stream", "kind", "size_h")


def outcome(scenario: Scenario, beliefs: Sequence[Belief], seed: int, job: Job) -> Outcome:
    """Run one job, in the world that is drawn for it, and reduce the run to its outcome.

    Its tables do not say of which variant and replication: whoever keeps it does.
    """
    world, amounts = lived(scenario, beliefs, seed, job.replication)
    run = run_once(world, job.variant, job.replication, seed=seed)
    record = Record.of(run)
    tables = {"measures": evaluate(record), "monthly": monthly(record)}
    tables |= {name: _since_day_zero(run, name) for name in READ}
    about = {"cost_per_hour": [run.cost_per_hour], "events": [run.events]}
    tables["runs"] = pd.DataFrame(about)
    drawn = {"belief": list(amounts), "amount": list(amounts.values())}
    tables["beliefs"] = pd.DataFrame(drawn).astype({"belief": "str", "amount": "float64"})
    return Outcome(**tables)


def _since_day_zero(run: Run, name: str) -> pd.DataFrame:
    """Return the rows of table *name* of *run* that have a part in [0, horizon)."""
    table: pd.DataFrame = getattr(run, name)
    columns = list(READ[name])
    if name == "features":
        columns += TOLD
        kept = (table["start_h"] >= 0.0) | ~(table["release_h"] < 0.0)
    else:
        kept = table["month"] >= 0
    return table.loc[kept, columns].reset_index(drop=True)


def parcel(scenario: Scenario, beliefs: Sequence[Belief], seed: int) -> bytes:
    """Return what ``packed_outcome`` needs beside the job, as bytes: made once, sent with each job."""
    return pickle.dumps((scenario, tuple(beliefs), seed))


def packed_outcome(parcel: bytes, job: Job) -> bytes:
    """Run one job and return its outcome as bytes (``store.pack``): as it is sent, and as it is kept."""
    return store.pack(outcome(*_opened(parcel), job)._asdict())


@lru_cache(maxsize=2)
def _opened(parcel: bytes) -> tuple[Scenario, tuple[Belief, ...], int]:
    opened: tuple[Scenario, tuple[Belief, ...], int] = pickle.loads(parcel)
    return opened


def unpacked(packed: bytes, job: Job) -> Outcome:
    """Return the outcome of *job* that *packed* holds. Raises store.DamagedError if it holds none."""
    tables = store.unpack(packed)
    if tuple(tables) != Outcome._fields:
        raise store.DamagedError("these are the tables of something else")
    return labelled(Outcome(**tables), job)


def outcomes(comparison: Comparison) -> dict[Job, Outcome]:
    """Return the outcome of every job that *comparison* was made of."""
    rows = {name: getattr(comparison, name) for name in Outcome._fields}
    parts = {
        name: {
            (str(v), int(r)): part
            for (v, r), part in table.groupby(["variant", "replication"], observed=True, sort=False)
        }
        for name, table in rows.items()
    }
    jobs = [Job(v, r) for v in comparison.variants for r in sorted({r for _, r in parts["runs"]})]
    return {
        job: Outcome(**{name: parts[name].get(job, rows[name].iloc[:0]) for name in rows})
        for job in jobs
    }


def labelled(found: Outcome, job: Job) -> Outcome:
    """Return *found*, its tables beginning with the variant and the replication of *job*."""
    for table in found:
        table.insert(0, "replication", job.replication)
        table.insert(0, "variant", job.variant)
    return found
