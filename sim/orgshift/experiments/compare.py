"""Comparing variants on the same luck: levels, paired differences, and how sure we are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

import orgshift
from orgshift import store
from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments.intervals import (
    CONFIDENCE,
    half_width,
    holm,
    interval,
    p_value,
    pairing_gain,
    verdict,
)
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.measures import HEADLINE, REGISTRY, evaluate, monthly
from orgshift.organisation.activities import STATES
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.scenario import Scenario

#: Replications at which `--precision` looks whether it has what it wants.
LOOKS = (8, 16, 32, 64, 128, 256, 512, 1024)
#: What `--precision` is about, where the scenario lets it be measured.
PRECISE = ("lead_time_p85", "toil_share", "throughput")
TABLES = ("values", "monthly", "hours", "features")


class Outcome(NamedTuple):
    """What one run leaves behind: its measures and slim tables."""

    measured: pd.DataFrame
    monthly: pd.DataFrame
    hours: pd.DataFrame
    features: pd.DataFrame


def outcome(scenario: Scenario, seed: int, job: Job) -> Outcome:
    """Run one job and reduce the run to its outcome."""
    run = run_once(scenario, job.variant, job.replication, seed=seed)
    kept = ["team", "feature", "kind", "start_h", "lead_h", "lead_days", "open", "size_h"]
    kept += [f"d_{state}" for state in STATES]
    features = run.features.loc[run.features["start_h"] >= 0.0, kept]
    hours = run.hours[run.hours["month"] >= 0]
    tables = (evaluate(run), monthly(run), hours, features)
    labelled = []
    for table in tables:
        table = table.reset_index(drop=True)
        table.insert(0, "replication", job.replication)
        table.insert(0, "variant", job.variant)
        labelled.append(table)
    return Outcome(*labelled)


@dataclass(frozen=True)
class Comparison:
    """Variants of one scenario over the same replications; the first is the reference.

    ``values``
        ``variant``, ``replication``, ``scope``, ``measure``, ``value`` over the horizon.
    ``monthly``
        ``variant``, ``replication``, ``month``, ``measure``, ``value`` of the organisation.
    ``hours``
        ``variant``, ``replication``, ``team``, ``month``, ``activity``, ``hours``.
    ``features``
        One row per feature started in [0, horizon): ``variant``, ``replication``, ``team``,
        ``feature``, ``kind``, ``start_h``, ``lead_h`` (working hours), ``lead_days`` (calendar
        days), ``open``, ``size_h``, and ``d_<state>`` (calendar days).
    ``levels``
        ``variant``, ``scope``, ``measure``, ``unit``, ``mean``, ``low``, ``high``,
        ``replications``.
    ``differences``
        ``variant``, ``against``, ``scope``, ``measure``, ``unit``, ``level``, ``against_level``,
        ``difference``, ``low``, ``high``, ``relative``, ``relative_low``, ``relative_high``,
        ``pairing_gain``, ``verdict``, ``replications``; intervals are 95 % Student t intervals of
        paired differences, verdicts on the headline measures of the organisation hold together
        (Holm), others one by one.
    """

    about: dict[str, Any]
    values: pd.DataFrame
    monthly: pd.DataFrame
    hours: pd.DataFrame
    features: pd.DataFrame
    levels: pd.DataFrame = field(init=False)
    differences: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Work out levels and differences from the values."""
        object.__setattr__(self, "levels", _levels(self.values, self.variants))
        object.__setattr__(self, "differences", _differences(self.values, self.variants))

    @property
    def variants(self) -> list[str]:
        """The variants, the reference first."""
        return list(self.about["variants"])

    @property
    def replications(self) -> int:
        """Replications that are finished in every variant."""
        return int(self.about["replications"])

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped it before all replications were finished."""
        return bool(self.about["interrupted"])

    @classmethod
    def load(cls, run_dir: str | Path) -> Comparison:
        """Return the comparison kept in *run_dir*. Raises OrgshiftError if there is none."""
        about, tables = store.read(Path(run_dir), TABLES)
        return cls(about, **tables)

    def save(self, run_dir: str | Path) -> Path:
        """Keep the comparison in *run_dir* and return its path. Raises OrgshiftError if it cannot."""
        tables = {name: getattr(self, name) for name in TABLES}
        summary = self.differences.merge(
            self.levels[["variant", "scope", "measure", "mean", "low", "high"]].rename(
                columns={"mean": "level_mean", "low": "level_low", "high": "level_high"}
            ),
            on=["variant", "scope", "measure"],
            how="right",
        )
        return store.write(Path(run_dir), self.about, tables, summary)

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: the question, levels and differences of the organisation."""

        def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
            mine = table[table["scope"] == "organisation"].drop(columns="scope")
            return [
                {str(k): None if v != v else v for k, v in row.items()}
                for row in mine.to_dict(orient="records")
            ]

        about = {key: value for key, value in self.about.items() if key != "scenario_text"}
        return about | {"levels": rows(self.levels), "differences": rows(self.differences)}


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
) -> Comparison:
    """Run *variants* (default: all) of *scenario* on the same luck and compare them.

    Each variant lives through the same *replications* (default: the scenario's) in *jobs*
    processes; the result is the same for any number of them. With *precision*, a share of today's
    level, replications are added at 8, 16, 32, … until the half-widths of the paired differences
    of p85 lead time, toil and throughput are within it, or *max_replications* are reached; the
    error rate is split over the looks. *out* is a folder to keep the result in. Raises
    OrgshiftError for a variant that is not there, and if nothing was finished.
    """
    chosen = _chosen(scenario, variants)
    seed = scenario.seed if seed is None else seed
    work = partial(outcome, scenario, seed)
    found: dict[Job, Outcome] = {}
    if precision is None:
        looks: Sequence[int] = (scenario.replications if replications is None else replications,)
    else:
        looks = [look for look in LOOKS if look < max_replications] + [max_replications]
    reached: list[dict[str, Any]] = []
    interrupted = False
    for look in looks:
        wanted = [Job(v, r) for r in range(look) for v in chosen]
        todo = [job for job in wanted if job not in found]
        step = None if progress is None else _offset(progress, len(found), len(wanted))
        results, interrupted = replicate(work, todo, processes=jobs, progress=step)
        found |= results
        if interrupted or precision is None:
            break
        reached = _reached(found, chosen, precision, alpha=(1.0 - CONFIDENCE) / len(looks))
        if all(one["reached"] for one in reached):
            break
    complete = _complete(found, chosen)
    if not complete:
        raise KeyboardInterrupt if interrupted else OrgshiftError("no replication was finished")
    comparison = _put_together(
        scenario, chosen, complete, found, seed=seed, interrupted=interrupted, reached=reached
    )
    if out is not None:
        comparison.save(out)
    return comparison


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
    return list(dict.fromkeys(variants))


