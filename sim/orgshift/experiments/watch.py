"""What a comparison says while it is still at work, to whoever watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgshift.experiments.beliefs import by_draw
from orgshift.experiments.intervals import interval, paired
from orgshift.experiments.replicate import Event, Headline, Job, Progress
from orgshift.measures import ORGANISATION

if TYPE_CHECKING:
    from orgshift.experiments.outcome import Outcome

#: The first of these that has a value is told.
TOLD = ("lead_time_p85", "toil_share")


class Watch:
    """Takes outcomes as they come in, and tells *progress* how far the work is and what it says."""

    def __init__(
        self, progress: Progress | None, variants: Sequence[str], replications: int, lucks: int
    ) -> None:
        self._progress = progress
        self._variants = list(variants)
        self._wanted = replications
        self._lucks = lucks
        self._values: dict[Job, dict[str, float]] = {}
        self._complete: list[int] = []
        self._headline: Headline | None = None

    def tell(self, job: Job, found: Outcome) -> None:
        """Take note of the outcome of *job*, and tell."""
        if self._progress is None:
            return
        self._values[job] = _organisations(found)
        draw = job.replication - job.replication % self._lucks
        together = [draw + luck for luck in range(self._lucks)]
        if all(Job(v, r) in self._values for v in self._variants for r in together):
            self._complete += together
            self._headline = self._so_far()
        total = self._wanted * len(self._variants)
        self._progress(
            Event(len(self._values), total, len(self._complete), self._wanted, self._headline)
        )

    def _so_far(self) -> Headline | None:
        """Return the difference of the first proposal; None if there is none to tell."""
        if len(self._variants) < 2:
            return None
        against, variant = self._variants[:2]
        for measure in TOLD:
            sample = paired(self._column(variant, measure), self._column(against, measure))
            found = interval(by_draw(sample) if self._lucks > 1 else sample)
            if not np.isnan(found.low):
                return Headline(measure, variant, against, found)
        return None

    def _column(self, variant: str, measure: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        order = sorted(self._complete)
        return np.array([self._values[Job(variant, r)][measure] for r in order], dtype=np.float64)


def _organisations(found: Outcome) -> dict[str, float]:
    """Return what may be told of the whole organisation."""
    table = found.measures
    names, values = table["measure"].to_numpy(), table["value"].to_numpy()
    mine = table["scope"].to_numpy() == ORGANISATION
    return {name: float(values[mine & (names == name)][0]) for name in TOLD}
