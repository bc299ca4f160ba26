"""Distributions, by their usual names or by quantiles a person knows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import BeforeValidator
from scipy.special import gammaincinv, ndtri, pdtr

from orgshift.scenario.units import (
    NUMBER,
    amount_and_unit,
    duration,
    effort_hours,
    fraction,
    said,
    unit_hours,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from orgshift.scenario.schema import CalendarSettings

#: Uniforms are kept this far from 0 and 1, so that no draw is infinite.
EDGE = 2.0**-54
NEARLY_ONE = 1.0 - 2.0**-53
#: No draw is longer (a million years of hours), so that sums of hours stay exact.
LONGEST_H = 2.0**33
#: A feature has at most so many needs of a kind.
MOST_NEEDS = 100.0


@dataclass(frozen=True)
class Distribution:
    """A distribution of non-negative amounts: ``kind`` and its parameters, in ``unit``.

    The inverse CDF turns uniforms into amounts, so that the same luck means the same rank in any
    distribution. ``unit`` is 'hour' for efforts, a unit of elapsed time for durations, '' for counts.
    """

    kind: str
    a: float
    b: float = 0.0
    c: float = 0.0
    unit: str = "hour"
    text: str = ""

    @classmethod
    def exponential(cls, mean: float) -> Distribution:
        """Return the exponential distribution with this mean."""
        return cls("exponential", mean)

    @classmethod
    def lognormal(cls, median: float, sd_of_log: float) -> Distribution:
        """Return the lognormal distribution with this median and standard deviation of the log."""
        return cls("lognormal", median, sd_of_log)

    @property
    def is_constant(self) -> bool:
        """Whether every draw is the same."""
        return self.kind == "constant"

    @property
    def mean(self) -> float:
        """The mean, in ``unit``."""
        return float(_KINDS[self.kind].mean(self.a, self.b, self.c))

    @property
    def middle(self) -> float:
        """The median, in ``unit``; of counts, whose median jumps, the mean."""
        return float(self.ppf(np.array([0.5]))[0]) if self.unit else self.mean

    def times(self, factor: float) -> Distribution:
        """Return the distribution of amounts *factor* times as large; of counts, the mean is."""
        text = f"{self} × {written(factor)}"
        if not self.unit:
            mean = self.a * factor
            return replace(self, a=float(round(mean)) if self.is_constant else mean, text=text)
        a, b, c = _KINDS[self.kind].scale(factor, self.a, self.b, self.c)
        return replace(self, a=a, b=b, c=c, text=text)

    def ppf(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the amounts at which the CDF reaches *uniforms* (same shape), in ``unit``."""
        clipped = np.minimum(np.maximum(uniforms, EDGE), NEARLY_ONE)  # a third of np.clip
        values: NDArray[np.float64] = _KINDS[self.kind].ppf(clipped, self.a, self.b, self.c)
        return values

    def in_hours(self, calendar: CalendarSettings) -> Distribution:
        """Return the same distribution of durations in clock hours of *calendar*."""
        if self.unit == "hour":
            return self
        return self._scaled(unit_hours(self.unit, calendar))

    def _scaled(self, factor: float) -> Distribution:
        a, b, c = _KINDS[self.kind].scale(factor, self.a, self.b, self.c)
        return replace(self, a=a, b=b, c=c, unit="hour")

    def __str__(self) -> str:
        return self.text or f"{self.kind} {written(self.a)}"


@dataclass(frozen=True)
class _Kind:
    """One family: mean(a, b, c), ppf(u, a, b, c) and what a change of unit does to a, b, c."""

    mean: Callable[[float, float, float], float]
    ppf: Callable[..., NDArray[np.float64]]
    scale: Callable[[float, float, float, float], tuple[float, float, float]]


def _triangular(
    u: NDArray[np.float64], low: float, mode: float, high: float
) -> NDArray[np.float64]:
    if high == low:
        return np.full_like(u, low)
    cut = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < cut, rising, falling)


def _poisson(u: NDArray[np.float64], mean: float, _b: float, _c: float) -> NDArray[np.float64]:
    top = int(mean + 12.0 * math.sqrt(mean) + 40)
    return np.searchsorted(pdtr(np.arange(top), mean), u).astype(np.float64)


