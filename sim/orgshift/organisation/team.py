"""Stream-aligned teams: engineers, services, skill, a board and a demand of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature
    from orgshift.scenario.schema import Demand

#: The ways in which a need is met; a policy may tie a team to one of them for a capability.
SELF_SERVICE, TICKET = "self-service", "ticket"


class Service:
    """Something a team runs and looks after.

    ``name`` is that of the team it was born in and its number there: its luck belongs to it,
    whoever owns it. ``team`` is the owner now.
    """

    __slots__ = ("name", "team")

    def __init__(self, team: Team, number: int) -> None:
        self.name = f"{team.name}/service/{number}"
        self.team = team


class Team:
    """A stream-aligned team as it is now.

    ``factor`` multiplies the effort of its features. ``skill`` (0 to 1) is per capability, in the
    scenario's order; ``skill_today`` what it was given. ``services`` are those it owns, ``intake``
    those whose requests come in its own stream, ``born`` counts those it ever started. ``limit`` is
    features in progress per engineer, under pull. ``ready`` are the features that wait for the
    release window, which opens every ``window_h`` clock hours, counted from day 0 (0: at any time).
    ``supply`` ties capabilities to one way of meeting a need. A team that has ended has ``heirs``;
    one that was founded later has ``parents``, the boards whose people bring its skill along.
    """

    __slots__ = (
        "board", "born", "demand", "factor", "founded", "heirs", "in_progress", "index",
        "intake", "limit", "name", "next_feature", "opening", "parents", "ready", "released",
        "services", "skill", "skill_today", "supply", "window_h",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        index: int,
        board: Board,
        demand: Demand | None,
        *,
        factor: float,
        skill: list[float],
        services: int,
    ) -> None:
        self.name = name
        self.index = index
        self.board = board
        self.demand = demand
        self.factor = factor
        self.skill = list(skill)
        self.skill_today = tuple(skill)
        self.services: list[Service] = []
        self.intake: list[Service] = []
        self.born = 0
        for _ in range(services):
            self.start_service()
        self.supply: dict[int, str] = {}
        self.limit = 1.0
        self.next_feature = 1
        self.in_progress = 0
        self.released = 0
        self.ready: list[Feature] = []
        self.opening: float | None = None
        self.window_h = 0.0
        self.founded = True
        self.heirs: tuple[Team, ...] = ()
        self.parents: tuple[Board, ...] = ()

    def start_service(self) -> Service:
        """Let the team own one more service, and return it."""
        service = Service(self, self.born)
        self.born += 1
        self.services.append(service)
        self.intake.append(service)
        return service

    def heir(self, uniform: float) -> Team:
        """Return the team that does now what this one did; *uniform* decides between several."""
        if not self.heirs:
            return self
        place = uniform * len(self.heirs)
        return self.heirs[int(place)].heir(place % 1.0)

    @property
    def is_there(self) -> bool:
        """Whether the team exists now: it is not still to be founded, and has not ended."""
        return self.founded and not self.heirs

    @property
    def wip_limit(self) -> int:
        """Return how many features may be committed and unreleased at once."""
        return max(1, round(self.limit * len(self.board.engineers)))
