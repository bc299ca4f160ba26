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
    effort_hours,
    fraction,
    unit_hours,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from orgshift.scenario.schema import CalendarSettings

#: Uniforms are kept this far from 0 and 1, so that no draw is infinite.
EDGE = 2.0**-54


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
    def constant(cls, value: float) -> Distribution:
        """Return the distribution that is always *value*."""
        return cls("constant", value)

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

    def ppf(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the amounts at which the CDF reaches *uniforms* (same shape), in ``unit``."""
        clipped = np.clip(uniforms, EDGE, 1.0 - 2.0**-53)
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
        return self.text or f"{self.kind} {self.a:g}"


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
_PARAMETERS = ("sd of log", "sd_of_log", "median", "mean", "shape", "scale", "cv", "sd")


def effort(value: Any) -> Distribution:
    """Read a distribution of effort; the result is in hours (a day is a person-day of 8 h)."""
    return _read(value, lambda text: (effort_hours(text), "hour"))


def elapsed(value: Any) -> Distribution:
    """Read a distribution of elapsed working time; its unit is turned into hours by a calendar."""
    return _read(value, lambda text: amount_and_unit(text, "6 weeks"))


def count(value: Any) -> Distribution:
    """Read a distribution of counts: a whole number, or "poisson 0.8"."""
    if isinstance(value, Distribution):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < 0 or value != int(value):
            raise ValueError(f"{value!r} is no count; write a whole number or 'poisson 0.8'")
        return Distribution("constant", float(value), unit="", text=str(value))
    found = re.fullmatch(rf"poisson\s+(?:mean\s+)?({NUMBER})", str(value).strip())
    if found is None or float(found[1]) < 0:
        raise ValueError(f"{value!r} is no count; write a whole number or 'poisson 0.8'")
    mean = float(found[1])
    kind = "poisson" if mean else "constant"
    return Distribution(kind, mean, unit="", text=str(value))


def _read(value: Any, amount: Callable[[str], tuple[float, str]]) -> Distribution:
    if isinstance(value, Distribution):
        return value
    if isinstance(value, dict):
        value = _from_mapping(value)
    if not isinstance(value, str):
        amount(value)  # a bare number: raises, and says which unit is missing
    text = " ".join(str(value).split())
    first = text.split(" ", 1)[0].lower()
    if re.match(NUMBER, text):
        read, unit = amount(text)
        found = Distribution("constant", _positive(read, text), unit=unit)
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
    return replace(found, text=text)


def _from_mapping(value: dict[str, Any]) -> str:
    if len(value) != 1:
        raise ValueError(
            f"a distribution has one name, such as {{lognormal: {{…}}}}; found {value}"
        )
    ((name, parameters),) = value.items()
    if not isinstance(parameters, dict):
        return f"{name} {parameters}"
    body = ", ".join(f"{key.replace('_', ' ')} {one}" for key, one in parameters.items())
    return f"{name} {body}" if name != "quantiles" else body


def _positive(number: float, text: str) -> float:
    if number < 0:
        raise ValueError(f"{text!r} is negative; an amount is 0 or more")
    return number


def _amounts(
    texts: list[str], amount: Callable[[str], tuple[float, str]]
) -> tuple[list[float], str]:
    """Return amounts in one unit: a unit may stand at the last only ("2, 6, 13 weeks")."""
    unit_text = re.sub(rf"^{NUMBER}\s*", "", texts[-1])
    filled = [one if re.search("[A-Za-z]", one) else f"{one} {unit_text}" for one in texts]
    read = [amount(one) for one in filled]
    units = {unit for _, unit in read}
    if len(units) > 1:
        raise ValueError(f"{', '.join(texts)}: write all amounts in the same unit")
    for (number, _), one in zip(read, filled, strict=True):
        _positive(number, one)
    return [number for number, _ in read], units.pop()


def _parameters(body: str) -> tuple[dict[str, str], list[str]]:
    """Split "median 6 days, sd of log 0.85" into named parameters and bare ones."""
    named, bare = {}, []
    for part in (p.strip() for p in body.split(",") if p.strip()):
        for name in _PARAMETERS:
            if part.startswith(name + " "):
                named[name.replace("_", " ")] = part[len(name) :].strip()
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
        found = float(named[key]) if re.fullmatch(NUMBER, named[key]) else fraction(named[key])
        if found < 0:
            raise ValueError(f"{text!r}: {key} is negative; it is 0 or more")
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
        if shape < 1:
            raise ValueError(f"{text!r}: an Erlang distribution has at least 1 stage")
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
        found = re.fullmatch(r"(median|p\d+(?:\.\d+)?)\s+(.+)", part)
        level = 0.0 if found is None else 50.0 if found[1] == "median" else float(found[1][1:])
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
