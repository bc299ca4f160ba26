"""Changes: what a variant does to the organisation, on its dates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from orgshift.engine.reorganise import Reorganisation
from orgshift.organisation.alarm import FIRST
from orgshift.scenario.dates import sorted_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orgshift.engine.simulation import Simulation
    from orgshift.organisation.board import Board, Engineer
    from orgshift.scenario.changes import Change
    from orgshift.scenario.schema import Variant


class Changes:
    """Applies the dated changes of a variant: in order of date, equal dates as written."""

    def __init__(self, simulation: Simulation, variant: Variant) -> None:
        self.simulation = simulation
        self.variant = variant
        self._kinds = {name: group.kind for name, group in simulation.scenario.groups.items()}
        self._reorganisation = Reorganisation(simulation, self)

    def groups_started(self) -> list[Any]:
        """Return the settings of all groups that the variant starts."""
        return [c.start for c in self.variant.changes.values() if c.start is not None]

    def schedule(self) -> None:
        """Set each change's alarm: it goes before any work event of that instant."""
        simulation = self.simulation
        for _, change in sorted_changes(simulation.scenario, self.variant.changes):
            at = change.at
            hours = None if at.duration is None else at.duration.hours(simulation.scenario.calendar)
            alarm = simulation.alarm(partial(self.apply, change))
            alarm.set(simulation.calendar.moment(at, hours), priority=FIRST)
            if change.start is not None:
                # Boards are made at load, so that a step may name a group that starts later.
                simulation.board_of_group(change.start.group)

    def apply(self, change: Change) -> None:
        """Apply *change* now."""
        if change.start is not None:
            self._start(change.start)
        elif change.stop is not None:
            self._stop(change.stop)
        elif change.move is not None:
            move = change.move
            board = self.simulation.boards[move.to]
            self.send(move.people, self.boards(move.from_), board)
        elif change.hire is not None:
            self.simulation.hire(change.hire.to, change.hire.people)
        elif change.policy is not None:
            self._policy(change.policy)
        elif change.create_team is not None:
            self._reorganisation.create(change.create_team)
        elif change.split_team is not None:
            self._reorganisation.split(change.split_team)
        elif change.merge_teams is not None:
            self._reorganisation.merge(change.merge_teams)
        elif change.hand_over is not None:
            self._reorganisation.hand_over(change.hand_over)

    def _start(self, start: Any) -> None:
        simulation = self.simulation
        board = simulation.board_of_group(start.group)
        self._kinds[start.group] = start.kind
        simulation.begin_group(start.group, start)
        if start.take:
            self.send(start.take, self.boards(start.from_), board)
        if start.hire:
            simulation.hire(start.group, start.hire)

    def _stop(self, stop: Any) -> None:
        simulation = self.simulation
        board = simulation.boards[stop.group]
        simulation.end_group(stop.group, self._kinds[stop.group])
        homes = None if stop.to is None else self.boards(stop.to)
        teams = [team.board for team in simulation.teams if team.board.engineers]
        people = {one.index: len(self.people_of(one)) for one in teams}
        for place, engineer in enumerate(self.people_of(board)):
            if homes is not None:
                home = homes[place % len(homes)]
            elif engineer.origin in teams:
                home = engineer.origin
            else:
                home = min(teams, key=lambda one: people[one.index])
            people[home.index] = people.get(home.index, 0) + 1
            engineer.origin = home
            simulation.work.leave(engineer, home)

    def _policy(self, policy: Any) -> None:
        simulation = self.simulation
        named = policy.teams
        teams = [
            team
            for team in simulation.teams
            if team.is_there and (named is None or team.name in named)
        ]
        if policy.adoption is not None:
            for mechanism in simulation.mechanisms:
                mechanism.adoption_changed(teams, policy.adoption)
        for team in teams:
            simulation.tie(team, policy.supply or {})
            if policy.demand is not None:
                team.demand = policy.demand
                team.limit = 1.0 if policy.demand.limit is None else policy.demand.limit
            if policy.limit is not None:
                team.limit = policy.limit
                simulation.work.wake(team.board)
            if policy.release is not None:
                team.window_h = simulation.window_h(policy.release.window)
                team.opening = None
                simulation.flow.set_window(team)
        if policy.demand is not None:
            simulation.demand_changed(teams)

    # -- who goes ---------------------------------------------------------------------------------

    def boards(self, named: str | Sequence[str]) -> list[Board]:
        """Return the boards that *named* stands for."""
        simulation = self.simulation
        if named == "all teams":
            return [team.board for team in simulation.teams if team.is_there]
        names = [named] if isinstance(named, str) else named
        return [simulation.boards[name] for name in names]

    def send(self, people: int, sources: Iterable[Board], to: Board) -> None:
        """Send *people* from *sources* to *to*."""
        self.send_those(self.who_goes(people, sources, to), to)

    def send_those(self, people: Iterable[tuple[Engineer, Board]], to: Board) -> None:
        """Send *people*, each from a board, to *to*."""
        for engineer, source in people:
            engineer.origin = source
            self.simulation.work.leave(engineer, to)

    def who_goes(
        self, people: int, sources: Iterable[Board], to: Board
    ) -> list[tuple[Engineer, Board]]:
        """Return who goes, and from where: one each from the largest, ties in file order.

        A stream-aligned team keeps at least one person. Whoever joined last goes first. People on
        their way to a source count as its people: the latest change decides where they go.
        """
        sources = [board for board in sources if board is not to]
        teams = {team.name for team in self.simulation.teams}
        staying = {board.name: self.people_of(board) for board in sources}
        going: list[tuple[Engineer, Board]] = []
        while len(going) < people:
            able = [b for b in sources if len(staying[b.name]) > (1 if b.name in teams else 0)]
            if not able:
                break
            able.sort(key=lambda b: -len(staying[b.name]))
            going += [(staying[board.name].pop(), board) for board in able[: people - len(going)]]
        return going

    def people_of(self, board: Board) -> list[Engineer]:
        """Return who is on *board* to stay, and then who is on the way there."""
        staying = [e for e in board.engineers if not e.leaving]
        coming = [
            engineer
            for other in self.simulation.boards.values()
            for engineer in other.engineers
            if engineer.leaving and engineer.destination is board
        ]
        return staying + coming
