"""Levels and paired differences of what was measured, with their intervals and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgshift.experiments.beliefs import UNKNOWN, by_draw, split
from orgshift.experiments.intervals import (
    holm,
    interval,
    p_value,
    paired,
    pairing_gain,
    verdict,
)
from orgshift.measures import HEADLINE, ORGANISATION, REGISTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEY = ("scope", "measure", "variant")


class Samples:
    """The values of every replication, in order, by scope, measure and variant.

    ``replications`` are their numbers.
    """

    def __init__(self, values: pd.DataFrame) -> None:
        replications = np.unique(values["replication"].to_numpy())
        codes, names = zip(*(pd.factorize(values[name]) for name in KEY), strict=True)
        cube = np.full((*map(len, names), len(replications)), np.nan)
        place = np.searchsorted(replications, values["replication"].to_numpy())
        cube[(*codes, place)] = values["value"].to_numpy()
        self._cube = cube
        self.replications = replications
        self._places = [{str(name): place for place, name in enumerate(each)} for each in names]

    def __call__(self, scope: str, measure: str, variant: str) -> NDArray[np.float64]:
        """Return one value per replication; nan where there is none."""
        key = (scope, measure, variant)
        places = [known.get(one, -1) for known, one in zip(self._places, key, strict=True)]
        found: NDArray[np.float64] = self._cube[tuple(places)]
        return np.full_like(found, np.nan) if -1 in places else found

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        """Return whether anything was measured of scope, measure and variant."""
        return all(one in known for known, one in zip(self._places, key, strict=True))

    def order(self) -> list[tuple[str, str]]:
        """Return every scope, as they come, with every measure of the registry."""
        return [(scope, measure) for scope in self._places[0] for measure in REGISTRY]


def levels(sample: Samples, variants: list[str], confidence: float, drawn: bool) -> pd.DataFrame:
    """Return the table ``levels`` of a comparison; *drawn*: two replications share a draw."""
    rows = []
    for variant in variants:
        for scope, measure in sample.order():
            column = sample(scope, measure, variant)
            # Two replications that share a draw of the beliefs are one observation.
            level = interval(by_draw(column) if drawn else column, confidence)
            unit = REGISTRY[measure].unit
            rows.append(
                (
                    variant,
                    scope,
                    measure,
                    unit,
                    level.mean,
                    level.low,
                    level.high,
                    int(np.isfinite(column).sum()),
                )
            )
    names = ["variant", "scope", "measure", "unit", "mean", "low", "high", "replications"]
    return pd.DataFrame(rows, columns=names)


def differences(
    sample: Samples, variants: list[str], confidence: float, looks: int, drawn: bool
) -> pd.DataFrame:
    """Return the table ``differences`` of a comparison, that was looked at *looks* times at most."""
    rows = []
    reference = variants[0]
    keys = [(variant, *key) for variant in variants[1:] for key in sample.order()]
    pairs = {
        (variant, scope, measure): (
            sample(scope, measure, variant),
            sample(scope, measure, reference),
        )
        for variant, scope, measure in keys
    }
    found = {key: paired(*pairs[key]) for key in keys}
    samples = {key: by_draw(one) for key, one in found.items()} if drawn else found
    p_values = {key: min(1.0, looks * p_value(samples[key])) for key in keys}
    # Everything that is claimed of the organisation's headline measures holds together.
    claimed = [key for key in keys if key[1] == ORGANISATION and key[2] in HEADLINE]
    p_values |= zip(claimed, holm([p_values[key] for key in claimed]), strict=True)
    for key in keys:
        variant, scope, measure = key
        ours, theirs = pairs[key]
        difference = interval(samples[key], confidence)
        parts = split(found[key]) if drawn and key in claimed else UNKNOWN
        both = ~(np.isnan(ours) | np.isnan(theirs))
        known = both.any() and not np.isnan(difference.mean)
        level = float(ours[both].mean()) if known else np.nan
        base = float(theirs[both].mean()) if known else np.nan
        scale = 1.0 / base if base else np.nan
        rows.append((
            variant, reference, scope, measure, REGISTRY[measure].unit, level, base,
            difference.mean, difference.low, difference.high, difference.mean * scale,
            difference.low * scale, difference.high * scale, pairing_gain(ours, theirs),
            verdict(measure, difference, p_values[key]), int(np.isfinite(found[key]).sum()),
            *parts,
        ))  # fmt: skip
    names = [
        "variant", "against", "scope", "measure", "unit", "level", "against_level", "difference",
        "low", "high", "relative", "relative_low", "relative_high", "pairing_gain", "verdict",
        "replications", "belief_share", "belief_share_low", "belief_share_high", "belief_low",
        "belief_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
