"""Who gains and who loses: every team's paired differences, against the organisation's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from orgshift.experiments.beliefs import by_draw
from orgshift.experiments.intervals import CONFIDENCE, holm, interval, p_value, paired, verdict
from orgshift.experiments.redrawn_teams import redrawn, values_of
from orgshift.measures import ORGANISATION, REGISTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison

#: What is claimed of teams; all of it shares one error rate.
CLAIMED = ("lead_time_p50", "toil_share", "throughput")
STAYS, REDRAWN, ENDS, FOUNDED = "stays", "redrawn", "ends", "founded"


class Claim(NamedTuple):
    """One measure of one scope under one proposal, and its paired differences."""

    variant: str
    scope: str
    status: str
    measure: str
    ours: NDArray[np.float64]
    theirs: NDArray[np.float64]
    sample: NDArray[np.float64]


def team_effects(comparison: Comparison) -> pd.DataFrame:
    """Return what every proposal does to every team, the organisation first.

    Columns ``variant``, ``scope``, ``status``, ``measure``, ``unit``, ``against_level``, ``level``,
    ``difference``, ``low``, ``high``, the same ``relative`` to the level of the reference,
    ``verdict`` and ``organisation`` (its verdict, for those who pay locally for what is gained
    globally). ``status``: 'stays'; 'redrawn' for teams that are split or merged, which are compared
    as one with those that follow them; 'ends' or 'founded' for teams that are not on both sides,
    which have no difference of their own. Verdicts on teams hold together over all teams, measures
    and proposals (Holm); intervals are 95 % Student t intervals, each by itself.
    """
    looks = int(comparison.about["looks"])
    claims = _claims(comparison)
    of_teams = [one for one in claims if one.scope != ORGANISATION and _compared(one)]
    adjusted = holm([min(1.0, looks * p_value(one.sample)) for one in of_teams])
    p_values = dict(zip(map(id, of_teams), adjusted, strict=True))
    rows = []
    for one in claims:
        found = interval(one.sample, 1.0 - (1.0 - CONFIDENCE) / looks)
        if one.scope == ORGANISATION:
            said = _organisations(comparison, one)
        else:
            said = verdict(one.measure, found, p_values[id(one)]) if _compared(one) else ""
        levels = (_mean(values) for values in (one.theirs, one.ours))
        limits = found.mean, found.low, found.high
        rows.append((one.variant, one.scope, one.status, one.measure, *levels, *limits, said))
    return _told(rows)


def made_worse(teams: pd.DataFrame) -> dict[str, list[str]]:
    """Return the teams of one proposal's effects that are worse off, and in which measures."""
    return _with("worse", teams)


def made_better(teams: pd.DataFrame) -> dict[str, list[str]]:
    """Return the teams of one proposal's effects that are better off, and in which measures."""
    return _with("better", teams)


def _with(said: str, teams: pd.DataFrame) -> dict[str, list[str]]:
    mine = teams[(teams["verdict"] == said) & (teams["scope"] != ORGANISATION)]
    return {str(team): list(rows["measure"]) for team, rows in mine.groupby("scope", sort=False)}


def _claims(comparison: Comparison) -> list[Claim]:
    values, scopes = _values(comparison)
    reference, claims = comparison.variants[0], []
    unknown = np.full(comparison.replications, np.nan)
    for variant in comparison.variants[1:]:
        status, both = _status(comparison, variant, scopes), dict(values)
        # Where nobody comes or goes nothing is redrawn, and no scenario is read for it.
        moves = {ENDS, FOUNDED} & set(status.values())
        for name, members in (redrawn(comparison, variant) if moves else {}).items():
            both |= values_of(comparison, name, members, (reference, variant), CLAIMED)
            status = {scope: known for scope, known in status.items() if scope not in members}
            status[name] = REDRAWN
        for scope, known in status.items():
            for measure in CLAIMED:
                ours, theirs = (
                    both.get((v, scope, measure), unknown) for v in (variant, reference)
                )
                sample = paired(ours, theirs)
                if comparison.about.get("beliefs"):
                    sample = by_draw(sample)
                if known in (ENDS, FOUNDED):
                    sample = np.full(len(sample), np.nan)
                claims.append(Claim(variant, scope, known, measure, ours, theirs, sample))
    return claims


def _compared(one: Claim) -> bool:
    return one.status in (STAYS, REDRAWN)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) and np.isfinite(values).all() else np.nan


def _told(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Make the table; add units, relative differences, and the organisation's verdict beside."""
    names = [
        "variant", "scope", "status", "measure", "against_level", "level", "difference", "low",
        "high", "verdict",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    scale = 1.0 / table["against_level"].where(table["against_level"] != 0.0)
    table.insert(4, "unit", [REGISTRY[measure].unit for measure in table["measure"]])
    table["relative"] = table["difference"] * scale
    table["relative_low"], table["relative_high"] = table["low"] * scale, table["high"] * scale
    key = ["variant", "measure"]
    whole = table.loc[table["scope"] == ORGANISATION, [*key, "verdict"]]
    return table.merge(whole.rename(columns={"verdict": "organisation"}), on=key, how="left")


def _values(
    comparison: Comparison,
) -> tuple[dict[tuple[str, str, str], NDArray[np.float64]], list[str]]:
    """Return values over replications by variant, scope and measure, and the scopes in order."""
    table = comparison.measures[comparison.measures["measure"].isin(CLAIMED)]
    wide = table.pivot_table(
        index=["variant", "scope", "measure"], columns="replication", values="value",
        dropna=False, observed=True, sort=False,
    )  # fmt: skip
    found = {
        (str(v), str(scope), str(measure)): row
        for (v, scope, measure), row in zip(wide.index, wide.to_numpy(), strict=True)
    }
    return found, list(dict.fromkeys(table["scope"].astype(str)))


def _status(comparison: Comparison, variant: str, scopes: list[str]) -> dict[str, str]:
    """Return what becomes of every team that is there, by who is paid in the last month."""
    table = comparison.hours
    last = table[(table["month"] == table["month"].max()) & (table["hours"] > 0.0)]
    before, after = (
        {ORGANISATION, *last.loc[last["variant"] == v, "team"].astype(str)}
        for v in (comparison.variants[0], variant)
    )
    return {
        scope: STAYS if scope in before & after else ENDS if scope in before else FOUNDED
        for scope in scopes if scope in before | after
    }  # fmt: skip


def _organisations(comparison: Comparison, one: Claim) -> str:
    """Return the verdict that the comparison has on the organisation."""
    table = comparison.differences
    mine = (table["scope"] == ORGANISATION) & (table["measure"] == one.measure)
    return str(table.loc[mine & (table["variant"] == one.variant), "verdict"].iloc[0])
