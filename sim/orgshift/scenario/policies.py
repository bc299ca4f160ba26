"""The policies an organisation runs on: how demand comes in, and when work may leave."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from orgshift.scenario.distributions import EffortDistribution, ElapsedDistribution, effort
from orgshift.scenario.units import NUMBER, Duration, Number, RateField, Share, duration
from orgshift.scenario.ways import Settings


def _window(value: Any) -> Duration | None:
    """Read "continuous" or "every 2 weeks"."""
    if value in (None, "continuous"):
        return None
    text = re.sub(r"^every\s+(?=\D)", "every 1 ", str(value).strip())
    try:
        read = duration(text.removeprefix("every").strip())
    except ValueError as error:
        raise ValueError(f"{error}; a window is 'continuous' or 'every 2 weeks'") from None
    if read.amount <= 0:
        raise ValueError(f"{value!r}: a window opens at intervals of more than 0")
    return read


class Release(Settings):
    """When what is ready may leave."""

    window: Annotated[Duration | None, BeforeValidator(_window)] = None


def _limit(value: Any) -> Any:
    """Read "1 per engineer" or 1."""
    found = re.fullmatch(rf"({NUMBER})\s*(?:per|/)\s*engineer", str(value).strip())
    return float(found[1]) if found else value


Limit = Annotated[Number, BeforeValidator(_limit), Field(gt=0, le=100)]


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
                f"{' and '.join(given)} belong to 'policy: arrivals'; under pull the backlog is "
                "never empty"
            )
        if self.policy == "arrivals":
            if self.limit is not None:
                raise ValueError("a limit belongs to 'policy: pull'; requests come as they come")
            if len(given) != 1:
                found = " and ".join(given) or "none"
                raise ValueError(
                    f"arrivals need exactly one of rate, utilisation and gap; found {found}"
                )
        return self
