"""The community of practice, worked out on paper: who is in it, what it costs, what it moves."""

import pytest

import orgshift
from orgshift.engine.simulation import Simulation
from orgshift.mechanisms.coaching import coached
from orgshift.organisation.activities import Activity

#: Weeks of 40 h, months of 173.9 h. The months 0 … 4 start at 0, 168, 328, 512 and 688 h: two
#: meetings are over at month 3, three at month 4.
OFFICE = """
    horizon: 4 months
    run_in: 0 months
    calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    capabilities: {ops: {}, tests: {}}
    demand: {policy: pull, limit: 1}
    workflow: {build: {effort: 1 h}}
    teams: {TEAMS}
    groups: {co: {kind: community, SETTINGS}}
"""


def office(teams, **settings):
    """Return an office of teams (engineers, skill in ops) and a community with *settings*."""
    listed = ", ".join(
        f"{name}: {{engineers: {people}, skill: {{ops: {level}, tests: 0.5}}}}"
        for name, (people, level) in teams.items()
    )
    written = ", ".join(f"{key}: {value}" for key, value in settings.items())
    return OFFICE.replace("TEAMS", listed).replace("SETTINGS", written)


def skill(run, team, capability="ops"):
    """Return the skill at the start of each month."""
    state = run.state[(run.state.quantity == "skill") & (run.state.team == team)]
    return state[state.capability == capability].set_index("month").value


def members(run, month, kind="active"):
    state = run.state[(run.state.quantity == f"{kind}_members") & (run.state.month == month)]
    return state.set_index("team").value.astype(int).to_dict()


def hours(run, activity, team=None):
    mine = run.hours[run.hours.activity == activity]
    return mine.hours.sum() if team is None else mine[mine.team == team].hours.sum()


def asked(scenario, text, hour, question, variant="today"):
    """Return the answer to *question*, of the running organisation, at clock hour *hour*."""
    simulation = Simulation(scenario(text), variant, 0, 1)
    answers = []
    simulation.after(hour, lambda: answers.append(question(simulation)))
    simulation.run()
    return answers[0]


def its(simulation):
    """Return the mechanism that is the community."""
    return simulation._by_name["community"]


def who(simulation):
    """Return the numbers of the members, from the time they give."""
    people = [e for board in simulation.boards.values() for e in board.engineers]
    return {e.number for e in people if its(simulation).shares(e)[Activity.COMMUNITY] > 0.0}


PAIR = {"a": (1, 0.2), "b": (1, 0.8)}
ALL_ACTIVE = {"members": "100 %", "active": "100 %", "churn": "0 %"}
SIX = dict.fromkeys("abcdef", (5, 0.4))


# -- members --------------------------------------------------------------------------------------


def test_40_percent_are_members_a_fifth_of_them_active_spread_over_all_teams(scenario):
    """30 engineers: 12 members, 2.4 rounded to 2 active; two of each team of five."""
    run = orgshift.run(scenario(office(SIX)))
    active, passive = members(run, 0), members(run, 0, "passive")
    assert sum(active.values()) == 2
    assert max(active.values()) == 1
    assert {team: active[team] + passive[team] for team in SIX} == dict.fromkeys(SIX, 2)


def test_members_give_two_hours_and_half_an_hour_a_week(scenario):
    """2 × 5 % + 10 × 1.25 % of a week of 40 h."""
    run = orgshift.run(scenario(office(SIX, churn=0)))
    assert hours(run, "community") == pytest.approx(
        (2 * 2.0 + 10 * 0.5) / 40 * run.horizon_h, abs=1
    )


def test_who_is_a_member_is_luck(scenario):
    text = office(SIX)
    first = asked(scenario, text, 1.0, who)
    assert len(first) == 12
    assert asked(scenario, text, 1.0, who) == first
    simulation = Simulation(scenario(text), "today", 1, 1)
    people = []
    simulation.after(1.0, lambda: people.append(who(simulation)))
    simulation.run()
    assert people[0] != first


def test_each_quarter_members_leave_with_the_churn_and_as_many_come(scenario):
    """Meetings at 174, 348 and 522 h: the quarter is over at the third."""
    everybody_goes = office(SIX, churn="100 %")
    before = asked(scenario, everybody_goes, 521.0, who)
    after = asked(scenario, everybody_goes, 523.0, who)
    assert before == asked(scenario, everybody_goes, 1.0, who)
    assert len(before) == len(after) == 12
    assert not before & after
    some = asked(scenario, office(SIX), 523.0, who)
    assert len(some) == 12
    assert 0 < len(some - before) < 8  # 12 × 25 % = 3 on average


def test_where_everybody_is_a_member_nobody_leaves(scenario):
    text = office(SIX, members="100 %", churn="100 %")
    assert len(asked(scenario, text, 1.0, who)) == len(asked(scenario, text, 523.0, who)) == 30


