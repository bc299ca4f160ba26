"""Overlays: extends, --set, teams by count, variants that build on others, sweeps."""

import pytest

import orgshift

BASE = """
orgshift: 1
title: base
question: why
sources: [one, two]
horizon: 12 months
people: {meetings: 10 %, cost: 1000}
teams: {ada: {engineers: 4, services: 2}, bea: {engineers: 5}}
mechanisms: {toil: {share: 20 %}, skill: {}}
variants: {today: {}, other: {changes: {limit: {at: day 0, policy: {limit: 2}}}}}
"""


@pytest.fixture
def overlay(written):
    """Return a function that loads a file laid over BASE."""
    written(BASE, "base.yaml")

    def load(text, *overrides):
        text = "orgshift: 1\nextends: base.yaml\n" + text
        return orgshift.load(written(text, "over.yaml"), overrides=overrides)

    return load


def problems(load, *arguments):
    with pytest.raises(orgshift.ScenarioError) as error:
        load(*arguments)
    return [
        f"{f.place.file.split('/')[-1]}:{f.place.line}: {f.problem}" for f in error.value.faults
    ]


# -- extends ------------------------------------------------------------------------------------


def test_mappings_merge_lists_are_replaced_null_removes(overlay):
    scenario = overlay(
        "sources: [three]\nquestion: null\npeople: {meetings: 15 %, cost: null}\n"
        "teams: {ada: {engineers: 9}, cyd: {}, bea: null}\nmechanisms: {skill: null}\n"
    )
    assert scenario.sources == ("three",)
    assert scenario.question == ""
    assert (scenario.people.meetings, scenario.people.cost) == (0.15, 176_000)
    assert {name: team.engineers for name, team in scenario.teams.items()} == {"ada": 9, "cyd": 6}
    assert scenario.teams["ada"].services == 2
    assert list(scenario.mechanisms.named()) == ["toil"]
    assert list(scenario.variants) == ["today", "other"]


def test_an_overlay_keeps_the_name_of_its_own_file(overlay):
    assert overlay("title: over\n").name == "over"


def test_the_default_workflow_is_merged_like_a_written_one(overlay):
    scenario = overlay("workflow: {build: {hands: 1}}\n")
    assert list(scenario.workflow) == [
        "design", "build", "review", "environment", "test", "infrastructure", "release",
    ]  # fmt: skip
    assert (scenario.workflow["build"].hands, scenario.workflow["build"].share) == (1, 0.5)


def test_a_written_workflow_replaces_the_default_one(load):
    assert list(load("workflow: {serve: {effort: 1 h}}\n").workflow) == ["serve"]


def test_null_where_nothing_is_to_remove_is_a_fault(overlay):
    assert problems(overlay, "teams: {eda: null}\nvariants: {other: {changes: {x: null}}}\n") == [
        "over.yaml:3: null found; there is nothing here that it could remove",
        "over.yaml:4: null found; there is nothing here that it could remove",
    ]


def test_a_library_scenario_can_be_extended(written):
    path = written("orgshift: 1\nextends: convergence\nhorizon: 6 months\n")
    scenario = orgshift.load(path)
    assert (len(scenario.teams), scenario.horizon_months) == (12, 6)


def test_overlays_can_lie_on_overlays(written):
    written(BASE, "base.yaml")
    written("orgshift: 1\nextends: base.yaml\nteams: {ada: {engineers: 7}}\n", "middle.yaml")
    path = written("orgshift: 1\nextends: middle.yaml\nteams: {ada: {services: 1}}\n")
    ada = orgshift.load(path).teams["ada"]
    assert (ada.engineers, ada.services) == (7, 1)


