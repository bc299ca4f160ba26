"""The flow of a feature: from commitment or request to release, as a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.engine.luck import UNUSED
from orgshift.mechanisms.base import overriding
from orgshift.organisation.activities import Activity, State, with_capability
from orgshift.organisation.alarm import LAST, Alarm
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import TO_QUANTA, quantised_array
from orgshift.organisation.feature import Need, Redo
from orgshift.organisation.workflow import DONE

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from orgshift.engine.luck import Luck, Stream, Transform
    from orgshift.engine.work import Work
    from orgshift.mechanisms.base import Mechanism
    from orgshift.organisation.board import Board
    from orgshift.organisation.feature import Feature
    from orgshift.organisation.team import Team
    from orgshift.organisation.workflow import Jump, StepPlan
    from orgshift.scenario.distributions import Distribution

# Plain numbers for the hot path: members of an IntEnum are several times slower.
ENGINEER = int(State.ENGINEER)
FEATURE = int(Activity.FEATURE)
UNPLANNED_FEATURE = int(Activity.FEATURE_UNPLANNED)
BEGUN = int(Rank.BEGUN)
#: (rank, activity) of tasks that are done again, and of those a feature begins with.
REWORK = int(Rank.REWORK), int(Activity.REWORK)
PLANNED = int(Rank.PLANNED), FEATURE
UNPLANNED = int(Rank.UNPLANNED), UNPLANNED_FEATURE


class Flow:
    """Carries features through the workflow and releases them."""

    def __init__(
        self,
        *,
        steps: Sequence[StepPlan],
        capabilities: Sequence[str],
        by_hand: Sequence[Distribution],
        boards: dict[str, Board],
        work: Work,
        luck: Luck,
        mechanisms: Sequence[Mechanism],
    ) -> None:
        self.steps = steps
        self.capabilities = capabilities
        self.by_hand = by_hand
        self.boards = boards
        self.work = work
        self.env = work.env
        self._offer = work.offer
        self.luck = luck
        self._supply = overriding(mechanisms, "supply")
        self._effort_factor = overriding(mechanisms, "effort_factor")
        self._released = overriding(mechanisms, "released")
        self._deployed = overriding(mechanisms, "deployed")
        #: (team, clock, features) of every deployment, flat
        self.deployments: list[float] = []
        self._deployed_count = 0
        #: The team whose window is open now, and what leaves by it.
        self._batch: tuple[Team, list[Feature]] | None = None
        self._streams: dict[tuple[object, ...], Stream] = {}
        for step in steps:
            for mechanism in mechanisms:
                if (gate := mechanism.gate(step)) is not None:
                    step.gates.append(gate)
                if (passed := mechanism.passed(step)) is not None:
                    step.passed.append(passed)

    def begin(self, feature: Feature) -> None:
        """Set *feature* on its way."""
        feature.story = self._story(feature)
        next(feature.story, None)
        if feature.released is None:
            self.work.settle(feature)

    def resume(self, feature: Feature) -> None:
        """Let *feature* go on after it was held up."""
        assert feature.story is not None
        next(feature.story, None)
        if feature.released is None:
            self.work.settle(feature)

    def _story(self, feature: Feature) -> Generator[None, None, None]:
        """Carry *feature* from its first step to its release."""
        steps, here = self.steps, 0
        visits = [0] * len(steps)
        while here != DONE:
            step = steps[here]
            feature.step = here
            if feature.redo and here > feature.redo[-1].until:
                self._done_again(feature, here)
            visit = visits[here]
            visits[here] = visit + 1
            for gate in step.gates:
                held = gate(feature)
                if held is not None:
                    feature.wait = held
                    yield
                    feature.wait = ENGINEER
            if step.need >= 0 and visit == 0:
                yield from self._meet_needs(feature, step)
            hours = self._effort(feature, step, visit)
            if hours > 0.0:
                board = feature.team.board if step.by is None else self.boards[step.by]
                self._put_up(feature, step, board, hours, step.hands, -1)
                yield
            if step.delay is not None:
                feature.wait = State.DELAY
                self._delay(feature, step, visit)
                yield
                feature.wait = ENGINEER
            if step.commit and feature.committed is None:
                feature.committed = self.env.now
            if step.window and feature.team.window_h:
                feature.wait = State.WINDOW
                self._await_window(feature)
                yield
                feature.wait = ENGINEER
            here = self._onward(feature, step, visit) if step.jumps else step.after
            if step.passed and not 0 <= here <= step.index:
                for told in step.passed:
                    told(feature)
        self._release(feature)

    def forget(self) -> None:
        """Let go of the numbers drawn."""
        self._streams.clear()

    # -- effort -------------------------------------------------------------------------------

    def hands_on(self, feature: Feature, hours: float, capability: int = -1) -> None:
        """Offer hands-on work of *hours* for *feature* to its own team, as one task."""
        self._put_up(feature, self.steps[feature.step], feature.team.board, hours, 1, capability)

    def _effort(self, feature: Feature, step: StepPlan, visit: int) -> float:
        """Return the hours each hand has to put in at this visit."""
        if step.effort is not None:
            if visit == 0:
                hours = feature.luck[step.effort_column]
            else:
                hours = self._again(feature, step, visit)[0]
            if feature.size_factor == 1.0 and step.hands == 1:
                return hours
            hours *= feature.size_factor
        elif step.share:
            hours = feature.size * step.share * feature.size_factor
        else:
            return 0.0
        return (hours / step.hands + TO_QUANTA) - TO_QUANTA

    def _put_up(
        self,
        feature: Feature,
        step: StepPlan,
        board: Board,
        hours: float,
        hands: int,
        capability: int,
    ) -> None:
        age = feature.start if board.ranked else self.env._now
        feature.pending = hands
        for _ in range(hands):
            if feature.rework:
                rank, booked = REWORK
            elif feature.begun is not None:
                rank, booked = BEGUN, FEATURE if feature.planned else UNPLANNED_FEATURE
            else:
                rank, booked = PLANNED if feature.planned else UNPLANNED
            if capability >= 0:
                booked = with_capability(booked, capability)
            self._offer(
                Task(board, rank, age, booked, hours, feature, None, capability, step.index)
            )

    # -- needs --------------------------------------------------------------------------------

    def _meet_needs(self, feature: Feature, step: StepPlan) -> Generator[None, None, None]:
        """Meet the feature's needs at *step*, one after the other, each as it is supplied now."""
        number = step.need_number
        assert number is not None
        many = int(number.mean if step.need_column < 0 else feature.luck[step.need_column])
        first = feature.needs_met(step.need)
        if feature.needs is None:
            feature.needs = {}
        feature.needs[step.need] = first + many
        for which in range(first, first + many):
            uniform, hours = self.need(feature, step.need, which)
            for mechanism in self._supply:
                story = mechanism.supply(feature, Need(step.need, which, uniform))
                if story is not None:
                    yield from story
                    break
            else:
                self.do_by_hand(feature, step.need, hours)
                yield

    def do_by_hand(self, feature: Feature, capability: int, hours: float) -> None:
        """Offer work by hand of *hours* (an expert's) in *capability* to the feature's team."""
        for mechanism in self._effort_factor:
            hours *= mechanism.effort_factor(feature.team, capability)
        self.hands_on(feature, (hours + TO_QUANTA) - TO_QUANTA, capability)

    def need(self, feature: Feature, capability: int, which: int) -> list[float]:
        """Return (uniform, hours by hand) of a need: keyed by feature, capability and number."""
        key = (feature.stream.index, "need", capability, which)
        stream = self._streams.get(key)
        if stream is None:
            owner = f"{feature.stream.name}/need/{self.capabilities[capability]}/{which}"
            stream = self._streams[key] = self.luck.stream(
                [(f"{owner}/supply", None), (f"{owner}/effort", self.by_hand[capability].ppf)]
            )
        return stream[feature.number - 1]

    # -- delays, windows, ways ----------------------------------------------------------------

    def _again(self, feature: Feature, step: StepPlan, visit: int) -> list[float]:
        """Return (effort, delay, route) of a repeated visit."""
        key = (feature.stream.index, step.index, visit)
        stream = self._streams.get(key)
        if stream is None:
            stream = self._streams[key] = self.luck.stream(
                step_columns(feature.stream.name, step, visit)
            )
        return stream[feature.number - 1]

    def _delay(self, feature: Feature, step: StepPlan, visit: int) -> None:
        first = visit == 0
        hours = feature.luck[step.delay_column] if first else self._again(feature, step, visit)[1]
        Alarm(self.env, self.resume, feature).set(self.env._now + hours)

    def _onward(self, feature: Feature, step: StepPlan, visit: int) -> int:
        """Return the index of the step, or DONE, to which the feature's own number leads."""
        first = visit == 0
        uniform = feature.luck[step.route_column] if first else self._again(feature, step, visit)[2]
        for jump in step.jumps:
            if uniform < jump.below:
                if 0 <= jump.target <= step.index:
                    self._send_back(feature, step, jump)
                return jump.target
        return step.after

    def _send_back(self, feature: Feature, step: StepPlan, jump: Jump) -> None:
        """Let all that lies between the target of *jump* and *step* be done again."""
        again = Redo(step.index, jump.size, jump.rework)
        feature.redo = (*(one for one in feature.redo if one.until > again.until), again)
        feature.size_factor, feature.rework = again.size, again.rework
        feature.reworks += jump.rework

    def _done_again(self, feature: Feature, here: int) -> None:
        """Take up, at step *here*, what was being done before that was sent back."""
        feature.redo = tuple(one for one in feature.redo if one.until >= here)
        if feature.redo:
            feature.size_factor, feature.rework = feature.redo[-1].size, feature.redo[-1].rework
        else:
            feature.size_factor, feature.rework = 1.0, False

    def _await_window(self, feature: Feature) -> None:
        team = feature.team
        team.ready.append(feature)
        if team.opening is None:
            self.set_window(team)

    def set_window(self, team: Team) -> None:
        """Set the next opening of *team*'s release window, if features wait for it."""
        if not team.ready:
            return
        now, period = self.env.now, team.window_h
        # Openings are counted from day 0, so that a policy that changes nothing changes nothing.
        at = team.opening = -(-now // period) * period if period else now
        Alarm.calling(self.env, lambda: self._open(team, at)).set(at, priority=LAST)

    def _open(self, team: Team, at: float) -> None:
        """Let all that is ready leave as one deployment, unless the window was moved meanwhile."""
        if team.opening != at:
            return
        team.opening = None
        ready, team.ready = team.ready, []
        batch: list[Feature] = []
        self._batch = team, batch
        for feature in ready:
            self.resume(feature)
        self._batch = None
        if batch:
            self._deploy(team, batch)
            self.work.wake(team.board)

    # -- release ------------------------------------------------------------------------------

    def _release(self, feature: Feature) -> None:
        team = feature.team
        feature.released = self.env._now
        feature.story = None
        team.in_progress -= 1
        team.released += 1
        self.work.released(feature)
        for mechanism in self._released:
            mechanism.released(feature)
        if self._batch is not None and self._batch[0] is team:
            self._batch[1].append(feature)
        else:
            self._deploy(team, (feature,))
            self.work.wake(team.board)

    def _deploy(self, team: Team, features: Sequence[Feature]) -> None:
        number = self._deployed_count
        self._deployed_count += 1
        self.deployments.extend((team.index, self.env._now, len(features)))
        for feature in features:
            feature.deployment = number
        for mechanism in self._deployed:
            mechanism.deployed(team, number, features)


def step_columns(team: str, step: StepPlan, visit: int) -> list[tuple[str, Transform | None]]:
    """Return the columns (effort, delay, route) of the luck of one visit to *step*."""
    owner = f"{team}/{step.name}/{visit}"
    effort, delay = step.effort, step.delay
    return [
        (f"{owner}/effort", lambda u: quantised_array(effort.ppf(u))) if effort else UNUSED,
        (f"{owner}/delay", lambda u: quantised_array(delay.ppf(u))) if delay else UNUSED,
        (f"{owner}/route", None) if step.jumps else UNUSED,
    ]
