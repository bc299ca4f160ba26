"""The policies an organisation runs on: how demand comes in, and when work may leave."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from orgshift.scenario.distributions import EffortDistribution, ElapsedDistribution, effort
from orgshift.scenario.units import NUMBER, Duration, RateField, Share, duration, said
from orgshift.scenario.ways import Settings


def read_window(value: Any) -> Duration | None:
    """Read "continuous" or "every 2 weeks"."""
    if value in (None, "continuous"):
        return None
    text = re.sub(r"^every\s+(?=\D)", "every 1 ", str(value).strip())
    try:
        read = duration(text.removeprefix("every").strip())
    except ValueError as error:
        raise ValueError(f"{error}; a window is 'continuous' or 'every 2 weeks'") from None
    if read.amount * (1 if read.unit == "minute" else 60) < 1:
        raise ValueError(f"{said(value)}: a window opens once a minute at most; or 'continuous'")
    return read


#: How needs are met, by capability, whatever else there is.
Supply = dict[str, Literal["self-service", "ticket", "by-hand", "any"]]


class Release(Settings):
    """When what is ready may leave."""

    window: Annotated[Duration | None, BeforeValidator(read_window)] = None


def read_limit(value: Any) -> float:
    """Read "1 per engineer" or 1."""
    text = "" if isinstance(value, bool) else str(value).strip()
    found = re.fullmatch(rf"({NUMBER})(?:\s*(?:per|an?|/)\s*engineer)?", text)
    if found is None or not 0 < float(found[1]) <= 100:
        raise ValueError(
            f"{said(value)} found; a limit is features in progress per engineer, more than 0 and "
            "at most 100, such as '1 per engineer'"
        )
    return float(found[1])


Limit = Annotated[float, BeforeValidator(read_limit)]


class Demand(Settings):
    """A stream of features: pulled from a backlog that is never empty, or arriving."""

    policy: Literal["pull", "arrivals"] = "pull"
    limit: Limit | None = Field(None, description="pull: features in progress per engineer")
    rate: RateField | None = Field(None, description="arrivals: requests per team")
    utilisation: Share | None = Field(None, description="arrivals: turned into a rate, once")
    gap: ElapsedDistribution | None = Field(None, description="arrivals: time between requests")
    size: EffortDistribution = effort("lognormal median 6 days, sd of log 0.85")
    unplanned: Share = 0.30

    @model_validator(mode="after")
    def _consistent(self) -> Demand:
        given = [n for n in ("rate", "utilisation", "gap") if getattr(self, n) is not None]
        if self.policy == "pull" and given:
            raise ValueError(
                f"{' and '.join(given)}: given under 'policy: pull', where the backlog is never "
                "empty; write 'policy: arrivals', or null to take it away"
            )
        if self.policy == "arrivals":
            if self.limit is not None:
                raise ValueError(
                    "limit: given under 'policy: arrivals', where requests come as they come; "
                    "write 'policy: pull', or 'limit: null' to take it away"
                )
            if len(given) != 1:
                found = " and ".join(given) or "none"
                raise ValueError(
                    f"arrivals need exactly one of rate, utilisation and gap; found {found}"
                )
            if self.utilisation is not None and not 0.0 < self.utilisation < 1.0:
                raise ValueError(
                    f"a utilisation of {self.utilisation:.0%}: write one between 0 % and 100 % (at "
                    "100 % the queue grows for ever), or a rate"
                )
        return self