@pytest.mark.parametrize("base", ["bse.yaml", "convergense", "3", "[a, b]", "..", ""])
def test_what_cannot_be_extended_says_what_can(written, base):
    written(BASE, "base.yaml")
    path = written(f"orgshift: 1\nextends: {base}\n")
    with pytest.raises(orgshift.ScenarioError) as error:
        orgshift.load(path)
    (fault,) = error.value.faults
    assert (fault.place.line, fault.path) == (2, "extends")
    assert "there is no " in fault.problem
    assert "base.yaml" in fault.problem
    assert ("did you mean" in fault.problem) == (base in ("bse.yaml", "convergense"))


def test_files_cannot_extend_each_other_in_a_circle(written):
    a = written("orgshift: 1\nextends: b.yaml\n", "a.yaml")
    written("orgshift: 1\nextends: a.yaml\n", "b.yaml")
    itself = written("orgshift: 1\nextends: c.yaml\n", "c.yaml")
    for path in (a, itself):
        with pytest.raises(orgshift.ScenarioError, match="extends itself in a circle"):
            orgshift.load(path)


def test_faults_of_base_and_overlay_are_told_together_each_in_its_file(written):
    written(BASE.replace("meetings: 10 %", "meetings: 110 %"), "base.yaml")
    path = written("orgshift: 1\nextends: base.yaml\nhorizon: 3\n", "over.yaml")
    found = problems(orgshift.load, path)
    assert found[0].startswith("base.yaml:7: '110 %' found")
    assert found[1].startswith("over.yaml:3: 3 has no unit")


def test_what_an_overlay_makes_inconsistent_is_told_in_the_overlay(overlay):
    (found,) = problems(overlay, "demand: {policy: arrivals, rate: 1/week, gap: 3 h}\n")
    assert found.startswith("over.yaml:3: arrivals need exactly one of rate, utilisation and gap")


# -- --set ----------------------------------------------------------------------------------------


def test_set_changes_one_setting_and_keeps_its_neighbours(overlay):
    ada = overlay("", "teams.ada.engineers=9").teams["ada"]
    assert (ada.engineers, ada.services) == (9, 2)


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("people.meetings=25 %", lambda s: s.people.meetings == 0.25),
        (" people.meetings = 25% ", lambda s: s.people.meetings == 0.25),
        ("horizon=3 months", lambda s: s.horizon_months == 3),
        ("mechanisms.toil=null", lambda s: list(s.mechanisms.named()) == ["skill"]),
        ("mechanisms.failed_changes={}", lambda s: s.mechanisms.failed_changes is not None),
        ("calendar=24x7", lambda s: s.calendar.hours_a_day == 24),
        ("variants.other.changes.limit.policy.limit=3", lambda s: "3" in str(s.variants["other"])),
        ("teams.bea=null", lambda s: list(s.teams) == ["ada"]),
        ("teams.ada={services: 7}", lambda s: s.teams["ada"].engineers == 4),
        ("workflow.build.hands=1", lambda s: s.workflow["build"].hands == 1),
        ("capabilities.deployment.by_hand=3 h", lambda s: len(s.capabilities) == 4),
        ("demand.size=median 2 days, p90 5 days", lambda s: s.demand.size.kind == "lognormal"),
    ],
)
def test_set_reaches_every_setting(overlay, setting, found):
    assert found(overlay("", setting))


def test_later_sets_win(overlay):
    assert overlay("", "seed=3", "seed=4").seed == 4


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("teams.aada.engineers=4", "'aada' is no team; did you mean 'ada'? (known: ada, bea)"),
        ("variants.othr.adds_people=1", "'othr' is no variant; did you mean 'other'?"),
        ("variants.other.changes.limt.at=day 3", "'limt' is no change; did you mean 'limit'?"),
        ("workflow.bild.hands=1", "'bild' is no step; did you mean 'build'?"),
        ("groups.platform.engineers=3", "'platform' is no group (known: none)"),
        ("teams.ada.enginers=4", "unknown setting; did you mean 'engineers'?"),
        ("teams.ada.engineers.x=4", "teams.ada.engineers is 4; 'x' is not in it"),
        ("people.meetings=150 %", "'150 %' found; a share is from 0 % to 100 %"),
        ("horizon=3", "3 has no unit; write it like '24 months'"),
        ("horizon", "write it as path=value"),
        ("=3", "write it as path=value"),
        ("horizon=", "write it as path=value, such as teams.a.engineers=9; null removes"),
        ("sources=[a", "a ] is missing"),
        ("extends=bare", "unknown setting"),
        ("teams=3", "settings are wanted here"),
        ("workflow.build.share=40 %", "add up to 90%"),
    ],
)
def test_a_wrong_set_is_shown_as_it_was_given(overlay, setting, problem):
    with pytest.raises(orgshift.ScenarioError) as error:
        overlay("", setting)
    (fault,) = error.value.faults
    assert str(fault).startswith(f"--set {setting}: ")
    assert problem in fault.problem


