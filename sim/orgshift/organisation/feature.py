"""Features: units of demand on their way through the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orgshift.organisation.activities import State

if TYPE_CHECKING:
    from collections.abc import Generator

    from orgshift.organisation.team import Service, Team

#: The columns of a feature's own numbers; those of the steps follow.
KIND, SERVICE, RELEASE, SIZE, GAP = range(5)
STEP_COLUMNS = 5

ENGINEER = int(State.ENGINEER)


class Redo(NamedTuple):
    """Work that is done again: up to the step ``until``, at ``size`` of the full size."""

    until: int
    size: float
    rework: bool


class Need(NamedTuple):
    """One need of a feature: for which capability, which of its needs in it, and its own number.

    It is met by self-service if ``uniform`` is below coverage.
    """

    capability: int
    number: int
    uniform: float


class Feature:
    """One unit of demand, its luck and where it stands.

    Its luck belongs to ``stream``, the team in whose demand it came, and its number there; ``team``
    is who works on it.

    Times are clock hours; None is "not yet". ``size`` is the effort of the whole, hours, the team's
    factor included. ``working`` counts hands at work on it now, ``interrupted`` those that were
    pre-empted and have not resumed, ``pending`` the tasks of the present step that are not complete.
    ``wait`` is the state it is in while no hand works and none is interrupted, ``state`` the one its
    journey was last logged in. ``redo`` is what is done again now, innermost last: each is over at
    an earlier step than the one before. ``service`` is the one it changes, if its team has any;
    ``step`` the index of the step it is at. ``needs`` counts needs met, or being met, per
    capability. ``asked``: whether
    it has asked another team for what it needs from there, if anything. ``holding`` is what it took
    at one step and gives back at another (an environment).
    """

    # Read far more often than made: defaults of the class would be quicker to make, and many times
    # slower to read.
    __slots__ = (
        "asked", "begun", "committed", "deployment", "holding", "interrupted", "luck", "needs",
        "number", "pending", "planned", "redo", "released", "rework", "reworks", "row", "service",
        "size", "size_factor", "start", "state", "step", "story", "stream", "team", "wait",
        "working",
    )  # fmt: skip

    def __init__(
        self, team: Team, number: int, row: int, start: float, luck: tuple[float, ...]
    ) -> None:
        self.planned = True
        self.size = 0.0
        self.begun: float | None = None
        self.committed: float | None = None
        self.released: float | None = None
        self.deployment = -1
        self.working = 0
        self.interrupted = 0
        self.pending = 0
        self.wait = ENGINEER
        self.state = -1
        self.redo: tuple[Redo, ...] = ()
        self.rework = False
        self.size_factor = 1.0
        self.reworks = 0
        self.service: Service | None = None
        self.step = 0
        self.needs: dict[int, int] | None = None
        self.asked = False
        self.holding: object | None = None
        self.story: Generator[None, None, None] | None = None
        self.team = team
        self.stream = team
        self.number = number
        self.row = row
        self.start = start
        self.luck = luck

    def needs_met(self, capability: int) -> int:
        """Return how many of its needs in *capability* have been met, or are being met."""
        return 0 if self.needs is None else self.needs.get(capability, 0)
