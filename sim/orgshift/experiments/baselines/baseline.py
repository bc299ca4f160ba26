"""A baseline: what a scenario came to, exactly, and what it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgshift import store
from orgshift.errors import OrgshiftError
from orgshift.experiments.baselines.events import trace
from orgshift.experiments.looks import at_looks
from orgshift.measures import HEADLINE
from orgshift.scenario.digest import settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.replicate import Progress
    from orgshift.scenario import Scenario

#: What a baseline keeps of every run.
MEASURES = (
    *HEADLINE, "restore_time", "skill", "adoption", "coverage", "engineer_hours",
)  # fmt: skip
#: The version of what is kept.
FORMAT = 1


@dataclass(frozen=True)
class Baseline:
    """What a scenario came to.

    ``inputs`` are all settings that are simulated, by their path, as they would be written;
    ``figures`` the measures of every variant, one value per replication, to the last bit;
    ``traces`` the digests of the events of replication 0, by variant and mechanism;
    ``accepted`` what was accepted before, the latest first: ``reason``, ``version``, ``digest``.
    """

    scenario: str
    digest: str
    seed: int
    replications: int
    build: Mapping[str, str]
    inputs: Mapping[str, str]
    figures: Mapping[str, Mapping[str, NDArray[np.float64]]]
    traces: Mapping[str, Mapping[str, str]]
    accepted: tuple[Mapping[str, str], ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the baseline as it is kept: texts only, so that a change is a changed line."""
        return {
            "format": FORMAT,
            "scenario": self.scenario,
            "digest": self.digest,
            "seed": self.seed,
            "replications": self.replications,
            "build": dict(self.build),
            "accepted": [dict(one) for one in self.accepted],
            "figures": {
                variant: {name: " ".join(map(repr, one.tolist())) for name, one in values.items()}
                for variant, values in self.figures.items()
            },
            "traces": {variant: dict(traced) for variant, traced in self.traces.items()},
            "inputs": dict(self.inputs),
        }

    @classmethod
    def of_document(cls, document: Mapping[str, Any], where: str) -> Baseline:
        """Return the baseline that was kept as *document*. Raises OrgshiftError if it is none."""
        try:
            if document["format"] != FORMAT:
                raise OrgshiftError(
                    f"{where} was kept by another version of orgshift; record again"
                )
            figures = {
                variant: {
                    name: np.array(text.split(), dtype=np.float64) for name, text in one.items()
                }
                for variant, one in document["figures"].items()
            }
            return cls(
                document["scenario"], document["digest"], document["seed"],
                document["replications"], document["build"], document["inputs"], figures,
                document["traces"], tuple(document["accepted"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OrgshiftError(f"{where} is damaged: {error!r}") from None


def record(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Baseline:
    """Simulate *scenario* and return its baseline (default: the scenario's replications and seed).

    Raises KeyboardInterrupt if somebody stopped it.
    """
    seed = scenario.seed if seed is None else seed
    wanted = scenario.replications if replications is None else replications
    variants = list(scenario.variants)
    looks = at_looks(scenario, variants, [wanted], seed=seed, jobs=jobs, progress=progress)
    comparison = next(looks)
    if comparison.interrupted:
        raise KeyboardInterrupt
    tables = {name: comparison.values(name) for name in MEASURES}
    figures = {
        variant: {name: table[variant].to_numpy(dtype=np.float64) for name, table in tables.items()}
        for variant in variants
    }
    return Baseline(
        scenario.name, scenario.digest, seed, comparison.replications, store.build(),
        settings(scenario), figures,
        {variant: trace(scenario, variant, seed) for variant in variants},
    )  # fmt: skip
