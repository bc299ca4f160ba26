"""What a scenario's parts must be to each other."""

import pytest

import orgshift

PLATFORM = "start: {group: it, kind: platform, take: 1}"


def change(body):
    return f"variants: {{today: {{}}, other: {{changes: {{c: {{at: month 1, {body}}}}}}}}}\n"


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("teams: {all teams: {}}\n", "'all teams' stands for something else"),
        ("groups: {all teams: {kind: specialist}}\n", "'all teams' stands for something else"),
        ("workflow: {done: {effort: 1 h}}\n", "'done' stands for something else"),
        ('teams: {"": {}}\n', "'' is no name; it starts with a letter or digit"),
        ("teams: {a/b: {}}\n", "'a/b' is no name"),
        ('teams: {" a": {}}\n', "' a' is no name"),
        ('teams: {"a ": {}}\n', "'a ' is no name"),
        ('teams: {"a\\nb": {}}\n', "is no name"),
        (f"teams: {{{'a' * 61}: {{}}}}\n", "is no name"),
        ("groups: {ada: {kind: specialist}}\n", "'ada' is a team already"),
        (change("start: {group: ada, kind: platform}"), "'ada' is a team already"),
        (change("start: {group: a/b, kind: platform}"), "'a/b' is no name"),
    ],
)
def test_a_name_is_a_name(faults, text, problem):
    assert any(problem in found for found in faults(text))


