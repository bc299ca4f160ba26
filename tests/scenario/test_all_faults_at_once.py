"""One fault hides no other, and none is told that is only the shadow of another."""

import pytest

import orgshift

MANY = """
horizon: 24
people: {meetings: 150 %, leve: 10 %}
teams: {ada: {engineers: six}, bea: {engineers: 5}}
workflow: {build: {share: 100 %, need: deploy, next: {bild: 5 %}}}
groups: {it: {kind: platfrm}}
variants:
  today: {}
  other:
    changes:
      one: {at: day 0, move: {people: 1, from: aada, to: bea}}
      two: {at: 2026-01-01, hire: {peple: 1, to: ada}}
"""


def test_schema_faults_do_not_hide_names_that_are_not_there(faults):
    found = faults(MANY)
    assert [line.split(": ")[1] for line in found] == [
        "horizon",
        "people.meetings",
        "people.leve",
        "teams.ada.engineers",
        "workflow.build.need",
        "workflow.build.next.bild",
        "groups.it",
        "variants.other.changes.one.move.from",
        "variants.other.changes.two.hire.people",
        "variants.other.changes.two.hire.peple",
    ]


def test_faults_come_in_the_order_of_the_file(load):
    with pytest.raises(orgshift.ScenarioError) as error:
        load(MANY)
    places = [(fault.place.line, fault.place.column) for fault in error.value.faults]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        # A team, step, variant, group or change that is misread is still there for the others.
        (
            "teams: {ada: 6, bea: {}}\nvariants: {x: {changes: {m: {at: day 0,"
            " move: {people: 1, from: ada, to: bea}}}}}\n",
            "teams.ada",
        ),
        ("workflow: {a: [1], b: {share: 100 %, next: {a: 5 %}}}\n", "workflow.a"),
        ("capabilities: {c: 3}\nworkflow: {a: {share: 100 %, need: c}}\n", "capabilities.c"),
        ("variants: {x: 3, y: {extends: x}}\n", "variants.x"),
        (
            "groups: {it: {kind: platform, enginers: 3}}\n"
            "variants: {x: {changes: {s: {at: day 0, stop: it}}}}\n",
            "groups.it.enginers",
        ),
        (
            "groups: {it: {kind: platfrm}}\nvariants: {x: {changes: {s: {at: day 0, stop: it}}}}\n",
            "groups.it",
        ),
        (
            "variants: {x: {changes: {s: {at: day 0, start: {group: it, knd: platform}},"
            " t: {at: day 3, stop: it}}}}\n",
            "variants.x.changes.s.start",
        ),
        (
            "teams: 3\nvariants: {x: {changes: {s: {at: day 0, hire: {people: 1, to: ada}}}}}\n",
            "teams",
        ),
        # What is reckoned from a misread number is not reckoned.
        (
            "horizon: x\nvariants: {x: {changes: {p: {at: month 30, policy: {limit: 2}}}}}\n",
            "horizon",
        ),
        (
            "teams: {ada: {engineers: x}, bea: {}}\n"
            "variants: {x: {changes: {s: {at: day 0, move: {people: 20, from: ada, to: bea}}}}}\n",
            "teams.ada.engineers",
        ),
        ("workflow: {a: {share: x}, b: {share: 50 %}}\n", "workflow.a.share"),
        ("people: {meetings: 95 %, leave: x}\n", "people.leave"),
        (
            "variants: {x: {adds_people: x, changes: {h: {at: day 0, hire: {people: 1, to: ada}}}}}\n",
            "variants.x.adds_people",
        ),
        ("demand: {policy: arrivals, rate: x}\n", "demand.rate"),
        ("calendar: {working_days: [monday]}\n", "calendar.working_days.0"),
        ("title: 3\nseed: x\n".replace("title: 3\n", ""), "seed"),
    ],
)
def test_one_fault_casts_no_shadow(fault, text, only):
    assert fault(text).split(": ")[1] == only


def test_a_missing_title_hides_nothing(written):
    path = written("orgshift: 1\nteams: {a: {}}\nworkflow: {b: {share: 100 %, need: deploy}}\n")
    with pytest.raises(orgshift.ScenarioError) as error:
        orgshift.load(path)
    assert [fault.path for fault in error.value.faults] == ["title", "workflow.b.need"]


def test_keys_written_twice_hide_nothing(faults):
    found = faults("seed: 1\nseed: 2\nhorizon: 3\nvariants: {x: {extends: y}}\n")
    assert [line.split(": ")[1] for line in found] == ["seed", "horizon", "variants.x.extends"]


def test_the_same_fault_of_many_teams_is_told_once(faults):
    teams = ", ".join(f"t{n}: {{}}" for n in range(30))
    assert len(faults(f"teams: {{{teams}}}\nrelease: {{window: often}}\n")) == 1


def test_an_error_survives_its_way_between_processes(load):
    import pickle

    with pytest.raises(orgshift.ScenarioError) as error:
        load("horizon: 3\n")
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
