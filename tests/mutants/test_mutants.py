"""The model broken on purpose: the library's contracts and the books find out.

A mutant is caught where a claim of a shipped scenario no longer leans to hold over two replications,
or where the books no longer balance. Those that nobody finds are listed, and few.
"""

import numpy as np
import pytest

import orgshift
from orgshift.engine import luck, tables
from orgshift.engine.flow import Flow
from orgshift.engine.work import Work
from orgshift.experiments.contracts import Outcome, check
from orgshift.mechanisms.central_service import CentralService
from orgshift.mechanisms.coaching import Coaching
from orgshift.mechanisms.cognitive_load import CognitiveLoad
from orgshift.mechanisms.community import Community, Guild
from orgshift.mechanisms.dependencies import Dependencies
from orgshift.mechanisms.failed_changes import FailedChanges
from orgshift.mechanisms.platform.adoption import Adoption
from orgshift.mechanisms.platform.friction import RoughEdges
from orgshift.mechanisms.platform.platform import Platform
from orgshift.mechanisms.shared_pain import SharedPain
from orgshift.mechanisms.skill import Skill
from orgshift.mechanisms.toil import Toil
from orgshift.mechanisms.turnover import Turnover
from orgshift.organisation.team import Team


def nothing(*_, **__):
    return None


uniforms, of_luck = luck.Luck.uniforms, luck.Luck.__init__


def of_all(self, owners, block, length):
    """Draw the luck of everybody alike: the owner's name does not count."""
    return uniforms(self, [owner.partition("/")[2] for owner in owners], block, length)


def same_for_all_replications(self, seed, _replication):
    of_luck(self, seed, 0)


def reversed_priority(self, task, _queue=Work._queue):
    place = task.place
    task.place = -place
    _queue(self, task)
    task.place = place


def an_hour_less(simulation, booked, _hours=tables._hours):
    hours = _hours(simulation, booked)
    hours.loc[0, "hours"] -= 1.0
    return hours


def toil_to_nobody(simulation, booked, _hours=tables._hours):
    hours = _hours(simulation, booked)
    return hours[hours.activity != "toil_service"]


def a_month_late(simulation, booked, _hours=tables._hours):
    hours = _hours(simulation, booked)
    return hours.assign(month=hours.month + 1)


def paid_twice(*arguments, _paid=tables.headcount_hours):
    return 2.0 * _paid(*arguments)


def onward(_flow, _feature, step, _visit):
    return step.after


#: name: (scenario whose contract should find it, what is patched, with what).
MUTANTS = {
    "no toil at all": ("nothing-changes", Toil, "begin", nothing),
    "services bring no toil": ("toil-snowball", Toil, "service_born", nothing),
    "a platform covers nothing": ("convergence", Platform, "coverage", lambda *_: 0.0),
    "nobody adopts": ("convergence", Adoption, "_adopt", nothing),
    "a launch is not announced": ("convergence", Adoption, "launched", nothing),
    "choice is as sure as a mandate": ("adoption", Adoption, "_hazard", lambda *_: 1e9),
    "coaches teach nothing": ("community-or-enabling", Coaching, "_teach", nothing),
    "a community learns nothing": ("community-or-enabling", Guild, "_learn", nothing),
    "a community tells nobody where it hurts": (
        "painful-platform", Community, "informed", lambda *_: 0.0,
    ),
    "rough edges stay rough": ("painful-platform", RoughEdges, "smooth", nothing),
    "irritants stay": ("local-or-global", SharedPain, "remove_shared_pain", nothing),
    "tickets cost nobody anything": ("ticket-queue", CentralService, "supply", nothing),
    "nothing fails": ("nothing-changes", FailedChanges, "probability", lambda *_: 0.0),
    "half of all changes fail": ("nothing-changes", FailedChanges, "probability", lambda *_: 0.5),
    "overload costs nothing": ("nothing-changes", CognitiveLoad, "pace", lambda *_: 1.0),
    "teams need nobody else": ("nothing-changes", Dependencies, "gate", nothing),
    "newcomers know everything": ("nothing-changes", Turnover, "ramp", lambda *_: 1.0),
    "who leaves is not replaced": ("nothing-changes", Turnover, "_replace", nothing),
    "skill makes nothing faster": ("nothing-changes", Skill, "effort_factor", lambda *_: 1.0),
    "skill makes everything slower": ("nothing-changes", Skill, "effort_factor", lambda *_: 9.0),
    "skill is as it was": ("nothing-changes", Skill, "_week", nothing),
    "a third of the limit": ("nothing-changes", Team, "wip_limit", property(lambda _: 2)),
    "priority is turned round": ("nothing-changes", Work, "_queue", reversed_priority),
    "teams share their luck": ("nothing-changes", luck.Luck, "uniforms", of_all),
    "every replication is the same": (
        "nothing-changes", luck.Luck, "__init__", same_for_all_replications,
    ),
    "an hour is not booked": ("nothing-changes", tables, "_hours", an_hour_less),
    "toil is booked to nobody": ("nothing-changes", tables, "_hours", toil_to_nobody),
    "hours are booked a month late": ("nothing-changes", tables, "_hours", a_month_late),
    "people are paid twice": ("nothing-changes", tables, "headcount_hours", paid_twice),
    "nothing is done again": ("nothing-changes", Flow, "_onward", onward),
}  # fmt: skip
#: Found by no contract and no book: no story claims what skill does to today, and incidents
#: pre-empt whatever the order of the rest.
SURVIVORS = {"skill is as it was", "skill makes nothing faster", "priority is turned round"}


