"""What a scenario can say: one organisation, one stream of demand, and several variants."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from orgshift.errors import OrgshiftError, Place
from orgshift.scenario.changes import Change
from orgshift.scenario.claims import Certainty, Claim
from orgshift.scenario.distributions import CountDistribution as _Count
from orgshift.scenario.distributions import (
    Distribution,
    EffortDistribution,
    ElapsedDistribution,
    count,
    effort,
)
from orgshift.scenario.policies import Demand, Release, Supply
from orgshift.scenario.units import Effort, Months, Number, Share, Whole, said, share
from orgshift.scenario.ways import Group, Mechanisms, Settings
from orgshift.scenario.wording import did_you_mean

#: The version of the file format this package reads.
SCHEMA_VERSION = 1

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_start(value: Any) -> datetime.date:
    """Read "2027-01" as the first day of a month."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?", str(value).strip())
    if found is None or not 1 <= int(found[2]) <= 12 or not 1980 <= int(found[1]) <= 2200:
        raise ValueError(
            f"{said(value)} is no month from 1980 to 2200; day 0 starts a month, written like 2027-01"
        )
    return datetime.date(int(found[1]), int(found[2]), 1)


def read_date(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{said(value)} is no date; write it like 2027-12-27") from None


def _once(days: tuple[str, ...]) -> tuple[str, ...]:
    for day in days:
        if days.count(day) > 1:
            raise ValueError(f"{day!r} is listed twice")
    return days


class CalendarSettings(Settings):
    """When people work. Shorthand: ``24x7``."""

    start: Annotated[datetime.date, BeforeValidator(read_start)] = Field(
        datetime.date(2027, 1, 1), description="the month of day 0, such as 2027-01"
    )
    hours_a_day: Number = Field(8.0, gt=0, le=24, multiple_of=0.25)
    working_days: Annotated[tuple[Weekday, ...], AfterValidator(_once)] = Field(
        ("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    holidays: tuple[Annotated[datetime.date, BeforeValidator(read_date)], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: Any) -> Any:
        if data == "24x7":
            return {"hours_a_day": 24, "working_days": WEEK}
        if not isinstance(data, dict):
            raise ValueError(
                f"{said(data)} is no calendar; write 24x7, or hours_a_day and working_days"
            )
        return data


class People(Settings):
    """What is true of all engineers."""

    meetings: Share = Field(0.20, description="share of paid time in meetings and administration")
    leave: Share = Field(0.10, description="share of paid time on leave")
    resumption: Effort = Field(0.25, description="effort to get back into an interrupted task")
    spread: Number = Field(
        0.45, ge=0, le=2, description="sd of log of the teams' own factor on effort"
    )
    cost: Number = Field(176_000, ge=0, description="cost of an engineer, $ a year")


class BoardSettings(Settings):
    """How tasks are taken."""

    order: Literal["ranked", "fifo"] = "ranked"
    pre_empts: tuple[Literal["incident", "unplanned"], ...] = ("incident",)
    migration_share: Share = Field(0.25, description="share of a team that migrates at once")


class Capability(Settings):
    """What every team needs on the way to production."""

    by_hand: EffortDistribution = Field(
        effort("lognormal median 1.5 h, sd of log 0.8"), description="effort of an expert, by hand"
    )
    self_service: Effort = Field(1 / 3, description="effort to help oneself on a platform")


class Need(Settings):
    """A need for a capability at a step. Shorthand: the capability's name."""

    capability: str
    number: _Count = count(1)

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: Any) -> Any:
        return {"capability": data} if isinstance(data, str) else data


class Way(Settings):
    """A way out of a step. Shorthand: its probability."""

    probability: Share
    size: Share = Field(1.0, description="share of the size that is done again")
    rework: bool = Field(False, description="whether what follows is rework")

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: Any) -> Any:
        return {"probability": data} if isinstance(data, str | int | float) else data


class Step(Settings):
    """A step of the workflow: hands-on effort, a delay, a need, a release window."""

    share: Share | None = Field(None, description="share of the feature's size")
    effort: EffortDistribution | None = Field(None, description="effort drawn at each visit")
    by: str | None = Field(None, description="team or group that does it; default: the own team")
    hands: Whole = Field(1, ge=1, le=20)
    delay: ElapsedDistribution | None = None
    need: Need | None = None
    window: bool = False
    tag: Literal["commit"] | None = None
    next: dict[str, Way] = Field(default_factory=dict)


def read_skill(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return {name: share(one) for name, one in value.items()}
    return share(value)


class Team(Settings):
    """A stream-aligned team."""

    engineers: Whole = Field(6, ge=1, le=1000)
    services: Whole = Field(5, ge=0, le=1000)
    skill: Annotated[float | dict[str, float] | None, BeforeValidator(read_skill)] = Field(
        None, description="today's skill, for all capabilities or by name; default: drawn"
    )
    factor: Number | None = Field(
        None, gt=0, description="its own factor on effort; default: drawn"
    )
    demand: Demand | None = None
    release: Release = Release()
    supply: Supply = Field(
        default_factory=dict, description="how its needs in a capability are met; default: any way"
    )

    def skill_in(self, capability: str, luck: float) -> float:
        """Return today's skill in *capability*; *luck*, a uniform, draws it if it is not given."""
        given = self.skill.get(capability) if isinstance(self.skill, dict) else self.skill
        low, high = DRAWN_SKILL
        return low + (high - low) * luck if given is None else given


#: Where a team's skill is not given, it is uniform between these.
DRAWN_SKILL = (0.2, 0.6)


class Variant(Settings):
    """Today's organisation, plus dated and named changes."""

    title: str = ""
    adds_people: Whole = Field(0, ge=0, description="people this variant has more than today")
    changes: dict[str, Change] = Field(default_factory=dict)


#: What a scenario has unless it says otherwise, as it would be written in a file.
DEFAULTS: dict[str, dict[str, Any]] = {
    "capabilities": {
        "environments": {},
        "deployment": {},
        "infrastructure": {"by_hand": "lognormal median 6 h, sd of log 0.8"},
        "operations": {},
    },
    "workflow": {
        "design": {"share": "15 %"},
        "build": {"share": "50 %", "hands": 2, "tag": "commit"},
        "review": {"share": "10 %"},
        "environment": {"need": "environments"},
        "test": {
            "share": "20 %",
            "next": {"build": {"probability": "20 %", "size": "30 %", "rework": True}},
        },
        "infrastructure": {"need": {"capability": "infrastructure", "number": "poisson 0.8"}},
        "release": {"share": "5 %", "need": "deployment", "window": True},
    },
    "variants": {"today": {}},
}


class Scenario(Settings):
    """A leader's question: one organisation, one stream of demand, several variants."""

    orgshift: Literal[1]
    title: str = Field(min_length=1)
    question: str = ""
    story: str = ""
    expected: str = Field("", description="what is expected to come out, in words")
    sources: tuple[str, ...] = ()
    seed: Whole = Field(1, ge=0, lt=2**63)
    replications: Whole = Field(20, ge=1, le=100_000)
    horizon: Months = Field(24, ge=1, le=1200, description="whole months after day 0")
    run_in: Months | None = Field(
        None, ge=0, le=1200, description="default: 6 months under pull, 24 under arrivals"
    )
    calendar: CalendarSettings = CalendarSettings()
    people: People = People()
    board: BoardSettings = BoardSettings()
    capabilities: dict[str, Capability]
    workflow: dict[str, Step] = Field(min_length=1, max_length=100)
    demand: Demand = Demand()
    release: Release = Release()
    teams: dict[str, Team] = Field(min_length=1, max_length=10_000)
    groups: dict[str, Group] = Field(default_factory=dict)
    mechanisms: Mechanisms = Mechanisms()
    variants: dict[str, Variant] = Field(min_length=1)
    certainty: Certainty = Certainty()
    expect: dict[str, Claim] = Field(
        default_factory=dict, description="claims by name; `orgshift check` checks them"
    )

    _name: str = PrivateAttr("")
    _digest: str = PrivateAttr("")
    _source: tuple[str, list[str]] = PrivateAttr(("", []))
    _places: dict[tuple[str | int, ...], Place] = PrivateAttr(default_factory=dict)
    _merged: dict[str, Any] = PrivateAttr(default_factory=dict)
    _content: dict[str, Any] = PrivateAttr(default_factory=dict)
    _beliefs: tuple[Any, ...] = PrivateAttr(())

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self._name

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that stand for all that is simulated, whatever file it came from."""
        return self._digest

    @property
    def source(self) -> tuple[str, list[str]]:
        """What was loaded, and the overrides laid over it; '' for what was not loaded by name."""
        return self._source

    @property
    def horizon_months(self) -> int:
        """Calendar months from day 0 to the horizon."""
        return self.horizon

    @property
    def run_in_months(self) -> int:
        """Calendar months lived through before day 0, not counted."""
        if self.run_in is not None:
            return self.run_in
        arrivals = any(
            t.demand is not None and t.demand.policy == "arrivals" for t in self.teams.values()
        )
        return 24 if arrivals else 6

    @property
    def merged(self) -> dict[str, Any]:
        """The merged content as it was written, before the defaults of single settings."""
        return self._merged

    @property
    def content(self) -> dict[str, Any]:
        """The content written out in full, with the medians of beliefs in their places."""
        return self._content

    @property
    def beliefs(self) -> tuple[Any, ...]:
        """What the file gives as a range (``orgshift.scenario.beliefs.Belief``)."""
        return self._beliefs

    def check_variants(self, names: Iterable[str]) -> None:
        """Raise OrgshiftError for the first of *names* that is no variant."""
        for name in names:
            if name not in self.variants:
                raise OrgshiftError(
                    f"{self.name} has no variant {name!r}{did_you_mean(name, self.variants)} "
                    f"(it has {', '.join(self.variants)})"
                )

    def carry_over(self, other: Scenario) -> None:
        """Be *other* in all but the settings: its name, its digest, its places."""
        self._name, self._digest, self._places = other._name, other._digest, other._places
        self._source = other._source
        self._merged, self._content = other._merged, other._content

    def origin(self, *path: str | int) -> Place | None:
        """Return where the setting at *path* is written; None where it is a default."""
        found = self._places.get(path)
        if found is None and len(path) > 2 and path[0] == "teams":
            # A team's demand and release are the general ones unless it says otherwise.
            found = self._places.get(path[2:])
        return found

    def place(self, *path: str | int) -> Place | None:
        """Return where the setting at *path*, or the nearest thing around it, is written."""
        nearest = (self.origin(*path[:length]) for length in range(len(path), -1, -1))
        return next((found for found in nearest if found is not None), None)


__all__ = ["SCHEMA_VERSION", "CalendarSettings", "Demand", "Distribution", "Scenario", "Team"]
