"""In which state of the journey the mean lead time differs: parts that add up to the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.beliefs import by_draw
from orgshift.experiments.intervals import CONFIDENCE, interval
from orgshift.measures import ORGANISATION
from orgshift.organisation.activities import STATES

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison

#: The whole, and the measure of each of its parts.
WHOLE = "lead_time_mean"
PARTS = {f"lead_{state}": state for state in STATES}


def by_state(comparison: Comparison) -> pd.DataFrame:
    """Split the paired difference of every proposal in the restricted mean lead time by state.

    Columns ``variant``, ``state`` ('' : the whole), ``measure``, ``difference``, ``low``, ``high``
    (calendar days). The parts add up to the whole in every replication. 95 % Student t intervals,
    those of the parts of one proposal simultaneous (Bonferroni over the states in which the variants
    differ at all), wider after several looks; nan where they cannot be told.
    """
    table = comparison.measures
    mine = table[(table["scope"] == ORGANISATION) & table["measure"].isin([WHOLE, *PARTS])]
    wide = mine.astype({"measure": str, "variant": str}).pivot_table(
        index="replication", columns=["variant", "measure"], values="value", dropna=False
    )
    reference, *proposals = comparison.variants
    alpha = (1.0 - CONFIDENCE) / int(comparison.about["looks"])
    rows = []
    for variant in proposals:
        change = wide[variant] - wide[reference]
        moved = [measure for measure in PARTS if change[measure].fillna(0.0).any()]
        for measure in (*PARTS, WHOLE):
            share = alpha / max(1, len(moved)) if measure in moved else alpha
            sample = change[measure].to_numpy(dtype=np.float64)
            found = interval(
                by_draw(sample) if comparison.about.get("beliefs") else sample, 1.0 - share
            )
            rows.append((variant, PARTS.get(measure, ""), measure, *found[:3]))
    return pd.DataFrame(rows, columns=["variant", "state", "measure", "difference", "low", "high"])
