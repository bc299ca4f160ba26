"""Do verdicts keep their error rates? `python -m benchmarks.contracts [--write]`.

Files of claims are judged again and again on replications from a known distribution, by the code that
`orgshift check` uses: once where the truth is exactly at every limit, once where it is beyond by the
declared margin.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

import orgshift
from benchmarks.results import grid, machine
from orgshift.experiments.contracts.check import decide, looks_up_to
from orgshift.experiments.contracts.verdicts import Outcome, Verdict
from orgshift.experiments.replicate import Job, replicate
from orgshift.measures import REGISTRY, Record, View
from orgshift.scenario.claims import Certainty, Claim

RESULTS = Path(__file__).parent / "CONTRACTS.md"
DESKS = Path(__file__).parent / "scenarios" / "desks.yaml"
REPETITIONS = 1000
#: Of the real scenario so many replications are the world that the others are drawn from.
POOL = 1000
CERTAINTY = Certainty(alpha=0.05, power=0.90, margin=0.05, at_most=64)
LEVEL, FALL = 10.0, 0.10
#: Standard deviation of the paired differences, as a share of the level.
SPREAD = 0.05

Draw = Callable[[np.random.Generator, int], np.ndarray]


def _lognormal(sd: float, rng: np.random.Generator, size: int) -> np.ndarray:
    mean, deviation = np.exp(sd**2 / 2), np.sqrt((np.exp(sd**2) - 1) * np.exp(sd**2))
    return (rng.lognormal(0.0, sd, size) - mean) / deviation


#: Noise of mean 0 and standard deviation 1, by its skewness.
NOISE: dict[str, Draw] = {
    "normal": lambda rng, size: rng.standard_normal(size),
    "heavy tails (t with 5 degrees of freedom)": lambda rng, size: (
        rng.standard_t(5, size) / np.sqrt(5 / 3)
    ),
    "exponential, skewness 2": lambda rng, size: rng.exponential(size=size) - 1.0,
    "exponential, skewness -2": lambda rng, size: 1.0 - rng.exponential(size=size),
    "lognormal, skewness 1.75": partial(_lognormal, 0.5),
    "lognormal, skewness 6.2": partial(_lognormal, 1.0),
}

#: A file of one claim of each kind; ``{fall}`` is where each limit is.
CLAIMS = {
    "comparison": {"of": "other", "falls_by": "at least {fall}"},
    "no more than": {"of": "other", "falls_by": "at most {fall}"},
    "invariance": {"of": "other", "differs_by": "at most {fall}"},
}
#: Which way a truth beyond the limit makes a claim: true or false.
TRUE_BEYOND = {"comparison": True, "no more than": False, "invariance": False}


def claims(fall: float) -> dict[str, Claim]:
    """Return the file with its limits at *fall*, a share."""
    text = f"{100 * fall:.10f} %"
    return {
        name: Claim.model_validate(
            {"measure": "throughput"} | {key: one.format(fall=text) for key, one in written.items()}
        )
        for name, written in CLAIMS.items()
    }


@dataclass
class Given:
    """A comparison of given values, as far as claims read one."""

    values_: Mapping[str, np.ndarray]

    interrupted = False

    def __post_init__(self) -> None:
        self.table = pd.DataFrame(self.values_)
        self.replications = len(self.table)
        self.about = {"horizon_months": 24, "beliefs": []}
        self.scenario = SimpleNamespace(variants={"today": None, "other": None})

    def values(self, _measure: str, **_window: Any) -> pd.DataFrame:
        return self.table


def judged(written: dict[str, Claim], today: np.ndarray, other: np.ndarray) -> list[Verdict]:
    """Return the verdicts on a file, replications added at the looks."""
    looks = looks_up_to(CERTAINTY.at_most)

    def at_looks() -> Iterator[Any]:
        for look in looks:
            yield Given({"today": today[:look], "other": other[:look]})

    return decide(written, CERTAINTY, looks, at_looks())


def drawn(noise: Draw, fall: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return replications of both variants, in which the other's mean is *fall* below today's."""
    size = CERTAINTY.at_most
    luck = LEVEL * (1.0 + 0.1 * rng.standard_normal(size))
    # A claim about a share of the level is about other - (1 - fall) today: only this is noise.
    return luck, (1.0 - fall) * luck + SPREAD * LEVEL * noise(rng, size)


