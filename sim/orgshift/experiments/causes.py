"""Why two variants differ: what each change adds, and in which part of lead time and of toil."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift import store
from orgshift.engine import run as run_once
from orgshift.errors import OrgshiftError
from orgshift.experiments.beliefs import LUCKS, believed, by_draw, lived
from orgshift.experiments.intervals import CONFIDENCE, interval
from orgshift.experiments.parts import ALL_PARTS, measured, parts_of
from orgshift.experiments.players import Game, game
from orgshift.experiments.replicate import Job, Progress, replicate
from orgshift.experiments.shapley import Order, along, exact, orders, sampled
from orgshift.measures import REGISTRY, Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison
    from orgshift.scenario import Scenario
    from orgshift.scenario.beliefs import Belief

#: Up to so many changes every coalition is run; of more, those along random orders.
EXACT = 5
#: So many random orders per replication, each with its reverse.
PAIRS = 2
ALL_CHANGES = "all changes"
#: What is kept beside a comparison, and under which names.
KEPT, TABLES = "causes", ("contributions", "levels")


@dataclass(frozen=True)
class Causes:
    """Why variants differ from a reference, split so that the parts add up in every replication.

    ``about``
        Scenario, digest, seed, replications, build, and ``pairs``: per variant the reference
        (``against``), the ``players`` (changes made or left out together), the ``coalitions`` they
        could form, and ``orders`` (random orders per replication; 0: every coalition was run).
    ``contributions``
        ``variant``, ``against``, ``replication``, ``measure``, ``part``, ``change``, ``value``: what
        a change adds to the difference in a part of a measure (Shapley value). ``part`` is a state
        of the journey, 'standing toil' or a capability; 'all parts' and 'all changes' are the sums.
        ``sampling_variance`` is that of the value over random orders, 0 where it is exact.
    ``levels``
        ``variant``, ``against``, ``replication``, ``measure``, ``part``, ``level``,
        ``against_level``.
    ``split``
        ``variant``, ``against``, ``measure``, ``part``, ``change``, ``unit``, ``difference``,
        ``low``, ``high``, ``sampling_error``, ``replications``: means over replications with 95 %
        Student t intervals, simultaneous (Bonferroni) over the changes of a measure, over its parts,
        and over both at once. Where changes are sampled, the intervals cover that error too.
    """

    about: dict[str, Any]
    contributions: pd.DataFrame
    levels: pd.DataFrame
    split: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Work out means and intervals."""
        object.__setattr__(self, "split", _split(self.contributions, self.about["lucks"]))

    @classmethod
    def load(cls, run_dir: str | Path) -> Causes:
        """Return what is kept in *run_dir*. Raises OrgshiftError if there is nothing."""
        about, tables = store.beside(Path(run_dir), KEPT, TABLES)
        return cls(about, **tables)

    @classmethod
    def beside(cls, comparison: Comparison, run_dir: str | Path) -> Causes | None:
        """Return what is kept in *run_dir* of *comparison*, None where there is nothing of it.

        Of the variants that are compared, against its reference.
        """
        if not store.is_beside(Path(run_dir), KEPT):
            return None
        found = cls.load(run_dir)
        pairs = [
            pair for pair in found.about["pairs"]
            if pair["variant"] in comparison.variants and pair["against"] == comparison.variants[0]
        ]  # fmt: skip
        other = any(found.about[key] != comparison.about[key] for key in ("digest", "seed"))
        if other or not pairs:
            return None
        mine = [pair["variant"] for pair in pairs]
        tables = {name: getattr(found, name) for name in TABLES}
        kept = {name: table[table["variant"].isin(mine)] for name, table in tables.items()}
        return cls(found.about | {"pairs": pairs}, **kept)

    def save(self, run_dir: str | Path) -> Path:
        """Keep this in *run_dir*, beside what is there of other variants on the same luck."""
        kept = self
        if store.is_beside(Path(run_dir), KEPT):
            kept = self._together(Causes.load(run_dir))
        # The split is for people to read; it is worked out again from the rest.
        tables = {name: getattr(kept, name) for name in (*TABLES, "split")}
        return store.put_beside(Path(run_dir), KEPT, kept.about, tables)

    def _together(self, other: Causes) -> Causes:
        same = ("digest", "seed", "replications", "build", "ledger")
        if any(self.about[key] != other.about.get(key) for key in same):
            return self
        mine = [pair["variant"] for pair in self.about["pairs"]]
        pairs = [pair for pair in other.about["pairs"] if pair["variant"] not in mine]
        tables = {
            name: pd.concat([table[~table["variant"].isin(mine)], getattr(self, name)])
            for name, table in ((name, getattr(other, name)) for name in TABLES)
        }
        return Causes(self.about | {"pairs": [*pairs, *self.about["pairs"]]}, **tables)

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: what was asked, and the split."""
        return self.about | {"split": self.split.to_dict(orient="records")}


def why(
    scenario: Scenario,
    variant: str | None = None,
    *,
    against: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    beliefs: bool = False,
    exact_up_to: int = EXACT,
    pairs: int = PAIRS,
    among: Comparison | None = None,
) -> Causes:
    """Split the difference between *variant* (default: the last) and *against* (default: the first).

    Variants with some of the changes are run on the same luck; each change gets its Shapley value.
    Up to *exact_up_to* changes all of them are run; of more, those along *pairs* of random orders
    per replication, and the sampling error is told. What the scenario believes is drawn as in
    ``compare``; with *beliefs* also every default in use. What a comparison on the same luck
    (*among*) has of the two variants is not run again.
    Ctrl-C keeps the replications that are whole (``about["interrupted"]``), and is raised where
    there is none. Raises OrgshiftError for a variant that is not there, or that is the reference.
    """
    variant, against = _asked(scenario, variant, against)
    seed = scenario.seed if seed is None else seed
    drawn = believed(scenario, ledger=beliefs)
    lucks = LUCKS if drawn else 1
    count = scenario.replications if replications is None else replications
    count = -(-count // lucks) * lucks
    plan = partial(_orders, count=count, seed=seed, exact_up_to=exact_up_to, pairs=pairs)
    played = game(scenario, variant, against, lambda players: _needed(players, plan(players)))
    drawn_orders = plan(len(played.players))
    wanted = [
        Job(str(mask), replication)
        for replication in range(count)
        for mask in sorted(
            _needed(len(played.players), drawn_orders[replication : replication + 1])
        )
    ]
    found = {} if among is None else _seen(among, scenario, seed, beliefs, played)
    work = partial(_live, scenario, drawn, seed, played)
    todo = [job for job in wanted if job not in found]
    finished = replicate(work, todo, processes=jobs, progress=progress)
    found |= finished.results
    if finished.interrupted:
        # Replications are run one after the other: those before the first that is not whole are.
        missing = min((job.replication for job in wanted if job not in found), default=count)
        count = missing - missing % lucks
        if not count:
            raise KeyboardInterrupt
        drawn_orders = drawn_orders[:count]
    worth: list[dict[int, NDArray[np.float64]]] = [{} for _ in range(count)]
    for job in wanted:
        if job.replication < count:
            worth[job.replication][int(job.variant)] = found[job]
    key = {"variant": variant, "against": against}
    rows = parts_of(scenario)
    about = {
        "scenario": scenario.name, "title": scenario.title, "digest": scenario.digest, "seed": seed,
        "replications": count, "lucks": lucks, "ledger": beliefs,
        "interrupted": finished.interrupted, "build": store.build(),
        "pairs": [key | {
            "players": [list(player) for player in played.players],
            "coalitions": 1 << len(played.players),
            "orders": len(drawn_orders[0]) if drawn_orders else 0,
        }],
    }  # fmt: skip
    return Causes(
        about,
        _contributions(played, rows, worth, drawn_orders).assign(**key),
        _levels(played, rows, worth).assign(**key),
    )


def _asked(scenario: Scenario, variant: str | None, against: str | None) -> tuple[str, str]:
    known = list(scenario.variants)
    against, variant = against or known[0], variant or known[-1]
    scenario.check_variants([variant, against])
    if variant == against:
        raise OrgshiftError(f"{variant!r} differs in nothing from itself; name two variants")
    return variant, against


def _orders(
    players: int, *, count: int, seed: int, exact_up_to: int, pairs: int
) -> list[list[Order]]:
    """Return the random orders of each replication: its own, so that their errors average out."""
    if players <= exact_up_to:
        return []
    return [
        orders(players, pairs, np.random.default_rng([seed, replication]))
        for replication in range(count)
    ]


def _needed(players: int, drawn: Sequence[Sequence[Order]]) -> Collection[int]:
    """Return the coalitions to run: those along the orders *drawn*; all, where none are."""
    if not drawn:
        return range(1 << players)
    return {mask for mine in drawn for order in mine for mask in along(order)}


def _live(
    scenario: Scenario, beliefs: Sequence[Belief], seed: int, played: Game, job: Job
) -> NDArray[np.float64]:
    """Run one coalition, in the world that is drawn for it, and return what is split."""
    world = played.world(
        lived(scenario, beliefs, seed, job.replication).scenario, [int(job.variant)]
    )
    run = run_once(world, job.variant, job.replication, seed=seed)
    return measured(Record.of(run), scenario)


def _seen(
    among: Comparison, scenario: Scenario, seed: int, beliefs: bool, played: Game
) -> dict[Job, NDArray[np.float64]]:
    """Return what *among* has of the two variants themselves: the coalitions of nobody and of all."""
    same = {"digest": scenario.digest, "seed": seed, "ledger": beliefs, "build": store.build()}
    if any(among.about.get(key) != value for key, value in same.items()):
        return {}
    masks = {played.against: 0, played.variant: played.everybody}
    return {
        Job(str(masks[variant]), replication): measured(record, scenario)
        for (variant, replication), record in among.records.items()
        if variant in masks
    }


# -- splitting ------------------------------------------------------------------------------------


def _contributions(
    played: Game,
    rows: Sequence[tuple[str, str]],
    worth: Sequence[Mapping[int, NDArray[np.float64]]],
    drawn: Sequence[Sequence[Order]],
) -> pd.DataFrame:
    tables = []
    for replication, mine in enumerate(worth):
        if drawn:
            values, variance = sampled(mine, drawn[replication])
        else:
            values = exact(np.array([mine[mask] for mask in range(played.everybody + 1)]))
            variance = np.zeros_like(values)
        whole = mine[played.everybody] - mine[0]
        # Where one coalition has nothing to measure, neither the parts nor the whole can be told.
        whole = np.where(np.isnan(values).any(axis=0), np.nan, whole)
        table = _by_row(rows, [ALL_CHANGES, *played.names], np.vstack([whole, values]))
        table["sampling_variance"] = np.vstack([np.zeros_like(whole), variance]).ravel()
        table.insert(0, "replication", replication)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _by_row(
    rows: Sequence[tuple[str, str]], changes: Sequence[str], values: NDArray[np.float64]
) -> pd.DataFrame:
    """Return *values* (changes, rows) with a row each."""
    measures, parts = zip(*rows, strict=True)
    return pd.DataFrame({
        "measure": list(measures) * len(changes),
        "part": list(parts) * len(changes),
        "change": np.repeat(changes, len(rows)),
        "value": values.ravel(),
    })  # fmt: skip


def _levels(
    played: Game,
    rows: Sequence[tuple[str, str]],
    worth: Sequence[Mapping[int, NDArray[np.float64]]],
) -> pd.DataFrame:
    measures, parts = zip(*rows, strict=True)
    return pd.concat(
        [
            pd.DataFrame({
                "replication": replication, "measure": measures, "part": parts,
                "level": mine[played.everybody], "against_level": mine[0],
            })
            for replication, mine in enumerate(worth)
        ],
        ignore_index=True,
    )  # fmt: skip


def _split(contributions: pd.DataFrame, lucks: int) -> pd.DataFrame:
    """Return means and simultaneous intervals of *contributions* over replications."""
    key = ["variant", "against", "measure", "part", "change"]
    groups = list(contributions.groupby(key, sort=False, observed=True))
    # What is 0 in every replication is no claim that could be wrong.
    claims: dict[tuple[str, ...], int] = {}
    for names, mine in groups:
        if mine["value"].any():
            claims[_family(names)] = claims.get(_family(names), 0) + 1
    rows = []
    for names, mine in groups:
        sample = mine["value"].to_numpy()
        confidence = 1.0 - (1.0 - CONFIDENCE) / max(1, claims.get(_family(names), 1))
        found = interval(by_draw(sample) if lucks > 1 else sample, confidence)
        error = float(np.sqrt(mine["sampling_variance"].sum())) / len(mine)
        count = int(np.isfinite(sample).sum())
        rows.append((
            *names, REGISTRY[str(names[2])].unit, found.mean, found.low, found.high, error, count,
        ))  # fmt: skip
    columns = [*key, "unit", "difference", "low", "high", "sampling_error", "replications"]
    return pd.DataFrame(rows, columns=columns)


def _family(names: Any) -> tuple[str, ...]:
    """Return which claims one error rate is shared with."""
    variant, against, measure, part, change = names
    kind = f"{part == ALL_PARTS}, {change == ALL_CHANGES}"
    return variant, against, measure, kind
