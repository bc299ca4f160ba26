"""The closed list of changes a variant can make, each with its fields."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from orgshift.scenario.policies import Demand, Limit, Release, Supply
from orgshift.scenario.units import MomentField, Whole, said
from orgshift.scenario.ways import (
    CentralService,
    Choice,
    Community,
    Enabling,
    Mandated,
    Platform,
    Settings,
    Specialist,
    Waves,
)


def read_places(value: Any) -> str | tuple[str, ...]:
    """Let people come from or go to 'all teams', one place, or a list of places."""
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed or not all(isinstance(one, str | int | float) for one in listed):
        raise ValueError(f"{said(value)} found; name a team or group, a list of them, or all teams")
    return tuple(map(str, value)) if isinstance(value, list | tuple) else str(value)


Places = Annotated[str | tuple[str, ...], BeforeValidator(read_places)]


class _Started(Settings):
    """What every start of a group says, whatever its kind."""

    group: str
    take: Whole = Field(0, ge=0, le=10_000, description="people taken from where `from` says")
    from_: Places = Field("all teams", alias="from")
    hire: Whole = Field(
        0, ge=0, le=10_000, description="people hired (the variant then says adds_people)"
    )


class StartPlatform(_Started, Platform):
    """Start a platform team."""


class StartSpecialist(_Started, Specialist):
    """Start a group that does steps for all teams."""


class StartCentralService(_Started, CentralService):
    """Start a central service team."""


class StartEnabling(_Started, Enabling):
    """Start an enabling team."""


class StartCommunity(_Started, Community):
    """Start a community of practice."""


StartGroup = Annotated[
    StartPlatform | StartSpecialist | StartCentralService | StartEnabling | StartCommunity,
    Field(discriminator="kind"),
]


class StopGroup(Settings):
    """Stop a group. Shorthand: its name."""

    group: str
    to: Places | None = Field(
        None, description="where its people go; default: where they came from"
    )

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: Any) -> Any:
        return {"group": data} if isinstance(data, str) else data


class Move(Settings):
    """Move people from one team or group to another."""

    people: Whole = Field(ge=1, le=10_000)
    from_: Places = Field(alias="from")
    to: str


class Hire(Settings):
    """Hire people into a team or group; the variant then says adds_people."""

    people: Whole = Field(ge=1, le=10_000)
    to: str


class CreateTeam(Settings):
    """Create a team from people of others."""

    name: str
    people: Whole = Field(ge=1, le=10_000)
    from_: Places = Field("all teams", alias="from")
    services: Whole = Field(0, ge=0)


class SplitTeam(Settings):
    """Split a team in two."""

    team: str
    into: tuple[str, str]
    people: Whole | None = Field(None, ge=1, description="people of the first; default: half")


class MergeTeams(Settings):
    """Merge teams into one."""

    teams: tuple[str, ...] = Field(min_length=2)
    into: str


class HandOver(Settings):
    """Hand services over from one team to another."""

    services: Whole = Field(ge=1)
    from_: str = Field(alias="from")
    to: str


class Policy(Settings):
    """Change a policy, for all teams or those named."""

    teams: tuple[str, ...] | None = None
    release: Release | None = None
    limit: Limit | None = None
    supply: Supply | None = Field(
        None, description="how needs in a capability are met, whatever else there is"
    )
    adoption: Annotated[Waves | Choice | Mandated, Field(discriminator="mode")] | None = None
    demand: Demand | None = None

    @model_validator(mode="after")
    def _something(self) -> Policy:
        if not any(getattr(self, name) is not None for name in POLICIES):
            raise ValueError(f"a policy changes one or more of {', '.join(POLICIES)}")
        return self


POLICIES = ("release", "limit", "supply", "adoption", "demand")
ACTIONS = (
    "start",
    "stop",
    "move",
    "hire",
    "create_team",
    "split_team",
    "merge_teams",
    "hand_over",
    "policy",
)


class Change(Settings):
    """One dated change: when, and exactly one action."""

    at: MomentField
    start: StartGroup | None = None
    stop: StopGroup | None = None
    move: Move | None = None
    hire: Hire | None = None
    create_team: CreateTeam | None = None
    split_team: SplitTeam | None = None
    merge_teams: MergeTeams | None = None
    hand_over: HandOver | None = None
    policy: Policy | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Change:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"a change does exactly one of {', '.join(ACTIONS)}; found {found}")
        return self

    @property
    def action(self) -> tuple[str, Any]:
        """Return the name of what it does, and its settings."""
        return next((n, getattr(self, n)) for n in ACTIONS if getattr(self, n) is not None)
