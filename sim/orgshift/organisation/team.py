"""Stream-aligned teams: engineers, services, skill, a board and a demand of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature
    from orgshift.scenario.schema import Demand


class Team:
    """A stream-aligned team as it is now.

    ``factor`` multiplies the effort of its features. ``skill`` (0 to 1) is per capability, in the
    scenario's order; ``skill_today`` what it was given. ``services`` counts the services it owns.
    ``limit`` is features in progress per engineer, under pull. ``ready`` are the features that wait
    for the release window, which opens every ``window_h`` clock hours from ``window_from`` on
    (0: at any time).
    """

    __slots__ = (
        "board", "demand", "factor", "in_progress", "index", "limit", "name", "next_feature",
        "opening", "ready", "released", "services", "skill", "skill_today", "window_from",
        "window_h",
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
        self.services = services
        self.limit = 1.0
        self.next_feature = 1
        self.in_progress = 0
        self.released = 0
        self.ready: list[Feature] = []
        self.opening: float | None = None
        self.window_h = 0.0
        self.window_from = 0.0

    @property
    def wip_limit(self) -> int:
        """Return how many features may be committed and unreleased at once."""
        return max(1, round(self.limit * len(self.board.engineers)))
