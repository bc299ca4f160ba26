"""Comparing variants on the same luck: replications in parallel, until they are precise enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from orgshift import store
from orgshift.errors import OrgshiftError
from orgshift.experiments.beliefs import by_draw
from orgshift.experiments.comparison import Comparison
from orgshift.experiments.intervals import CONFIDENCE, half_width, paired
from orgshift.experiments.looks import at_looks
from orgshift.experiments.replicate import Progress
from orgshift.measures import HEADLINE

if TYPE_CHECKING:
    from orgshift.scenario import Scenario

#: Replications at which `--precision` looks whether it has what it wants.
LOOKS = (8, 16, 32, 64, 128, 256, 512, 1024)


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
    cache: bool = True,
    pool: Callable[[], Executor] | None = None,
) -> Comparison:
    """Run *variants* (default: all) of *scenario* on the same luck and compare them.

    The first variant is the reference; where only one is named, the scenario's first is.

    Each variant lives through the same *replications* (default: the scenario's) in *jobs*
    processes; the result is the same for any number of them. With *precision*, a share of today's
    level, replications are added at 8, 16, 32, … until the half-widths of the paired differences
    of every headline measure are within it, or *max_replications* are reached; the
    error rate is split over the looks. *out* is a folder to keep the result in.

    With *beliefs* every default in use is drawn from its range in the evidence ledger; what the
    scenario itself believes always is. A draw is lived through in every variant and with two
    lucks, so replications are even in number, and differences are split into belief and luck.

    Every finished replication is kept in the *cache*, and none that is there is simulated again.
    *pool* makes the ``Executor`` to work on instead of processes of this machine (a cluster, say).
    Raises OrgshiftError for a variant that is not there, and if nothing was finished.
    """
    asked = Asked.by(scenario, replications, precision, max_replications)
    comparisons = at_looks(
        scenario, _chosen(scenario, variants), asked.looks, seed=seed, jobs=jobs, progress=progress,
        beliefs=beliefs, cache=cache, pool=pool,
    )  # fmt: skip
    return _until(asked, comparisons, out)


def extend(
    earlier: Comparison | str | Path,
    *,
    replications: int | None = None,
    precision: float | None = None,
    max_replications: int = 256,
    jobs: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cache: bool = True,
    pool: Callable[[], Executor] | None = None,
) -> Comparison:
    """Continue an *earlier* comparison, or the one in that folder, and return it with what it had.

    Up to *replications* or *precision*; by default up to what an interrupted one was to have. The
    result is, bit for bit, that of one comparison as long as both. Raises OrgshiftError where there
    is nothing to add, and where another build of orgshift has made it.
    """
    if not isinstance(earlier, Comparison):
        earlier = Comparison.load(earlier)
    about = earlier.about
    if about["build"] != store.build():
        raise OrgshiftError(
            f"{about['scenario']} was compared by another build: {_unlike(about['build'])}; "
            "replications of two builds do not mix: compare again"
        )
    if replications is None and precision is None:
        asked = Asked(**about["asked"])
    else:
        asked = Asked.by(earlier.scenario, replications, precision, max_replications)
    looks = [look for look in asked.looks if look >= earlier.replications]
    if not looks or (asked.precision is None and looks[-1] == earlier.replications):
        raise OrgshiftError(
            f"{about['scenario']} has {earlier.replications} replications already; ask for more"
        )
    comparisons = at_looks(
        earlier.scenario, earlier.variants, asked.looks, seed=int(about["seed"]), jobs=jobs,
        progress=progress, beliefs=bool(about["ledger"]), cache=cache, pool=pool, earlier=earlier,
    )  # fmt: skip
    return _until(asked, comparisons, out)


def _unlike(build: dict[str, str]) -> str:
    """Return in what *build* is another one than this."""
    ours = store.build()
    parts = [
        f"{name} {build.get(name)}, here {ours[name]}"
        for name in ours
        if build.get(name) != ours[name]
    ]
    return "; ".join(parts)


class Asked(NamedTuple):
    """How long a comparison is to go on."""

    replications: int
    precision: float | None

    @classmethod
    def by(
        cls, scenario: Scenario, replications: int | None, precision: float | None, most: int
    ) -> Asked:
        """Return what was asked for, the scenario's replications by default."""
        if precision is not None:
            return cls(most, precision)
        return cls(scenario.replications if replications is None else replications, None)

    @property
    def looks(self) -> list[int]:
        """The numbers of replications at which somebody looks at the result."""
        if self.precision is None:
            return [self.replications]
        return [look for look in LOOKS if look < self.replications] + [self.replications]


def _until(asked: Asked, comparisons: Iterator[Comparison], out: str | Path | None) -> Comparison:
    """Go through *comparisons* until what was asked for is reached, and keep that one in *out*."""
    if out is not None:
        store.make_room(Path(out))
    for comparison in comparisons:
        comparison.about["asked"] = asked._asdict()
        if asked.precision is None or comparison.interrupted:
            break
        reached = comparison.about["precision"] = _reached(comparison, asked.precision)
        if reached and all(one["reached"] for one in reached):
            break
    if out is not None:
        comparison.save(out)
    return comparison


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> list[str]:
    if not variants:
        return list(scenario.variants)
    scenario.check_variants(variants)
    chosen = list(dict.fromkeys(variants))
    reference = next(iter(scenario.variants))
    return [reference, *chosen] if len(chosen) == 1 and chosen != [reference] else chosen


def _reached(comparison: Comparison, precision: float) -> list[dict[str, Any]]:
    """Return, per measure and variant, the half-width relative to today's level at this look."""
    variants, looks = comparison.variants, int(comparison.about["looks"])
    rows = []
    for measure in HEADLINE:
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


__all__ = ["at_looks", "compare", "extend"]
