"""A comparison: what variants did on the same luck, their paired differences, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift import store
from orgshift.experiments.intervals import holm, interval, p_value, pairing_gain, verdict
from orgshift.measures import HEADLINE, ORGANISATION, REGISTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLES = ("measures", "monthly", "hours", "features")


@dataclass(frozen=True)
class Comparison:
    """Variants of one scenario over the same replications; the first is the reference.

    ``about``
        The question, the variants, seed, replications, versions, assumptions, and the scenario's
        ``content`` as it was merged.
    ``measures``
        ``variant``, ``replication``, ``scope``, ``measure``, ``value`` over the horizon.
    ``monthly``
        ``variant``, ``replication``, ``month``, ``measure``, ``value`` of the organisation.
    ``hours``
        ``variant``, ``replication``, ``team``, ``month``, ``activity``, ``hours``.
    ``features``
        One row per feature started in [0, horizon): ``variant``, ``replication``, ``team``,
        ``feature``, ``kind``, ``start_h``, ``lead_h`` (working hours), ``lead_days`` (calendar
        days), ``open``, ``size_h``, and ``d_<state>`` (calendar days).
    ``levels``
        ``variant``, ``scope``, ``measure``, ``unit``, ``mean``, ``low``, ``high``,
        ``replications``.
    ``differences``
        ``variant``, ``against``, ``scope``, ``measure``, ``unit``, ``level``, ``against_level``,
        ``difference``, ``low``, ``high``, ``relative``, ``relative_low``, ``relative_high``,
        ``pairing_gain``, ``verdict``, ``replications``; intervals are 95 % Student t intervals of
        paired differences, verdicts on the headline measures of the organisation hold together
        (Holm), others one by one.
    """

    about: dict[str, Any]
    measures: pd.DataFrame
    monthly: pd.DataFrame
    hours: pd.DataFrame
    features: pd.DataFrame
    levels: pd.DataFrame = field(init=False)
    differences: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Work out levels and differences from the measures."""
        object.__setattr__(self, "levels", _levels(self.measures, self.variants))
        object.__setattr__(self, "differences", _differences(self.measures, self.variants))

    @property
    def variants(self) -> list[str]:
        """The variants, the reference first."""
        return list(self.about["variants"])

    @property
    def replications(self) -> int:
        """Replications that are finished in every variant."""
        return int(self.about["replications"])

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped it before all replications were finished."""
        return bool(self.about["interrupted"])

    @classmethod
    def load(cls, run_dir: str | Path) -> Comparison:
        """Return the comparison kept in *run_dir*. Raises OrgshiftError if there is none."""
        about, tables = store.read(Path(run_dir), TABLES)
        return cls(about, **tables)

    def save(self, run_dir: str | Path) -> Path:
        """Keep the comparison in *run_dir* and return its path. Raises OrgshiftError if it cannot."""
        tables = {name: getattr(self, name) for name in TABLES}
        summary = self.differences.merge(
            self.levels[["variant", "scope", "measure", "mean", "low", "high"]].rename(
                columns={"mean": "level_mean", "low": "level_low", "high": "level_high"}
            ),
            on=["variant", "scope", "measure"],
            how="right",
        )
        return store.write(Path(run_dir), self.about, tables, summary)

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: the question, levels and differences of the organisation."""

        def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
            mine = table[table["scope"] == ORGANISATION].drop(columns="scope")
            return [
                {str(k): None if v != v else v for k, v in row.items()}
                for row in mine.to_dict(orient="records")
            ]

        about = {key: value for key, value in self.about.items() if key != "content"}
        return about | {"levels": rows(self.levels), "differences": rows(self.differences)}


def _pivot(values: pd.DataFrame) -> pd.DataFrame:
    """Return values by (scope, measure) and variant, replications in rows."""
    return values.pivot_table(
        index="replication",
        columns=["scope", "measure", "variant"],
        values="value",
        dropna=False,
        observed=True,
        sort=False,
    )


def _order(values: pd.DataFrame) -> list[tuple[str, str]]:
    scopes = list(dict.fromkeys(values["scope"].astype(str)))
    return [(scope, measure) for scope in scopes for measure in REGISTRY]


def _levels(values: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    wide, rows = _pivot(values), []
    for variant in variants:
        for scope, measure in _order(values):
            level = interval(_column(wide, scope, measure, variant))
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
                    level.replications,
                )
            )
    names = ["variant", "scope", "measure", "unit", "mean", "low", "high", "replications"]
    return pd.DataFrame(rows, columns=names)


def _column(wide: pd.DataFrame, scope: str, measure: str, variant: str) -> NDArray[np.float64]:
    key = (scope, measure, variant)
    if key not in wide.columns:
        return np.full(len(wide), np.nan)
    return wide[key].to_numpy(dtype=np.float64)


def _differences(values: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    wide, rows = _pivot(values), []
    reference = variants[0]
    for variant in variants[1:]:
        keys = _order(values)
        pairs = {
            key: (_column(wide, *key, variant), _column(wide, *key, reference)) for key in keys
        }
        headline = [(ORGANISATION, measure) for measure in HEADLINE]
        adjusted = dict(
            zip(headline, holm([p_value(pairs[k][0] - pairs[k][1]) for k in headline]), strict=True)
        )
        for scope, measure in keys:
            ours, theirs = pairs[scope, measure]
            difference = interval(ours - theirs)
            both = ~np.isnan(ours - theirs)
            level = float(ours[both].mean()) if both.any() else np.nan
            base = float(theirs[both].mean()) if both.any() else np.nan
            scale = 1.0 / base if base else np.nan
            p = adjusted.get((scope, measure), p_value(ours - theirs))
            rows.append((
                variant, reference, scope, measure, REGISTRY[measure].unit, level, base,
                difference.mean, difference.low, difference.high, difference.mean * scale,
                difference.low * scale, difference.high * scale, pairing_gain(ours, theirs),
                verdict(measure, difference, p), difference.replications,
            ))  # fmt: skip
    names = [
        "variant", "against", "scope", "measure", "unit", "level", "against_level", "difference",
        "low", "high", "relative", "relative_low", "relative_high", "pairing_gain", "verdict",
        "replications",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
