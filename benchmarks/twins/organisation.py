"""Ten teams, or more, as anybody would write them in plain SimPy: no books.

The same organisation as `benchmarks/scenarios/organisation.yaml`: a process per feature in
progress, per task that is done in parallel and per piece of toil, and a `PreemptiveResource` of
engineers per team. One thing is left to SimPy's own ways: of several tasks of the lowest rank in
hand it interrupts the one that was last in the queue's order, our board the one started last.
"""

from __future__ import annotations

import math
import random

import simpy

TEAMS = 10
ENGINEERS = 8
FOCUS = 0.70  # what meetings (20 %) and leave (10 %) leave of a working hour
RESUMPTION_H = 0.25
SIZE_MEDIAN_H, SIZE_SD_LOG = 48.0, 0.85

DESIGN, BUILD, REVIEW, ENVIRONMENT, TEST, RELEASE = range(6)
SHARE = {DESIGN: 0.15, BUILD: 0.50, REVIEW: 0.10, TEST: 0.20, RELEASE: 0.05}
HANDS = {BUILD: 2}
TEST_FAILS, REDONE = 0.20, 0.30
ENVIRONMENTS = 15
WINDOW_H = 8.0

TOIL_SHARE, TOIL_URGENT = 0.30, 0.20
TOIL_MEDIAN_H, TOIL_SD_LOG = 1.5, 0.8
CHANGE_FAILS = 0.19
REPAIR_MEDIAN_H, REPAIR_SD_LOG = 6.0, 1.2

# The order in which tasks are taken; an incident interrupts.
INCIDENT, URGENT_TOIL, TOIL, REWORK, BEGUN, NEW = range(6)


class Feature:
    """A unit of demand: its size, and when the first engineer took it up."""

    def __init__(self, size_h: float) -> None:
        self.size_h = size_h
        self.committed = math.inf


class Team:
    """Engineers, a stream of toil, and as many features in progress as there are engineers."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.env = env = organisation.env
        self.luck = organisation.luck
        self.engineers = simpy.PreemptiveResource(env, capacity=ENGINEERS)
        self.ready: list[simpy.Event] = []
        env.process(self.toil())
        env.process(self.release_window())
        for _ in range(ENGINEERS):
            env.process(self.deliver_features())

    def work(self, effort_h, rank, *, step=0, feature=None, preempt=False):
        """Let one engineer do a task; whoever is interrupted queues again with what is left."""
        env = self.env
        left, resumption, age = effort_h / FOCUS, 0.0, env.now
        while left > 0.0:
            if feature is not None:
                age = feature.committed
            with self.engineers.request((rank, -step, age), preempt) as turn:
                try:
                    yield turn
                    yield env.timeout(resumption + left)
                    left = 0.0
                except simpy.Interrupt:  # perhaps in the very instant the turn came
                    left -= max(0.0, env.now - turn.usage_since - resumption)
                    resumption = RESUMPTION_H / FOCUS
            if feature is not None:
                feature.committed = min(feature.committed, turn.usage_since)

    def do(self, feature, step, *, again=False):
        """Do one step of a feature, by as many hands as it takes."""
        rank = REWORK if again else BEGUN if feature.committed < math.inf else NEW
        effort_h = feature.size_h * SHARE[step] * (REDONE if again else 1.0)
        hands = HANDS.get(step, 1)
        if hands == 1:
            yield from self.work(effort_h, rank, step=step, feature=feature)
        else:
            yield self.env.all_of(
                [
                    self.env.process(self.work(effort_h / hands, rank, step=step, feature=feature))
                    for _ in range(hands)
                ]
            )

    def deliver_features(self):
        """Carry one feature after the other from design to release."""
        env, luck, organisation = self.env, self.luck, self.organisation
        while True:
            feature = Feature(luck.lognormvariate(math.log(SIZE_MEDIAN_H), SIZE_SD_LOG))
            yield from self.do(feature, DESIGN)
            yield from self.do(feature, BUILD)
            yield from self.do(feature, REVIEW)
            with organisation.environments.request() as place:
                yield place
                yield from self.do(feature, TEST)
                while luck.random() < TEST_FAILS:
                    yield from self.do(feature, BUILD, again=True)
                    yield from self.do(feature, REVIEW, again=True)
                    yield from self.do(feature, TEST, again=True)
            yield from self.do(feature, RELEASE)
            out = env.event()
            self.ready.append(out)
            yield out
            organisation.delivered.append((feature.committed, env.now))

    def release_window(self):
        """Let what is ready leave once a day, as one deployment, which may have to be repaired."""
        env, luck = self.env, self.luck
        while True:
            yield env.timeout(WINDOW_H)
            leaving, self.ready = self.ready, []
            for out in leaving:
                out.succeed()
            if any(luck.random() < CHANGE_FAILS for _ in leaving):
                repair_h = luck.lognormvariate(math.log(REPAIR_MEDIAN_H), REPAIR_SD_LOG)
                env.process(self.work(repair_h, INCIDENT, preempt=True))

    def toil(self):
        """Put up toil that takes its share of the team's time."""
        env, luck = self.env, self.luck
        mean_h = TOIL_MEDIAN_H * math.exp(TOIL_SD_LOG**2 / 2)
        per_hour = TOIL_SHARE * FOCUS * ENGINEERS / mean_h
        while True:
            yield env.timeout(luck.expovariate(per_hour))
            rank = URGENT_TOIL if luck.random() < TOIL_URGENT else TOIL
            effort_h = luck.lognormvariate(math.log(TOIL_MEDIAN_H), TOIL_SD_LOG)
            env.process(self.work(effort_h, rank))


class Organisation:
    """The teams, the environments they share, and what they delivered: (committed, released)."""

    def __init__(self, run_in_h: float, seed: int, teams: int = TEAMS) -> None:
        self.env = simpy.Environment(initial_time=-run_in_h)
        self.luck = random.Random(seed)
        self.environments = simpy.Resource(self.env, capacity=ENVIRONMENTS * teams // TEAMS)
        self.delivered: list[tuple[float, float]] = []
        self.teams = [Team(self) for _ in range(teams)]


def lived_through(run_in_h: float, horizon_h: float, seed: int, teams: int = TEAMS) -> Organisation:
    """Return the organisation at the horizon."""
    organisation = Organisation(run_in_h, seed, teams)
    organisation.env.run(until=horizon_h)
    return organisation


def lead_times(run_in_h: float, horizon_h: float, seed: int, teams: int = TEAMS) -> list[float]:
    """Return the lead times (working hours) of the features released from hour 0 on."""
    delivered = lived_through(run_in_h, horizon_h, seed, teams).delivered
    return [released - committed for committed, released in delivered if released >= 0.0]


def events(run_in_h: float, horizon_h: float, seed: int) -> int:
    """Return how many events SimPy scheduled."""
    return next(lived_through(run_in_h, horizon_h, seed).env._eid)