def _complete(found: dict[Job, Outcome], variants: Sequence[str]) -> list[int]:
    """Return the replications that are there in every variant, in order."""
    return [
        r for r in sorted({job.replication for job in found})
        if all(Job(v, r) in found for v in variants)
    ]  # fmt: skip


def _put_together(
    scenario: Scenario,
    variants: list[str],
    complete: list[int],
    found: dict[Job, Outcome],
    *,
    seed: int,
    interrupted: bool,
    reached: list[dict[str, Any]],
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
        "precision": reached,
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
        "assumptions": assumptions(scenario, variants),
    }
    return Comparison(about, **tables)


def _stacked(parts: list[pd.DataFrame], variants: list[str]) -> pd.DataFrame:
    """Stack tables whose categories may differ; texts become categories again."""
    plain = []
    for part in parts:
        texts = {c: part[c].astype(str) for c in part.columns if part[c].dtype == "category"}
        plain.append(part.assign(**texts))
    table = pd.concat(plain, ignore_index=True)
    for column in ("team", "kind", "activity", "scope", "measure"):
        if column in table.columns:
            table[column] = table[column].astype("category")
    table["variant"] = pd.Categorical(table["variant"], categories=variants)
    return table


def assumptions(scenario: Scenario, variants: Sequence[str]) -> list[dict[str, str]]:
    """Return the settings the answer rests on: ``setting``, ``value``, ``origin`` (file or default)."""
    rows: list[dict[str, str]] = []

    def add(setting: str, value: Any, *address: str) -> None:
        given = scenario.merged
        for part in address:
            given = given.get(part, {}) if isinstance(given, dict) else {}
        origin = "scenario file" if given not in ({}, None) else "default"
        rows.append({"setting": setting, "value": _said(value), "origin": origin})

    engineers = sum(team.engineers for team in scenario.teams.values())
    add("teams", f"{len(scenario.teams)} stream-aligned teams, {engineers} engineers", "teams")
    first = next((t.demand for t in scenario.teams.values() if t.demand), None)
    if first is not None:
        add("demand", first.policy, "demand", "policy")
        for name in ("limit", "rate", "utilisation", "gap", "size", "unplanned"):
            if (value := getattr(first, name)) is not None:
                add(f"demand: {name}", value, "demand", name)
    for name in ("meetings", "leave", "resumption", "spread", "cost"):
        add(f"people: {name}", getattr(scenario.people, name), "people", name)
    for mechanism, settings in scenario.mechanisms.named().items():
        for name in type(settings).model_fields:
            add(f"{mechanism}: {name}", getattr(settings, name), "mechanisms", mechanism, name)
    for variant in variants:
        for change in scenario.variants[variant].changes.values():
            if change.start is not None:
                written = change.start.model_fields_set
                for name in type(change.start).model_fields:
                    if name in ("group", "kind", "engineers"):
                        continue
                    origin = "scenario file" if name in written else "default"
                    rows.append({
                        "setting": f"{variant}, {change.start.group}: {name.rstrip('_')}",
                        "value": _said(getattr(change.start, name)), "origin": origin,
                    })  # fmt: skip
    return rows


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(_said(one) for one in value) or "–"
    if hasattr(value, "model_fields_set"):
        fields = type(value).model_fields
        return ", ".join(f"{n} {_said(getattr(value, n))}" for n in fields)
    return "–" if value is None else str(value)


