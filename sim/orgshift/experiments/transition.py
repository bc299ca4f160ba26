"""The transition: how far down it goes on the way, when that pays back, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift.errors import OrgshiftError
from orgshift.experiments.cost import cost, cost_by_month
from orgshift.experiments.curves import Curves, better, unit_of
from orgshift.experiments.dip import Payback, dip, months_to_payback, payback, windowed
from orgshift.experiments.intervals import flips, resampled_means
from orgshift.experiments.team_effects import team_effects
from orgshift.experiments.tripwires import tripwires
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison


@dataclass(frozen=True)
class Transition:
    """What happens between today and the end of the horizon, one variant against the reference.

    Months are counted from day 0: month 0 is that of day 0, and what is reached "within 18 months"
    is reached when 18 months are over.

    ``unit``
        What is lost and paid back: ``features`` where the backlog is never empty, else
        ``engineer-hours``, for under arrivals freed hours do not show as throughput.
    ``curves``
        ``measure`` (``engineer-hours``: hours gained), ``unit``, ``month``, ``date``, ``level`` of
        the reference, ``difference``, ``low``, ``high``, and the same ``relative`` to the level: the
        mean paired curve in windows of three months. The band holds over all months, measures and
        proposals at once; nan where it cannot be told.
    ``cumulative``
        ``months`` that are over, ``date``, ``sum`` of the paired differences since day 0 in
        ``unit``, ``low``, ``high`` (bootstrap, each month by itself).
    ``dips``
        A row per measure: ``dips`` (False where the band covers zero in all months), the
        ``difference`` at the worst point of the mean curve, ``low``, ``high`` and the same
        ``relative``, its ``month`` (middle of the window) with the bootstrap interval ``earliest``
        to ``latest``, and the months ``first`` to ``last`` around it in which the curve is worse
        than the reference.
    ``payback``
        Read off the mean curve; None where there is no dip, and nothing to pay back.
    ``bootstrap``, ``runs``
        ``months`` to payback of every bootstrap mean and of every ``replication``, and the ``net``
        sum over the horizon. 0: never below zero; infinite: not within the horizon.
    ``shares``
        ``months``, ``share`` of the bootstrap means that have paid back by then, ``runs`` (share of
        the replications), and ``flipped`` with ``flipped_low`` and ``flipped_high``: what ``runs``
        is under random signs of the paired differences (95 % of the draws).
    ``cost``, ``cost_by_month``
        See :func:`orgshift.experiments.cost.cost` and ``cost_by_month``.
    ``tripwires``
        See :func:`orgshift.experiments.tripwires.tripwires`.
    ``teams``
        See :func:`orgshift.experiments.team_effects.team_effects`; of this variant.
    """

    variant: str
    against: str
    unit: str
    replications: int
    horizon_months: int
    curves: pd.DataFrame
    cumulative: pd.DataFrame
    dips: pd.DataFrame
    payback: Payback | None
    bootstrap: pd.DataFrame
    runs: pd.DataFrame
    shares: pd.DataFrame
    cost: pd.DataFrame
    cost_by_month: pd.DataFrame
    tripwires: pd.DataFrame
    teams: pd.DataFrame

    @property
    def account(self) -> str:
        """The measure whose dip is to be paid back."""
        return "throughput" if self.unit == "features" else self.unit

    def worst(self, measure: str) -> pd.Series[Any]:
        """Return the row of ``dips`` on *measure*. Raises OrgshiftError if there is none."""
        rows = self.dips[self.dips["measure"] == measure]
        if rows.empty:
            known = ", ".join(self.dips["measure"])
            raise OrgshiftError(f"the transition has no curve of {measure!r} (it has {known})")
        row: pd.Series[Any] = rows.iloc[0]
        return row

    def chance_of_payback(self, within: int) -> float:
        """Return the share of the bootstrap means that have paid back when *within* months are over."""
        return float((self.bootstrap["months"] <= within).mean())

    def runs_paid_back(self, within: int) -> float:
        """Return the share of the replications that have paid back when *within* months are over.

        Never shown without ``flipped`` of ``shares``: what luck alone would make of it.
        """
        return float((self.runs["months"] <= within).mean())

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: dips, payback, cost, tripwires and teams; no number is null."""
        tables = {
            name: [
                {str(key): _number(value) for key, value in row.items()}
                for row in getattr(self, name).to_dict(orient="records")
            ]
            for name in ("dips", "shares", "cost", "tripwires", "teams")
        }
        paid = self.payback
        told = None if paid is None else {k: _number(v) for k, v in paid._asdict().items()}
        about = {"variant": self.variant, "against": self.against, "unit": self.unit}
        return about | {"payback": told} | tables


