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

    What most features never change is a default of the class: making one is then cheap. Times are
    clock hours; None is "not yet".
    """

    planned: bool = True
    size: float = 0.0
    """Effort of the whole, hours, the team's factor included."""
    begun: float | None = None
    committed: float | None = None
    released: float | None = None
    deployment: int = -1
    working: int = 0
    """Hands at work on it now."""
    interrupted: int = 0
    """Hands that were pre-empted and have not resumed."""
    pending: int = 0
    """Tasks of the present step that are not complete."""
    wait: int = State.ENGINEER
    """The state it is in while no hand works and none is interrupted."""
    state: int = -1
    """The state its journey was last logged in."""
    redo: tuple[Redo, ...] = ()
    """What is done again now, innermost last: each is over at an earlier step than the one before."""
    rework: bool = False
    size_factor: float = 1.0
    reworks: int = 0
    service: Service | None = None
    """The service it changes, if its team has any."""
    step: int = 0
    """Index of the step it is at."""
    needs: dict[int, int] | None = None
    """Needs met, or being met, per capability."""
    visits: dict[int, int] | None = None
    """Visits per step that can be visited more than once."""
    asked: bool = False
    """Whether it has asked another team for what it needs from there, if anything."""
    holding: object | None = None
    """What it took at one step and gives back at another (an environment)."""
    story: Generator[None, None, None] | None = None

    def __init__(
        self, team: Team, number: int, row: int, start: float, luck: tuple[float, ...]
    ) -> None:
        self.team = team
        self.stream = team
        self.number = number
        self.row = row
        self.start = start
        self.luck = luck

    def needs_met(self, capability: int) -> int:
        """Return how many of its needs in *capability* have been met, or are being met."""
        return 0 if self.needs is None else self.needs.get(capability, 0)