def wrong_books(run):
    """Return what is wrong with a run whatever the story: books, people, luck."""
    paid = run.headcount.groupby(["team", "month"], observed=True).hours.sum()
    booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
    people = run.state[run.state.quantity == "engineers"].groupby("month").value.sum()
    first = run.features[run.features.feature <= 3]
    # Teams have a factor of their own; of two features of a team only luck makes the difference.
    sizes = first.groupby("team", observed=True).size_h.apply(
        lambda h: round(h.iloc[0] / h.iloc[1], 6)
    )
    wrong = {
        "hours are missing": not np.array_equal(booked.reindex(paid.index, fill_value=0.0), paid),
        "people are missing": abs(people.iloc[-1] - people.iloc[0]) > 0.1 * people.iloc[0],
        "teams have the same luck": sizes.nunique() < len(sizes),
        "more is in progress than may be": (
            run.state[run.state.quantity == "wip"].value.max() > 2 * 6
        ),
    }
    return [what for what, is_so in wrong.items() if is_so]


def found_by(scenario):
    """Return what finds fault with the model: books first, then the claims of *scenario*."""
    asked = orgshift.load(scenario)
    short = orgshift.load("organisation", overrides=["horizon=3 months", "run_in=3 months"])
    runs = [orgshift.run(short, replication=r) for r in (0, 1)]
    found = [what for run in runs for what in wrong_books(run)]
    if runs[0].features.equals(runs[1].features):
        found.append("replications have the same luck")
    if found:
        return found
    verdicts = check(asked, replications=2, jobs=1).verdicts
    return [v.name for v in verdicts if v.leans_to is not Outcome.HOLDS]


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_model_is_found_out(name, monkeypatch):
    scenario, owner, attribute, broken = MUTANTS[name]
    assert hasattr(owner, attribute)
    monkeypatch.setattr(owner, attribute, broken)
    try:
        found = found_by(scenario)
    except Exception as error:  # a model that cannot run is found out, too
        found = [repr(error)]
    print(f"{name}: {', '.join(found) or 'SURVIVES'}")
    assert bool(found) == (name not in SURVIVORS)


def test_few_mutants_survive():
    print("survivors:", ", ".join(sorted(SURVIVORS)))
    assert set(MUTANTS) >= SURVIVORS
    assert len(MUTANTS) >= 20
    assert len(SURVIVORS) <= 0.1 * len(MUTANTS)


@pytest.mark.slow
def test_an_unbroken_model_is_not_found_fault_with():
    assert found_by("nothing-changes") == []


def test_the_books_of_an_unbroken_model_are_right():
    short = orgshift.load("organisation", overrides=["horizon=3 months", "run_in=3 months"])
    assert wrong_books(orgshift.run(short)) == []