def test_spaces_dots_numbers_and_letters_of_all_languages_make_names(load):
    text = "teams: {Équipe 1: {}, shop.co.uk: {}, 2027: {}, 検索: {}, a_b-c (x): {}}\n"
    assert len(load(text + "variants: {two teams: {}, 3: {}}\n").teams) == 5


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("workflow: {a: {share: 100 %, by: testers}}\n", "'testers' is no team or group"),
        ("workflow: {a: {share: 100 %, need: deploy}}\n", "did you mean 'deployment'?"),
        ("workflow: {a: {share: 100 %, next: {b: 5 %}}}\n", "'b' is no step"),
        ("teams: {a: {skill: {deploy: 50 %}}}\n", "did you mean 'deployment'?"),
        ("groups: {p: {kind: platform, roadmap: [deploy]}}\n", "did you mean 'deployment'?"),
        (
            "groups: {p: {kind: platform, adoption: {mode: waves, order: [aada]}}}\n",
            "'aada' is no team; did you mean 'ada'?",
        ),
        (
            "mechanisms: {shared_environments: {taken_at: env}}\n",
            "'env' is no step; did you mean 'environment'?",
        ),
        ("mechanisms: {failed_changes: {capability: deploy}}\n", "did you mean 'deployment'?"),
        (change("move: {people: 1, from: aada, to: bea}"), "'aada' is no team or group; did you"),
        (change("move: {people: 1, from: ada, to: platform}"), "'platform' is no team or group"),
        (change("move: {people: 1, from: [all teams], to: ada}"), "'all teams' is no team or"),
        (change("stop: platform"), "'platform' is no group"),
        (change("stop: ada"), "'ada' is no group"),
        (change("hire: {people: 1, to: cyd}"), "'cyd' is no team or group"),
        (change("policy: {limit: 2, teams: [cyd]}"), "'cyd' is no team"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(faults, text, problem):
    (found,) = faults(text)
    assert problem in found
    assert "(known: " in found


def test_a_group_is_known_from_its_start_to_its_stop(load, faults):
    text = """
    variants:
      x:
        adds_people: 1
        changes:
          late: {at: month 3, stop: it}
          early: {at: month 1, start: {group: it, kind: platform, take: 1}}
          between: {at: month 2, hire: {people: 1, to: it}}
    """
    assert len(load(text).variants["x"].changes) == 3
    assert "'it' is no team or group" in faults(text.replace("month 2", "month 4"))[0]


# -- possible numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("people: {meetings: 150 %}\n", "people.meetings: '150 %' found; a share is from 0 %"),
        ("people: {meetings: 60 %, leave: 35 %}\n", "people: meetings and leave leave 5% of"),
        ("teams: {a: {engineers: 0}}\n", "teams.a.engineers: 0 found; it should be 1 or more"),
        ("teams: {a: {engineers: -3}}\n", "it should be 1 or more"),
        ("teams: {a: {engineers: 1e400}}\n", "inf found; a whole number is wanted here"),
        ("teams: {a: {factor: 0}}\n", "it should be more than 0"),
        ("people: {spread: .nan}\n", "'.nan' found; a number is wanted here"),
        ("people: {cost: -1}\n", "it should be 0 or more"),
        ("people: {spread: true}\n", "true found; a number is wanted here"),
        ("replications: 0\n", "it should be 1 or more"),
        ("replications: true\n", "true found; a whole number is wanted here"),
        ("seed: -1\n", "it should be 0 or more"),
        ("seed: 99999999999999999999\n", "it should be less than 9223372036854775808"),
        ("horizon: 0 months\n", "'0 months' found; it should be 1 or more"),
        ("horizon: 2000 months\n", "it should be 1200 or less"),
        ("demand: {limit: 0}\n", "demand.limit: 0 found; a limit is features in progress per"),
        ("demand: {limit: one per engineer}\n", "such as '1 per engineer'"),
        ("demand: {policy: arrivals, rate: 0/week}\n", "a rate is more than 0"),
        ("demand: {policy: arrivals, utilisation: 0 %}\n", "between 0 % and 100 %"),
        ("demand: {policy: arrivals, utilisation: 100 %}\n", "the queue grows for ever"),
        ("demand: {policy: arrivals}\n", "found none"),
        ("demand: {policy: arrivals, rate: 1/week, gap: 3 h}\n", "found rate and gap"),
        ("demand: {policy: arrivals, rate: 1/week, limit: 1}\n", "given under 'policy: arrivals'"),
        ("demand: {rate: 1/week}\n", "given under 'policy: pull'"),
        ("release: {window: every 0 weeks}\n", "a window opens once a minute at most"),
        ("release: {window: every 1e-9 h}\n", "a window opens once a minute at most"),
        ("release: {window: often}\n", "a window is 'continuous' or 'every 2 weeks'"),
        ("mechanisms: {toil: {skill_relief: 100 %}}\n", "it should be 0.95 or less"),
        ("mechanisms: {skill: {novice: 0.5}}\n", "0.5 found; it should be 1 or more"),
        ("mechanisms: {skill: {fade: 2 %}}\n", "write it like '2 %/month'"),
        (
            "groups: {p: {kind: platform, engineers: 10}}\n",
            "groups.p.engineers: a platform of 10 for 9 engineers in teams; it should be smaller",
        ),
        (
            "groups: {p: {kind: platform, coverage_mature: 30 %}}\n",
            "30% at maturity is less than the 40% at launch",
        ),
        ("groups: {p: {kind: platform, roadmap: [[]]}}\n", "a stage is empty"),
        ("groups: {p: {kind: platform, roadmap: deployment}}\n", "the roadmap is a list of stages"),
        ("groups: {p: {kind: platform}, q: {kind: platform}}\n", "there is one at a time"),
        ("capabilities: {}\ngroups: {p: {kind: platform}}\n", "no capabilities that a platform"),
    ],
)
def test_an_impossible_number_is_refused(faults, text, problem):
    assert any(problem in found for found in faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "horizon: 1 month\nrun_in: 0 months\n",
        "people: {meetings: 0 %, leave: 0 %, spread: 0, cost: 0}\n",
        "people: {meetings: 79 %, leave: 10 %}\n",
        "teams: {a: {engineers: 1, services: 0, skill: 0 %, factor: 0.1}}\n",
        "teams: {a: {engineers: '6'}}\n",
        "release: {window: continuous}\nworkflow: {a: {delay: 1 day, window: true}}\n",
        "mechanisms: {toil: {share: 0 %, effort: 0 h}, failed_changes: {base: 100 %}}\n",
        "mechanisms: {toil: {features_per_service: never}, shared_environments: {number: 1}}\n",
        "groups: {p: {kind: platform}}\n",
        change(PLATFORM.replace("take: 1", "take: 0")),
        "demand: none\nteams: {a: {demand: none}}\n".replace("demand: none\n", "", 1),
        "capabilities: {}\nworkflow: {a: {effort: 1 h}}\nmechanisms: {toil: {}, skill: {}}\n",
    ],
)
def test_what_is_odd_but_possible_loads_and_runs(load, text):
    horizon = "" if "horizon" in text else "horizon: 2 months\nrun_in: 1 month\n"
    scenario = load(horizon + text)
    run = orgshift.run(scenario, list(scenario.variants)[-1])
    assert run.horizon_h > 0


