"""The enabling team, worked out on paper: who is coached when, what it costs, what it moves."""

import math

import pytest

import orgshift
from orgshift.engine.simulation import Simulation
from orgshift.mechanisms.coaching import coached
from orgshift.mechanisms.skill import after_a_while, unused
from orgshift.mechanisms.toil import Toil

#: Weeks of 40 h. The months 0 … 6 start at 0, 168, 328, 512, 688, 856 and 1,032 h.
OFFICE = """
    horizon: 6 months
    run_in: 0 months
    calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    capabilities: {CAPABILITIES}
    demand: {policy: DEMAND}
    workflow: {build: {effort: BUILD h}}
    teams: {TEAMS}
    groups: {GROUPS}
"""
ENABLER = {"kind": "enabling", "engineers": 1, "engagement": "4 weeks", "hands_on": "0 %"}
COMMUNITY = {"kind": "community", "members": "100 %", "transfer": "0 %"}


def mapping(settings):
    return "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"


def office(teams, *, groups=None, demand="pull", build=1, **enabling):
    """Return an office of teams of two with these skills, in ops or by name, and an enabling team."""
    groups = {"en": ENABLER | enabling} if groups is None else groups
    skills = {name: s if isinstance(s, dict) else {"ops": s} for name, s in teams.items()}
    known = dict.fromkeys(
        (capability for one in skills.values() for capability in one), "{by_hand: 1 h}"
    )
    listed = {name: f"{{engineers: 2, skill: {mapping(one)}}}" for name, one in skills.items()}
    together = {name: mapping(one) for name, one in groups.items()}
    return (
        OFFICE.replace("{TEAMS}", mapping(listed))
        .replace("{GROUPS}", mapping(together))
        .replace("{CAPABILITIES}", mapping(known))
        .replace("DEMAND", demand)
        .replace("BUILD", str(build))
    )


def more_than_enough(build):
    """Return a demand of 3.3 people for an office in which three work."""
    return f"arrivals, gap: constant {build / 3.3:.4f} h"


def skill(run, team="a", capability="ops"):
    """Return the skill at the start of each month."""
    state = run.state[(run.state.quantity == "skill") & (run.state.team == team)]
    return state[state.capability == capability].set_index("month").value


def engagements(run, month):
    mine = run.state[(run.state.quantity == "engagements") & (run.state.month == month)]
    return mine.set_index("team").value.astype(int).to_dict()


def hours(run, team, activity):
    mine = run.hours[(run.hours.team == team) & (run.hours.activity == activity)]
    return mine.hours.sum()


# -- what is taught -------------------------------------------------------------------------------


def test_six_weeks_move_85_percent_of_the_gap(scenario):
    """0.9 − 0.15 × 0.5 = 0.825; then the gap is less than a tenth, and nobody wants more."""
    run = orgshift.run(scenario(office({"a": 0.4}, engagement="6 weeks")))
    assert skill(run)[2] == pytest.approx(0.825)
    assert skill(run)[6] == skill(run)[2]


def test_each_week_moves_the_same_part_of_what_is_left(scenario):
    """At month 1 (168 h) four weeks are taught: 0.9 − 0.5 × 0.15^(4/6)."""
    run = orgshift.run(scenario(office({"a": 0.4}, engagement="6 weeks")))
    assert skill(run)[1] == pytest.approx(0.9 - 0.5 * 0.15 ** (4 / 6))


def test_a_part_of_a_week_counts_in_part():
    assert coached(0.4, 0.9, 0.85, 6.0) == pytest.approx(0.825)
    half = coached(0.4, 0.9, 0.85, 0.5)
    assert coached(half, 0.9, 0.85, 0.5) == pytest.approx(coached(0.4, 0.9, 0.85, 1.0))


def test_who_knows_more_than_the_coaches_loses_nothing():
    assert coached(0.95, 0.9, 0.85, 6.0) == 0.95


def test_skills_are_held_until_day_0_and_the_cost_is_not(scenario):
    run = orgshift.run(scenario(office({"a": 0.4}), "run_in=3 months"))
    assert set(skill(run)[lambda level: level.index <= 0]) == {0.4}
    assert run.hours[(run.hours.activity == "coaching") & (run.hours.month < 0)].hours.sum() > 50
    assert skill(run)[6] > 0.8


def test_no_skill_moves_once_the_enabler_is_gone(scenario):
    """After two weeks the enabler goes to team b, which knows enough."""
    variants = """
    variants:
      today: {}
      other: {changes: {go: {at: 2 weeks, move: {people: 1, from: en, to: b}}}}
    """
    run = orgshift.run(scenario(office({"a": 0.4, "b": 0.9}) + variants), "other")
    # Teaching comes in pieces of 4 h: at 80 h a piece ends.
    assert skill(run)[6] == pytest.approx(0.9 - 0.5 * 0.15 ** (2 / 6))
    assert hours(run, "a", "coaching") == pytest.approx(0.15 * 2 * 80, abs=2)


