"""People are only moved, unless a variant says that it adds some: at load as in a run."""

import pytest

import orgshift

WORLD = """
horizon: 6 months
run_in: 0 months
teams: {ada: {engineers: 6}, bea: {engineers: 4}, cyd: {engineers: 4}}
groups: {testers: {kind: specialist, engineers: 2}}
workflow: {build: {effort: 8 h}}
variants: {today: {}, other: {ADDS changes: {CHANGES}}}
"""
FOUND = "a: {at: month 1, start: {group: it, kind: platform, take: PEOPLE}}"


def world(changes, adds=0):
    text = WORLD.replace("CHANGES", changes)
    return text.replace("ADDS", f"adds_people: {adds}," if adds else "")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (FOUND.replace("PEOPLE", "12"), "12 wanted and 11 can go; a team keeps at least one"),
        ("a: {at: day 0, move: {people: 4, from: bea, to: ada}}", "4 wanted and 3 can go"),
        ("a: {at: day 0, move: {people: 3, from: testers, to: ada}}", "3 wanted and 2 can go"),
        ("a: {at: day 0, move: {people: 7, from: all teams, to: ada}}", "7 wanted and 6 can go"),
        (FOUND.replace("PEOPLE", "8"), "a platform of 8 for 6 engineers in teams"),
        ("a: {at: day 0, hire: {people: 1000000, to: ada}}", "it should be 10000 or less"),
    ],
)
def test_more_people_than_there_are_cannot_go(fault, changes, problem):
    assert problem in fault(world(changes))


def test_people_who_went_are_no_longer_there(fault):
    moves = (
        "a: {at: day 0, move: {people: 2, from: bea, to: ada}},"
        " b: {at: day 5, move: {people: 2, from: bea, to: ada}}"
    )
    assert fault(world(moves)).endswith("2 wanted and 1 can go; a team keeps at least one")


def test_changes_count_in_the_order_of_their_dates(load, faults):
    moves = (
        "b: {at: DATE, move: {people: 4, from: bea, to: ada}},"
        " a: {at: month 1, move: {people: 2, from: ada, to: bea}}"
    )
    assert load(world(moves.replace("DATE", "2027-02-02")))
    assert "4 wanted and 3 can go" in faults(world(moves.replace("DATE", "3 weeks")))[0]


@pytest.mark.parametrize(("hired", "says"), [(2, 0), (0, 2), (2, 1)])
def test_a_variant_says_how_many_people_it_adds(fault, hired, says):
    changes = f"a: {{at: day 0, hire: {{people: {hired}, to: ada}}}}" if hired else ""
    problem = f"the changes hire {hired} and adds_people says {says}"
    assert problem in fault(world(changes, says))


def test_hiring_at_the_start_of_a_group_counts_as_hiring(load):
    changes = "a: {at: day 0, start: {group: it, kind: platform, take: 1, hire: 2}}"
    assert load(world(changes, 2))


def test_a_step_keeps_somebody_who_does_it(faults):
    text = world("a: {at: day 0, stop: testers}, b: {at: day 3, hire: {people: 1, to: ada}}", 1)
    text = text.replace("{build: {effort: 8 h}}", "{test: {effort: 8 h, by: testers}}")
    (found,) = faults(text)
    assert "nobody is left in 'testers', who do the step 'test'" in found


@pytest.mark.parametrize(
    "changes",
    [
        FOUND.replace("PEOPLE", "4"),
        FOUND.replace("PEOPLE", "4") + ", b: {at: month 2, stop: it}",
        FOUND.replace("PEOPLE", "4") + ", b: {at: month 2, stop: {group: it, to: [bea, cyd]}}",
        "a: {at: month 1, stop: testers}",
        "a: {at: month 1, stop: {group: testers, to: all teams}}",
        "a: {at: month 1, move: {people: 3, from: all teams, to: ada}}",
        "a: {at: month 1, move: {people: 2, from: [bea, testers], to: ada}}",
        FOUND.replace("PEOPLE", "3")
        + ", b: {at: month 2, move: {people: 2, from: it, to: testers}}, c: {at: month 3, stop: it}",
    ],
)
def test_heads_counted_at_load_are_those_of_the_run(load, changes):
    from orgshift.scenario.headcount import _Heads

    scenario = load(world(changes))
    heads = _Heads(scenario)
    assert list(heads.follow("other", scenario.variants["other"])) == []
    state = orgshift.run(scenario, "other").state
    last = state[(state.quantity == "engineers") & (state.month == 6)]
    ran = {row.team: int(row.value) for row in last.itertuples()}
    assert ran == {name: heads.people[name] for name in ran}
    assert sum(ran.values()) == 16
