"""The engine against theory: the shipped theory scenarios, formula beside simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments.intervals import half_width
from orgshift.experiments.queues import CASES, HEAVY, Check
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.scenario import Scenario, load

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Replications of every case; the error rate of 5 % is shared over all checks of a table.
REPLICATIONS = 10
ERROR_RATE = 0.05
#: How far a simulated mean may be from the formula.
TOLERANCE = 0.03


def _checks(name: str, scenario: Scenario) -> list[Check]:
    return list((CASES | HEAVY)[name](scenario))


def _simulate(job: Job) -> list[float]:
    scenario = load(f"theory/{job.variant}")
    run = run_once(scenario, None, job.replication, spans=True)
    return [check.read(run) for check in _checks(job.variant, scenario)]


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
    ``error_percent``, ``verdict``, ``source``. 'holds' is: the formula lies inside the simulation's
    own interval, at an error rate of 5 % shared over the whole table (Bonferroni), and within 3 %.
    Raises OrgshiftError for a case that is not there.
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
        name: _checks(name, load(f"theory/{name}")) for name in dict.fromkeys([*CASES, *chosen])
    }
    # One error rate over the whole table, whatever part of it was asked for.
    confidence = 1.0 - ERROR_RATE / sum(len(one) for one in checks.values())
    table = []
    for name in chosen:
        values = np.array([finished.results[Job(name, r)] for r in range(replications)])
        for check, sample in zip(checks[name], values.T, strict=True):
            mean, half = float(sample.mean()), half_width(sample, confidence)
            error = mean / check.formula - 1.0
            holds = abs(mean - check.formula) <= half and abs(error) <= TOLERANCE
            table.append((
                name, check.quantity, check.formula, mean, mean - half, mean + half,
                100.0 * error, "holds" if holds else "FAILS", check.source.value,
            ))  # fmt: skip
    columns = [
        "case", "quantity", "formula", "simulated", "low", "high", "error_percent", "verdict",
        "source",
    ]  # fmt: skip
    return pd.DataFrame(table, columns=columns)