def test_a_topic_is_all_that_is_taught(scenario):
    """Weaker in ops than in tests, but tests are the topic."""
    text = office({"a": {"ops": 0.2, "tests": 0.4}}, topic="tests", engagement="6 weeks")
    run = orgshift.run(scenario(text))
    assert set(skill(run)) == {0.2}
    assert skill(run, capability="tests")[6] == pytest.approx(0.825)


def test_without_a_topic_the_weakest_capability_goes_first(scenario):
    """Ops for four weeks, from 0.2 to 0.70; then tests, from 0.4 to 0.76; then ops again."""
    run = orgshift.run(scenario(office({"a": {"ops": 0.2, "tests": 0.4}})))
    ops, tests = skill(run), skill(run, capability="tests")
    assert (ops[1], tests[1]) == (pytest.approx(0.9 - 0.7 * 0.15 ** (4 / 6)), 0.4)
    assert (ops[2], tests[2]) == (ops[1], pytest.approx(0.9 - 0.5 * 0.15 ** (4 / 6)))
    assert ops[3] > ops[2]


# -- what it costs --------------------------------------------------------------------------------


def test_the_host_gives_15_percent_of_its_time(scenario):
    """Six weeks of 40 h, two people; then it knows enough."""
    run = orgshift.run(scenario(office({"a": 0.4, "b": 0.9}, engagement="6 weeks")))
    assert hours(run, "a", "coaching") == pytest.approx(0.15 * 2 * 240, abs=1)
    assert hours(run, "b", "coaching") == 0.0


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
@pytest.mark.parametrize("build", [1, 50])
def test_enablers_take_the_hosts_tasks_for_their_share_of_time(scenario, share, build):
    """Work waits at the host all the time; one task more or less, however long tasks are."""
    demand = more_than_enough(build)
    text = office({"a": 0.0}, transfer=0, hands_on=share, demand=demand, build=build)
    run = orgshift.run(scenario(text, "horizon=12 months"))
    helped, taught = hours(run, "en", "feature"), hours(run, "en", "enabling")
    assert helped + taught == run.horizon_h
    assert helped == pytest.approx(share * run.horizon_h, abs=build + 4)


def test_an_enabler_who_does_nothing_but_help_takes_every_task(scenario):
    """But for the first hours, in which nothing waits yet."""
    text = office({"a": 0.0}, transfer=0, hands_on=1, demand=more_than_enough(1))
    run = orgshift.run(scenario(text))
    assert hours(run, "en", "enabling") <= 8.0


def test_who_finds_nothing_to_take_teaches(scenario):
    """One feature per engineer, and nothing waits."""
    run = orgshift.run(scenario(office({"a": 0.0}, transfer=0, hands_on="50 %")))
    assert hours(run, "en", "enabling") == run.horizon_h


def test_what_could_not_be_taken_is_not_made_up_for_later(scenario):
    """Nothing waits until one of two people leaves for good at month 3; half the time after that."""
    variants = """
    variants:
      today: {}
      other: {changes: {go: {at: month 3, move: {people: 1, from: a, to: b}}}}
    """
    demand = "arrivals, gap: constant 0.64 h"
    text = office({"a": 0.0, "b": 0.9}, transfer=0, hands_on="50 %", demand=demand) + variants
    run = orgshift.run(scenario(text), "other")
    before = run.hours[(run.hours.team == "en") & (run.hours.month < 3)]
    assert set(before.activity) == {"enabling"}
    helped = run.hours[(run.hours.activity == "feature") & (run.hours.team == "en")].hours.sum()
    assert helped == pytest.approx((run.horizon_h - 512) / 2, abs=8)


def test_without_a_host_in_need_enablers_wait(scenario):
    run = orgshift.run(scenario(office({"a": 0.85})))
    assert hours(run, "en", "idle") == run.horizon_h
    assert engagements(run, 6) == {}


def test_cost_without_effect_costs_and_moves_nothing(scenario):
    run = orgshift.run(scenario(office({"a": 0.4}, transfer=0)))
    assert set(skill(run)) == {0.4}
    assert hours(run, "a", "coaching") == pytest.approx(0.15 * 2 * run.horizon_h, rel=0.01)


# -- who is next ----------------------------------------------------------------------------------


