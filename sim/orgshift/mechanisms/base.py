"""What a way of working can do to the flow, and what it may ask of the world it works in."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from orgshift.organisation.alarm import Alarm
    from orgshift.organisation.board import Board, Engineer, Task
    from orgshift.organisation.calendar import Calendar
    from orgshift.organisation.feature import Feature, Need
    from orgshift.organisation.team import Service, Team
    from orgshift.organisation.workflow import StepPlan
    from orgshift.scenario.schema import Scenario

    #: (team or '', quantity, capability or '', value): what the monthly sample writes down.
    Reading = tuple[str, str, str, float]


class Rows(Protocol):
    """Rows of keyed random numbers, one per item."""

    def __getitem__(self, item: int) -> list[float]:
        """Return the row of the item numbered *item*."""

    def blocks_from(self, item: int) -> Iterator[NDArray[np.float64]]:
        """Return the block that holds *item* and all after it: (columns, items)."""


class Fortune(Protocol):
    """Keyed random numbers: a function of who, what for and which one."""

    def one(self, owner: str) -> float:
        """Return the one number in (0, 1) that belongs to *owner*."""

    def stream(self, columns: Sequence[tuple[str, Callable[..., Any] | None]]) -> Rows:
        """Return rows of numbers: each column has its own owner, and a transform."""


class World(Protocol):
    """The running organisation, as a mechanism sees it."""

    scenario: Scenario
    calendar: Calendar
    teams: list[Team]
    boards: dict[str, Board]
    capabilities: tuple[str, ...]
    steps: list[StepPlan]
    #: When each failed deployment was restored, by its number; None: not yet.
    restored: dict[int, float | None]

    @property
    def luck(self) -> Fortune:
        """Where all random numbers come from."""

    @property
    def mechanisms(self) -> Sequence[Mechanism]:
        """All mechanisms at work."""

    @property
    def now(self) -> float:
        """The clock, working hours since day 0."""

    def alarm(self, action: Callable[[], None]) -> Alarm:
        """Return an alarm that calls *action* whenever it rings."""

    def after(self, hours: float, action: Callable[[], None]) -> None:
        """Call *action* once, *hours* working hours from now."""

    def offer(self, task: Task) -> None:
        """Put *task* up on its board."""

    def hands_on(self, feature: Feature, hours: float, capability: int = -1) -> None:
        """Offer hands-on work of *hours* for *feature* to its team; its story then yields."""

    def by_hand(self, feature: Feature, need: Need) -> None:
        """Offer the work by hand that *need* takes to the feature's team; its story then yields."""

    def wake(self, board: Board) -> None:
        """Let the free engineers of *board* ask for work."""

    def resume(self, feature: Feature) -> None:
        """Let *feature* go on after it was held up."""

    def hire(self, name: str, people: int) -> None:
        """Let *people* new hires join the board *name*, one after the other."""

    def part_with(self, engineer: Engineer) -> None:
        """Let *engineer* leave the organisation as soon as no task is in hand."""

    def borrow(self, lender: Board, borrower: Board) -> bool:
        """Put the first task that waits on *lender* up on *borrower*; return whether there was one."""

    def reckon(self, board: Board) -> None:
        """Work out focus and pace of all engineers of *board* anew."""

    def coverage(self, service: Service, capability: int) -> float:
        """Return the share of needs of *service* that self-service meets now, 0 to 1."""

    def self_served(self, feature: Feature, capability: int) -> bool:
        """Return whether the feature's (first) need in *capability* would be self-served now."""

    def failure_points(self, team: Team) -> float:
        """Return what all mechanisms add to the team's probability of a failed change."""


