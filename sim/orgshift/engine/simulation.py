"""The running organisation: what the scenario asks for, put together and set going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgshift.engine.changes import Changes
from orgshift.engine.clock import Clock
from orgshift.engine.demand import Demand, assign_columns
from orgshift.engine.flow import Flow
from orgshift.engine.luck import Luck
from orgshift.engine.reorganise import founded_by
from orgshift.engine.samples import Samples
from orgshift.engine.utilisation import request_rates
from orgshift.engine.work import Work
from orgshift.errors import OrgshiftError
from orgshift.mechanisms import MECHANISMS
from orgshift.mechanisms.base import GroupMechanism, Mechanism, overriding
from orgshift.organisation.activities import Activity
from orgshift.organisation.alarm import FIRST, Alarm
from orgshift.organisation.board import Board, Rank
from orgshift.organisation.calendar import Calendar, quantised
from orgshift.organisation.ledger import Accounts
from orgshift.organisation.team import SELF_SERVICE, Team
from orgshift.organisation.workflow import plan
from orgshift.scenario.distributions import Distribution
from orgshift.scenario.focus_checks import LEAST_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from orgshift.organisation.board import Engineer, Task
    from orgshift.organisation.feature import Feature, Need
    from orgshift.organisation.team import Service
    from orgshift.scenario.schema import Scenario

#: Groups that only do steps of the workflow, and need no mechanism.
PLAIN_GROUPS = ("specialist",)


class Simulation:
    """One replication of one variant, from the start of run-in to the horizon.

    It is the world that mechanisms see (``mechanisms.base.World``).
    """

    def __init__(self, scenario: Scenario, variant: str, replication: int, seed: int) -> None:
        self.scenario = scenario
        self.variant = variant
        self.replication = replication
        self.seed = seed
        self.calendar = Calendar.of(scenario)
        self.luck = Luck(seed, replication)
        self.env = Clock(initial_time=-self.calendar.run_in_h)
        self.capabilities = tuple(scenario.capabilities)
        self.steps = plan(scenario)
        assign_columns(self.steps)
        self.accounts = Accounts()
        self.features: list[Feature] = []
        self.samples = Samples(self)
        self.headcount: list[tuple[float, int, int]] = []
        self.restored: dict[int, float | None] = {}
        self.people: list[Engineer] = []
        self._sharing: list[Mechanism] = []
        self._ramping: list[Mechanism] = []
        self.work = Work(
            self.env,
            resumption_h=quantised(scenario.people.resumption),
            migration_share=scenario.board.migration_share,
            pre_empts=[Rank[name.upper()] for name in scenario.board.pre_empts],
            left=self._left,
        )
        #: Puts a task up on its board.
        self.offer: Callable[[Task], None] = self.work.offer
        self.boards: dict[str, Board] = {}
        self.teams = [self._team(name) for name in scenario.teams]
        founded = founded_by(scenario.variants[variant], list(scenario.teams))
        self.teams += [self._team_to_come(name) for name in founded]
        for name, group in scenario.groups.items():
            self.board_of_group(name)
            self.staff(name, group.engineers)
        self.changes = Changes(self, scenario.variants[variant])
        self._make_mechanisms()
        for board in self.boards.values():
            self.reckon(board)
        self.flow = Flow(
            steps=self.steps,
            capabilities=self.capabilities,
            by_hand=[capability.by_hand for capability in scenario.capabilities.values()],
            boards=self.boards,
            work=self.work,
            luck=self.luck,
            mechanisms=self.mechanisms,
        )

    def run(self) -> None:
        """Live from the start of run-in to the horizon."""
        horizon = self.calendar.horizon_h
        day_zero = self.alarm(self._day_zero)
        day_zero.set(0.0, priority=FIRST)
        self.changes.schedule()
        self.samples.schedule()
        for mechanism in self.mechanisms:
            mechanism.begin()
        for name, group in self.scenario.groups.items():
            self.begin_group(name, group)
        self._demands: dict[str, Demand] = {}
        self.demand_changed([team for team in self.teams if team.demand is not None])
        for board in self.boards.values():
            self.work.wake(board)
        if horizon > self.env.now:
            self.env.live_until(horizon)
        self.samples.take_last()

    def forget(self) -> None:
        """Let go of all there is much of; the little that is left is garbage in cycles.

        Without this the whole run would be, and stay in memory until somebody looks for it.
        """
        self.features.clear()
        self.env._queue.clear()
        self.flow.forget()
        self.work.forget()
        for board in self.boards.values():
            board.heap.clear()

    # -- what mechanisms ask of the world -------------------------------------------------------

    @property
    def now(self) -> float:
        """The clock, working hours since day 0."""
        return self.env.now

    def alarm(self, action: Callable[[], None]) -> Alarm:
        """Return an alarm that calls *action* whenever it rings."""
        return Alarm.calling(self.env, action)

    def after(self, hours: float, action: Callable[[], None]) -> None:
        """Call *action* once, *hours* working hours from now."""
        Alarm.calling(self.env, action).set(self.env.now + hours)

    def hands_on(self, feature: Feature, hours: float, capability: int = -1) -> None:
        """Offer hands-on work of *hours* for *feature* to its team; its story then yields."""
        self.flow.hands_on(feature, hours, capability)

    def by_hand(self, feature: Feature, need: Need) -> None:
        """Offer the work by hand that *need* takes to the feature's team; its story then yields."""
        _, hours = self.flow.need(feature, need.capability, need.number)
        self.flow.do_by_hand(feature, need.capability, hours)

    def borrow(self, lender: Board, borrower: Board) -> bool:
        """Put the first task that waits on *lender* up on *borrower*; return whether there was one."""
        return self.work.borrow(lender, borrower)

    def wake(self, board: Board) -> None:
        """Let the free engineers of *board* ask for work."""
        self.work.wake(board)

    def resume(self, feature: Feature) -> None:
        """Let *feature* go on after it was held up."""
        self.flow.resume(feature)

    def coverage(self, service: Service, capability: int) -> float:
        """Return the share of needs of *service* that self-service meets now, 0 to 1."""
        if service.team.supply.get(capability, SELF_SERVICE) != SELF_SERVICE:
            return 0.0
        covered = 0.0
        for mechanism in self._covering:
            if (by_this := mechanism.coverage(service, capability)) > covered:
                covered = by_this
        return covered

    def self_served(self, feature: Feature, capability: int) -> bool:
        """Return whether the feature's (first) need in *capability* would be self-served now."""
        if feature.service is None:
            return False
        covered = self.coverage(feature.service, capability)
        number = feature.needs_met(capability)
        return (
            covered > 0.0
            and self.flow.need(feature, capability, number)[0] < covered
            and not any(m.declines(feature, capability, number) for m in self._declining)
        )

    def failure_points(self, team: Team) -> float:
        """Return what all mechanisms add to the team's probability of a failed change."""
        return sum(m.failure_points(team) for m in self._guarding)

    def reckon(self, board: Board) -> None:
        """Work out focus and pace of all engineers of *board* anew."""
        team = self._teams_by_board.get(board.name)
        board.pace = 1.0
        if team is not None:
            for mechanism in self._pacing:
                board.pace *= mechanism.pace(team)
        for engineer in board.engineers:
            self._reckon(engineer)

    # -- people ---------------------------------------------------------------------------------

    def board_of_group(self, name: str) -> Board:
        """Return the board of group *name*, a new one if it has none yet."""
        board = self.boards.get(name)
        if board is None:
            board = self.boards[name] = Board(
                name,
                len(self.boards),
                len(self.capabilities),
                ranked=self.scenario.board.order == "ranked",
            )
        return board

    def staff(self, name: str, people: int) -> None:
        """Let *people* new engineers join the board *name*, with nothing to do yet."""
        board = self.boards[name]
        for _ in range(people):
            engineer = self.work.engineer(len(self.people), board)
            self.people.append(engineer)
            board.engineers.append(engineer)
            board.free.append(engineer)
            self._reckon(engineer)
            self.work.note(engineer, int(Activity.IDLE))
        if people:
            self.headcount.append((self.env.now, board.index, people))

    def hire(self, name: str, people: int) -> None:
        """Let *people* new hires join the board *name*, one after the other."""
        board = self.boards[name]
        for _ in range(people):
            self.staff(name, 1)
            for mechanism in self.mechanisms:
                mechanism.joined(board.engineers[-1], None)
        self.reckon(board)
        self.work.start_idle(board)

    def part_with(self, engineer: Engineer) -> None:
        """Let *engineer* leave the organisation as soon as no task is in hand."""
        self.work.leave(engineer, None)

    def begin_group(self, name: str, settings: Any) -> None:
        """Let the mechanism of the group's kind take it up, if it needs one."""
        mechanism = self._by_name.get(settings.kind)
        if isinstance(mechanism, GroupMechanism):
            mechanism.start(name, settings, self.boards[name])
        self.work.wake(self.boards[name])

    def end_group(self, name: str, kind: str) -> None:
        """Let the mechanism of the group's kind wind it up, if it needs one."""
        mechanism = self._by_name.get(kind)
        if isinstance(mechanism, GroupMechanism):
            mechanism.stop(name)

    def _left(self, engineer: Engineer, before: Board) -> None:
        """Take note that *engineer* has left board *before*, for another one or for good."""
        self.headcount.append((self.env.now, before.index, -1))
        self.reckon(before)
        for mechanism in self.mechanisms:
            mechanism.left(engineer, before)
        if engineer.board is not before:
            self.headcount.append((self.env.now, engineer.board.index, 1))
            for mechanism in self.mechanisms:
                mechanism.joined(engineer, before)
            self.reckon(engineer.board)

    def _reckon(self, engineer: Engineer) -> None:
        people = self.scenario.people
        shares: dict[int, float] = {
            Activity.MEETINGS: people.meetings,
            Activity.LEAVE: people.leave,
        }
        for mechanism in self._sharing:
            for activity, share in mechanism.shares(engineer).items():
                shares[activity] = shares.get(activity, 0.0) + share
        focus = 1.0 - sum(shares.values())
        if focus < LEAST_FOCUS:
            raise OrgshiftError(
                f"{engineer.board.name}: meetings, leave and communities leave an engineer "
                f"{focus:.0%} of the time for tasks; at least {LEAST_FOCUS:.0%} is needed"
            )
        ramp = 1.0
        for mechanism in self._ramping:
            ramp *= mechanism.ramp(engineer)
        engineer.focus = focus
        engineer.rate = focus * engineer.board.pace * ramp
        engineer.account = self.accounts.number(
            engineer.board.index, shares, engineer.board.pace, ramp
        )

    # -- putting it together ----------------------------------------------------------------------

    def _team(self, name: str) -> Team:
        asked = self.scenario.teams[name]
        board = self.board_of_group(name)
        skill = [
            asked.skill_in(capability, self.luck.one(f"{name}/skill/{capability}"))
            for capability in self.capabilities
        ]
        factor = asked.factor
        if factor is None:
            spread = Distribution.lognormal(1.0, self.scenario.people.spread)
            factor = float(spread.ppf(np.array([self.luck.one(f"{name}/factor")]))[0])
        team = Team(
            name,
            board.index,
            board,
            asked.demand,
            factor=factor,
            skill=skill,
            services=asked.services,
        )
        if asked.demand is not None and asked.demand.limit is not None:
            team.limit = asked.demand.limit
        team.window_h = self.window_h(asked.release.window)
        self.tie(team, asked.supply)
        self.staff(name, asked.engineers)
        return team

    def team(self, name: str) -> Team:
        """Return the team called *name*."""
        return self._teams_by_board[name]

    def _team_to_come(self, name: str) -> Team:
        """Return a team that a change will found: nobody is in it yet."""
        board = self.board_of_group(name)
        skill = [0.0] * len(self.capabilities)
        team = Team(name, board.index, board, None, factor=1.0, skill=skill, services=0)
        team.founded = False
        return team

    def tie(self, team: Team, supply: Mapping[str, str]) -> None:
        """Tie *team* to one way of meeting its needs, by capability; 'any' unties it."""
        for capability, means in supply.items():
            place = self.capabilities.index(capability)
            if means == "any":
                team.supply.pop(place, None)
            else:
                team.supply[place] = means

    def window_h(self, window: Any) -> float:
        """Return the clock hours between openings of a release window, 0 for at any time."""
        return 0.0 if window is None else quantised(window.hours(self.scenario.calendar))

    def _make_mechanisms(self) -> None:
        settings: dict[str, Any] = dict(self.scenario.mechanisms.named())
        for group in [*self.scenario.groups.values(), *self.changes.groups_started()]:
            if group.kind not in PLAIN_GROUPS:
                settings.setdefault(group.kind, group)
        if missing := [name for name in settings if name not in MECHANISMS]:
            raise OrgshiftError(
                f"{self.scenario.name} names {', '.join(missing)}, which this orgshift does not "
                f"have (it has {', '.join(MECHANISMS)})"
            )
        self._by_name: dict[str, Mechanism] = {}
        self.mechanisms: list[Mechanism] = []
        # In the order of the dict, whatever the order of the file.
        for name, make in MECHANISMS.items():
            if name in settings:
                self._by_name[name] = make(settings[name], self)
        self.mechanisms = list(self._by_name.values())
        self._covering = overriding(self.mechanisms, "coverage")
        self._declining = overriding(self.mechanisms, "declines")
        self._guarding = overriding(self.mechanisms, "failure_points")
        self._sharing = overriding(self.mechanisms, "shares")
        self._ramping = overriding(self.mechanisms, "ramp")
        self._pacing = overriding(self.mechanisms, "pace")
        self._teams_by_board = {team.name: team for team in self.teams}

    def demand_changed(self, teams: Sequence[Team]) -> None:
        """Let the demand of *teams* be what they are said to have, from now on.

        The stream of a team that has ended ends too, once all that follow it have their own.
        """
        for ended in self.teams:
            if ended.heirs and ended.name in self._demands and set(ended.heirs) <= set(teams):
                self._demands[ended.name].stop()
        gaps = self._gaps()
        for team in teams:
            if team.name in self._demands:
                self._demands[team.name].stop()
            if team.demand is None:
                continue
            self._demands[team.name] = Demand(
                team, flow=self.flow, luck=self.luck, features=self.features,
                gap=gaps.get(team.name),
            )  # fmt: skip
            self.work.wake(team.board)

    def _gaps(self) -> dict[str, Distribution]:
        """Return the distribution of the time between requests of every team that gets any."""
        rates = request_rates(self.scenario, self.teams, self.steps, self.mechanisms)
        gaps = {name: Distribution.exponential(1.0 / rate) for name, rate in rates.items()}
        for team in self.teams:
            if team.demand is not None and team.demand.gap is not None:
                gaps[team.name] = team.demand.gap.in_hours(self.scenario.calendar)
        return gaps

    # -- day 0 ------------------------------------------------------------------------------------

    def _day_zero(self) -> None:
        for mechanism in self.mechanisms:
            mechanism.day_zero()
        for board in self.boards.values():
            board.count_from(self.env.now)
