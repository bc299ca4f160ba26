"""Where the time goes: what of a run is drawing, flow, work, clock and tables, and per event."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

import orgshift
from benchmarks.results import Section, Table

SCENARIOS = Path(__file__).parent / "scenarios"
PACKAGE = Path(orgshift.__file__).parent

#: Parts of the engine by their files; what these call of others' counts as theirs.
PARTS = {
    "clock and heap": ("engine/clock.py", "organisation/alarm.py"),
    "work: boards, tasks, diaries": ("engine/work.py", "organisation/board.py"),
    "flow: stories, demand": ("engine/flow.py", "engine/demand.py", "organisation/feature.py"),
    "mechanisms": ("mechanisms/",),
    "luck": ("engine/luck.py", "scenario/distributions.py"),
    "tables": ("engine/tables.py", "organisation/ledger.py", "organisation/journey.py",
               "organisation/log.py", "organisation/calendar.py"),
}  # fmt: skip
REST = "all else"


def measure(*, quick: bool) -> Section:
    """Profile one run of each scenario of the other parts."""
    horizon = "3 months" if quick else "24 months"
    worlds = {
        "convergence": orgshift.load("convergence", overrides=["horizon=12 months"]),
        "organisation": orgshift.load(
            SCENARIOS / "organisation.yaml", overrides=[f"horizon={horizon}"]
        ),
        "network": orgshift.load(SCENARIOS / "network.yaml", overrides=[f"horizon={horizon}"]),
    }
    profiles = {name: profile(world) for name, world in worlds.items()}
    rows = [
        (part, *(f"{shares[part]:.0%}" for shares, _ in profiles.values()))
        for part in (*PARTS, REST)
    ]
    calls = ("calls per event", *(f"{per_event:.1f}" for _, per_event in profiles.values()))
    most = max(per_event for _, per_event in profiles.values())
    least = min(per_event for _, per_event in profiles.values())
    return Section(
        "What holds it back",
        f"An event of bare SimPy is one generator resumed. One of ours is {least:.0f} to {most:.0f} "
        "calls of Python: a task ends, its story goes on and puts up the next one, the engineer "
        "takes the first of those that wait, the diary and the journey are written. No part stands "
        "out, so nothing is left to leave out but the books or the language. Shares of profiled "
        "time, which makes much of calls and little of arrays:",
        [Table("", ("part", *profiles), [*rows, calls])],
    )


def profile(scenario: orgshift.Scenario) -> tuple[dict[str, float], float]:
    """Return the share of each part in the time of a run, and the calls per event."""
    orgshift.run(scenario)
    profiler = cProfile.Profile()
    run = profiler.runcall(orgshift.run, scenario)
    stats = pstats.Stats(profiler)
    seconds = dict.fromkeys((*PARTS, REST), 0.0)
    calls = 0
    # The types of the standard library leave out what a Stats holds.
    for place, (_, count, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        calls += count
        part = part_of(place[0])
        if part is not None:
            seconds[part] += own
            continue
        # What is not ours counts for the part that calls it.
        for caller, (_, _, theirs, _) in callers.items():
            seconds[part_of(caller[0]) or REST] += theirs
    total = sum(seconds.values())
    return {part: spent / total for part, spent in seconds.items()}, calls / run.events


def part_of(file: str) -> str | None:
    """Return the part of the engine that *file* belongs to, if it is ours."""
    path = Path(file)
    if not path.is_relative_to(PACKAGE):
        return None
    inside = path.relative_to(PACKAGE).as_posix()
    return next((part for part, files in PARTS.items() if inside.startswith(files)), REST)
