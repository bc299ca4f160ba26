"""What a report is made from: a comparison, what may be claimed of it, and what is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orgshift.experiments.by_state import by_state
from orgshift.experiments.causes import Causes
from orgshift.experiments.observed import Observed
from orgshift.experiments.trace import Trace
from orgshift.reports.claims import Claims

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from orgshift.experiments.comparison import Comparison
    from orgshift.experiments.transition import Transition


@dataclass(frozen=True)
class Source:
    """A comparison with its claims, and what is kept beside it.

    ``causes`` where `orgshift why` has split its differences; ``trace`` of features that were picked;
    ``observed`` where measured lead times were given.
    """

    comparison: Comparison
    claims: Claims
    causes: Causes | None = None
    trace: Trace | None = None
    observed: Observed | None = None

    @classmethod
    def of(cls, comparison: Comparison, run_dir: str | Path | None = None) -> Source:
        """Return the source for the report on *comparison*, with what *run_dir* holds beside it.

        What was made from another scenario, or with another seed, is left out. Raises OrgshiftError
        if something in the folder is damaged.
        """
        if run_dir is None:
            return cls(comparison, Claims.of(comparison))
        return cls(
            comparison, Claims.of(comparison), Causes.beside(comparison, run_dir),
            Trace.beside(comparison, run_dir), Observed.beside(comparison, run_dir),
        )  # fmt: skip

    @property
    def transitions(self) -> dict[str, Transition]:
        """The transition of every proposal, by name; none where there are too few replications."""
        return self.comparison.transitions

    @cached_property
    def states(self) -> pd.DataFrame:
        """The differences in the mean lead time, split by state of the journey."""
        return by_state(self.comparison)

    @property
    def explained(self) -> list[str]:
        """The proposals whose difference to the reference is split over the changes that make it."""
        pairs = [] if self.causes is None else self.causes.about["pairs"]
        known = {pair["variant"] for pair in pairs if pair["against"] == self.claims.reference}
        return [variant for variant in self.claims.proposals if variant in known]
