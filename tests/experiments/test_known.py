"""What is known is not simulated again, and what is known is exactly what would come out."""

import pandas as pd
import pytest

import orgshift
from orgshift.experiments import looks
from orgshift.experiments.comparison import TABLES

SMALL = """
    horizon: 2 months
    run_in: 1 month
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3}}
    workflow: {build: {share: 100 %}}
    mechanisms: {toil: {}}
    variants:
      today: {title: As it is}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


@pytest.fixture
def simulated(monkeypatch, cache):
    """Return the list of jobs that are simulated."""
    jobs = []

    def noted(work, todo, **options):
        jobs.extend(todo)
        return stream(work, todo, **options)

    stream = looks.stream
    monkeypatch.setattr(looks, "stream", noted)
    return jobs


def same(one, two):
    for name in (*TABLES, "levels", "differences"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)


def test_a_comparison_made_again_simulates_nothing_and_is_the_same(scenario, simulated):
    first = orgshift.compare(scenario(SMALL), replications=2, jobs=1)
    assert len(simulated) == 4
    simulated.clear()
    again = orgshift.compare(scenario(SMALL), replications=2, jobs=1)
    assert simulated == []
    same(first, again)
    assert first.about == again.about
    fresh = orgshift.compare(scenario(SMALL), replications=2, jobs=1, cache=False)
    assert len(simulated) == 4
    same(first, fresh)


def test_only_what_has_changed_is_simulated(scenario, simulated):
    orgshift.compare(scenario(SMALL), replications=2, jobs=1)
    simulated.clear()
    told = (
        SMALL.replace("As it is", "Our organisation")
        + "      more: {changes: {m: {at: day 0, policy: {limit: 2}}}}\n"
    )
    orgshift.compare(scenario(told), replications=3, jobs=1)
    assert [(job.variant, job.replication) for job in simulated] == [
        ("more", 0), ("more", 1), ("today", 2), ("fewer", 2), ("more", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "setting",
    ["teams.ada.engineers=4", "horizon=3 months", "people.meetings=21 %", "people.resumption=20 min",
     "variants.today.changes={x: {at: month 1, policy: {limit: 2}}}"],
)  # fmt: skip
def test_whatever_can_change_the_result_is_another_one(scenario, simulated, setting):
    orgshift.compare(scenario(SMALL), variants=["today"], replications=1, jobs=1)
    simulated.clear()
    orgshift.compare(scenario(SMALL, setting), variants=["today"], replications=1, jobs=1)
    assert len(simulated) == 1


def test_another_seed_or_build_is_another_one(scenario, simulated, monkeypatch):
    def run(**options):
        simulated.clear()
        orgshift.compare(scenario(SMALL), variants=["today"], replications=1, jobs=1, **options)
        return len(simulated)

    assert [run(), run(), run(seed=7), run(seed=7)] == [1, 0, 1, 0]
    monkeypatch.setattr("orgshift.store.build", lambda: {"orgshift": "another"})
    assert [run(), run()] == [1, 0]


def test_beliefs_are_known_by_what_was_drawn(scenario, simulated):
    believing = SMALL + "    people: {meetings: {value: 20 %, belief: 15 % to 25 %}}\n"
    first = orgshift.compare(scenario(believing), replications=4, jobs=1)
    assert len(simulated) == 8
    simulated.clear()
    same(first, orgshift.compare(scenario(believing), replications=4, jobs=1))
    assert simulated == []
    wider = believing.replace("15 % to 25 %", "10 % to 30 %")
    orgshift.compare(scenario(wider), replications=4, jobs=1)
    assert len(simulated) == 8


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", None])
def test_a_damaged_entry_is_simulated_again_and_mended(scenario, simulated, cache, damage):
    first = orgshift.compare(scenario(SMALL), replications=1, jobs=1)
    for path in cache.rglob("*.npz"):
        path.write_bytes(path.read_bytes()[:-200] if damage is None else damage)
    simulated.clear()
    same(first, orgshift.compare(scenario(SMALL), replications=1, jobs=1))
    assert len(simulated) == 2
    simulated.clear()
    same(first, orgshift.compare(scenario(SMALL), replications=1, jobs=1))
    assert simulated == []
