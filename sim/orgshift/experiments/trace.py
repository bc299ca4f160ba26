"""The same feature in several variants: because luck is keyed, one feature is the same in all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from orgshift import store
from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments.beliefs import believed, lived
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.engine import Run
    from orgshift.experiments.comparison import Comparison

#: What is kept beside a comparison, and under which names.
KEPT, TABLES = "traces", ("features", "timeline")
#: What is picked: the rank of the lead time and of its change, each from 0 to 1; None: whatever it is.
PICKS = {"typical": (0.5, 0.5), "largest gain": (None, 0.0), "largest loss": (None, 1.0)}


class Named(NamedTuple):
    """A feature: the team in whose demand it came (its stream), and its number there."""

    stream: str
    number: int

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


@dataclass(frozen=True)
class Trace:
    """Where features spent their days, in each variant.

    ``features``
        ``feature``, ``variant``, ``replication``, ``pick`` ('' where it was asked for by name),
        ``team`` (who works on it at last), ``kind``, ``size_h``, ``start``, ``end`` (dates; the
        horizon where it is open), ``lead_days`` (calendar days), ``lead_h`` (working hours), ``open``.
        nan and no dates where the variant never comes to it; ``last`` is the last number it comes to.
    ``timeline``
        A row per stay: ``feature``, ``variant``, ``replication``, ``state``, ``from``, ``to``
        (dates), ``from_days`` (since the feature's start), ``days`` (calendar), ``hours`` (working).
    """

    features: pd.DataFrame
    timeline: pd.DataFrame

    @classmethod
    def load(cls, run_dir: str | Path) -> Trace:
        """Return what is kept in *run_dir*. Raises OrgshiftError if there is nothing."""
        _, tables = store.beside(Path(run_dir), KEPT, TABLES)
        features, timeline = (tables[name] for name in TABLES)
        for table, dates in ((features, ("start", "end")), (timeline, ("from", "to"))):
            for column in dates:
                table[column] = pd.to_datetime(table[column]).astype("datetime64[s]")
        features["pick"] = features["pick"].fillna("")
        return cls(features, timeline)

    def save(self, run_dir: str | Path, comparison: Comparison) -> Path:
        """Keep this in *run_dir*, beside *comparison*."""
        about = {key: comparison.about[key] for key in ("digest", "seed", "variants")}
        tables = {name: getattr(self, name) for name in TABLES}
        return store.put_beside(Path(run_dir), KEPT, about, tables)

    @classmethod
    def beside(cls, comparison: Comparison, run_dir: str | Path) -> Trace | None:
        """Return what is kept in *run_dir* of *comparison*, None where there is nothing of it."""
        folder = Path(run_dir)
        if not store.is_beside(folder, KEPT):
            return None
        about, _ = store.beside(folder, KEPT, ())
        same = all(about[key] == comparison.about[key] for key in ("digest", "seed", "variants"))
        return cls.load(folder) if same else None

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: the features and their stays, dates as ISO texts."""

        def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
            texts = {
                column: table[column].dt.strftime("%Y-%m-%dT%H:%M:%S")
                for column in table.columns
                if table[column].dtype.kind == "M"
            }
            return [
                {str(key): None if pd.isna(value) else value for key, value in row.items()}
                for row in table.assign(**texts).to_dict(orient="records")
            ]

        return {"features": rows(self.features), "timeline": rows(self.timeline)}


def named(text: str) -> Named:
    """Return the feature that *text* names. Raises OrgshiftError for what names none."""
    found = re.fullmatch(r"\s*(.*\S)[\s#]+(\d{1,12})\s*", text)
    if found is None:
        raise OrgshiftError(
            f"{text!r} names no feature; write its team and its number, such as 'energy 142'"
        )
    return Named(found[1], int(found[2]))


def trace(
    comparison: Comparison,
    feature: str | None = None,
    *,
    variants: Sequence[str] | None = None,
    replication: int | None = None,
    jobs: int | None = None,
) -> Trace:
    """Live through one replication again, in each of *variants*, and follow *feature* ("energy 142").

    Without *feature* the typical one of the last of the variants is followed. *replication* defaults
    to 0 for a named feature. The world is that of the comparison: its scenario as merged, its seed,
    its beliefs as drawn. Raises OrgshiftError for what is not there, and where this version of
    orgshift no longer does what the comparison did.
    """
    chosen = list(variants or comparison.variants)
    for name in chosen:
        if name not in comparison.variants:
            guess = did_you_mean(name, comparison.variants)
            known = ", ".join(comparison.variants)
            raise OrgshiftError(f"there is no variant {name!r}{guess} (compared were {known})")
    if feature is None:
        picks = picked(comparison, [chosen[-1]], replication=replication)
        wanted = Named(str(picks["stream"].iloc[0]), int(picks["number"].iloc[0]))
        replication = int(picks["replication"].iloc[0])
    else:
        wanted, replication = named(feature), replication or 0
    there = sorted(set(comparison.runs["replication"].tolist()))
    if replication not in there:
        raise OrgshiftError(
            f"there is no replication {replication}: the comparison has {there[0]} to {there[-1]}"
        )
    followed = _follow(comparison, [wanted], chosen, replication, jobs, None)
    if followed.timeline.empty:
        _refuse(followed, wanted, comparison)
    return followed


def traces(
    comparison: Comparison, *, jobs: int | None = None, progress: Progress | None = None
) -> Trace:
    """Follow the features that ``picked`` picks of every proposal, in the reference and in it."""
    picks = picked(comparison, comparison.variants[1:])
    if picks.empty:
        return Trace(_empty(_FEATURES), _empty(_TIMELINE))
    features = [Named(*one) for one in picks[["stream", "number"]].itertuples(index=False)]
    replication = int(picks["replication"].iloc[0])
    followed = _follow(
        comparison, list(dict.fromkeys(features)), comparison.variants, replication, jobs, progress
    )
    tables = []
    for (variant, pick), feature in zip(
        picks[["variant", "pick"]].itertuples(index=False), features, strict=True
    ):
        mine = followed.features[followed.features["feature"] == str(feature)]
        pair = mine[mine["variant"].isin([comparison.variants[0], variant])]
        tables.append(pair.assign(pick=pick, proposal=variant))
    return Trace(pd.concat(tables, ignore_index=True), followed.timeline)


def picked(
    comparison: Comparison, proposals: Sequence[str], *, replication: int | None = None
) -> pd.DataFrame:
    """Return a typical feature and the most extreme ones of each proposal against the reference.

    Of features released in both: the one nearest to the median of the lead time and of its change,
    the one that gains most, and the one that loses most. All are of one *replication*, by default the
    one whose mean changes are nearest to the medians over replications. Columns ``variant``,
    ``pick``, ``replication``, ``stream``, ``number``, ``against_days``, ``days``. The same
    comparison has the same picks.
    """
    pairs = [_paired(comparison, proposal) for proposal in proposals]
    pairs = [pair for pair in pairs if len(pair)]
    if not pairs:
        return _empty(_PICKS)
    if replication is None:
        replication = _middle(pairs)
    rows = []
    for pair in pairs:
        mine = pair[pair["replication"] == replication].reset_index(drop=True)
        change = mine["days"] - mine["against_days"]
        ranks = [one.rank(pct=True, method="average") for one in (mine["against_days"], change)]
        for pick, (level, moved) in PICKS.items() if len(mine) else ():
            away = (ranks[1] - moved).abs()
            if level is not None:
                away = away + (ranks[0] - level).abs()
            # Rows are in order of stream and number: of equals, the first.
            row = mine.loc[int(away.to_numpy().argmin())]
            rows.append((row["variant"], pick, *row[_PICKS[2:]]))
    return pd.DataFrame(rows, columns=_PICKS)


_PICKS = ["variant", "pick", "replication", "stream", "number", "against_days", "days"]


def _paired(comparison: Comparison, proposal: str) -> pd.DataFrame:
    """Return the features released in the reference and in *proposal*, with both lead times."""
    table = comparison.features
    table = table[(table["start_h"] >= 0.0) & ~table["open"]]
    streams = table["stream"].astype("category").cat
    names = streams.categories.sort_values()
    code = streams.set_categories(names).cat.codes.to_numpy().astype(np.int64)
    number = table["feature"].to_numpy()
    many = int(number.max(initial=0)) + 1
    # One whole number per feature, in order of replication, stream and number.
    key = (table["replication"].to_numpy() * len(names) + code) * many + number
    theirs, ours = (
        np.flatnonzero(table["variant"] == name) for name in (comparison.variants[0], proposal)
    )
    both, at_theirs, at_ours = np.intersect1d(
        key[theirs], key[ours], assume_unique=True, return_indices=True
    )
    days = table["lead_days"].to_numpy()
    return pd.DataFrame({
        "variant": proposal,
        "replication": both // many // max(1, len(names)),
        "stream": pd.Categorical.from_codes(both // many % max(1, len(names)), names),
        "number": both % many,
        "against_days": days[theirs[at_theirs]],
        "days": days[ours[at_ours]],
    })  # fmt: skip


def _middle(pairs: Sequence[pd.DataFrame]) -> int:
    """Return the replication whose mean changes are nearest to the medians, the first of equals."""
    changes = pd.DataFrame({
        place: (pair["days"] - pair["against_days"]).groupby(pair["replication"]).mean()
        for place, pair in enumerate(pairs)
    })  # fmt: skip
    spread = changes.std(ddof=0).replace(0.0, 1.0)
    away = ((changes - changes.median()).abs() / spread).sum(axis=1)
    return int(changes.index[int(away.to_numpy().argmin())])


# -- living through it again --------------------------------------------------------------------


def replay(comparison: Comparison, job: Job) -> Run:
    """Live through one run of *comparison* again, with the table ``journey``.

    Raises OrgshiftError where the same scenario is no longer the same world.
    """
    scenario, about = comparison.scenario, comparison.about
    if scenario.digest != about["digest"]:
        raise OrgshiftError(
            f"{about['scenario']} was compared by another version of orgshift "
            f"({about['versions']['orgshift']}), in which it meant something else; compare again"
        )
    drawn = believed(scenario, ledger=bool(about.get("ledger")))
    world = lived(scenario, drawn, int(about["seed"]), job.replication).scenario
    return run_once(world, job.variant, job.replication, seed=int(about["seed"]), spans=True)


_FEATURES = [
    "feature", "variant", "replication", "pick", "team", "kind", "size_h", "start", "end",
    "lead_days", "lead_h", "open", "last",
]  # fmt: skip
_TIMELINE = [
    "feature", "variant", "replication", "state", "from", "to", "from_days", "days", "hours",
]  # fmt: skip


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({column: [] for column in columns})


def _follow(
    comparison: Comparison,
    features: Sequence[Named],
    variants: Sequence[str],
    replication: int,
    jobs: int | None,
    progress: Progress | None,
) -> Trace:
    wanted = [Job(variant, replication) for variant in variants]
    # The tables stay here: a worker needs no more than the scenario and where to look.
    work = partial(_followed, _Replayed(comparison), features)
    finished = replicate(work, wanted, processes=jobs, progress=progress)
    if finished.interrupted:
        raise KeyboardInterrupt
    found = [finished.results[job] for job in wanted]
    rows = [row for one in found for row in one.rows]
    told = pd.DataFrame(rows, columns=_FEATURES)
    _check_same(comparison, told)
    stays = [one.timeline for one in found if len(one.timeline)]
    return Trace(told, pd.concat(stays, ignore_index=True) if stays else _empty(_TIMELINE))


class _Replayed:
    """What ``replay`` needs of a comparison, without its tables."""

    def __init__(self, comparison: Comparison) -> None:
        self.about = {
            key: comparison.about[key] for key in ("scenario", "digest", "seed", "versions")
        } | {"ledger": comparison.about.get("ledger", False)}
        self.scenario = comparison.scenario


class _Found(NamedTuple):
    rows: list[tuple[Any, ...]]
    timeline: pd.DataFrame


def _followed(comparison: Any, features: Sequence[Named], job: Job) -> _Found:
    run = replay(comparison, job)
    rows: list[tuple[Any, ...]] = []
    stays = []
    for feature in features:
        stream = run.features[run.features["stream"] == feature.stream]
        mine = stream[stream["feature"] == feature.number]
        head = (str(feature), job.variant, job.replication, "")
        last = float(stream["feature"].max())
        if mine.empty:
            missing = (None, None, np.nan, pd.NaT, pd.NaT, np.nan, np.nan, False)
            rows.append((*head, *missing, last))
            continue
        row = mine.iloc[0]
        end_h = run.horizon_h if row["open"] else row["release_h"]
        start, end = run.calendar.dates(np.array([row["start_h"], end_h]))
        rows.append((
            *head, str(row["team"]), str(row["kind"]), float(row["size_h"]), start, end,
            float(row["lead_days"]), float(row["lead_h"]), bool(row["open"]), last,
        ))  # fmt: skip
        stays.append(_stays(run, feature, float(row["start_h"])).assign(
            feature=str(feature), variant=job.variant, replication=job.replication
        )[_TIMELINE])  # fmt: skip
    return _Found(rows, pd.concat(stays, ignore_index=True) if stays else _empty(_TIMELINE))


def _stays(run: Run, feature: Named, start_h: float) -> pd.DataFrame:
    journey = run.journey
    assert journey is not None
    mine = journey[(journey["stream"] == feature.stream) & (journey["feature"] == feature.number)]
    start, end = mine["from_h"].to_numpy(), mine["to_h"].to_numpy()
    days = run.calendar.days
    return pd.DataFrame({
        "state": mine["state"].astype(str).to_numpy(),
        "from": run.calendar.dates(start),
        "to": run.calendar.dates(end),
        "from_days": days(start) - days(np.array([start_h])),
        "days": days(end) - days(start),
        "hours": end - start,
    })  # fmt: skip


def _check_same(comparison: Comparison, told: pd.DataFrame) -> None:
    """Raise OrgshiftError where the replay is not what the comparison saw."""
    seen = comparison.features[["variant", "replication", "stream", "feature", "lead_h"]]
    seen = seen.rename(columns={"lead_h": "seen_h", "feature": "number"})
    seen = seen.astype({"variant": str, "stream": str})
    names = [named(text) for text in told["feature"]]
    mine = told.assign(stream=[n.stream for n in names], number=[n.number for n in names])
    both = mine.merge(seen, on=["variant", "replication", "stream", "number"])
    if (both["lead_h"] != both["seen_h"]).any():
        version = comparison.about["versions"]["orgshift"]
        raise OrgshiftError(
            "this version of orgshift, or of the packages under it, does not do what the comparison "
            f"did (it was made with orgshift {version}); compare again"
        )


def _refuse(followed: Trace, wanted: Named, comparison: Comparison) -> None:
    """Say why nobody comes to a feature. Always raises OrgshiftError."""
    streams = sorted(set(comparison.features["stream"].astype(str)))
    if wanted.stream not in streams:
        raise OrgshiftError(
            f"there is no team {wanted.stream!r} with features of its own"
            f"{did_you_mean(wanted.stream, streams)} (there are {', '.join(streams)})"
        )
    reached = followed.features.dropna(subset=["last"])
    last = [
        f"{number:.0f} under {variant}"
        for variant, number in zip(reached["variant"], reached["last"], strict=True)
    ]
    raise OrgshiftError(
        f"there is no feature {wanted}: in this replication {wanted.stream}'s features are numbered "
        f"from 1, and the last one is {', '.join(last)}"
    )