def test_all_wrong_sets_are_told_at_once_with_the_faults_of_the_file(overlay):
    found = problems(overlay, "seed: x\n", "nonsense", "teams.cyd.services=1", "replications=0")
    assert len(found) == 4


def test_set_addresses_names_with_dots(load):
    text = "teams: {shop.co.uk: {engineers: 4}, shop: {engineers: 2}}\n"
    scenario = load(text, "teams.shop.co.uk.engineers=9", "teams.shop.engineers=3")
    assert [team.engineers for team in scenario.teams.values()] == [9, 3]


# -- teams by count -------------------------------------------------------------------------------


def test_teams_by_count_are_numbered_from_one_and_alike(load):
    teams = load("teams: {front: {count: 3, engineers: 4, skill: 50 %}, back: {}}\n").teams
    assert list(teams) == ["front-1", "front-2", "front-3", "back"]
    assert {(t.engineers, t.skill) for n, t in teams.items() if n != "back"} == {(4, 0.5)}


def test_set_changes_the_count_or_one_of_the_counted(load):
    text = "teams: {front: {count: 3, engineers: 4, services: 1}}\n"
    assert len(load(text, "teams.front.count=5").teams) == 5
    teams = load(text, "teams.front-2.engineers=9").teams
    assert [(t.engineers, t.services) for t in teams.values()] == [(4, 1), (9, 1), (4, 1)]


@pytest.mark.parametrize("count", ["0", "-1", "2.5", "x", "null", "true", "1e9", "10001"])
def test_a_count_is_a_possible_number_of_teams(fault, count):
    found = fault(f"teams: {{front: {{count: {count}}}}}\n")
    assert found.startswith("3: teams.front.count: ")
    assert found.endswith(" found; write a whole number of teams, 1 to 10,000")


def test_a_counted_team_that_is_also_written_by_itself_is_a_fault(fault):
    found = fault("teams: {front-2: {}, front: {count: 3}}\n")
    assert found == "3: teams.front.count: 'front-2', one of the 3 teams, is also written by itself"


def test_the_fault_of_counted_teams_is_told_once(fault):
    assert "enginers" in fault("teams: {front: {count: 50, enginers: 3}}\n")


# -- policies of all teams ------------------------------------------------------------------------


def test_teams_inherit_demand_and_release_and_lay_their_own_over_it(load):
    scenario = load(
        "demand: {policy: pull, limit: 2, size: 3 days}\nrelease: {window: every 1 week}\n"
        "teams:\n  a: {}\n  b: {demand: {limit: 1}, release: {window: continuous}}\n"
        "  c: {demand: {policy: arrivals, rate: 1/week}}\n  d: {demand: none}\n"
    )
    a, b, c, d = scenario.teams.values()
    assert (a.demand.limit, a.demand.size.mean, str(a.release.window)) == (2, 24, "1 week")
    assert (b.demand.limit, b.demand.size.mean, b.release.window) == (1, 24, None)
    assert (c.demand.policy, c.demand.limit, c.demand.size.mean) == ("arrivals", None, 24)
    assert d.demand is None