def _pivot(values: pd.DataFrame) -> pd.DataFrame:
    """Return values by (scope, measure) and variant, replications in rows."""
    return values.pivot_table(
        index="replication",
        columns=["scope", "measure", "variant"],
        values="value",
        dropna=False,
        observed=True,
        sort=False,
    )


def _order(values: pd.DataFrame) -> list[tuple[str, str]]:
    scopes = list(dict.fromkeys(values["scope"].astype(str)))
    return [(scope, measure) for scope in scopes for measure in REGISTRY]


def _levels(values: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    wide, rows = _pivot(values), []
    for variant in variants:
        for scope, measure in _order(values):
            level = interval(_column(wide, scope, measure, variant))
            unit = REGISTRY[measure].unit
            rows.append(
                (
                    variant,
                    scope,
                    measure,
                    unit,
                    level.mean,
                    level.low,
                    level.high,
                    level.replications,
                )
            )
    names = ["variant", "scope", "measure", "unit", "mean", "low", "high", "replications"]
    return pd.DataFrame(rows, columns=names)


def _column(
    wide: pd.DataFrame, scope: str, measure: str, variant: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    key = (scope, measure, variant)
    if key not in wide.columns:
        return np.full(len(wide), np.nan)
    return wide[key].to_numpy(dtype=np.float64)


def _differences(values: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    wide, rows = _pivot(values), []
    reference = variants[0]
    for variant in variants[1:]:
        keys = _order(values)
        pairs = {
            key: (_column(wide, *key, variant), _column(wide, *key, reference)) for key in keys
        }
        headline = [("organisation", measure) for measure in HEADLINE]
        adjusted = dict(
            zip(headline, holm([p_value(pairs[k][0] - pairs[k][1]) for k in headline]), strict=True)
        )
        for scope, measure in keys:
            ours, theirs = pairs[scope, measure]
            difference = interval(ours - theirs)
            both = ~np.isnan(ours - theirs)
            level = float(ours[both].mean()) if both.any() else np.nan
            base = float(theirs[both].mean()) if both.any() else np.nan
            scale = 1.0 / base if base else np.nan
            p = adjusted.get((scope, measure), p_value(ours - theirs))
            rows.append((
                variant, reference, scope, measure, REGISTRY[measure].unit, level, base,
                difference.mean, difference.low, difference.high, difference.mean * scale,
                difference.low * scale, difference.high * scale, pairing_gain(ours, theirs),
                verdict(measure, difference, p), difference.replications,
            ))  # fmt: skip
    names = [
        "variant", "against", "scope", "measure", "unit", "level", "against_level", "difference",
        "low", "high", "relative", "relative_low", "relative_high", "pairing_gain", "verdict",
        "replications",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _reached(
    found: dict[Job, Outcome], variants: list[str], precision: float, *, alpha: float
) -> list[dict[str, Any]]:
    """Return, per measure and variant, the half-width relative to today's level at this look."""
    complete = _complete(found, variants)

    def column(variant: str, measure: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        chosen = []
        for r in complete:
            table = found[Job(variant, r)].measured
            mine = (table["scope"] == "organisation") & (table["measure"] == measure)
            chosen.append(float(table.loc[mine, "value"].iloc[0]))
        return np.array(chosen)

    rows = []
    for measure in PRECISE:
        today = column(variants[0], measure)
        for variant in variants[1:] or variants:
            ours = column(variant, measure)
            sample = ours - today if variant != variants[0] else ours
            sample = sample[~np.isnan(sample)]
            level = abs(float(np.nanmean(today))) if (~np.isnan(today)).any() else 0.0
            if len(sample) < 2 or not level:
                continue
            relative = half_width(sample, 1.0 - alpha) / level
            rows.append({
                "measure": measure, "variant": variant, "half_width": relative,
                "wanted": precision, "reached": bool(relative <= precision),
                "replications": len(complete),
            })  # fmt: skip
    return rows
