"""The settings of every way of working: one model each, defaults as docs/model.md gives them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from orgshift.scenario.distributions import (
    Distribution,
    EffortDistribution,
    ElapsedDistribution,
    effort,
    elapsed,
)
from orgshift.scenario.units import (
    WEEKS_A_YEAR,
    Duration,
    DurationField,
    Effort,
    MonthlyShare,
    Number,
    Share,
    WeeklyShare,
    Whole,
    whole,
)

PERSON_MONTH_H = 40.0 * WEEKS_A_YEAR / 12


class Settings(BaseModel):
    """Settings: frozen, and nothing that is not known."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        coerce_numbers_to_str=True,  # a team may be called 2027
    )


def read_per_service(value: Any) -> int | None:
    """Read 100 or "never"."""
    return None if value in (None, "never") else whole(value)


class Toil(Settings):
    """Toil: manual work that keeps services alive (MODEL 5.1)."""

    share: Share = Field(0.30, description="share of task hours that toil takes at the start")
    standing: Share = Field(0.40, description="part of today's toil that comes from no service")
    effort: EffortDistribution = effort("lognormal median 1.5 h, sd of log 0.8")
    urgent: Share = Field(0.20, description="share of toil tasks that are urgent")
    skill_relief: Share = Field(0.30, le=0.95, description="toil that full skill removes")
    removable: Share = Field(
        0.67, description="service-driven toil that self-service removes at full coverage"
    )
    features_per_service: Annotated[
        Annotated[int, Field(ge=1)] | None, BeforeValidator(read_per_service)
    ] = Field(100, description="released features per additional service; never: services stay")


class Skill(Settings):
    """Skill with learning by doing (MODEL 5.2)."""

    novice: Number = Field(
        2.0, ge=1.0, le=100.0, description="hours by hand of a novice over an expert's"
    )
    fade: MonthlyShare = Field(0.02, description="share of skill lost a month without practice")
    joiner: Share = Field(0.0, description="skill that somebody who joins a team brings")


class FailedChanges(Settings):
    """Failed changes and incidents (MODEL 5.4)."""

    base: Share = Field(0.19, description="change failure rate at today's skill")
    repair: EffortDistribution = effort("lognormal median 6 h, sd of log 1.2")
    capability: str = Field("deployment", description="the capability whose skill counts")
    skill_factor: Number = Field(2.0, ge=1.0, le=100.0, description="factor in base × f^(1−2s)")


class SharedEnvironments(Settings):
    """Shared environments (MODEL 5.5)."""

    number: Whole | None = Field(None, ge=1, description="environments of the whole organisation")
    per_team: Number = Field(1.5, gt=0, description="environments per team, if no number is given")
    taken_at: str = Field("environment", description="the step at which a feature takes one")
    returned_after: str = Field("test", description="the step after which it gives it back")


class CognitiveLoad(Settings):
    """Cognitive load (MODEL 5.3)."""

    threshold: Number = Field(2.0, ge=0)
    slope: Number = Field(0.1, ge=0)
    capability_weight: Number = Field(1.0, ge=0)
    dependency_weight: Number = Field(1.0, ge=0)


class Dependencies(Settings):
    """Dependencies between stream-aligned teams (MODEL 5.11)."""

    probability: Share = Field(0.15, description="probability that a feature needs another team")
    effort: EffortDistribution = effort("lognormal median 8 h, sd of log 1")
    on: Whole = Field(2, ge=1, le=1000, description="how many other teams a team depends on")
    raised_at: str = Field("build", description="the step at whose start the other team is asked")
    awaited_at: str = Field("test", description="the step before which the feature waits for it")


class SharedPain(Settings):
    """Irritants that cost every team a little (MODEL 5.8)."""

    irritants: Whole = Field(6, ge=0, le=1000)
    cost: WeeklyShare = Field(0.0125, description="what one costs a team, of an engineer's week")


class Turnover(Settings):
    """Attrition, replacement and ramp-up (MODEL 5.12)."""

    attrition: MonthlyShare = Field(0.10 / 12, description="share of people who leave")
    replaced_after: DurationField = Duration(3, "month")
    ramp_up: DurationField = Duration(5, "month")
    ramp_up_from: Share = Field(
        0.25, ge=0.1, description="share of the work a newcomer does at first; nobody does less"
    )