def _hyperexponential(
    u: NDArray[np.float64], mean: float, cv: float, _c: float
) -> NDArray[np.float64]:
    """Invert the CDF of two exponentials with balanced means, by bisection in bulk."""
    p = 0.5 * (1.0 + math.sqrt((cv * cv - 1.0) / (cv * cv + 1.0)))
    fast, slow = mean / (2.0 * p), mean / (2.0 * (1.0 - p))
    low, high = np.zeros_like(u), -slow * np.log1p(-u) + fast
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = p * np.exp(-middle / fast) + (1.0 - p) * np.exp(-middle / slow) > 1.0 - u
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return 0.5 * (low + high)


_KINDS: dict[str, _Kind] = {
    "constant": _Kind(
        lambda a, b, c: a, lambda u, a, b, c: np.full_like(u, a), lambda f, a, b, c: (a * f, b, c)
    ),
    "exponential": _Kind(
        lambda a, b, c: a, lambda u, a, b, c: -a * np.log1p(-u), lambda f, a, b, c: (a * f, b, c)
    ),
    "lognormal": _Kind(
        lambda a, b, c: a * math.exp(b * b / 2.0),
        lambda u, a, b, c: a * np.exp(b * ndtri(u)),
        lambda f, a, b, c: (a * f, b, c),
    ),
    "uniform": _Kind(
        lambda a, b, c: (a + b) / 2.0,
        lambda u, a, b, c: a + (b - a) * u,
        lambda f, a, b, c: (a * f, b * f, c),
    ),
    "triangular": _Kind(
        lambda a, b, c: (a + b + c) / 3.0, _triangular, lambda f, a, b, c: (a * f, b * f, c * f)
    ),
    # shape a, scale b
    "gamma": _Kind(
        lambda a, b, c: a * b,
        lambda u, a, b, c: b * gammaincinv(a, u),
        lambda f, a, b, c: (a, b * f, c),
    ),
    "weibull": _Kind(
        lambda a, b, c: b * math.gamma(1.0 + 1.0 / a),
        lambda u, a, b, c: b * (-np.log1p(-u)) ** (1.0 / a),
        lambda f, a, b, c: (a, b * f, c),
    ),
    "poisson": _Kind(lambda a, b, c: a, _poisson, lambda f, a, b, c: (a, b, c)),
    "hyperexponential": _Kind(
        lambda a, b, c: a, _hyperexponential, lambda f, a, b, c: (a * f, b, c)
    ),
}

_FORMS = {
    "constant": "'3 h' or 'constant 3 h'",
    "exponential": "'exponential mean 1 h'",
    "lognormal": "'lognormal median 6 days, sd of log 0.85' or 'lognormal mean 2 h, cv 1.5'",
    "uniform": "'uniform 1 h to 3 h'",
    "triangular": "'triangular 2, 6, 13 weeks'",
    "gamma": "'gamma mean 2 h, cv 0.5'",
    "erlang": "'erlang 3, mean 2 h'",
    "weibull": "'weibull shape 1.13, scale 19.7 days'",
    "hyperexponential": "'hyperexponential mean 1 h, cv 2'",
}
_QUANTILES = "'median 6 days, p90 15 days'"
_PARAMETERS = ("sd of log", "median", "mean", "shape", "scale", "cv")


def effort(value: Any) -> Distribution:
    """Read a distribution of effort; the result is in hours (a day is a person-day of 8 h)."""
    return _read(value, lambda text: (effort_hours(text), "hour"), "6 days")


def elapsed(value: Any) -> Distribution:
    """Read a distribution of elapsed working time; its unit is turned into hours by a calendar."""

    def amount(text: str) -> tuple[float, str]:
        read = duration(text)
        return read.amount, read.unit

    return _read(value, amount, "6 weeks")


def count(value: Any) -> Distribution:
    """Read a distribution of counts: a whole number, or "poisson 0.8"."""
    if isinstance(value, Distribution):
        return value
    text = "" if isinstance(value, bool) else str(value).strip()
    found = re.fullmatch(rf"(poisson\s+(?:mean\s+)?)?({NUMBER})", text)
    mean = float(found[2]) if found else -1.0
    if found is None or not (found[1] or mean == int(mean)) or not 0.0 <= mean <= MOST_NEEDS:
        raise ValueError(
            f"{said(value)} is no count; write a whole number or 'poisson 0.8', at most "
            f"{MOST_NEEDS:.0f}"
        )
    return Distribution("poisson" if found[1] and mean else "constant", mean, unit="", text=text)


