"""The enabling team: a few people who teach teams what they then do by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import GroupMechanism
from orgshift.mechanisms.coaching import Coaching, Memory
from orgshift.organisation.activities import Activity
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from orgshift.mechanisms.base import Reading, World
    from orgshift.mechanisms.coaching import Place
    from orgshift.organisation.board import Board, Engineer
    from orgshift.scenario.ways import Enabling as EnablingSettings

#: What enablers do is taken in pieces of half a day.
PIECE_H = 4.0


class Enabling(GroupMechanism):
    """Hosts are coached for a while, one per enabler and at most ``teams_at_once`` at a time.

    Each week a host's skill in the topic moves 1 − (1 − ``transfer``)^(1/6) of its gap to the
    enablers' ``skill``; the host's people give ``host_share`` of their time. The enablers take tasks
    that wait on the host's board for ``hands_on`` of their time. Between engagements they remove
    what hurts all teams a little, one irritant per ``irritant_removal``.
    """

    null: ClassVar[Mapping[str, Any]] = {"take": 0}
    cost_only: ClassVar[Mapping[str, Any]] = {
        "transfer": 0.0,
        "hands_on": 0.0,
        "insight": 0.0,
        "irritant_removal": "100000 h",
        "central_help_after": 100_000,
    }

    def __init__(self, settings: EnablingSettings, world: World) -> None:
        super().__init__(settings, world)
        self._memory = Memory()
        self._teams: dict[str, EnablingTeam] = {}

    def start(self, name: str, settings: EnablingSettings, board: Board) -> None:
        """Look for hosts as soon as somebody is on *board*."""
        self._teams[name] = EnablingTeam(self.world, settings, board, self._memory)

    def stop(self, name: str) -> None:
        """Leave the hosts alone."""
        self._teams.pop(name).stop()

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Take a host for a new enabler."""
        for team in self._teams.values():
            if team.board is engineer.board:
                team.staff()

    def left(self, engineer: Engineer, before: Board) -> None:
        """Leave a host when an enabler has gone."""
        for team in self._teams.values():
            if team.board is before:
                team.staff()

    def shares(self, engineer: Engineer) -> Mapping[int, float]:
        """Return the share of its time that a host gives."""
        share = max(
            (t.coaching.share_of(engineer.board) for t in self._teams.values()), default=0.0
        )
        return {Activity.COACHING: share} if share else {}

    def informed(self, capability: int) -> float:
        """Return what the platform team learns from those who have seen the need in *capability*."""
        if not self._memory.seen.get(capability):
            return 0.0
        at_work = (team for team in self._teams.values() if team.board.engineers)
        return max((team.coaching.settings.insight for team in at_work), default=0.0)

    def readings(self) -> Iterable[Reading]:
        """Return the engagements that each team has had or has."""
        for name, engagements in self._memory.engagements.items():
            yield name, "engagements", "", float(engagements)


class Removal:
    """The removal of one irritant, in pieces: hours still to be put up, and pieces in hand."""

    __slots__ = ("in_hand", "number", "wanted")

    def __init__(self, number: int, wanted: float) -> None:
        self.number = number
        self.wanted = wanted
        self.in_hand = 0


class EnablingTeam:
    """One enabling team at work."""

    def __init__(
        self, world: World, settings: EnablingSettings, board: Board, memory: Memory
    ) -> None:
        self.world = world
        self.board = board
        self.coaching = Coaching(world, settings, memory, self._remove)
        self._hands_on = settings.hands_on
        self._pre_empting = {Rank[name.upper()] for name in world.scenario.board.pre_empts}
        #: Hands-on help that is owed to hosts; below 0: given in advance.
        self._owed = 0.0
        #: Hours of work that each place has had since it was taken.
        self._hours: dict[Place, float] = {}
        self._removals: dict[Place, Removal] = {}
        self._running = True
        board.source = self._put_up_work
        self._alarm = world.alarm(self._week)
        self._alarm.set(world.now)

    def stop(self) -> None:
        """Stop asking for work and leave the hosts."""
        self._running = False
        self.board.source = None
        self.coaching.staff(0, 0.0)

    def staff(self) -> None:
        """Have a place for a host per enabler, up to the limit."""
        people = len(self.board.engineers)
        places = min(people, self.coaching.settings.teams_at_once)
        self.coaching.staff(places, 1.0 if people else 0.0)

    def _week(self) -> None:
        if not self._running:
            return
        self.staff()
        self.coaching.week()
        self.world.wake(self.board)
        self._alarm.set(self.world.now + self.world.calendar.hours_a_week)

    # -- what enablers do ---------------------------------------------------------------------

    def _put_up_work(self) -> bool:
        """Put up a task for the place that has had the fewest hours, if any place wants work."""
        hours: dict[Place, float] = {}
        for place in self.coaching.places:
            removal = self._removals.get(place)
            if place.host is not None or (removal is not None and removal.wanted > 0.0):
                hours[place] = self._hours.get(place, -1.0)
        if not hours:
            return False
        # Who comes to the others starts level with them.
        level = max(0.0, max(hours.values()))
        self._hours = {place: level if had < 0.0 else had for place, had in hours.items()}
        place = min(self._hours, key=self._hours.__getitem__)
        self._hours[place] += self._piece_of_removal(place) or self._piece_of_help(place)
        return True

    def _piece_of_help(self, place: Place) -> float:
        """Put up a task of the host's, or some teaching; return its hours."""
        owed = self._owed > 0.0
        if owed and place.host is not None:
            effort = self._borrow(place.host.board)
            if effort:
                self._owed -= effort * (1.0 - self._hands_on)
                return effort
        self._offer(Activity.ENABLING, PIECE_H, None)
        if not owed:  # what a host has no use for is not made up for later
            self._owed += PIECE_H * self._hands_on
        return PIECE_H

    def _borrow(self, lender: Board) -> float:
        """Take over the first task that waits at the host's; return its effort, 0.0 if none does."""
        if not lender.heap:
            return 0.0
        task = lender.heap[0][3]
        if task.rank in self._pre_empting:
            return 0.0  # it would interrupt another enabler; its team is at it already
        effort = task.effort
        return effort if self.world.borrow(lender, self.board) else 0.0

    def _offer(self, activity: Activity, hours: float, done: Callable[[Task], None] | None) -> None:
        now = self.world.now
        self.world.offer(
            Task(self.board, Rank.PLANNED, now, int(activity), quantised(hours), done=done)
        )

    # -- shared pain --------------------------------------------------------------------------

    def _remove(self, place: Place) -> None:
        wanted = self.coaching.settings.irritant_removal
        self._removals[place] = Removal(place.number, wanted)
        self.world.wake(self.board)

    def _piece_of_removal(self, place: Place) -> float:
        """Put up a piece of what removes the irritant at *place*; return its hours, 0.0: none."""
        removal = self._removals.get(place)
        if removal is None or removal.wanted <= 0.0:
            return 0.0
        hours = min(PIECE_H, removal.wanted)
        removal.wanted -= hours
        removal.in_hand += 1

        def done(_task: Task) -> None:
            removal.in_hand -= 1
            if removal.wanted <= 0.0 and not removal.in_hand:
                self._removals.pop(place, None)
                self.coaching.removed(place, removal.number)
                self.world.wake(self.board)

        self._offer(Activity.IMPROVEMENT, hours, done)
        return hours