def test_a_tenth_of_the_time_is_enough(load):
    assert load("people: {meetings: 80 %, leave: 10 %}\n")


# -- the workflow ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ("{a: {share: 60 %}, b: {share: 60 %}}", "the shares of a, b add up to 120%"),
        ("{a: {share: 100 %, effort: 3 h}}", "share and effort are both given"),
        ("{a: {effort: 1 h}, b: {hands: 2}}", "hands without share or effort"),
        ("{a: {effort: 1 h}, b: {by: ada}}", "'ada' without share or effort have nothing to do"),
        ("{a: {effort: 1 h, next: {a: 60 %, done: 60 %}}}", "add up to 120%"),
        ("{a: {effort: 1 h, next: {a: 100 %}}}", "no feature that comes here ever leaves"),
        ("{a: {effort: 1 h, next: {b: 100 %}}, b: {next: {a: 100 %}}}", "ever leaves"),
        ("{}", "there is not enough in it; at least 1 is needed"),
        ("{" + ", ".join(f"s{n}: {{effort: 1 h}}" for n in range(101)) + "}", "at most 100"),
        ("{a: {effort: 1 h, next: b}}", "settings are wanted here"),
        ("{a: 5 days}", "settings are wanted here"),
        ("{a: {effort: 1 h, tag: comit}}", "did you mean 'commit'?"),
        ("{a: {effort: 1 h, need: [deployment]}}", "known here: capability, number"),
        ("{a: {effort: 1 h, by: p}}\ngroups: {p: {kind: specialist}}", "nobody is in 'p'"),
        ("{a: {effort: median 1 h, p90 3 h}}", "put the text with the comma in quotes"),
    ],
)
def test_a_workflow_that_cannot_be_walked_is_refused(faults, steps, problem):
    assert any(problem in found for found in faults(f"workflow: {steps}\n"))


def test_a_step_needs_somebody_from_the_start(fault):
    text = "workflow: {a: {effort: 1 h, by: it}}\n" + change(PLATFORM)
    assert "'it' starts with a change only" in fault(text)


def test_shares_may_be_thirds(load):
    assert len(load("workflow: {a: {share: 33.3%}, b: {share: 33.3%}, c: {share: 33.3%}}").workflow)


# -- what would have no end -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "workflow: {a: {}}\n",
        "workflow: {a: {effort: 0 h}, b: {delay: 0 h}}\n",
        "workflow: {a: {share: 100 %}}\ndemand: {size: 0 h}\n",
        "workflow: {a: {share: 100 %}}\ndemand: {size: 1e-9 h}\n",
        "workflow: {a: {window: true}}\nrelease: {window: every 1 week}\n",
        "workflow: {a: {next: {done: 99 %}}, b: {effort: 8 h}}\n",
        "workflow: {a: {need: {capability: deployment, number: 0}}}\n",
    ],
)
def test_features_that_take_no_time_cannot_be_pulled(fault, text):
    assert ": workflow: a feature takes no time" in fault(text)


def test_features_that_take_no_time_may_arrive(load):
    scenario = load(
        "horizon: 1 month\nrun_in: 0 months\nworkflow: {a: {}}\n"
        "demand: {policy: arrivals, rate: 1 per day}\n"
    )
    features = orgshift.run(scenario).features
    assert len(features) > 10
    assert (features["lead_h"] == 0).all()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("demand: {policy: arrivals, gap: 0 h}\n", "endlessly many features in a run"),
        ("demand: {policy: arrivals, rate: 1e6/h}\n", "features in a run; at most 2,000,000"),
        ("workflow: {a: {delay: 0.01 h}}\n", "features in a run; at most 2,000,000"),
        ("mechanisms: {toil: {effort: 0 h}}\n", "endlessly many toil tasks"),
        ("mechanisms: {toil: {effort: 0.0001 h}}\n", "toil tasks in a run; at most"),
        ("teams: {a: {count: 101, engineers: 1000}}\n", "101,000 engineers; at most 100,000"),
        ("teams: {a: {count: 6000}, b: {count: 6000}}\n", "there are too many; at most 10,000"),
        ("teams: {a: {count: 1000}}\nhorizon: 1200 months\n", "teams × months; at most"),
        ("teams: {a: {count: 100, services: 1000}}\nmechanisms: {toil: {}}\n", "at most 250,000"),
    ],
)
def test_more_than_a_computer_holds_is_refused(faults, text, problem):
    assert any(problem in found for found in faults(text))


