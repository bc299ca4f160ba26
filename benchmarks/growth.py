"""How time and memory grow with the number of teams and with the horizon."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

import orgshift
from benchmarks.results import Section, Table, Target
from benchmarks.rounds import Timing, interleaved, seconds

SCENARIO = Path(__file__).parent / "scenarios" / "growth.yaml"

#: "Linear": a doubling costs 2.0 times as much, or up to 2.2 times (2 ** 1.15).
LINEAR = 1.15
#: How much more an event may cost in the widest organisation timed than in the narrowest.
WIDER = 1.6
GIB = 2.0**30
#: Teams, and the most memory they may take.
WEIGHED = {256: 2.0, 1024: 4.0}


def scenario(*, teams: int = 12, months: int = 24) -> orgshift.Scenario:
    """Return an organisation like `convergence`, of any size.

    The people who found the platform and the teams of a wave are the same share of it everywhere.
    """
    founded = "variants.platform.changes.found-platform.start"
    return orgshift.load(
        SCENARIO,
        overrides=[
            f"teams.team.count={teams}",
            f"horizon={months} months",
            f"{founded}.take={teams // 2}",
            f"{founded}.adoption.teams={teams // 4}",
        ],
    )


def exponent(sizes: Sequence[float], timings: Sequence[Sequence[Timing]]) -> float:
    """Return b of seconds ~ size ** b, fitted to the medians by least squares of the logs."""
    medians = [seconds(one).median for one in timings]
    return float(np.polyfit(np.log(sizes), np.log(medians), 1)[0])


def measure(*, quick: bool) -> Section:
    """Time replications of growing organisations and horizons, and weigh the largest one."""
    rounds = 2 if quick else 3
    sizes = (8, 16, 32) if quick else (8, 16, 32, 64, 128, 256)
    horizons = (6, 12, 24) if quick else (6, 12, 24, 36, 48, 60)
    section = Section(
        "Growth",
        "Seconds per replication (`orgshift.run`, all tables) of an organisation like "
        "`convergence`, six engineers a team, with and without a platform "
        "(`benchmarks/scenarios/growth.yaml`).",
    )
    worlds: dict[object, orgshift.Scenario] = {}
    worlds |= {size: scenario(teams=size) for size in sizes}
    dearer = _grow(
        section, "teams", "24 months", {size: float(size) for size in sizes}, worlds, rounds
    )
    for variant, ratio in dearer.items():
        section.targets.append(
            Target(
                f"Cost of an event, {sizes[-1]} teams over {sizes[0]}, {variant}",
                f"at most {WIDER}",
                f"{ratio:.2f}",
                ratio <= WIDER,
            )
        )
    worlds = {months: scenario(months=months) for months in horizons}
    lived = {months: float(months + worlds[months].run_in_months) for months in horizons}
    _grow(section, "months", "12 teams, 6 months of run-in", lived, worlds, rounds)
    _weigh(section, {sizes[-1]: 2.0} if quick else WEIGHED)
    return section


def _grow(
    section: Section,
    what: str,
    beside: str,
    sizes: Mapping[int, float],
    worlds: Mapping[object, orgshift.Scenario],
    rounds: int,
) -> dict[str, float]:
    """Add the table and the targets of one direction of growth.

    Returns, by variant, how many times as dear an event is in the largest as in the smallest.
    """
    programs = {
        f"{variant} {size}": lambda seed, v=variant, w=worlds[size]: orgshift.run(w, v, seed).events
        for variant in ("today", "platform")
        for size in sizes
    }
    timings = interleaved(programs, rounds)
    rows = []
    cost: dict[str, list[float]] = {"today": [], "platform": []}
    for size in sizes:
        row = [f"{size}"]
        for variant in ("today", "platform"):
            times = timings[f"{variant} {size}"]
            microseconds = 1e6 / float(np.median([one.rate for one in times]))
            cost[variant].append(microseconds)
            row += [seconds(times).show(), f"{times[0].done:,.0f}", f"{microseconds:.2f}"]
        rows.append(row)
    columns = (
        what, "today, s", "events", "µs/event", "platform, s", "events", "µs/event",
    )  # fmt: skip
    section.tables.append(Table(f"By {what} ({beside}), {rounds} rounds:", columns, rows))
    for variant in ("today", "platform"):
        found = exponent(list(sizes.values()), [timings[f"{variant} {size}"] for size in sizes])
        section.targets.append(
            Target(
                f"Seconds grow linearly in {what}, {variant}: exponent",
                f"at most {LINEAR}",
                f"{found:.2f}",
                found <= LINEAR,
            )
        )
    return {variant: costs[-1] / costs[0] for variant, costs in cost.items()}


def _weigh(section: Section, limits: Mapping[int, float]) -> None:
    """Add the peak memory of processes of their own that do nothing else."""
    rows = []
    for teams, limit in limits.items():
        for variant in ("today", "platform"):
            command = [sys.executable, "-m", "benchmarks.weigh", str(teams), variant]
            found = subprocess.run(command, check=True, capture_output=True, text=True)
            peak = json.loads(found.stdout)
            rows.append(
                (
                    f"{teams:,}",
                    variant,
                    f"{peak['seconds']:.1f}",
                    f"{peak['bytes'] / GIB:.2f}",
                    f"{peak['imported'] / GIB:.2f}",
                )
            )
            section.targets.append(
                Target(
                    f"Peak memory, {teams:,} teams × 24 months, {variant}",
                    f"under {limit:g} GiB",
                    f"{peak['bytes'] / GIB:.2f} GiB",
                    peak["bytes"] < limit * GIB,
                )
            )
    section.tables.append(
        Table(
            "A process that runs one replication over 24 months, and its peak memory:",
            ("teams", "variant", "seconds", "GiB", "of it before the run"),
            rows,
        )
    )