def _number(value: Any) -> Any:
    """Return *value*; None for a number that cannot be told, or is not within the horizon."""
    return None if isinstance(value, float) and not np.isfinite(value) else value


def transition(comparison: Comparison, variant: str) -> Transition:
    """Return the transition of *variant* against the reference of *comparison*.

    Raises OrgshiftError for a variant that is not compared, and with fewer than two replications.
    """
    return _transition(_curves(comparison), variant, team_effects(comparison))


def transitions(comparison: Comparison) -> dict[str, Transition]:
    """Return the transitions of all proposals, by name; none with fewer than two replications."""
    if len(comparison.variants) < 2 or _observations(comparison) < 2:
        return {}
    curves, teams = _curves(comparison), team_effects(comparison)
    return {variant: _transition(curves, variant, teams) for variant in comparison.variants[1:]}


def _observations(comparison: Comparison) -> int:
    return comparison.replications // (2 if comparison.about.get("beliefs") else 1)


def _curves(comparison: Comparison) -> Curves:
    if _observations(comparison) < 2:
        raise OrgshiftError("a transition needs at least two independent replications")
    return Curves(comparison)


def _transition(curves: Curves, variant: str, teams: pd.DataFrame) -> Transition:
    comparison = curves.comparison
    proposals = comparison.variants[1:]
    if variant not in proposals:
        raise OrgshiftError(
            f"{variant!r} is not compared with {comparison.variants[0]}"
            f"{did_you_mean(variant, proposals)} (there is {', '.join(proposals)})"
        )
    account = curves.differences(curves.account, variant)
    resampled = resampled_means(curves.independent(account))
    dips = _dips(curves, variant)
    mine = dips.loc[dips["measure"] == curves.account]
    has_dip = bool(mine["dips"].any())
    span = (int(mine["first"].iloc[0]), int(mine["last"].iloc[0])) if has_dip else None
    months = months_to_payback(resampled), months_to_payback(account)
    numbers = curves.replications
    return Transition(
        variant=variant,
        against=comparison.variants[0],
        unit=curves.unit,
        replications=comparison.replications,
        horizon_months=curves.months,
        curves=_paired_curves(curves, variant),
        cumulative=_cumulative(curves, account, resampled),
        dips=dips,
        payback=payback(account.mean(axis=0), resampled, curves.confidence) if has_dip else None,
        bootstrap=pd.DataFrame({"months": months[0], "net": resampled.sum(axis=1)}),
        runs=pd.DataFrame(
            {"replication": numbers, "months": months[1], "net": account.sum(axis=1)}
        ),
        shares=_shares(account, months[0]),
        cost=cost(curves, variant, span),
        cost_by_month=cost_by_month(curves, variant),
        tripwires=tripwires(curves, variant, has_dip=has_dip),
        teams=teams[teams["variant"] == variant].drop(columns="variant").reset_index(drop=True),
    )


def _dates(curves: Curves, *, after: int = 0) -> pd.DatetimeIndex:
    """Return the starts of the months, *after* so many more."""
    start = pd.Timestamp(curves.comparison.about["start"])
    return pd.DatetimeIndex(
        [start + pd.DateOffset(months=month + after) for month in range(curves.months)]
    )