class Mechanisms(Settings):
    """The ways of working that act on their own; one acts only where it is named."""

    toil: Toil | None = None
    skill: Skill | None = None
    failed_changes: FailedChanges | None = None
    shared_environments: SharedEnvironments | None = None
    cognitive_load: CognitiveLoad | None = None
    dependencies: Dependencies | None = None
    shared_pain: SharedPain | None = None
    turnover: Turnover | None = None

    def named(self) -> dict[str, Settings]:
        """Return the settings of the mechanisms that the scenario names."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: settings for name, settings in found.items() if settings is not None}


# -- groups ---------------------------------------------------------------------------------------


class GuardRails(Settings):
    """What the platform does to the probability of a failed change, in points of a share."""

    immature: Share = Field(0.02, description="points added by adopting a platform of no coverage")
    mature: Share = Field(0.05, description="points taken away at mature coverage")


class Waves(Settings):
    """Adoption in waves: so many teams at a time."""

    mode: Literal["waves"] = "waves"
    teams: Whole = Field(3, ge=1, description="teams per wave")
    every: DurationField = Duration(4, "week")
    order: tuple[str, ...] = Field((), description="teams in order; default: as in the file")


class Choice(Settings):
    """Adoption by choice: innovation and imitation (Bass 1969)."""

    mode: Literal["choice"] = "choice"
    innovation: Share = 0.02
    imitation: Share = 0.35


class Mandated(Settings):
    """Adoption by decree, at a date."""

    mode: Literal["mandated"] = "mandated"


def read_stages(value: Any) -> Any:
    """Let a stage be one capability or a list of capabilities launched together."""
    if value is None:
        return None
    if not isinstance(value, list | tuple):
        raise ValueError("the roadmap is a list of stages, each a capability or a list of them")
    return tuple(tuple(one) if isinstance(one, list | tuple) else (one,) for one in value)


class Platform(Settings):
    """A platform team (MODEL 5.7)."""

    kind: Literal["platform"]
    engineers: Whole = Field(
        0, ge=0, le=1000, description="people from the start (not in a `start` change)"
    )
    roadmap: Annotated[tuple[tuple[str, ...], ...] | None, BeforeValidator(read_stages)] = Field(
        None, description="stages launched one after the other; default: all capabilities at once"
    )
    launch_effort: Effort = Field(17 * PERSON_MONTH_H, description="roadmap effort of a launch")
    coverage_at_launch: Share = 0.40
    coverage_mature: Share = 0.75
    maturing_effort: Effort = Field(
        17 * PERSON_MONTH_H, gt=0, description="effort that closes 63 % of the gap to maturity"
    )
    migration: EffortDistribution = effort("lognormal median 3 person-weeks, sd of log 0.6")
    friction: Share = Field(0.30, description="self-service attempts that fail at launch")
    rough_edges: Whole = Field(20, ge=1, le=1000, description="rough edges per capability")
    edge_spread: Number = Field(1.2, ge=0, le=3, description="sd of log of the edges' weights")
    improvement: Effort = Field(40.0, gt=0, description="effort that removes one rough edge")
    improvement_share: Share = Field(0.33, description="improvement, of what support leaves")
    informed: Share = Field(0.15, description="improvements chosen well without anybody's feedback")
    support: EffortDistribution = effort("lognormal median 2 h, sd of log 1")
    outages: Number = Field(4.0, ge=0, le=1000, description="outages a year")
    outage_repair: EffortDistribution = effort("lognormal median 4 h, sd of log 1")
    first_customer: str | None = Field(None, description="a team it works with in collaboration")
    collaboration: WeeklyShare = Field(
        0.10,
        description="time collaboration costs each engineer of the host, and the platform as much",
    )
    collaborates_for: DurationField = Duration(6, "month")
    adoption: Annotated[Waves | Choice | Mandated, Field(discriminator="mode")] = Waves()
    guard_rails: GuardRails = GuardRails()

    @model_validator(mode="before")
    @classmethod
    def _maturing_like_launch(cls, data: Any) -> Any:
        if isinstance(data, dict) and "launch_effort" in data and "maturing_effort" not in data:
            return {**data, "maturing_effort": data["launch_effort"]}
        return data


class Specialist(Settings):
    """A group that does steps of the workflow for all teams (`by:`)."""

    kind: Literal["specialist"]
    engineers: Whole = Field(0, ge=0, le=1000)


class CentralService(Settings):
    """A central service team that supplies capabilities by ticket (MODEL 5.6)."""

    kind: Literal["central-service"]
    engineers: Whole = Field(0, ge=0, le=1000)
    supplies: tuple[str, ...] = ()
    effort: EffortDistribution = effort("lognormal median 4 h, sd of log 1")


class Enabling(Settings):
    """An enabling team (MODEL 5.8)."""

    kind: Literal["enabling"]
    engineers: Whole = Field(0, ge=0, le=1000)
    topic: str | None = Field(None, description="a capability; default: the host's weakest")
    next_host: Literal["need", "request"] = "need"
    engagement: ElapsedDistribution = elapsed("triangular 2, 6, 13 weeks")
    teams_at_once: Whole = Field(2, ge=1)
    host_share: Share = 0.15
    hands_on: Share = 0.50
    skill: Share = 0.90
    transfer: Share = 0.85
    irritant_removal: Effort = Field(80.0, gt=0)
    insight: Share = Field(
        0.15, description="added to informed platform improvements in a topic it has seen"
    )
    central_help_after: Whole = Field(
        3, ge=1, description="teams with the same gap before the platform is asked"
    )


class Community(Settings):
    """A community of practice (MODEL 5.9)."""

    kind: Literal["community"]
    engineers: Whole = Field(0, ge=0, le=0, description="members stay in their teams: always 0")
    topic: str | None = None
    members: Share = 0.40
    active: Share = 0.20
    active_time: WeeklyShare = 0.05
    passive_time: WeeklyShare = 0.0125
    churn: Share = 0.25
    transfer: Share = 0.07
    ceiling: Share = Field(
        0.25, description="of a team's starting gap, closed by a community alone"
    )
    passive_weight: Share = 0.25
    fade_factor: Share = Field(0.5, description="fading among member teams, of what it is without")
    insight: Share = Field(
        0.15, description="added to informed platform improvements per tenth of engineers active"
    )
    imitation_factor: Number = Field(2.0, ge=1, le=10)
    ring_fenced: Share = Field(
        0.0, description="share of active members' time in which they act as an enabling team"
    )


Group = Annotated[
    Platform | Specialist | CentralService | Enabling | Community, Field(discriminator="kind")
]

GROUP_KINDS: dict[str, type[Settings]] = {
    "platform": Platform,
    "specialist": Specialist,
    "central-service": CentralService,
    "enabling": Enabling,
    "community": Community,
}

__all__ = ["GROUP_KINDS", "Distribution", "Group", "Mechanisms", "Settings"]