def test_a_team_replaces_the_general_rate_by_a_way_of_its_own(load):
    scenario = load(
        "demand: {policy: arrivals, utilisation: 80 %}\n"
        "teams: {a: {}, b: {demand: {rate: 1/week}}, c: {demand: {gap: 3 days}}}\n"
    )
    a, b, c = (team.demand for team in scenario.teams.values())
    assert (a.utilisation, b.utilisation, c.utilisation) == (0.8, None, None)


def test_what_all_teams_inherit_is_wrong_once(fault):
    assert fault("demand: {size: 3}\n").startswith("4: demand.size: 3 has no unit")


# -- variants that build on others ----------------------------------------------------------------


def test_a_variant_lays_its_changes_over_those_of_the_one_it_extends(load):
    variants = load("""
        variants:
          today: {}
          small:
            title: Small
            changes:
              found: {at: day 0, start: {group: it, kind: platform, take: 1}}
              limit: {at: month 1, policy: {limit: 2}}
          large: {extends: small, changes: {found: {start: {take: 3}}}}
          none: {extends: large, changes: {found: null}}
    """).variants
    assert variants["large"].changes["found"].start.take == 3
    assert variants["large"].title == ""
    assert list(variants["none"].changes) == ["limit"]
    assert variants["small"].changes["found"].start.take == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{a: {extends: b}, b: {extends: a}}", "extends this one in turn"),
        ("{a: {extends: a}}", "extends this one in turn"),
        ("{today: {}, a: {extends: tody}}", "'tody' is no variant; did you mean 'today'?"),
        ("{today: {}, a: {extends: [today]}}", "is no variant"),
    ],
)
def test_a_variant_extends_another_that_is_there(fault, text, problem):
    assert problem in fault(f"variants: {text}\n")


def test_a_very_long_chain_of_variants_is_refused(faults):
    chain = "".join(f"  v{n}: {{extends: v{n - 1}}}\n" for n in range(500, 0, -1))
    assert "more than 50" in faults(f"variants:\n{chain}  v0: {{}}\n")[0]


# -- sweeps ---------------------------------------------------------------------------------------

SWEEP = """
variants:
  today: {}
  "platform-{n}":
    for: {n: VALUES}
    title: A platform of {n}
    changes: {found: {at: day 0, start: {group: it, kind: platform, take: "{n}"}}}
"""


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ("0..3", ["platform-0", "platform-1", "platform-2", "platform-3"]),
        ("[0, 3]", ["platform-0", "platform-3"]),
        ("[2]", ["platform-2"]),
        ("2..2", ["platform-2"]),
    ],
)
def test_a_sweep_makes_a_variant_per_value(load, values, names):
    variants = load(SWEEP.replace("VALUES", values)).variants
    assert list(variants) == ["today", *names]
    for name in names:
        assert variants[name].changes["found"].start.take == int(name[-1])
        assert variants[name].title == f"A platform of {name[-1]}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{p: {for: {n: 0..3}}}", "the variant's name has no {n} in it"),
        ('{"p-{n}": {for: {n: 3..1}}}', "no range of at most 1000 values, lowest first"),
        ('{"p-{n}": {for: {n: 0..100000}}}', "no range of at most 1000 values"),
        ('{"p-{n}": {for: 3}}', "write one letter and its values"),
        ('{"p-{n}": {for: {n: []}}}', "write one letter and its values"),
        ('{"p-{n}": {for: {n: [{a: 1}]}}}', "write one letter and its values"),
        ('{"p-{n}": {for: {n: [1, 1]}}}', "the variant 'p-1' comes twice"),
        ('{"p-{n}": {for: {n: [1]}}, p-1: {}}', "the variant 'p-1' comes twice"),
        ('{"p-{n}": {}}', "'p-{n}' is no name"),
    ],
)
def test_a_wrong_sweep_says_what_would_be_right(faults, text, problem):
    assert any(problem in found for found in faults(f"variants: {text}\n"))