def test_in_order_of_request_is_the_order_of_the_file_again_and_again(scenario):
    """Four weeks each, at 0, 160, 320 h …: a, b, c, a, b, c, a."""
    teams = {"a": 0.4, "b": 0.2, "c": 0.3}
    run = orgshift.run(scenario(office(teams, transfer=0, next_host="request")))
    assert engagements(run, 1) == {"a": 1, "b": 1}
    assert engagements(run, 2) == {"a": 1, "b": 1, "c": 1}
    assert engagements(run, 3) == {"a": 2, "b": 1, "c": 1}
    assert engagements(run, 6) == {"a": 3, "b": 2, "c": 2}


def test_by_need_too_it_goes_round_as_long_as_it_sees_nobody(scenario):
    run = orgshift.run(scenario(office({"a": 0.4, "b": 0.3, "c": 0.2}, transfer=0)))
    assert engagements(run, 1) == {"a": 1, "b": 1}
    assert engagements(run, 3) == {"a": 2, "b": 1, "c": 1}


def test_a_community_shows_it_the_team_with_most_need_and_then_the_others(scenario):
    groups = {"co": COMMUNITY, "en": ENABLER | {"transfer": 0}}
    teams = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.5}
    run = orgshift.run(scenario(office(teams, groups=groups)))
    assert engagements(run, 1) == {"c": 1, "b": 1}
    assert engagements(run, 2) == {"c": 1, "b": 1, "a": 1}
    assert engagements(run, 3) == {"c": 1, "b": 1, "a": 1, "d": 1}


def test_after_a_year_it_chooses_among_past_hosts_by_need(scenario):
    """Three engagements of 1,100 h: a at 0, b at 1,100, and at 2,200 h a year (2,087 h) after a's
    beginning, a again. At 3,300 h it sees b; at 4,400 h a's year is over, and b's is not."""
    text = office({"a": 0.4, "b": 0.2}, transfer=0, engagement="1100 h")
    run = orgshift.run(scenario(text, "horizon=24 months"))
    assert engagements(run, 24) == {"a": 2, "b": 2}


@pytest.mark.parametrize(("people", "hosts"), [(1, 1), (2, 2), (3, 2)])
def test_each_enabler_has_a_host_and_the_team_no_more_than_two(scenario, people, hosts):
    teams = dict.fromkeys("abcd", 0.4)
    text = office(teams, engineers=people, engagement="9 weeks")
    run = orgshift.run(scenario(text, "horizon=1 months"))
    assert [t for t in teams if hours(run, t, "coaching") > 0] == list(teams)[:hosts]
    assert hours(run, "en", "enabling") == people * run.horizon_h


# -- what it sees ---------------------------------------------------------------------------------


def test_it_informs_the_platform_team_once_an_engagement_is_over(scenario):
    simulation = Simulation(scenario(office({"a": 0.4})), "today", 0, 1)
    told = {}
    for hour in (100.0, 170.0):
        simulation.after(
            hour,
            lambda hour=hour: told.update({hour: [m.informed(0) for m in simulation.mechanisms]}),
        )
    simulation.run()
    assert told == {100.0: [0.0], 170.0: [0.15]}


def test_after_the_same_gap_in_three_teams_it_asks_for_central_help_once(scenario, monkeypatch):
    """Engagements end at 160, 320, 480, 640 h."""
    asked = []
    monkeypatch.setattr(
        Toil, "central_help_asked", lambda toil, what: asked.append((toil.world.now, what))
    )
    text = office(dict.fromkeys("abcd", 0.4), transfer=0)
    orgshift.run(scenario(text, "mechanisms.toil.share=0 %"))
    assert asked == [(480.0, 0)]


def test_twice_the_same_team_is_no_reason_for_central_help(scenario, monkeypatch):
    asked = []
    monkeypatch.setattr(Toil, "central_help_asked", lambda _toil, what: asked.append(what))
    text = office({"a": 0.4, "b": 0.4}, transfer=0)
    run = orgshift.run(scenario(text, "mechanisms.toil.share=0 %"))
    assert engagements(run, 6) == {"a": 4, "b": 3}
    assert asked == []


# -- shared pain ----------------------------------------------------------------------------------


def pains(run):
    return run.state[run.state.quantity == "shared_pains"].set_index("month").value.to_dict()


def test_after_each_engagement_it_removes_one_irritant_in_80_hours(scenario):
    """160 h of coaching, 80 h of removing, in turn: removed at 240, 480, 720 and 960 h."""
    text = office({"a": 0.4, "b": 0.4}, transfer=0)
    run = orgshift.run(scenario(text, "mechanisms.shared_pain.irritants=4"))
    assert pains(run) == {0: 4, 1: 4, 2: 3, 3: 2, 4: 2, 5: 1, 6: 0}
    assert hours(run, "en", "improvement") == 4 * 80.0


