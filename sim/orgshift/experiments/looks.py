"""Replications look by look: more are added until somebody has seen enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

import orgshift
from orgshift import store
from orgshift.errors import OrgshiftError
from orgshift.experiments.assumptions import assumptions
from orgshift.experiments.beliefs import LUCKS, believed
from orgshift.experiments.comparison import TABLES, Comparison
from orgshift.experiments.known import Known
from orgshift.experiments.outcome import Outcome, outcomes, packed_outcome, parcel, unpacked
from orgshift.experiments.replicate import Job, Progress, stream
from orgshift.experiments.watch import Watch

if TYPE_CHECKING:
    from orgshift.scenario import Scenario
    from orgshift.scenario.beliefs import Belief


def at_looks(
    scenario: Scenario,
    variants: Sequence[str],
    looks: Sequence[int],
    *,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    beliefs: bool = False,
    cache: bool = True,
    pool: Callable[[], Executor] | None = None,
    earlier: Comparison | None = None,
) -> Iterator[Comparison]:
    """Yield the comparison of *variants* at each of *looks*, replications added from look to look.

    Nobody looks again at fewer replications than the *earlier* comparison has, which is continued.
    An interrupted one is the last. Raises OrgshiftError, and KeyboardInterrupt, if nothing was
    finished.
    """
    seed = scenario.seed if seed is None else seed
    chosen = list(variants)
    drawn = believed(scenario, ledger=beliefs)
    lucks = LUCKS if drawn else 1
    found = {} if earlier is None else outcomes(earlier)
    source = list(scenario.source) if earlier is None else earlier.about["source"]
    had = 0 if earlier is None else earlier.replications
    kept = store.find_cache() if cache else None
    known = None if kept is None else Known(scenario, drawn, seed, kept)
    work = partial(packed_outcome, parcel(scenario, drawn, seed))
    for look in (-(-look // lucks) * lucks for look in looks):
        if look < had:
            continue
        wanted = [Job(v, r) for r in range(look) for v in chosen]
        watch = Watch(progress, chosen, look, lucks)
        interrupted = False
        try:
            for job, result in _outcomes_of(wanted, work, found, known, jobs, pool):
                found[job] = result
                watch.tell(job, result)
        except KeyboardInterrupt:
            interrupted = True
        complete = _complete(found, chosen, lucks)
        if not complete:
            raise KeyboardInterrupt if interrupted else OrgshiftError("no replication was finished")
        yield _put_together(
            scenario, chosen, complete, found, drawn=drawn, ledger=beliefs,
            seed=seed, interrupted=interrupted, looks=len(looks), source=source,
        )  # fmt: skip
        if interrupted:
            return


def _outcomes_of(
    jobs: Sequence[Job],
    work: Callable[[Job], bytes],
    found: Mapping[Job, Outcome],
    known: Known | None,
    processes: int | None,
    pool: Callable[[], Executor] | None,
) -> Iterator[tuple[Job, Outcome]]:
    """Yield the outcome of every one of *jobs*: those found first, then those known, then new ones."""
    todo = []
    for job in jobs:
        outcome = found.get(job)
        if outcome is None and known is not None:
            outcome = known.find(job)
        if outcome is None:
            todo.append(job)
        else:
            yield job, outcome
    for job, packed in stream(work, todo, processes=processes, pool=pool):
        if known is not None:
            known.keep(job, packed)
        yield job, unpacked(packed, job)


def _complete(found: dict[Job, Outcome], variants: Sequence[str], lucks: int) -> list[int]:
    """Return the replications that are there in every variant and with all *lucks*, in order."""
    return [
        r for r in sorted({job.replication for job in found})
        if all(
            Job(v, r - r % lucks + luck) in found for v in variants for luck in range(lucks)
        )
    ]  # fmt: skip


def _put_together(
    scenario: Scenario,
    variants: list[str],
    complete: list[int],
    found: dict[Job, Outcome],
    *,
    drawn: Sequence[Belief],
    ledger: bool,
    seed: int,
    interrupted: bool,
    looks: int,
    source: list[Any],
) -> Comparison:
    ordered = [found[Job(v, r)] for v in variants for r in complete]
    parts = zip(*ordered, strict=True)
    tables = {
        name: _stacked(list(part), variants) for name, part in zip(TABLES, parts, strict=True)
    }
    about = {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "digest": scenario.digest,
        "source": source,
        "variants": variants,
        "titles": {v: scenario.variants[v].title or v for v in variants},
        "seed": seed,
        "replications": len(complete),
        "interrupted": interrupted,
        "precision": [],
        "looks": looks,
        "horizon_months": scenario.horizon_months,
        "run_in_months": scenario.run_in_months,
        "start": scenario.calendar.start.isoformat(),
        "demand": sorted({t.demand.policy for t in scenario.teams.values() if t.demand}),
        "engineers": sum(t.engineers for t in scenario.teams.values())
        + sum(g.engineers for g in scenario.groups.values()),
        "versions": {
            "orgshift": orgshift.__version__,
            "numpy": np.__version__,
            "pandas": pd.__version__,
        },
        "build": store.build(),
        "beliefs": _drawn_in(drawn, variants),
        "ledger": ledger,
        "assumptions": assumptions(scenario, variants),
        "content": scenario.merged,
    }
    return Comparison(about, **tables)


def _drawn_in(beliefs: Sequence[Belief], variants: Sequence[str]) -> list[str]:
    """Return what is drawn, by name, that *variants* have."""
    return list(dict.fromkeys(
        belief.drawn_as for belief in beliefs
        if belief.address[0] != "variants" or belief.address[1] in variants
    ))  # fmt: skip


def _stacked(parts: list[pd.DataFrame], variants: list[str]) -> pd.DataFrame:
    """Stack tables whose categories may differ; texts become categories again."""
    columns: dict[str, Any] = {}
    for name in parts[0].columns:
        pieces = [part[name] for part in parts]
        if name == "variant":
            names = np.repeat(
                [str(part[name].iloc[0]) if len(part) else "" for part in parts],
                [len(part) for part in parts],
            )
            columns[name] = pd.Categorical(names, categories=variants)
        elif any(piece.dtype == "str" for piece in pieces):
            texts = [piece.astype("str") for piece in pieces]
            columns[name] = pd.concat(texts, ignore_index=True).astype("category")
        elif isinstance(pieces[0].dtype, pd.CategoricalDtype):
            columns[name] = union_categoricals(pieces)
        else:
            columns[name] = pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns)
