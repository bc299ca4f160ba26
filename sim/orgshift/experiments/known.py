"""What is known already: outcomes that were simulated before, here or in another comparison."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from orgshift import store
from orgshift.experiments.beliefs import LUCKS, lived
from orgshift.experiments.outcome import Outcome, unpacked
from orgshift.scenario.digest import digests_by_variant

if TYPE_CHECKING:
    from orgshift.experiments.replicate import Job
    from orgshift.scenario import Scenario
    from orgshift.scenario.beliefs import Belief


class Known:
    """The outcomes of one scenario, with what is believed and one seed, in the cache."""

    def __init__(
        self, scenario: Scenario, beliefs: Sequence[Belief], seed: int, cache: store.Cache
    ) -> None:
        self._seed = seed
        self._cache = cache
        self._build = json.dumps(store.build())

        @lru_cache(maxsize=4)
        def digests(draw: int) -> dict[str, str]:
            return digests_by_variant(lived(scenario, beliefs, seed, draw * LUCKS).scenario)

        #: Of every variant as it is lived through with that draw of the beliefs.
        self._digests = digests
        #: An outcome says what was drawn: the same world drawn under other names is another one.
        self._drawn = sorted({belief.drawn_as for belief in beliefs if not belief.known})

    def find(self, job: Job) -> Outcome | None:
        """Return the outcome of *job*, None if it is not known or cannot be read any more."""
        packed = self._cache.get(self.name(job))
        if packed is None:
            return None
        try:
            return unpacked(packed, job)
        except store.DamagedError:
            return None

    def keep(self, job: Job, packed: bytes) -> None:
        """Keep the outcome of *job*."""
        self._cache.put(self.name(job), packed)

    def name(self, job: Job) -> str:
        """Return 64 digits that stand for everything that can change the outcome of *job*."""
        draw = job.replication // LUCKS if self._drawn else 0
        parts = (
            self._digests(draw)[job.variant], self._seed, job.replication, self._build, *self._drawn
        )  # fmt: skip
        return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