def test_who_moves_to_another_team_stays_a_member(scenario):
    """Both people of a are members; the one who goes to c makes it a member team."""
    text = office({"a": (2, 0.2), "b": (3, 0.5), "c": (1, 0.8)}, members="100 %", churn=0)
    variants = """
    variants:
      today: {}
      other: {changes: {go: {at: 1 weeks, move: {people: 1, from: a, to: c}}}}
    """
    run = orgshift.run(scenario(text + variants), "other")
    together = {t: members(run, 4)[t] + members(run, 4, "passive")[t] for t in "abc"}
    assert together == {"a": 1, "b": 3, "c": 2}


def test_who_leaves_the_organisation_is_replaced_at_the_next_quarter(scenario):
    def parts(simulation):
        gone = next(e for e in simulation.teams[0].board.engineers if e.number in who(simulation))
        simulation.part_with(gone)

    simulation = Simulation(scenario(office(SIX, churn=0)), "today", 0, 1)
    counts = []
    simulation.after(10.0, lambda: parts(simulation))
    for hour in (5.0, 20.0, 521.0, 523.0):
        simulation.after(hour, lambda: counts.append(len(who(simulation))))
    simulation.run()
    assert counts == [12, 11, 11, 12]


# -- meetings -------------------------------------------------------------------------------------


def test_a_meeting_moves_7_percent_of_the_gap_to_the_best_in_the_room(scenario):
    """Everybody active: 0.2 + 0.07 × 0.6, and again 7 % of what is left."""
    run = orgshift.run(scenario(office(PAIR, **ALL_ACTIVE)))
    assert skill(run, "a")[1] == 0.2
    assert skill(run, "a")[2] == pytest.approx(0.242)
    assert skill(run, "a")[3] == pytest.approx(0.242 + 0.07 * 0.558)
    assert set(skill(run, "b")) == {0.8}


def test_a_passive_member_counts_a_quarter_and_engineers_who_are_no_members_nothing(scenario):
    """Three engineers of a, one of b; half are members: one of each, and one of both is active."""
    run = orgshift.run(
        scenario(office({"a": (3, 0.2), "b": (1, 0.8)}, members="50 %", active="50 %", churn=0))
    )
    weight = members(run, 0)["a"] + 0.25 * members(run, 0, "passive")["a"]
    assert weight in (0.25, 1.0)
    assert skill(run, "a")[2] == pytest.approx(0.2 + 0.07 * weight / 3 * 0.6)


def test_a_community_alone_closes_a_quarter_of_the_gap_it_started_with(scenario):
    run = orgshift.run(scenario(office(PAIR, **ALL_ACTIVE, transfer="100 %")))
    assert skill(run, "a")[4] == pytest.approx(0.2 + 0.25 * 0.6)


def test_without_a_topic_every_capability_is_learnt_with_one_only_that(scenario):
    for topic, moved in (("ops", True), ("tests", False)):
        run = orgshift.run(scenario(office(PAIR, **ALL_ACTIVE, topic=topic)))
        assert bool(skill(run, "a")[4] > 0.2) is moved
    assert skill(orgshift.run(scenario(office(PAIR, **ALL_ACTIVE))), "a")[4] > 0.2


def test_who_is_not_in_the_room_neither_learns_nor_teaches(scenario):
    """Two of three teams have a member: the third's skill does not count, whichever it is."""
    teams = {"a": (1, 0.2), "b": (1, 0.5), "c": (1, 0.8)}
    run = orgshift.run(scenario(office(teams, members="67 %", active="100 %", churn=0)))
    inside = {team: teams[team][1] for team, count in members(run, 0).items() if count}
    assert len(inside) == 2
    for team, (_, before) in teams.items():
        gap = max(inside.values()) - before if team in inside else 0.0
        assert skill(run, team)[2] == pytest.approx(before + 0.07 * gap)


def test_skills_are_held_until_day_0(scenario):
    run = orgshift.run(scenario(office(PAIR, **ALL_ACTIVE), "run_in=6 months"))
    assert set(skill(run, "a")[lambda level: level.index <= 0]) == {0.2}
    assert skill(run, "a")[4] > 0.3


def test_a_stopped_community_costs_nothing_and_teaches_nothing(scenario):
    variants = """
    variants:
      today: {}
      other: {changes: {stop: {at: 5 weeks, stop: co}}}
    """
    run = orgshift.run(scenario(office(PAIR, **ALL_ACTIVE) + variants), "other")
    assert skill(run, "a")[4] == pytest.approx(0.242)
    assert hours(run, "community") == pytest.approx(0.05 * 2 * 200, abs=0.2)


# -- what others ask ------------------------------------------------------------------------------


def test_skill_fades_half_as_fast_among_member_teams_on_the_topic(scenario):
    def factors(simulation):
        inside = {simulation.boards[b].name for b in its(simulation)._guilds["co"].counts()}
        return {
            (team.name in inside, capability): its(simulation).fade_factor(team, capability)
            for team in simulation.teams
            for capability in (0, 1)
        }

    text = office(dict.fromkeys("abcdef", (1, 0.4)), topic="ops", active="100 %")
    assert asked(scenario, text, 1.0, factors) == {
        (True, 0): 0.5, (True, 1): 1.0, (False, 0): 1.0, (False, 1): 1.0,
    }  # fmt: skip


