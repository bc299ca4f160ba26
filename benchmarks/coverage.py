"""Do 95 % intervals cover the truth in 95 % of the cases? `python -m benchmarks.coverage [--write]`.

Worlds with known answers are compared again and again, each time with other luck, through the public
loader, the engine, the measures and the intervals that `orgshift compare` uses.
"""

from __future__ import annotations

import argparse
import math
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

import orgshift
from benchmarks.results import grid, machine
from orgshift.experiments.intervals import holm, interval, p_value, paired
from orgshift.experiments.replicate import Job, replicate
from orgshift.experiments.theory import mmc
from orgshift.measures import HEADLINE, REGISTRY, Record, View
from orgshift.scenario import Scenario

SCENARIO = Path(__file__).parent / "scenarios" / "desks.yaml"
RESULTS = Path(__file__).parent / "COVERAGE.md"
MEASURES = ("lead_time_mean", "lead_time_p85", "throughput")
REPETITIONS, REPLICATIONS = 1000, 8
#: Read from the second month on: by then help that came at day 0 has settled.
FIRST_MONTH = 1
RATE, SERVICE = 0.5, 1.0


def measured(scenario: Scenario, job: Job) -> list[float]:
    """Return the measures of one run; the headline ones after those that are studied."""
    record = Record.of(orgshift.run(scenario, job.variant, job.replication))
    view = View(record, None, FIRST_MONTH, scenario.horizon_months)
    return [REGISTRY[name].compute(view) for name in (*MEASURES, *HEADLINE)]


def truth() -> dict[str, tuple[float, float]]:
    """Return what each measure is with one desk and with two (Kleinrock 1975, ch. 3)."""
    one, two = (mmc(RATE, SERVICE, desks) for desks in (1, 2))
    released = RATE * 24 * 365.2425 / 12
    # The time in an M/M/1 system is exponential with rate mu - lambda.
    p85 = -math.log(0.15) / (1 / SERVICE - RATE)
    return {
        "lead_time_mean": ((one.wait + SERVICE) / 24, (two.wait + SERVICE) / 24),
        "lead_time_p85": (p85 / 24, math.nan),
        "throughput": (released, released),
    }


def covered(values: np.ndarray, true: float) -> np.ndarray:
    """Return for each repetition (rows of replications) whether its interval covers *true*."""
    found = [interval(row) for row in values]
    return np.array([one.low <= true <= one.high for one in found])


def line(what: str, hits: np.ndarray, wanted: str) -> tuple[str, ...]:
    """Return a line of the table: the share of *hits*, and how far that is known."""
    known = binomtest(int(hits.sum()), len(hits)).proportion_ci(0.95)
    return (what, wanted, f"{hits.mean():.1%}", f"{known.low:.1%} to {known.high:.1%}")


def study(repetitions: int, processes: int | None = None) -> list[tuple[str, ...]]:
    """Return the lines of the study: what, wanted, found, and its own 95 % interval."""
    scenario = orgshift.load(SCENARIO)
    many = 2 * repetitions * REPLICATIONS
    jobs = [Job("one", r) for r in range(many)] + [Job("two", r) for r in range(many // 2)]
    results = replicate(partial(measured, scenario), jobs, processes=processes).results
    shape = (repetitions, REPLICATIONS, -1)
    one = np.array([results[job] for job in jobs[:many]])
    first, second = (one[: many // 2].reshape(shape), one[many // 2 :].reshape(shape))
    two = np.array([results[job] for job in jobs[many:]]).reshape(shape)
    lines = []
    for place, name in enumerate(MEASURES[:2]):
        what = f"level of {name}, one desk"
        lines.append(line(what, covered(first[..., place], truth()[name][0]), "93 % to 97 %"))
    difference = truth()["lead_time_mean"][1] - truth()["lead_time_mean"][0]
    hits = covered(two[..., 0] - first[..., 0], difference)
    lines.append(
        line("paired difference of lead_time_mean, two desks to one", hits, "93 % to 97 %")
    )
    places = range(len(MEASURES), len(MEASURES) + len(HEADLINE))
    claims = [
        min(holm([p_value(paired(a[:, place], b[:, place])) for place in places])) < 0.05
        for a, b in zip(first, second, strict=True)
    ]
    lines.append(line("any false verdict on the headline measures, one desk against itself with "
                      "other luck", np.array(claims), "5 % at most"))  # fmt: skip
    return lines


def main() -> None:
    """Print the study; with --write, keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    asked = parser.parse_args()
    lines = study(asked.repetitions)
    page = "\n\n".join([
        "# Do the intervals keep their word?",
        f"Written by `python -m benchmarks.coverage --write` on {machine()}: {asked.repetitions:,} "
        f"repetitions of {REPLICATIONS} replications of `benchmarks/scenarios/desks.yaml`, from month "
        f"{FIRST_MONTH} on, through the loader, the engine, the measures and the intervals that "
        "`orgshift compare` uses. The truth is that of M/M/1 and M/M/2 (Kleinrock 1975, ch. 3).",
        grid(("95 % intervals that cover the truth", "wanted", "found", "known to"), lines),
    ])  # fmt: skip
    print(page)
    if asked.write:
        RESULTS.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