def test_a_utilisation_leaves_room_beside_toil(fault):
    text = "demand: {policy: arrivals, utilisation: 20 %}\nmechanisms: {toil: {share: 30 %}}\n"
    assert fault(text) == (
        "4: teams.ada.demand.utilisation: a utilisation of 20% leaves no room for features: toil "
        "takes 30% of the task hours already"
    )


# -- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("24x5", "'24x5' is no calendar; write 24x7, or hours_a_day and working_days"),
        ("{start: 2027-13}", "'2027-13' is no month from 1980 to 2200"),
        ("{start: 2027}", "2027 is no month"),
        ("{hours_a_day: 25}", "25 found; it should be 24 or less"),
        ("{hours_a_day: 0}", "0 found; it should be more than 0"),
        ("{hours_a_day: 7.6}", "it should be a multiple of 0.25"),
        ("{working_days: []}", "at least 1 is needed"),
        ("{working_days: [mon, mon]}", "'mon' is listed twice"),
        ("{working_days: [monday]}", "did you mean 'mon'?"),
        ("{holidays: 2027-12-25}", "a list is wanted here"),
        ("{holidays: [xmas]}", "'xmas' is no date; write it like 2027-12-27"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(fault, text, problem):
    assert problem in fault(f"calendar: {text}\n")


def test_every_month_has_a_working_day(fault, load):
    days = ", ".join(f"2027-02-{day:02d}" for day in range(1, 29))
    text = f"calendar: {{holidays: [{days}]}}\n"
    assert "no working day is left in 2027-02" in fault(text)
    assert load(text.replace("2027-02-17, ", "")).calendar


# -- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["month 24", "24 months", "2029-01-01", "30 months", "3 years"])
def test_a_change_after_the_horizon_is_refused(fault, at):
    found = fault(change("hire: {people: 1, to: ada}").replace("month 1", at) + "")
    assert "is not before the horizon of 24 months (2029-01); nothing would come of it" in found


@pytest.mark.parametrize("at", ["month -1", "2026-12-31", "-3 weeks", "day -1"])
def test_a_change_before_day_0_is_refused(faults, at):
    found = faults(change("policy: {limit: 2}").replace("month 1", at))
    assert len(found) == 1
    assert "before day 0" in found[0]
    assert "belongs in the organisation" in found[0]


def test_holidays_count_when_a_change_is_dated_against_the_horizon(faults):
    text = change("policy: {limit: 2}").replace("month 1", "4 weeks") + "horizon: 1 month\n"
    assert faults(text) == []
    days = ", ".join(f"2027-01-{day:02d}" for day in (4, 5, 6, 7, 8))
    (found,) = faults(text + f"calendar: {{holidays: [{days}]}}\n")
    assert "4 weeks is not before the horizon of 1 months" in found


# -- changes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "a change does exactly one of start, stop, move, hire"),
        ("hire: {people: 1, to: ada}, stop: it", "found stop and hire"),
        ("mov: {people: 1, from: ada, to: bea}", "unknown setting; did you mean 'move'?"),
        ("move: {people: 0, from: ada, to: bea}", "0 found; it should be 1 or more"),
        ("move: {people: 1, from: ada}", "move.to: is missing"),
        ("move: {people: 1, from: ada, to: ada}", "'ada' is where they come from"),
        ("move: {people: 1, from: [ada, bea], to: ada}", "'ada' is where they go"),
        ("move: {people: 1, from: ada, to: all teams}", "'all teams' is no one place"),
        ("move: {people: 1, from: {}, to: ada}", "name a team or group, a list of them"),
        ("hire: {people: 1, to: all teams}", "'all teams' is no one place"),
        ("hire: ada", "known here: people, to"),
        ("start: {group: it}", "kind is missing; it is one of platform, specialist"),
        ("start: {group: it, kind: platfrm}", "did you mean 'platform'?"),
        ("start: {kind: platform}", "start.group: is missing"),
        ("start: {group: it, kind: platform, engineers: 3}", "write take: or hire:"),
        ("start: {group: it, kind: platform, tke: 3}", "did you mean 'take'?"),
        ("start: platform", "settings are wanted here"),
        ("policy: {}", "a policy changes one or more of release, limit, supply"),
        ("policy: {relase: {window: every 3 weeks}}", "did you mean 'release'?"),
        ("policy: {release: every 2 weeks}", "known here: window"),
        ("policy: {limit: 0}", "a limit is features in progress"),
        ("merge_teams: {teams: [ada], into: x}", "at least 2 is needed"),
        ("split_team: {team: ada, into: [x]}", "split_team.into"),
        ("hand_over: {services: 0, from: ada, to: bea}", "it should be 1 or more"),
        ("create_team: {name: ada, people: 1}", "'ada' is there already"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(faults, body, problem):
    assert any(problem in found for found in faults(change(body)))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            change("start: {group: g, kind: community, take: 2}"),
            "members of a community stay in their teams",
        ),
        (
            change("start: {group: g, kind: community, ring_fenced: 70 %}"),
            "leave a member 0% of the time for tasks; at least 10% is needed",
        ),
        (
            change("start: {group: g, kind: enabling, host_share: 65 %}"),
            "being coached leave a host's people 5% of the time for tasks; at least 10% is needed",
        ),
        (
            change("start: {group: g, kind: platform, first_customer: ada, collaboration: 65 %}"),
            "the collaboration leave the first customer's people 5% of the time for tasks",
        ),
        (
            "mechanisms: {dependencies: {awaited_at: tset}}\n",
            "'tset' is no step; did you mean 'test'?",
        ),
        (
            "workflow: {build: {effort: 3 h, next: {done: {probability: 20 %, size: 30 %}}}}\n",
            "size and rework belong to a way back",
        ),
        ("mechanisms: {turnover: {ramp_up_from: 0 %}}\n", "it should be 0.1 or more"),
        (change("policy: {supply: {deploymnt: ticket}}"), "did you mean 'deployment'?"),
        (change("policy: {supply: {deployment: tickets}}"), "did you mean 'ticket'?"),
        (change("split_team: {team: ada, into: [x, x]}"), "name two teams"),
        (change("split_team: {team: ada, into: [x, y], people: 99}"), "cannot be split into 99"),
        (change("merge_teams: {teams: [ada, ada], into: x}"), "a team is written twice"),
    ],
)
def test_ways_of_working_that_cannot_be_are_refused(faults, text, problem):
    found = faults(text)
    assert any(problem in one for one in found), found


def test_later_changes_know_the_teams_that_earlier_ones_have_made(load, faults):
    text = """
    variants:
      x:
        changes:
          split: {at: month 1, split_team: {team: ada, into: [x, y]}}
          move: {at: month 2, move: {people: 1, from: x, to: y}}
    """
    assert len(load(text).variants["x"].changes) == 2
    assert any("'ada' is no team" in one for one in faults(text.replace("from: x", "from: ada")))


def test_one_platform_may_follow_another_and_not_join_it(load, faults):
    text = """
    variants:
      x:
        changes:
          one: {at: month 1, start: {group: p, kind: platform, take: 1}}
          end: {at: month 2, stop: p}
          two: {at: month 3, start: {group: q, kind: platform, take: 1}}
    """
    assert len(load(text).variants["x"].changes) == 3
    assert "a second platform beside 'p'" in faults(text.replace("month 2", "month 4"))[0]


def test_a_limit_belongs_to_teams_that_pull(fault):
    text = change("policy: {limit: 2}") + "demand: {policy: arrivals, rate: 1/week}\n"
    assert "no team here pulls" in fault(text)