def test_without_a_host_it_removes_one_irritant_after_the_other(scenario):
    run = orgshift.run(scenario(office({"a": 0.9}), "mechanisms.shared_pain.irritants=4"))
    assert pains(run) == {0: 4, 1: 2, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0}
    assert hours(run, "en", "improvement") == 4 * 80.0
    assert hours(run, "en", "idle") == run.horizon_h - 320.0


def test_two_enablers_never_remove_the_same_irritant(scenario):
    """Both work on the one that is left, and it costs 80 h in all."""
    text = office({"a": 0.9}, engineers=2)
    run = orgshift.run(scenario(text, "mechanisms.shared_pain.irritants=1"))
    assert hours(run, "en", "improvement") == 80.0


# -- start and stop -------------------------------------------------------------------------------


def test_a_stopped_team_leaves_its_host_alone_and_can_start_again(scenario):
    """Two weeks with two people; after ten weeks again, with the third, who stayed."""
    start = "start: {group: x, kind: enabling, hire: 1, engagement: 50 weeks}"
    variants = f"""
    variants:
      today: {{}}
      other:
        adds_people: 2
        changes:
          found: {{at: day 0, {start}}}
          stop: {{at: 2 weeks, stop: x}}
          again: {{at: 10 weeks, {start}}}
    """
    run = orgshift.run(scenario(office({"a": 0.4}, groups={}) + variants), "other")
    pause = coached(0.4, 0.9, 0.85, 2.0)
    assert skill(run)[1] == pytest.approx(pause)
    assert skill(run)[2] == skill(run)[1]
    # 10 weeks are 400 h; at month 3 (512 h) two more weeks are taught.
    assert skill(run)[3] == pytest.approx(coached(pause, 0.9, 0.85, 2.0))
    given = 0.15 * (2 * 80 + 3 * (run.horizon_h - 400))
    assert hours(run, "a", "coaching") == pytest.approx(given, abs=3)


# -- how a lesson fades ---------------------------------------------------------------------------


def after_two_years(practice, fade):
    """Return skill, and what practice holds, two years after a lesson from 0.4 to 0.825."""
    skill = held = 0.825
    weeks = 2 * 52
    for _ in range(weeks):
        skill = after_a_while(skill, held, practice, 24 * fade / weeks)
        held = unused(held, 0.4, skill, 24 * fade / weeks)
    return skill, held


@pytest.mark.parametrize("fade", [0.02, 0.01])
def test_a_lesson_lasts_with_use(fade):
    assert after_two_years(1.0, fade) == pytest.approx((0.825, 0.825), rel=1e-12)


@pytest.mark.parametrize("fade", [0.02, 0.01])
def test_a_lesson_fades_without_use_and_a_community_halves_that(fade):
    """With no use ds/dt = −f·s and dh/dt = −f·(h − s): s = S·e^(−ft), h = S·e^(−ft)·(1 + ft)."""
    skill, held = after_two_years(0.0, fade)
    ft = 24 * fade
    assert skill == pytest.approx(0.825 * math.exp(-ft), rel=1e-12)
    assert held == pytest.approx(0.825 * math.exp(-ft) * (1 + ft), rel=0.005)
    assert round(skill, 2) == {0.02: 0.51, 0.01: 0.65}[fade]


def test_what_practice_holds_untaught_is_never_lost():
    assert unused(0.5, 0.4, 0.1, 100.0) == 0.4
    assert unused(0.4, 0.4, 0.1, 1.0) == 0.4
    assert unused(0.5, 0.4, 0.6, 1.0) == 0.5


def test_in_the_organisation_too_a_lesson_lasts_with_use_and_longer_with_a_community(scenario):
    """One engagement of six weeks; afterwards the team goes on by hand, or others do it for it."""
    teach = """
          teach:
            at: day 0
            start: {group: x, kind: enabling, take: 1, from: b, engagement: 6 weeks}
          stop: {at: 6 weeks, stop: x}
    """
    variants = f"""
    variants:
      today: {{}}
      used:
        changes: {teach}
      other:
        changes: {teach}
          serve:
            at: 6 weeks
            start: {{group: desk, kind: central-service, take: 1, from: b, supplies: [ops]}}
    """
    asked = [
        scenario(
            office({"a": 0.4, "b": 0.95}, groups=groups, build=4) + variants,
            "workflow.build.need=ops",
            "mechanisms.skill.novice=2",
            "run_in=6 months",
            "horizon=24 months",
        )
        for groups in ({}, {"co": COMMUNITY})
    ]
    used = skill(orgshift.run(asked[0], "used"))
    alone, community = (skill(orgshift.run(one, "other")) for one in asked)
    for level in (used, alone, community):
        assert level[2] > 0.8
    # Who is quicker by hand is at it for fewer hours: nearly all of it lasts.
    assert 0.95 * used[2] < used[24] < used[2]
    assert alone[24] < 0.55 < 0.63 < community[24] < used[24] - 0.1
