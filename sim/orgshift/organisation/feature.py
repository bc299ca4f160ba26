"""Features: units of demand on their way through the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.organisation.activities import State

if TYPE_CHECKING:
    from collections.abc import Generator

    from orgshift.organisation.team import Team

#: The columns of a feature's own numbers; those of the steps follow.
KIND, SERVICE, RELEASE, SIZE, GAP = range(5)
STEP_COLUMNS = 5


class Feature:
    """One unit of demand, its luck and where it stands.

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
    rework: bool = False
    redo: int = -1
    """The step up to which work is done again, at ``size_factor`` of the size."""
    size_factor: float = 1.0
    reworks: int = 0
    service: int = 0
    step: int = 0
    """Index of the step it is at."""
    visits: dict[int, int] | None = None
    """Visits per step that can be visited more than once."""
    holding: object | None = None
    """What it took at one step and gives back at another (an environment)."""
    story: Generator[None, None, None] | None = None

    def __init__(
        self, team: Team, number: int, row: int, start: float, luck: tuple[float, ...]
    ) -> None:
        self.team = team
        self.number = number
        self.row = row
        self.start = start
        self.luck = luck