@dataclass
class Rates:
    """How often each thing happened in so many files."""

    contradicted: int = 0
    held: int = 0
    right: int = 0
    wrong: int = 0
    replications: int = 0

    def at_the_limit(self, verdicts: list[Verdict]) -> None:
        outcomes = [verdict.outcome for verdict in verdicts]
        self.contradicted += Outcome.CONTRADICTED in outcomes
        self.held += Outcome.HOLDS in outcomes

    def beyond(self, verdicts: list[Verdict]) -> None:
        for verdict in verdicts:
            true = Outcome.HOLDS if TRUE_BEYOND[verdict.name] else Outcome.CONTRADICTED
            self.right += verdict.outcome is true
            self.replications += verdict.replications
        self.wrong += any(
            v.decided and (v.outcome is Outcome.HOLDS) != TRUE_BEYOND[v.name] for v in verdicts
        )


def study(
    sample: Callable[[float, np.random.Generator], tuple[np.ndarray, np.ndarray]],
    fall: float,
    repetitions: int,
) -> Rates:
    """Return the rates over *repetitions* files at the limit, and as many beyond it."""
    rates, rng = Rates(), np.random.default_rng(1)
    at_the_limit, beyond = claims(fall), claims(fall - CERTAINTY.margin)
    for _ in range(repetitions):
        rates.at_the_limit(judged(at_the_limit, *sample(fall, rng)))
        rates.beyond(judged(beyond, *sample(fall, rng)))
    return rates


def _time(scenario: orgshift.Scenario, job: Job) -> float:
    record = Record.of(orgshift.run(scenario, job.variant, job.replication))
    return REGISTRY["lead_time_mean"].compute(View(record, None, 0, scenario.horizon_months))


def real(repetitions: int, processes: int | None) -> Rates:
    """Study a real scenario: one desk and two, replications drawn from a pool whose mean is known."""
    scenario = orgshift.load(DESKS, overrides=["horizon=4 months"])
    jobs = [Job(variant, r) for variant in ("one", "two") for r in range(POOL)]
    found = replicate(partial(_time, scenario), jobs, processes=processes).results
    one, two = (np.array([found[Job(v, r)] for r in range(POOL)]) for v in ("one", "two"))

    def sample(_fall: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        chosen = rng.integers(0, POOL, CERTAINTY.at_most)
        return one[chosen], two[chosen]

    return study(sample, 1.0 - float(two.mean() / one.mean()), repetitions)


def line(what: str, rates: Rates, repetitions: int) -> tuple[str, ...]:
    """Return a line of the table; shares with their 95 % intervals."""

    def share(count: int, of: int) -> str:
        known = binomtest(count, of).proportion_ci(0.95)
        return f"{count / of:.1%} ({known.low:.1%} to {known.high:.1%})"

    each = repetitions * len(CLAIMS)
    return (
        what, share(rates.contradicted, repetitions), share(rates.held, repetitions),
        share(rates.right, each), share(rates.wrong, repetitions),
        f"{rates.replications / each:.0f}",
    )  # fmt: skip


def main() -> None:
    """Print the study; with --write, keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contracts", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    asked = parser.parse_args()
    lines = [
        line(name, study(partial(drawn, noise), FALL, asked.repetitions), asked.repetitions)
        for name, noise in NOISE.items()
    ]
    desks = "one desk against two (`desks.yaml`)"
    lines.append(line(desks, real(asked.repetitions, asked.jobs), asked.repetitions))
    columns = (
        "replications", "any true claim CONTRADICTED", "any false claim HOLDS",
        "power, truth beyond by the margin", "any wrong verdict there", "replications it took",
    )  # fmt: skip
    page = "\n\n".join([
        "# Do verdicts keep their error rates?",
        f"Written by `python -m benchmarks.contracts --write` on {machine()}: {asked.repetitions:,} "
        "files whose truth is exactly at the limits, where a verdict is most easily wrong, and as many "
        f"whose truth is {CERTAINTY.margin:.0%} of the level beyond. A file has three claims (at least, "
        f"at most, either way); the standard deviation of the paired differences is {SPREAD:.0%} of the "
        f"level. Declared: alpha {CERTAINTY.alpha:.0%} for any wrong verdict of the file, power "
        f"{CERTAINTY.power:.0%}, at most {CERTAINTY.at_most} replications. At its limit a claim counts "
        "as true in the first column and as false in the second. 95 % intervals in brackets.",
        grid(columns, lines),
    ])  # fmt: skip
    print(page)
    if asked.write:
        RESULTS.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