def test_a_tenth_of_all_engineers_active_informs_the_platform_team_by_15_points(scenario):
    """30 engineers, 3 of them active."""
    text = office(SIX, members="50 %", topic="ops")
    informed = asked(scenario, text, 1.0, lambda s: [its(s).informed(c) for c in (0, 1)])
    assert informed == [pytest.approx(0.15), 0.0]


def test_member_teams_imitate_twice_as_much_and_show_their_need(scenario):
    def ask(simulation):
        mechanism = its(simulation)
        counts = mechanism._guilds["co"].counts()
        return {
            team.name in counts: (
                mechanism.imitation_factor(team, 0),
                mechanism.imitation_factor(team, 1),
                mechanism.shows_need_of(team),
            )
            for team in simulation.teams
        }

    text = office(dict.fromkeys("abcdef", (1, 0.4)), topic="ops", active="100 %")
    answers = asked(scenario, text, 1.0, ask)
    assert answers == {True: (2.0, 1.0, True), False: (1.0, 1.0, False)}


def test_without_active_members_it_costs_and_does_nothing(scenario):
    text = office(PAIR, members="100 %", active="0 %")
    run = orgshift.run(scenario(text))
    assert set(skill(run, "a")) == {0.2}
    assert hours(run, "community") == pytest.approx(2 * 0.0125 * run.horizon_h, abs=0.1)

    def ask(simulation):
        team, mechanism = simulation.teams[0], its(simulation)
        return (
            mechanism.fade_factor(team, 0),
            mechanism.informed(0),
            mechanism.imitation_factor(team, 0),
            mechanism.shows_need_of(team),
        )

    assert asked(scenario, text, 1.0, ask) == (1.0, 0.0, 1.0, False)


# -- one group, both roles ------------------------------------------------------------------------

#: Four teams of one; everybody is active, and a is the only one in need.
FOUR = {"a": (1, 0.4), "b": (1, 0.9), "c": (1, 0.9), "d": (1, 0.9)}
COACHES = ALL_ACTIVE | {"topic": "ops", "transfer": "0 %"}


def test_ring_fenced_time_of_one_person_coaches_like_an_enabling_team_of_one(scenario):
    """4 × 25 %; at month 1 four weeks are taught."""
    run = orgshift.run(scenario(office(FOUR, **COACHES, ring_fenced="25 %")))
    assert skill(run, "a")[1] == pytest.approx(coached(0.4, 0.9, 0.85, 4.0))
    assert hours(run, "community") == pytest.approx(4 * 0.30 * run.horizon_h, abs=1)


def test_half_a_person_coaches_half_as_fast(scenario):
    run = orgshift.run(scenario(office(FOUR, **COACHES, ring_fenced="12.5 %")))
    assert skill(run, "a")[1] == pytest.approx(coached(0.4, 0.9, 0.85, 2.0))


def test_a_coach_has_meetings_and_leave_as_an_enabler_has(scenario):
    """20 % and 10 %: a full-time coach ring-fences 70 % of the paid time."""
    text = office(FOUR, **COACHES, ring_fenced="17.5 %")
    run = orgshift.run(scenario(text, "people.meetings=20 %", "people.leave=10 %"))
    assert skill(run, "a")[1] == pytest.approx(coached(0.4, 0.9, 0.85, 4.0))


@pytest.mark.parametrize(("share", "hosts"), [("37 %", 1), ("38 %", 2), ("80 %", 2)])
def test_as_many_hosts_as_full_time_coaches_and_no_more_than_two(scenario, share, hosts):
    """1.48, 1.52 and 3.2 coaches: four teams of one, in the order of the file."""
    text = office(dict.fromkeys("abcd", (1, 0.4)), **COACHES, ring_fenced=share)
    found = asked(scenario, text, 81.0, lambda s: [team.skill[0] > 0.4 for team in s.teams])
    assert found == [place < hosts for place in range(4)]


def test_the_host_gives_its_time_and_who_coaches_is_not_coached(scenario):
    """Team a has one active member of two people: the other gives 15 % of 40 h a week."""

    def shares(simulation):
        one, other = sorted(
            its(simulation).shares(e)[Activity.COACHING]
            for e in simulation.teams[0].board.engineers
        )
        return one, other

    teams = {"a": (2, 0.4), "b": (2, 0.9)}
    text = office(teams, members="50 %", active="100 %", topic="ops", ring_fenced="50 %", churn=0)
    assert asked(scenario, text, 1.0, shares) == (0.0, 0.15)


def test_between_engagements_ring_fenced_time_removes_shared_pain(scenario):
    """Nobody in need: one person's time removes an irritant in 80 h; at month 1 (168 h) two."""
    text = office(dict.fromkeys("abcd", (1, 0.9)), **COACHES, ring_fenced="25 %")
    run = orgshift.run(scenario(text, "mechanisms.shared_pain.irritants=3"))
    pains = run.state[run.state.quantity == "shared_pains"].set_index("month").value
    assert pains.to_dict() == {0: 3, 1: 1, 2: 0, 3: 0, 4: 0}
