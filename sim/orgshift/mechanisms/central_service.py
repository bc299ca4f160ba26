"""A central service team: supplies capabilities by ticket, in a queue that takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from orgshift.mechanisms.base import GroupMechanism
from orgshift.mechanisms.tickets import Tickets
from orgshift.organisation.activities import Activity, State, booking
from orgshift.organisation.calendar import quantised
from orgshift.organisation.team import TICKET

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from orgshift.mechanisms.base import Rows, World
    from orgshift.organisation.board import Board, Engineer
    from orgshift.organisation.feature import Feature, Need
    from orgshift.scenario.ways import CentralService as CentralServiceSettings


class CentralService(GroupMechanism):
    """Needs in the capabilities it ``supplies`` become tickets on its board; the feature waits.

    The effort of a ticket is the group's own, whoever asks; how long it waits is an outcome of the
    queue. Where the group has no people, or stops, needs are met by hand as before.
    """

    null: ClassVar[Mapping[str, Any]] = {"take": 0}
    cost_only: ClassVar[Mapping[str, Any]] = {"supplies": "[]"}

    def __init__(self, settings: CentralServiceSettings, world: World) -> None:
        super().__init__(settings, world)
        self._boards: dict[str, tuple[CentralServiceSettings, Board]] = {}
        self._tickets = Tickets(world, State.TICKET)
        self._efforts: dict[tuple[str, int, int, int], Rows] = {}

    def start(self, name: str, settings: CentralServiceSettings, board: Board) -> None:
        """Take tickets from now on."""
        self._boards[name] = settings, board

    def stop(self, name: str) -> None:
        """Take no more tickets, and send back those that nobody has in hand."""
        _, board = self._boards.pop(name)
        self._tickets.send_back(board)

    def supply(self, feature: Feature, need: Need) -> Generator[None, None, None] | None:
        """Meet the need by ticket, where one is offered for this capability."""
        if feature.team.supply.get(need.capability, TICKET) != TICKET:
            return None
        for name, (settings, board) in self._boards.items():
            if self.world.capabilities[need.capability] in settings.supplies and board.engineers:
                return self._ticket(name, settings, board, feature, need)
        return None

    def _ticket(
        self,
        name: str,
        settings: CentralServiceSettings,
        board: Board,
        feature: Feature,
        need: Need,
    ) -> Generator[None, None, None]:
        effort = quantised(self._effort(name, settings, feature, need))
        booked = booking(Activity.SUPPORT, need.capability)
        yield from self._tickets.ticket(feature, need, board, effort, booked)

    def left(self, engineer: Engineer, before: Board) -> None:
        """Send back what waits on a board that the last of its people has left."""
        if not before.engineers:
            self._tickets.send_back(before)

    def _effort(
        self, name: str, settings: CentralServiceSettings, feature: Feature, need: Need
    ) -> float:
        """Return the ticket's own effort: keyed by group, feature, capability and number."""
        key = (name, feature.stream.index, need.capability, need.number)
        rows = self._efforts.get(key)
        if rows is None:
            capability = self.world.capabilities[need.capability]
            owner = f"{feature.stream.name}/need/{capability}/{need.number}"
            column = (f"{owner}/ticket/{name}", settings.effort.ppf)
            rows = self._efforts[key] = self.world.luck.stream([column])
        return rows[feature.number - 1][0]