def _paired_curves(curves: Curves, variant: str) -> pd.DataFrame:
    parts, dates = [], _dates(curves)
    for measure in curves.measures:
        level = windowed(curves.level(measure))
        low, high = curves.bands[variant, measure]
        table = pd.DataFrame({
            "measure": measure, "unit": unit_of(measure), "month": range(curves.months),
            "date": dates, "level": level,
            "difference": windowed(curves.differences(measure, variant)).mean(axis=0),
            "low": low, "high": high,
        })  # fmt: skip
        scale = 1.0 / np.where(level != 0.0, level, np.nan)
        for column in ("difference", "low", "high"):
            name = "relative" if column == "difference" else f"relative_{column}"
            table[name] = table[column] * scale
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _cumulative(
    curves: Curves, account: NDArray[np.float64], resampled: NDArray[np.float64]
) -> pd.DataFrame:
    tail = (1.0 - curves.confidence) / 2.0
    low, high = np.quantile(resampled.cumsum(axis=1), [tail, 1.0 - tail], axis=0)
    return pd.DataFrame({
        "months": np.arange(1, curves.months + 1), "date": _dates(curves, after=1),
        "sum": account.mean(axis=0).cumsum(), "low": low, "high": high,
    })  # fmt: skip


def _dips(curves: Curves, variant: str) -> pd.DataFrame:
    rows = []
    for measure in curves.measures:
        found = _worst(curves, variant, measure)
        rows += [] if found is None else [found]
    names = [
        "measure", "unit", "dips", "difference", "low", "high", "relative", "relative_low",
        "relative_high", "month", "earliest", "latest", "first", "last",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _worst(curves: Curves, variant: str, measure: str) -> dict[str, Any] | None:
    """Return the worst point of *measure*: the deepest, or the highest where less is better.

    In percent of the reference's level in the same months, for months are not equally long; in the
    measure's own unit where there are months without a level.
    """
    sign, level = better(measure), windowed(curves.level(measure))
    low, high = curves.bands[variant, measure]
    sample = curves.independent(windowed(curves.differences(measure, variant)))
    is_relative = bool((level > 0.0).all())
    scale = level if is_relative else np.ones_like(level)
    claimed_high = high if sign > 0.0 else -low
    found = dip(sign * sample / scale, claimed_high, curves.confidence)
    if found is None:
        return None
    least, most = sorted((sign * found.low, sign * found.high))
    size = np.array([sign * found.depth, least, most])
    here = scale[found.month]
    limits = dict(zip(("difference", "low", "high"), (size * here).tolist(), strict=True))
    shares = (size if is_relative else np.full(3, np.nan)).tolist()
    relative = dict(zip(("relative", "relative_low", "relative_high"), shares, strict=True))
    when = {name: getattr(found, name) for name in ("month", "earliest", "latest", "first", "last")}
    return {
        "measure": measure, "unit": unit_of(measure), "dips": found.is_there
    } | limits | relative | when  # fmt: skip


def _shares(account: NDArray[np.float64], resampled_months: NDArray[np.float64]) -> pd.DataFrame:
    """Return the shares that have paid back, and what the runs' share is under random signs."""
    within = np.arange(1, account.shape[1] + 1)
    runs, other = (months_to_payback(s * account)[:, None] <= within for s in (1.0, -1.0))
    kept = flips(2000, len(account)) > 0.0
    flipped = (kept @ runs.astype(np.float64) + ~kept @ other.astype(np.float64)) / len(account)
    low, high = np.quantile(flipped, [0.025, 0.975], axis=0)
    return pd.DataFrame({
        "months": within, "share": (resampled_months[:, None] <= within).mean(axis=0),
        "runs": runs.mean(axis=0), "flipped": (runs.mean(axis=0) + other.mean(axis=0)) / 2,
        "flipped_low": low, "flipped_high": high,
    })  # fmt: skip
