"""The library's stories: what is said to come out does, with few replications on shorter horizons."""

import numpy as np
import pytest

import orgshift
from orgshift.experiments.intervals import NOT_DISTINGUISHABLE, interval
from orgshift.scenario import library


def runs(asked, variant, replications):
    return [orgshift.run(asked, variant, r) for r in range(replications)]


def released(run, first, last):
    """Return the effort of the features released in months [first, last)."""
    features = run.features[run.features.release_month.between(first, last - 1)]
    return float(features.size_h.sum())


def state(run, quantity, month):
    table = run.state
    return float(table[(table.quantity == quantity) & (table.month == month)].value.mean())


def toil(run, first, last):
    table = run.hours[run.hours.month.between(first, last - 1)]
    whole = table[~table.activity.isin(["meetings", "leave", "community", "coaching"])].hours.sum()
    return float(table[table.activity.str.startswith("toil")].hours.sum() / whole)


def surely(differences):
    """Return -1 or 1 if the 95 % interval lies on one side of zero, else 0."""
    found = interval(np.array(differences))
    return -1 if found.high < 0 else 1 if found.low > 0 else 0


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


def test_more_people_shorten_the_ticket_queue():
    asked = orgshift.load("ticket-queue", overrides=["horizon=9 months"])
    waits = {
        variant: [run.features.d_ticket.mean() for run in runs(asked, variant, 3)]
        for variant in ("today", "more-people")
    }
    assert surely(np.array(waits["more-people"]) - waits["today"]) == -1
    assert np.mean(waits["today"]) > 5


def test_a_mandate_is_fastest_and_dips_deepest():
    asked = orgshift.load("adoption", overrides=["horizon=16 months"])
    found = {v: runs(asked, v, 3) for v in ("by-choice", "in-waves", "mandated")}
    adopted = {
        v: np.mean([state(run, "adoption", 12) for run in mine]) for v, mine in found.items()
    }
    assert adopted["mandated"] > adopted["in-waves"] > adopted["by-choice"]
    # The migration work of all teams comes at once.
    moving = {
        v: np.mean([
            run.hours[(run.hours.activity == "migration") & (run.hours.month < 10)].hours.sum()
            for run in mine
        ])
        for v, mine in found.items()
    }  # fmt: skip
    assert moving["mandated"] > 1.5 * moving["in-waves"] > moving["by-choice"]


def test_nobody_on_the_platform_is_no_platform_and_a_fifth_of_all_is_too_many():
    asked = orgshift.load("how-many-on-the-platform", overrides=["horizon=12 months"])
    today, none, many = (runs(asked, v, 3) for v in ("today", "platform-0", "platform-14"))
    for ours, theirs in zip(none, today, strict=True):
        assert released(ours, 0, 12) == released(theirs, 0, 12)
    fewer = [released(b, 0, 12) - released(a, 0, 12) for a, b in zip(today, many, strict=True)]
    assert surely(fewer) == -1


def test_an_enabling_team_takes_up_what_hurts_everybody_a_little():
    asked = orgshift.load("local-or-global", overrides=["horizon=15 months"])
    today, enabling = (runs(asked, v, 3) for v in ("today", "enabling"))
    assert all(state(run, "shared_pains", 15) < 6 for run in enabling)
    less = [toil(b, 12, 15) - toil(a, 12, 15) for a, b in zip(today, enabling, strict=True)]
    assert surely(less) == -1


def test_toil_snowballs_with_success_and_a_platform_takes_the_slope_away():
    asked = orgshift.load("toil-snowball", overrides=["horizon=30 months"])
    today, relief = (runs(asked, v, 3) for v in ("today", "relief"))
    rise = [toil(run, 24, 30) - toil(run, 0, 6) for run in today]
    assert surely(rise) == 1
    assert np.mean(rise) > 0.05
    flatter = [toil(b, 24, 30) - toil(a, 24, 30) for a, b in zip(today, relief, strict=True)]
    assert surely(flatter) == -1


def test_redrawn_teams_keep_all_people_services_and_books():
    asked = orgshift.load("reorganise", overrides=["horizon=6 months", "mechanisms.turnover=null"])
    for variant in asked.variants:
        run = orgshift.run(asked, variant)
        state_ = run.state[run.state.quantity == "engineers"]
        assert state_.groupby("month").value.sum().nunique() == 1
        paid = run.headcount.set_index(["team", "month"]).hours
        booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
        assert (booked.reindex(paid.index, fill_value=0.0) == paid).all()


def test_coaching_moves_skill_further_than_meetings_of_the_same_hours():
    asked = orgshift.load("community-or-enabling", overrides=["horizon=12 months"])
    found = {v: runs(asked, v, 3) for v in ("today", "community", "enabling")}
    gained = {
        v: [state(b, "skill", 12) - state(a, "skill", 12)
            for a, b in zip(found["today"], found[v], strict=True)]
        for v in ("community", "enabling")
    }  # fmt: skip
    assert surely(gained["community"]) == 1
    assert surely(np.array(gained["enabling"]) - gained["community"]) == 1


def test_a_community_makes_a_painful_platform_less_painful():
    asked = orgshift.load("painful-platform", overrides=["horizon=20 months"])
    alone, told = (runs(asked, v, 5) for v in ("platform", "platform-community"))

    def friction(run):
        return np.mean([state(run, "friction", month) for month in range(12, 21)])

    assert surely([friction(b) - friction(a) for a, b in zip(alone, told, strict=True)]) == -1
