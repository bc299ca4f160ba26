"""The library's scenarios tell their stories in full, and keep their books."""

import pytest

import orgshift
from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.scenario import library


@pytest.mark.parametrize("name", library.names())
def test_every_story_says_what_it_asks_what_it_expects_and_where_it_comes_from(name):
    asked = orgshift.load(name)
    assert asked.question.endswith("?")
    assert len(asked.story) > 100
    assert asked.expected
    assert asked.sources or name == "nothing-changes"
    assert next(iter(asked.variants)) == "today"
    assert all(variant.title for variant in asked.variants.values())
    assert all(variant.adds_people == 0 for variant in asked.variants.values())


def test_where_nothing_changes_nothing_is_told():
    asked = orgshift.load("nothing-changes", overrides=["horizon=6 months"])
    found = orgshift.compare(asked, replications=3, jobs=2).differences
    assert (found.verdict == NOT_DISTINGUISHABLE).all()
    assert (found.difference.dropna() == 0.0).all()


def test_redrawn_teams_keep_all_people_services_and_books():
    asked = orgshift.load("reorganise", overrides=["horizon=6 months", "mechanisms.turnover=null"])
    for variant in asked.variants:
        run = orgshift.run(asked, variant)
        state_ = run.state[run.state.quantity == "engineers"]
        assert state_.groupby("month").value.sum().nunique() == 1
        paid = run.headcount.set_index(["team", "month"]).hours
        booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
        assert (booked.reindex(paid.index, fill_value=0.0) == paid).all()
