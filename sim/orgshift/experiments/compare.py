"""Comparing variants on the same luck: replications in parallel, until they are precise enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

import orgshift
from orgshift import store
from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments.assumptions import assumptions
from orgshift.experiments.beliefs import LUCKS, believed, by_draw, lived
from orgshift.experiments.comparison import TABLES, Comparison
from orgshift.experiments.intervals import CONFIDENCE, half_width, paired
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.measures import READ, Record, evaluate, monthly
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.engine import Run
    from orgshift.scenario import Scenario
    from orgshift.scenario.beliefs import Belief

#: Replications at which `--precision` looks whether it has what it wants.
LOOKS = (8, 16, 32, 64, 128, 256, 512, 1024)
#: What `--precision` is about, where the scenario lets it be measured.
PRECISE = ("lead_time_p85", "toil_share", "throughput")


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


#: What a reader of the features wants to know beside what is measured.
TOLD = ("feature", "stream", "kind", "size_h")


def outcome(scenario: Scenario, beliefs: Sequence[Belief], seed: int, job: Job) -> Outcome:
    """Run one job, in the world that is drawn for it, and reduce the run to its outcome."""
    world = lived(scenario, beliefs, seed, job.replication)
    run = run_once(world, job.variant, job.replication, seed=seed)
    record = Record.of(run)
    tables = {"measures": evaluate(record), "monthly": monthly(record)}
    tables |= {name: _since_day_zero(run, name) for name in READ}
    about = {"cost_per_hour": [run.cost_per_hour], "events": [run.events]}
    tables["runs"] = pd.DataFrame(about)
    for table in tables.values():
        table.insert(0, "replication", job.replication)
        table.insert(0, "variant", job.variant)
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


def compare(
    scenario: Scenario,
    *,
    variants: Sequence[str] | None = None,
    replications: int | None = None,
    precision: float | None = None,
    max_replications: int = 256,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    beliefs: bool = False,
) -> Comparison:
    """Run *variants* (default: all) of *scenario* on the same luck and compare them.

    The first variant is the reference; where only one is named, the scenario's first is.

    Each variant lives through the same *replications* (default: the scenario's) in *jobs*
    processes; the result is the same for any number of them. With *precision*, a share of today's
    level, replications are added at 8, 16, 32, … until the half-widths of the paired differences
    of p85 lead time, toil and throughput are within it, or *max_replications* are reached; the
    error rate is split over the looks. *out* is a folder to keep the result in.

    With *beliefs* every default in use is drawn from its range in the evidence ledger; what the
    scenario itself believes always is. A draw is lived through in every variant and with two
    lucks, so replications are even in number, and differences are split into belief and luck.
    Raises OrgshiftError for a variant that is not there, and if nothing was finished.
    """
    chosen = _chosen(scenario, variants)
    if out is not None:
        store.make_room(Path(out))
    if precision is None:
        looks: Sequence[int] = (scenario.replications if replications is None else replications,)
    else:
        looks = [look for look in LOOKS if look < max_replications] + [max_replications]
    for comparison in at_looks(
        scenario, chosen, looks, seed=seed, jobs=jobs, progress=progress, beliefs=beliefs
    ):
        if precision is None or comparison.interrupted:
            break
        reached = comparison.about["precision"] = _reached(comparison, precision)
        if reached and all(one["reached"] for one in reached):
            break
    if out is not None:
        comparison.save(out)
    return comparison


def at_looks(
    scenario: Scenario,
    variants: Sequence[str],
    looks: Sequence[int],
    *,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    beliefs: bool = False,
) -> Iterator[Comparison]:
    """Yield the comparison of *variants* at each of *looks*, replications added from look to look.

    An interrupted one is the last. Raises OrgshiftError, and KeyboardInterrupt, if nothing was
    finished.
    """
    seed = scenario.seed if seed is None else seed
    chosen = list(variants)
    drawn = believed(scenario, ledger=beliefs)
    lucks = LUCKS if drawn else 1
    work = partial(outcome, scenario, drawn, seed)
    found: dict[Job, Outcome] = {}
    for look in (-(-look // lucks) * lucks for look in looks):
        wanted = [Job(v, r) for r in range(look) for v in chosen]
        todo = [job for job in wanted if job not in found]
        step = None if progress is None else _offset(progress, len(found), len(wanted))
        results, interrupted = replicate(work, todo, processes=jobs, progress=step)
        found |= results
        complete = _complete(found, chosen, lucks)
        if not complete:
            raise KeyboardInterrupt if interrupted else OrgshiftError("no replication was finished")
        yield _put_together(
            scenario, chosen, complete, found, drawn=drawn, ledger=beliefs,
            seed=seed, interrupted=interrupted, looks=len(looks),
        )  # fmt: skip
        if interrupted:
            return


def _offset(progress: Progress, before: int, total: int) -> Callable[[int, int], None]:
    return lambda done, _: progress(before + done, total)


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> list[str]:
    if not variants:
        return list(scenario.variants)
    for name in variants:
        if name not in scenario.variants:
            known = list(scenario.variants)
            raise OrgshiftError(
                f"{scenario.name} has no variant {name!r}{did_you_mean(name, known)} "
                f"(it has {', '.join(known)})"
            )
    chosen = list(dict.fromkeys(variants))
    reference = next(iter(scenario.variants))
    return [reference, *chosen] if len(chosen) == 1 and chosen != [reference] else chosen


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
            texts = np.repeat(
                [str(part[name].iloc[0]) if len(part) else "" for part in parts],
                [len(part) for part in parts],
            )
            columns[name] = pd.Categorical(texts, categories=variants)
        elif isinstance(pieces[0].dtype, pd.CategoricalDtype):
            columns[name] = union_categoricals(pieces)
        else:
            whole = pd.concat(pieces, ignore_index=True)
            columns[name] = whole.astype("category") if whole.dtype == "str" else whole
    return pd.DataFrame(columns)


def _reached(comparison: Comparison, precision: float) -> list[dict[str, Any]]:
    """Return, per measure and variant, the half-width relative to today's level at this look."""
    variants, looks = comparison.variants, int(comparison.about["looks"])
    rows = []
    for measure in PRECISE:
        values = comparison.values(measure)
        today = values[variants[0]].to_numpy(dtype=np.float64)
        for variant in variants[1:] or variants:
            ours = values[variant].to_numpy(dtype=np.float64)
            sample = paired(ours, today) if variant != variants[0] else ours
            if comparison.about["beliefs"]:
                sample = by_draw(sample)
            sample = sample[~np.isnan(sample)]
            level = abs(float(np.nanmean(today))) if (~np.isnan(today)).any() else 0.0
            if len(sample) < 2 or not level:
                continue
            told = np.isfinite(sample).all() and np.isfinite(level)
            confidence = 1.0 - (1.0 - CONFIDENCE) / looks
            relative = half_width(sample, confidence) / level if told else np.inf
            rows.append({
                "measure": measure, "variant": variant, "half_width": relative,
                "wanted": precision, "reached": bool(relative <= precision),
                "replications": comparison.replications,
            })  # fmt: skip
    return rows
