"""What is said of the transition: dips, payback, cost, tripwires, and who loses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgshift.experiments.cost import HOURS, MONEY, ON_THE_WAY
from orgshift.experiments.curves import ENGINEER_HOURS
from orgshift.experiments.dip import WINDOW
from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.experiments.team_effects import made_worse
from orgshift.measures import ORGANISATION, REGISTRY
from orgshift.reports.words import called, capital, listed, number, percent, plural, wrapped

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.experiments.transition import Transition
    from orgshift.reports.source import Source

#: So many tripwires are told; the table has all.
TRIPWIRES = 3
NUMERALS = {1: "the month", 2: "the two months", 3: "the three months"}


def in_text(source: Source) -> list[list[str]]:
    """Return what `orgshift compare` prints: a block of lines for each proposal that has a way."""
    return [
        wrapped(f"ON THE WAY TO {one.variant}", 2)
        + [line for sentence in told for line in wrapped(sentence, 2)]
        for one in source.transitions.values()
        if (told := sentences(one))
    ]


def sentences(one: Transition) -> list[str]:
    """Return the transition in sentences; none where it neither dips nor costs hours."""
    told = [*dips(one), payback(one), cost(one)]
    if not any(told):
        return []
    if not one.dips["dips"].any():
        runs = plural(one.replications, "replication")
        told.insert(0, f"no dip can be told apart from luck at {runs}")
    return [f"{capital(text)}." for text in (*told, net(one), *tripwires(one)) if text]


# -- dips and payback -----------------------------------------------------------------------------


def dips(one: Transition) -> list[str]:
    """Return a clause for every measure that dips, the one that is to be paid back first."""
    rows = [row for _, row in one.dips.iterrows() if row["dips"]]
    return [_dip(one, row) for row in sorted(rows, key=lambda row: row["measure"] != one.account)]


def _dip(one: Transition, row: pd.Series[Any]) -> str:
    depth, least, most = _depths(row)
    first, last = (_window_end(one, row[month]) for month in ("earliest", "latest"))
    spread = "" if first == last else f", at its worst between month {first} and month {last}"
    when = window(one, row["month"])
    if row["measure"] == ENGINEER_HOURS:
        said = f"the balance of engineer-hours is lowest in {when}, {depth} of those paid short"
    else:
        extreme, side = ("highest", "above") if row["difference"] > 0.0 else ("lowest", "below")
        name = called(row["measure"]).sentence
        said = f"{name} is {extreme} in {when}, {depth} {side} {one.against}'s level"
    return f"{said} ({least} to {most}{spread})"


def _depths(row: pd.Series[Any]) -> list[str]:
    """Return depth and limits, the nearer to zero first; in percent where the level is not zero."""
    values = [float(row["difference"]), *sorted((float(row["low"]), float(row["high"])), key=abs)]
    if math.isnan(row["relative"]):
        return [f"{number(abs(value), row['unit'])} {row['unit']}" for value in values]
    scale = float(row["relative"] / row["difference"])
    return [percent(scale * value, signed=False, digits=0) for value in values]


def window(one: Transition, month: int) -> str:
    """Return the window around *month*: "the three months to month 10"."""
    end = _window_end(one, month)
    return f"{NUMERALS[end - max(month - 1, 0)]} to month {end}"


def _window_end(one: Transition, month: int) -> int:
    """Return how many months are over when the window around *month* is."""
    return min(month + WINDOW - 1, one.horizon_months)


def payback(one: Transition) -> str:
    """Return whether and when the dip is paid back; nothing where there is none."""
    if one.payback is None:
        return ""
    months, low, high, share = one.payback
    horizon, chance = plural(one.horizon_months, "month"), percent(share, signed=False, digits=0)
    if low > one.horizon_months:
        return f"what the dip costs is not paid back within {horizon}"
    if months == high == 0.0:
        return "what the dip costs is no more than was gained before it"
    if high <= one.horizon_months:
        spread = "" if low == high else f" ({low:.0f} to {high:.0f})"
        return f"what the dip costs is paid back after {months:.0f} months{spread}"
    return (
        f"whether what the dip costs is paid back within {horizon} cannot be told from "
        f"{plural(one.replications, 'replication')}: in {chance} of their bootstrap means it is"
    )


def runs(one: Transition, within: int) -> str:
    """Return in how many runs it has paid back by then, beside what luck alone would make of it."""
    row = one.shares[one.shares["months"] == within].iloc[0]
    share, luck, low, high = (
        percent(float(row[column]), signed=False, digits=0)
        for column in ("runs", "flipped", "flipped_low", "flipped_high")
    )
    return (
        f"{share} of the {plural(one.replications, 'run')} have paid back within "
        f"{plural(within, 'month')}; with random signs of the differences {luck} would ({low} to {high})"
    )


# -- cost -----------------------------------------------------------------------------------------


def cost(one: Transition) -> str:
    """Return what the way takes; nothing where it takes no hours that can be told from none."""
    way = _item(one, "on the way", HOURS)
    if way is None or not way["low"] > 0.0:
        return ""
    kinds = [
        f"{kind} {amount(row, 'difference')}"
        for kind in ON_THE_WAY
        if (row := _item(one, kind, HOURS)) is not None and row["low"] > 0.0
    ]
    money = _item(one, "on the way", MONEY)
    worth = "" if money is None else f" or {amount(money, 'difference')}"
    told = f": {listed(kinds)}" if kinds else ""
    hours = amount(way, "difference").replace(" h", " engineer-hours")
    return f"the way takes {hours}{worth}{told}"


def net(one: Transition) -> str:
    """Return what is left over the horizon; no direction where the interval covers zero."""
    row, money = _item(one, "net", one.unit), _item(one, "net", MONEY)
    if row is None or math.isnan(row["low"]) or row["low"] == row["high"] == 0.0:
        return ""
    over = f"over all {plural(one.horizon_months, 'month')}"
    worth = "" if money is None else f"; in money {_signed(money)}, at what a feature costs now"
    if one.unit == ENGINEER_HOURS:
        worth = "" if money is None else f"; in money {_signed(money)}"
    return f"{over}, the net is {_signed(row)}{worth}"


def _item(one: Transition, item: str, unit: str) -> pd.Series[Any] | None:
    rows = one.cost[(one.cost["item"] == item) & (one.cost["unit"] == unit)]
    return None if rows.empty else rows.iloc[0]


def _signed(row: pd.Series[Any]) -> str:
    """Return a difference with its interval; only the interval where that covers zero."""
    low, high = (amount(row, limit, signed=True) for limit in ("low", "high"))
    low = low.removesuffix(f" {row['unit']}")
    if row["low"] <= 0.0 <= row["high"]:
        return f"not distinguishable from nothing ({low} to {high})"
    return f"{amount(row, 'difference', signed=True)} ({low} to {high})"


def amount(row: pd.Series[Any], column: str, *, signed: bool = False) -> str:
    """Return hours, features or money as people write them: "8,700 h", "$2.1 million"."""
    value = row[column]
    sign = "−" if value < 0.0 else "+" if signed and value > 0.0 else ""
    return sign + in_unit(abs(value), row["unit"])


def in_unit(value: float, unit: str) -> str:
    """Return a positive *value* in *unit* with three digits at most: "8,680 h", "$2.11 million"."""
    if unit == MONEY and value >= 1e6:
        return f"${value / 1e6:.3g} million"
    rounded = float(f"{value:.3g}")
    said = f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"
    return f"${said}" if unit == MONEY else f"{said} {unit}"


# -- tripwires ------------------------------------------------------------------------------------

#: What is below a threshold; "{}" is how much: "fewer than 30 %" or "30 % or more".
SIGNS = {
    "adoption": "{} of the services have moved",
    "coverage": "{} of the needs are met by self-service",
    "friction": "{} of the attempts at self-service fail",
    "skill": "skill is {}",
    "cognitive_load": "cognitive load is {}",
}
#: Below this share something is unlikely, not just less likely.
UNLIKELY = 1 / 3


def tripwires(one: Transition) -> list[str]:
    """Return the most telling early signs as sentences, no more than TRIPWIRES."""
    return [_tripwire(one, row) for _, row in one.tripwires.head(TRIPWIRES).iterrows()]


def _tripwire(one: Transition, row: pd.Series[Any]) -> str:
    side, other = ("below", "above") if row["below"] < row["above"] else ("above", "below")
    share, otherwise = (percent(row[s], signed=False, digits=0) for s in (side, other))
    counts = (plural(int(row[f"{side}_count"]), "replication"), int(row[f"{other}_count"]))
    ends = {
        "pays back": f"payback within {plural(one.horizon_months, 'month')}",
        "ends above": f"more throughput than under {one.against} at the end",
    }[row["outcome"]]
    if one.unit == ENGINEER_HOURS and row["outcome"] == "ends above":
        ends = "a gain of engineer-hours at the end"
    becomes = "unlikely" if row[side] < UNLIKELY else "less likely"
    return (
        f"if {_sign(one, row, below=side == 'below')} by month {row['month']}, {ends} becomes "
        f"{becomes}: {share} of {counts[0]}, against {otherwise} of the other {counts[1]}"
    )


def _sign(one: Transition, row: pd.Series[Any], *, below: bool) -> str:
    indicator, threshold = row["indicator"], row["threshold"]
    measure = REGISTRY[indicator]
    if indicator in SIGNS:
        limit = _two_digits(threshold, measure.unit)
        less = "fewer than" if measure.unit == "share" else "below"
        return SIGNS[indicator].format(f"{less} {limit}" if below else f"{limit} or more")
    limit = _two_digits(abs(threshold), measure.unit).replace(" %", " points")
    if measure.unit != "share":
        limit = f"{limit} {measure.unit}"
    if threshold < 0.0:
        how = f"{'more' if below else 'no more'} than {limit} below"
    else:
        how = f"{'less than' if below else 'at least'} {limit} above"
    return f"{called(indicator).sentence} so far is {how} {one.against}'s"


def _two_digits(value: float, unit: str) -> str:
    """Return a threshold, which has two digits: "30 %", "3.2"."""
    return f"{float(f'{100 * value:.2g}'):g} %" if unit == "share" else f"{value:g}"


# -- findings: titles of the charts ---------------------------------------------------------------


def on_curve(one: Transition, measure: str) -> str:
    """Return the finding of the J-curve of *measure*: the dip, or that none can be told."""
    row = one.worst(measure)
    if row["dips"]:
        return f"Under {one.variant}, {_dip(one, row)}"
    name = (
        "the balance of engineer-hours" if measure == ENGINEER_HOURS else called(measure).sentence
    )
    return (
        f"Under {one.variant}, no dip in {name} can be told apart from luck at "
        f"{plural(one.replications, 'replication')}"
    )


def on_sum(one: Transition) -> str:
    """Return the finding of the sum since day 0: payback where there is a dip, and the net."""
    row = _item(one, "net", one.unit)
    if row is None or row["low"] == row["high"] == 0.0:
        return f"Under {one.variant}, nothing is lost and nothing gained"
    over = f"over all {plural(one.horizon_months, 'month')} the net is {_signed(row)}"
    return f"Under {one.variant}, {'; '.join(text for text in (payback(one), over) if text)}"


def on_teams(one: Transition, measure: str) -> str:
    """Return the finding of who gains and loses in *measure*, beside the organisation."""
    mine = one.teams[(one.teams["measure"] == measure) & one.teams["difference"].notna()]
    whole = mine["scope"] == ORGANISATION
    verdicts = mine.loc[~whole].groupby("verdict", sort=False)["scope"].agg(list)
    told = [
        f"{verdict} in {listed(list(teams))}"
        for verdict in ("worse", "better")
        if len(teams := verdicts.get(verdict, []))
    ]
    rest = len(verdicts.get(NOT_DISTINGUISHABLE, []))
    if rest:
        others = (f"{rest} others" if rest > 1 else "one other") if told else "any team"
        told.append(f"{NOT_DISTINGUISHABLE} in {others}")
    organisation = mine.loc[whole, "verdict"]
    said = f"; {organisation.iloc[0]} in the organisation as a whole" if len(organisation) else ""
    name = capital(called(measure).sentence)
    return f"{name} against {one.against}, under {one.variant}: {', '.join(told)}{said}"


# -- teams ----------------------------------------------------------------------------------------


def losers(one: Transition) -> str:
    """Return which teams are made worse, and in what; nothing if none can be told to be."""
    worse = made_worse(one.teams)
    if not worse:
        return ""
    by_measures: dict[tuple[str, ...], list[str]] = {}
    for team, measures in worse.items():
        by_measures.setdefault(tuple(measures), []).append(team)
    told = [
        f"{listed([called(measure).sentence for measure in measures])} in {listed(teams)}"
        for measures, teams in by_measures.items()
    ]
    return f"worse under {one.variant}: {'; '.join(told)}"