def _read(value: Any, amount: Callable[[str], tuple[float, str]], example: str) -> Distribution:
    if isinstance(value, Distribution):
        return value
    text = " ".join((_from_mapping(value) if isinstance(value, dict) else str(value)).split())
    first = text.split(" ", 1)[0].lower()
    if not isinstance(value, str | dict) or re.match(NUMBER, text) or not text:
        amount_and_unit(value, example)  # raises for what is no amount in any unit
        read, unit = amount(text)
        found = Distribution("constant", read, unit=unit)
    elif first in ("median", "p50") or re.fullmatch(r"p\d+(\.\d+)?", first):
        found = _from_quantiles(text, amount)
    elif first in _FORMS:
        found = _from_name(first, text[len(first) :].strip(" ,"), text, amount)
    else:
        near = get_close_matches(first, _FORMS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{text!r} is no distribution{hint} (known: {', '.join(_FORMS)}, or quantiles such as "
            f"{_QUANTILES})"
        )
    _refuse_endless(found, text)
    return replace(found, text=text)


def _from_mapping(value: dict[str, Any]) -> str:
    """Return {lognormal: {median: 6 days, sd_of_log: 1}} or {median: …, p90: …} as text."""
    ((name, inner),) = value.items() if len(value) == 1 else [("", value)]
    if isinstance(inner, dict):
        inner = ", ".join(f"{str(key).replace('_', ' ')} {one}" for key, one in inner.items())
    return f"{name} {inner}"


def _refuse_endless(found: Distribution, text: str) -> None:
    """Raise ValueError if a draw could be too long to be reckoned with."""
    hours = {"minute": 1 / 60, "day": 24.0, "week": 168.0, "month": 731.0, "year": 8766.0}
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            longest = max(found.mean, float(found.ppf(np.array([NEARLY_ONE]))[0]))
    except OverflowError:
        longest = math.inf
    if not longest * hours.get(found.unit, 1.0) < LONGEST_H:
        raise ValueError(
            f"{text!r} is too wide: one draw in a great many would last a million years"
        )


def _amounts(
    texts: list[str], amount: Callable[[str], tuple[float, str]]
) -> tuple[list[float], str]:
    """Return amounts in one unit: a unit may stand at the last only ("2, 6, 13 weeks")."""
    unit_text = re.sub(rf"^{NUMBER}\s*", "", texts[-1])
    read = [
        amount(f"{one} {unit_text}".strip() if re.fullmatch(NUMBER, one) else one) for one in texts
    ]
    units = {unit for _, unit in read}
    if len(units) > 1:
        raise ValueError(f"{', '.join(texts)}: write all amounts in the same unit")
    return [number for number, _ in read], units.pop()


def _parameters(body: str) -> tuple[dict[str, str], list[str]]:
    """Split "median 6 days, sd of log 0.85" into named parameters and bare ones."""
    named, bare = {}, []
    for part in (p.strip() for p in body.split(",") if p.strip()):
        for name in _PARAMETERS:
            if part.lower().startswith(name + " ") and name not in named:
                named[name] = part[len(name) :].strip()
                break
        else:
            bare.append(part)
    return named, bare


def _from_name(
    name: str, body: str, text: str, amount: Callable[[str], tuple[float, str]]
) -> Distribution:
    named, bare = _parameters(body.replace(" to ", ", ") if name == "uniform" else body)
    wrong = ValueError(f"{text!r}: write {_FORMS[name]}")

    def number(key: str) -> float:
        try:
            found = fraction(named[key])
        except ValueError:
            raise ValueError(f"{text!r}: {key} is a number; {named[key]!r} found") from None
        if not 0 <= found <= 1e6:
            raise ValueError(f"{text!r}: {key} is from 0 to a million")
        return found

    keys = set(named)
    if name == "constant" and len(bare) == 1 and not keys:
        (value,), unit = _amounts(bare, amount)
        return Distribution("constant", value, unit=unit)
    if name == "exponential" and (keys == {"mean"} or (not keys and len(bare) == 1)):
        (mean,), unit = _amounts([named.get("mean", *bare)], amount)
        return Distribution("exponential", mean, unit=unit)
    if name == "lognormal" and keys == {"median", "sd of log"} and not bare:
        (median,), unit = _amounts([named["median"]], amount)
        return Distribution("lognormal", median, number("sd of log"), unit=unit)
    if name == "lognormal" and keys == {"mean", "cv"} and not bare:
        (mean,), unit = _amounts([named["mean"]], amount)
        variance = math.log1p(number("cv") ** 2)
        median = mean * math.exp(-variance / 2)
        return Distribution("lognormal", median, math.sqrt(variance), unit=unit)
    if name == "uniform" and len(bare) == 2 and not keys:
        (low, high), unit = _amounts(bare, amount)
        if low > high:
            raise ValueError(f"{text!r}: the lower end comes first")
        return Distribution("uniform", low, high, unit=unit)
    if name == "triangular" and len(bare) == 3 and not keys:
        (low, mode, high), unit = _amounts(bare, amount)
        if not low <= mode <= high:
            raise ValueError(f"{text!r}: write lowest, most likely, highest, in this order")
        return Distribution("triangular", low, mode, high, unit=unit)
    if name == "gamma" and keys == {"mean", "cv"} and not bare and number("cv") > 0:
        (mean,), unit = _amounts([named["mean"]], amount)
        shape = number("cv") ** -2
        return Distribution("gamma", shape, mean / shape, unit=unit)
    if name == "erlang" and keys == {"mean"} and len(bare) == 1 and bare[0].isdigit():
        (mean,), unit = _amounts([named["mean"]], amount)
        shape = int(bare[0])
        if not 1 <= shape <= 10_000:
            raise ValueError(f"{text!r}: an Erlang distribution has 1 to 10,000 stages")
        return Distribution("gamma", float(shape), mean / shape, unit=unit)
    if name == "weibull" and keys == {"shape", "scale"} and not bare and number("shape") > 0:
        (scale,), unit = _amounts([named["scale"]], amount)
        return Distribution("weibull", number("shape"), scale, unit=unit)
    if name == "hyperexponential" and keys == {"mean", "cv"} and not bare:
        (mean,), unit = _amounts([named["mean"]], amount)
        if number("cv") < 1:
            raise ValueError(f"{text!r}: a hyperexponential distribution has a cv of 1 or more")
        return Distribution("hyperexponential", mean, number("cv"), unit=unit)
    raise wrong


def _from_quantiles(text: str, amount: Callable[[str], tuple[float, str]]) -> Distribution:
    """Return the lognormal distribution with the two quantiles given."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) != 2:
        raise ValueError(f"{text!r}: two quantiles make a distribution, such as {_QUANTILES}")
    levels, amounts = [], []
    for part in parts:
        found = re.fullmatch(r"(median|p\d+(?:\.\d+)?)\s+(.+)", part, re.IGNORECASE)
        level = 0.0 if found is None else 50.0 if len(found[1]) == 6 else float(found[1][1:])
        if found is None or not 0 < level < 100:
            raise ValueError(
                f"{part!r} is no quantile; write it like 'median 6 days' or 'p90 15 days'"
            )
        levels.append(level / 100.0)
        amounts.append(found[2])
    (low, high), unit = _amounts(amounts, amount)
    if (levels[1] - levels[0]) * (high - low) <= 0 or min(low, high) <= 0:
        raise ValueError(
            f"{text!r}: the higher quantile needs the larger amount, and both be above 0"
        )
    z = ndtri(np.array(levels))
    spread = math.log(high / low) / (z[1] - z[0])
    median = low * math.exp(-z[0] * spread)
    return Distribution("lognormal", float(median), float(spread), unit=unit)


EffortDistribution = Annotated[Distribution, BeforeValidator(effort)]
ElapsedDistribution = Annotated[Distribution, BeforeValidator(elapsed)]
CountDistribution = Annotated[Distribution, BeforeValidator(count)]
