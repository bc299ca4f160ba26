"""The engine against a plain event list, feature by feature: the same hours, to the last bit.

Means of queues can be right by accident: whoever is served last first waits as long on average. Here
every feature has to begin and to be released in the very hour that the rules of docs/model.md say.
"""

from __future__ import annotations

import pytest
from tests.theory.worlds import WORLDS, both, differing

from orgshift.engine import flow, work
from orgshift.engine.demand import Demand
from orgshift.engine.flow import Flow
from orgshift.engine.work import Work
from orgshift.organisation.board import STEPS_PER_RANK, Rank, Task


@pytest.fixture
def world(scenario):
    """Return a function that loads a world by its name."""
    head = """
        horizon: 1 month
        run_in: 0 months
    """
    return lambda name: scenario(head.rstrip() + WORLDS[name])


@pytest.mark.parametrize("name", WORLDS)
def test_every_feature_is_begun_and_released_in_the_hour_the_rules_say(world, name):
    ours, theirs, plain = both(world(name))
    assert differing(ours, theirs) == []
    assert len(ours) > 200
    if "pre_empts" in WORLDS[name]:
        assert plain.interruptions > 50


# -- engines that are wrong, and the worlds that find them out --------------------------------------


def last_come_first_served(monkeypatch):
    monkeypatch.setattr(flow, "Task", lambda on, rank, age, *rest: Task(on, rank, -age, *rest))


def age_is_lost_with_the_interruption(monkeypatch):
    interrupt = Work._interrupt

    def forgetful(self, engineer):
        engineer.task.age = self.env.now
        interrupt(self, engineer)

    monkeypatch.setattr(Work, "_interrupt", forgetful)


def work_done_is_lost_with_the_interruption(monkeypatch):
    interrupt = Work._interrupt

    def wasteful(self, engineer):
        task, before = engineer.task, engineer.task.effort
        interrupt(self, engineer)
        task.effort = before

    monkeypatch.setattr(Work, "_interrupt", wasteful)


def longest_at_work_is_interrupted(monkeypatch):
    monkeypatch.setattr(work, "_lowest_then_latest", lambda one: (one.task.rank, -one.since))


def nobody_needs_to_resume(monkeypatch):
    begin = Work._start

    def at_once(self, engineer, task):
        resumption, self.resumption_h = self.resumption_h, 0.0
        begin(self, engineer, task)
        self.resumption_h = resumption

    monkeypatch.setattr(Work, "_start", at_once)


def focus_is_forgotten_on_going_on(monkeypatch):
    go_on = Work._go_on

    def undisturbed(self, engineer, task):
        engineer.task_rate = 1.0
        go_on(self, engineer, task)

    monkeypatch.setattr(Work, "_go_on", undisturbed)


def earlier_steps_go_first(monkeypatch):
    class Backwards(Task):
        def __init__(self, on, rank, *rest):
            super().__init__(on, rank, *rest)
            self.place = 2 * rank * STEPS_PER_RANK - self.place

    monkeypatch.setattr(flow, "Task", Backwards)


def planned_goes_before_unplanned(monkeypatch):
    monkeypatch.setattr(flow, "PLANNED", flow.UNPLANNED)


def rework_waits_with_what_is_begun(monkeypatch):
    monkeypatch.setattr(flow, "REWORK", (int(Rank.BEGUN), flow.REWORK[1]))


def rework_keeps_its_size_to_the_end(monkeypatch):
    monkeypatch.setattr(Flow, "_done_again", lambda *_: None)


def one_more_than_the_limit(monkeypatch):
    commit = Demand._commit

    def generous(self):
        self.team.in_progress -= 1
        committed = commit(self)
        self.team.in_progress += 1
        return committed

    monkeypatch.setattr(Demand, "_commit", generous)


def window_missed_by_one(monkeypatch):
    await_window = Flow._await_window

    def late(self, feature):
        first = feature.team.opening is None
        await_window(self, feature)
        if first:
            feature.team.opening += feature.team.window_h

    monkeypatch.setattr(Flow, "_await_window", late)


def second_hand_waits_as_if_nothing_was_begun(monkeypatch):
    monkeypatch.setattr(Work, "_rank_as_begun", lambda *_: None)


WRONG = [
    (last_come_first_served, "fifo"),
    (last_come_first_served, "tandem"),
    (last_come_first_served, "ranked"),
    (planned_goes_before_unplanned, "ranked"),
    (earlier_steps_go_first, "ranked"),
    (age_is_lost_with_the_interruption, "pre-emption"),
    (work_done_is_lost_with_the_interruption, "pre-emption"),
    (longest_at_work_is_interrupted, "pre-emption"),
    (nobody_needs_to_resume, "resumption"),
    (focus_is_forgotten_on_going_on, "resumption"),
    (one_more_than_the_limit, "pull"),
    (rework_waits_with_what_is_begun, "rework"),
    (rework_keeps_its_size_to_the_end, "rework"),
    (window_missed_by_one, "window"),
    (second_hand_waits_as_if_nothing_was_begun, "hands"),
]


@pytest.mark.parametrize(("planted", "name"), WRONG)
def test_an_engine_that_breaks_a_rule_is_found_out(world, monkeypatch, planted, name):
    planted(monkeypatch)
    ours, theirs, _ = both(world(name))
    assert differing(ours, theirs)
