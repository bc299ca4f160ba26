"""Time to a decision: seconds until the differences of a comparison are known well enough."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Spread
from orgshift.experiments.comparison import Comparison
from orgshift.experiments.intervals import CONFIDENCE, half_width, paired
from orgshift.experiments.looks import at_looks

#: The differences to know, relative to today's level.
MEASURES = ("lead_time_p85", "toil_share")
PRECISION = 0.05
LOOKS = (8, 16, 32, 64, 128)
#: Seeds of independent streams lie so far apart.
APART = 1000

Values = dict[str, dict[str, np.ndarray]]


class Decision(NamedTuple):
    """How long it took, how many replications of each variant, and whether it was reached."""

    seconds: float
    replications: int
    widest: float


def widest(values: Values, looks: int) -> float:
    """Return the widest half-width over *values* (measure → variant → replications)."""
    confidence = 1.0 - (1.0 - CONFIDENCE) / looks
    relative = []
    for by_variant in values.values():
        today, *others = by_variant.values()
        for ours in others:
            sample = paired(ours, today)
            # A quantile that is not reached by the horizon is not known at all.
            known = bool(np.isfinite(sample).all())
            relative.append(half_width(sample, confidence) / abs(today.mean()) if known else np.inf)
    return max(relative)


def decide(values_at_looks: Iterator[Values], looks: Sequence[int]) -> Decision:
    """Go from look to look until every difference is known within ``PRECISION``."""
    began = perf_counter()
    for values in values_at_looks:
        found = widest(values, len(looks))
        if found <= PRECISION:
            break
    replications = len(next(iter(values[MEASURES[0]].values())))
    return Decision(perf_counter() - began, replications, found)


def _values(comparison: Comparison) -> Values:
    tables = {measure: comparison.values(measure) for measure in MEASURES}
    return {
        measure: {variant: table[variant].to_numpy() for variant in comparison.variants}
        for measure, table in tables.items()
    }


def same_luck(
    scenario: orgshift.Scenario, looks: Sequence[int], jobs: int | None
) -> Iterator[Values]:
    """Yield the values of all variants on the same luck, as `orgshift compare` runs them."""
    for comparison in at_looks(scenario, list(scenario.variants), looks, jobs=jobs, cache=False):
        yield _values(comparison)


def own_luck(
    scenario: orgshift.Scenario, looks: Sequence[int], jobs: int | None
) -> Iterator[Values]:
    """Yield the values of all variants, each with a seed and so a luck of its own."""
    alone = [
        at_looks(
            scenario, [variant], looks, seed=scenario.seed + APART * place, jobs=jobs, cache=False
        )
        for place, variant in enumerate(scenario.variants)
    ]
    for comparisons in zip(*alone, strict=True):
        found = [_values(comparison) for comparison in comparisons]
        yield {m: {v: one for each in found for v, one in each[m].items()} for m in MEASURES}


def _seconds(scenario: orgshift.Scenario, replications: int, jobs: int) -> tuple[float, float]:
    """Return seconds by the clock on the wall, and of this process's own, of one comparison."""
    variants = list(scenario.variants)[:2]
    wall, own = perf_counter(), process_time()
    orgshift.compare(scenario, variants=variants, replications=replications, jobs=jobs, cache=False)
    return perf_counter() - wall, process_time() - own


def measure(*, quick: bool) -> Section:
    """Measure a decision on `convergence`, and what parallel processes are worth."""
    overrides = ["horizon=12 months"] if quick else []
    scenario = orgshift.load("convergence", overrides=overrides)
    looks = LOOKS[:2] if quick else LOOKS
    many = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    orgshift.compare(scenario, replications=2, jobs=many, cache=False)  # the workers are warm
    section = Section(
        "A decision",
        f"`convergence` with its {len(scenario.variants)} variants, until the differences to today of "
        f"p85 lead time and of toil are known to ±{PRECISION:.0%} of today's level, all at once, the "
        f"error rate split over looks at {', '.join(map(str, looks))} replications. Seconds by the "
        "clock on the wall, workers warm, nothing taken from the cache.",
    )
    ways: dict[str, Callable[[], Decision]] = {
        f"same luck, {many} processes": lambda: decide(same_luck(scenario, looks, many), looks),
        "same luck, 1 process": lambda: decide(same_luck(scenario, looks, 1), looks),
        f"independent luck, {many} processes": lambda: decide(
            own_luck(scenario, looks, many), looks
        ),
    }
    found = {name: way() for name, way in ways.items()}
    section.tables.append(
        Table(
            "Seconds to the decision:",
            ("way", "seconds", "replications of each variant", "widest half-width"),
            [
                (name, f"{one.seconds:.1f}", f"{one.replications}", f"{one.widest:.1%}")
                for name, one in found.items()
            ],
        )
    )
    first = next(iter(found.values()))
    section.targets.append(
        Target(
            "A decision on `convergence`",
            "under 10 s",
            f"{first.seconds:.1f} s, {first.replications} replications, ±{first.widest:.1%}",
            first.seconds < 10.0 and first.widest <= PRECISION,
        )
    )
    _add_processes(section, scenario, many, rounds=2 if quick else 5)
    return section


def _add_processes(
    section: Section, scenario: orgshift.Scenario, many: int, *, rounds: int
) -> None:
    """Add what one and several processes take for two variants with 6 replications each."""
    times = [(_seconds(scenario, 6, 1), _seconds(scenario, 6, many)) for _ in range(rounds)]
    one = Spread.of([first[0] for first, _ in times])
    several = Spread.of([second[0] for _, second in times])
    gain = Spread.of([first[0] / second[0] for first, second in times])
    own = median(second[1] for _, second in times)
    section.tables.append(
        Table(
            f"Two variants × 6 replications, {rounds} rounds:",
            ("processes", "seconds", "times as fast"),
            [("1", one.show(), "1"), (f"{many}", several.show(), gain.show())],
        )
    )
    section.text += (
        f" With {many} processes the main one itself is busy for {own:.2f} s of those "
        f"{several.median:.2f} s: it takes in what the workers send, and puts it together."
    )
    section.targets += [
        Target(
            "Two variants × 6 replications, warm", "under 2 s", f"{several.show()} s",
            several.median < 2.0,
        ),
        Target(
            f"{many} processes against one", f"at least {0.95 * many:.1f}", gain.show(),
            gain.median >= 0.95 * many,
        ),
    ]  # fmt: skip
