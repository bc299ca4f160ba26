"""How long a report of many variants takes to write."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

import pandas as pd

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Spread
from orgshift.experiments.comparison import TABLES

VARIANTS, REPLICATIONS, LIMIT_S = 8, 30, 5.0


def widened(
    comparison: orgshift.Comparison, variants: int, replications: int
) -> orgshift.Comparison:
    """Return *comparison* with as many variants and replications, made of copies of those it has."""
    reference, *proposals = comparison.variants
    names = [reference] + [f"proposal-{number}" for number in range(1, variants)]
    copied = {name: proposals[n % len(proposals)] for n, name in enumerate(names[1:])}
    copied[reference] = reference
    tables, runs = {}, comparison.replications
    for table in TABLES:
        mine = getattr(comparison, table)
        parts = [
            mine[(mine["variant"] == copied[name]) & (mine["replication"] == run % runs)].assign(
                variant=name, replication=run
            )
            for name in names
            for run in range(replications)
        ]
        tables[table] = pd.concat(parts, ignore_index=True)
        tables[table]["variant"] = pd.Categorical(tables[table]["variant"], categories=names)
    content = comparison.about["content"]
    known = {name: content["variants"].get(copied[name], {}) for name in names}
    about = comparison.about | {
        "variants": names,
        "titles": {name: name for name in names},
        "replications": replications,
        "content": content | {"variants": known},
    }
    return orgshift.Comparison(about, **tables)


def measure(*, quick: bool) -> Section:
    """Time the report of many variants and replications, tables already in memory."""
    asked = orgshift.load("convergence", overrides=["horizon=6 months"] if quick else [])
    small = orgshift.compare(asked, replications=2 if quick else 6)
    folder, times, sizes = Path(tempfile.mkdtemp()), [], []
    for _ in range(2 if quick else 5):
        # A comparison works out its differences when somebody asks: that is timed too.
        wide = widened(small, VARIANTS, REPLICATIONS)
        began = perf_counter()
        page = orgshift.write_report(wide, folder / "report.html")
        times.append(perf_counter() - began)
        sizes.append(page.stat().st_size)
    spread = Spread.of(times)
    return Section(
        "Report",
        f"The page of {VARIANTS} variants with {REPLICATIONS} replications each, differences, bands and "
        "transitions included, from tables in memory; seconds by the clock on the wall.",
        [Table("The page:", ("seconds", "MB"), [(spread.show(".2f"), f"{max(sizes) / 1e6:.2f}")])],
        [
            Target("report", f"under {LIMIT_S:.0f} s", f"{spread.show('.2f')} s", spread.low < LIMIT_S),
            Target("its size", "under 2.5 MB", f"{max(sizes) / 1e6:.2f} MB", max(sizes) < 2.5e6),
        ],
    )  # fmt: skip