class Mechanism:
    """A way of working that changes the flow. Each hook leaves the flow as it is.

    The engine asks every mechanism the same questions and knows none by name. ``null`` are
    settings under which it does nothing (the same numbers to the last bit as if it were absent);
    ``cost_only`` settings under which it costs and has no effect (the control: never a benefit).
    """

    null: ClassVar[Mapping[str, Any]] = {}
    cost_only: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, settings: Any, world: World) -> None:
        self.settings = settings
        self.world = world

    # -- time ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Get going at the start of run-in."""

    def day_zero(self) -> None:
        """Take stock at day 0, before the variants' changes."""

    # -- the flow of a feature ----------------------------------------------------------------

    def gate(self, step: StepPlan) -> Callable[[Feature], int | None] | None:
        """Return what lets a feature into *step* (None) or names the state it waits in, if any."""
        return None

    def passed(self, step: StepPlan) -> Callable[[Feature], None] | None:
        """Return what is to be told when a feature has passed *step*, if anything."""
        return None

    def supply(self, feature: Feature, need: Need) -> Generator[None, None, None] | None:
        """Return the story of meeting *need* otherwise than by hand, or None for by hand."""
        return None

    def effort_factor(self, team: Team, capability: int) -> float:
        """Return how many times longer work by hand in *capability* takes (1.0: no change)."""
        return 1.0

    def released(self, feature: Feature) -> None:
        """Take note that *feature* is released."""

    def deployed(self, team: Team, number: int, features: Sequence[Feature]) -> None:
        """Take note of deployment *number* of the run, by *team*, and what is in it."""

    # -- people -------------------------------------------------------------------------------

    def shares(self, engineer: Engineer) -> Mapping[int, float]:
        """Return fixed shares of the engineer's time, by activity."""
        return {}

    def ramp(self, engineer: Engineer) -> float:
        """Return the share of an engineer's work that a newcomer can do already (1.0: all)."""
        return 1.0

    def pace(self, team: Team) -> float:
        """Return the share of pace that is left to *team* (1.0: no change)."""
        return 1.0

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Take note that *engineer* has joined a board, from another one or (None) as a new hire."""

    def left(self, engineer: Engineer, before: Board) -> None:
        """Take note that *engineer* has left board *before*, for another one or for good."""

    # -- what others ask ----------------------------------------------------------------------

    def coverage(self, service: Service, capability: int) -> float:
        """Return the share of needs of *service* in *capability* met by self-service, 0 to 1."""
        return 0.0

    def declines(self, feature: Feature, capability: int, number: int) -> bool:
        """Return whether the feature's team does need *number* by hand, self-service or not."""
        return False

    def self_service_spares(self, team: Team, capability: int, coverage: float) -> float:
        """Return the hours of tasks an hour that self-service at *coverage* would spare *team*."""
        return 0.0

    def failure_points(self, team: Team) -> float:
        """Return what this adds to the team's probability of a failed change."""
        return 0.0

    def fade_factor(self, team: Team, capability: int) -> float:
        """Return how many times faster the team's skill in *capability* fades (1.0: no change)."""
        return 1.0

    def taught(self, team: Team, capability: int, before: float) -> None:
        """Take note that coaching has moved the team's skill in *capability* up from *before*."""

    def informed(self, capability: int) -> float:
        """Return what this adds to the share of platform improvements that are chosen well."""
        return 0.0

    def imitation_factor(self, team: Team, capability: int) -> float:
        """Return how many times stronger the team imitates adopters (1.0: no change)."""
        return 1.0

    def shows_need_of(self, team: Team) -> bool:
        """Return whether *team*'s need becomes visible to others through this."""
        return False

    def depends_on(self, team: Team) -> int:
        """Return how many other teams *team* depends on through this."""
        return 0

    def central_help_asked(self, capability: int) -> None:
        """Take note that several teams need central help with *capability*."""

    def shared_pains(self) -> int:
        """Return how many irritants cost every team a little, and nobody has removed."""
        return 0

    def remove_shared_pain(self) -> None:
        """Remove one of the irritants, for all teams."""

    def service_born(self, service: Service) -> None:
        """Take note of a new *service*."""

    def adoption_changed(self, teams: Sequence[Team], adoption: Any) -> None:
        """Let *teams* adopt as *adoption* (settings) says from now on."""

    def service_moved(self, service: Service, before: Team) -> None:
        """Take note that *service* was handed over from team *before* to the one that owns it now."""

    def founded(self, team: Team, parents: Mapping[Team, float]) -> None:
        """Take note that *team* starts now, with the people of *parents* in these shares."""

    def standing_hours(self, team: Team) -> float:
        """Return the hours of tasks an hour brings the team today, features apart."""
        return 0.0

    def hours_per_feature(self, team: Team) -> float:
        """Return the hours of tasks that releasing one feature brings the team today."""
        return 0.0

    def readings(self) -> Iterable[Reading]:
        """Return what the monthly sample is to write down."""
        return ()


class GroupMechanism(Mechanism):
    """A way of working that is a group of people, started and stopped by dated changes."""

    def start(self, name: str, settings: Any, board: Board) -> None:
        """Let group *name* begin its work with the people on *board*."""

    def stop(self, name: str) -> None:
        """Let group *name* end its work; its people have been sent on their way."""


def overriding(mechanisms: Sequence[Mechanism], hook: str) -> list[Mechanism]:
    """Return the *mechanisms* that do something at *hook*: nobody else needs to be asked."""
    quiet = getattr(Mechanism, hook)
    return [m for m in mechanisms if getattr(type(m), hook) is not quiet]
