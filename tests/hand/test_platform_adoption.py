"""Who adopts what, when, and who only says so: worked out by hand."""

import math

import pytest

import orgshift
from orgshift.engine.luck import Luck

#: Needs of 10 h by hand, 2 h by self-service; the platform launches 752 h after the start: by then
#: it is known what teams need, and it is 8 h into month 1.
TEAMS = """
    horizon: 24 months
    run_in: 0 months
    board: {order: ranked}
    teams: {a: TEAM, b: TEAM, c: TEAM}
    capabilities: {ops: {by_hand: constant 10 h, self_service: 2 h}}
    demand: {policy: pull}
    workflow: {build: {effort: constant 20 h}, release: {need: ops}}
    groups:
      platform:
        kind: platform
        engineers: 1
        launch_effort: 752 h
        coverage_at_launch: 50 %
        coverage_mature: 50 %
        migration: constant 1 h
        friction: 0 %
        outages: 0
        adoption: ADOPTION
    variants:
      today: {}
      other: {changes: {CHANGE}}
""".replace("TEAM", "{engineers: 1, services: 1}")
NOTHING = "wip: {at: month 1, policy: {limit: 1}}"


def adopted(scenario, adoption, *overrides, change=NOTHING, replication=0, extra=""):
    """Return the first month at whose start each team has adopted; None: never."""
    text = TEAMS.replace("ADOPTION", adoption).replace("CHANGE", change) + extra
    state = orgshift.run(scenario(text, *overrides), "other", replication).state
    moved = state[(state.quantity == "adoption") & (state.value == 1.0)]
    first = moved.groupby("team", observed=True).month.min().to_dict()
    return {team: first.get(team) for team in "abc"}


# -- waves and decrees ------------------------------------------------------------------------------


def test_a_decree_makes_all_teams_adopt_at_the_launch(scenario):
    assert adopted(scenario, "{mode: mandated}") == {"a": 2, "b": 2, "c": 2}


def test_waves_come_one_after_the_other(scenario):
    waves = "{mode: waves, teams: 1, every: 2 months}"
    # At the launch, and 2 and 4 months of 1/12 year later.
    assert adopted(scenario, waves) == {"a": 2, "b": 4, "c": 6}


def test_the_first_customer_adopts_before_the_others(scenario):
    waves = "{mode: waves, teams: 1, every: 2 months}"
    first = "groups.platform.first_customer=c"
    assert adopted(scenario, waves, first) == {"c": 2, "a": 4, "b": 6}
    nobody = "{mode: choice, innovation: 0 %, imitation: 0 %}"
    assert adopted(scenario, nobody, first) == {"a": None, "b": None, "c": 2}


def test_a_change_of_policy_holds_from_its_date_and_for_whom_it_names(scenario):
    nobody = "{mode: choice, innovation: 0 %, imitation: 0 %}"
    decree = "now: {at: month 6, policy: {adoption: {mode: mandated}TEAMS}}"
    everybody = decree.replace("TEAMS", "")
    assert adopted(scenario, nobody, change=everybody) == {"a": 7, "b": 7, "c": 7}
    two = decree.replace("TEAMS", ", teams: [a, c]")
    assert adopted(scenario, nobody, change=two) == {"a": 7, "b": None, "c": 7}


def test_a_change_of_policy_calls_off_the_waves_to_come(scenario):
    waves = "{mode: waves, teams: 1, every: 4 months}"
    choice = (
        "now: {at: month 6, policy: {adoption: {mode: choice, innovation: 0 %, imitation: 0 %}}}"
    )
    assert adopted(scenario, waves, change=choice) == {"a": 2, "b": 6, "c": None}


def test_a_platform_that_stops_is_adopted_by_nobody_any_more(scenario):
    stop = "end: {at: month 3, stop: platform}"
    waves = "{mode: waves, teams: 1, every: 4 months}"
    assert adopted(scenario, waves, change=stop) == {"a": 2, "b": None, "c": None}
    choice = "{mode: choice, innovation: 5 %, imitation: 0 %}"
    with_it, without = (adopted(scenario, choice, change=c) for c in (NOTHING, stop))
    assert set(with_it.values()) != {None}
    assert all(without[t] == (m if m is not None and m <= 3 else None) for t, m in with_it.items())


def test_a_policy_needs_a_platform_and_teams_that_there_are(scenario):
    decree = "{at: day 0, policy: {adoption: {mode: mandated}}}"
    text = (
        TEAMS.split("    groups:")[0] + f"    variants: {{other: {{changes: {{now: {decree}}}}}}}\n"
    )
    with pytest.raises(orgshift.ScenarioError, match="no platform at this date"):
        scenario(text)
    with pytest.raises(orgshift.ScenarioError, match="'d'"):
        adopted(scenario, "{mode: mandated}", "groups.platform.first_customer=d")
    change = "now: {at: day 0, policy: {adoption: {mode: waves, order: [d]}}}"
    with pytest.raises(orgshift.ScenarioError, match="'d'"):
        adopted(scenario, "{mode: mandated}", change=change)


# -- by choice --------------------------------------------------------------------------------------


def test_an_average_team_adopts_when_innovation_has_passed_its_own_threshold(scenario):
    """All teams are alike, so w is 1: at p a month, after threshold / p months and up to a week."""
    p, found = 0.10, 0
    for replication in range(6):
        months = adopted(
            scenario, "{mode: choice, innovation: 10 %, imitation: 0 %}", replication=replication
        )
        for team, month in months.items():
            threshold = -math.log(Luck(1, replication).one(f"{team}/adoption/ops"))
            expected = threshold / p
            if expected > 22.5:
                assert month is None
            elif expected < 21.5:
                # Launched in month 1; up to a week until the next look, up to a month until the next
                # reading; needs a month are as at launch but for the one that is not complete.
                assert month == pytest.approx(1.0 + expected + 0.12 + 0.5, abs=1.0)
                found += 1
    assert found > 10


def test_imitation_brings_forward_whoever_is_not_first(scenario):
    alone = "{mode: choice, innovation: 2 %, imitation: 0 %}"
    like_others = "{mode: choice, innovation: 2 %, imitation: 50 %}"
    first, sooner = "groups.platform.first_customer=a", 0
    for replication in range(4):
        before = adopted(scenario, alone, first, replication=replication)
        after = adopted(scenario, like_others, first, replication=replication)
        for team in "bc":
            assert (after[team] or 99) <= (before[team] or 99)
            sooner += (after[team] or 99) < (before[team] or 99)
    assert sooner >= 4


def test_nobody_chooses_what_saves_nothing(scenario):
    keen = "{mode: choice, innovation: 100 %, imitation: 100 %}"
    none = {"a": None, "b": None, "c": None}
    assert adopted(scenario, keen, "capabilities.ops.self_service=10 h") == none
    empty = "groups.platform.coverage_mature=0", "groups.platform.coverage_at_launch=0"
    assert adopted(scenario, keen, *empty) == none
    # 2 h and, every time, 9 h of support cost more than 10 h by hand.
    failing = "groups.platform.friction=1", "groups.platform.support=constant 9 h"
    assert adopted(scenario, keen, *failing, "groups.platform.improvement_share=0") == none
    assert adopted(scenario, keen) != none


def test_the_more_able_team_adopts_later(scenario):
    """On the same luck: 10 h × 2^(1−s) by hand is 17 h at a skill of 0.2 and 12 h at 0.8."""
    choice = "{mode: choice, innovation: 5 %, imitation: 0 %}"
    skill = "    mechanisms: {skill: {fade: 0 %/month}}\n"
    later = 0
    for replication in range(6):
        one, other = (
            adopted(
                scenario, choice, f"teams.a.skill={a}", f"teams.b.skill={b}", "teams.c.skill=0.5",
                "capabilities.ops.self_service=8 h", replication=replication, extra=skill,
            )
            for a, b in ((0.2, 0.8), (0.8, 0.2))
        )  # fmt: skip
        for novice, able in ((one["a"], other["a"]), (other["b"], one["b"])):
            assert (novice or 99) <= (able or 99)
            later += (novice or 99) < (able or 99)
    assert later >= 6


# -- bypass -----------------------------------------------------------------------------------------

#: 4 h by hand; 1 h, and 7 h of support as every attempt fails, by self-service.
MISFIT = (
    "groups.platform.coverage_mature=1", "groups.platform.coverage_at_launch=1",
    "groups.platform.friction=1", "groups.platform.improvement_share=0",
    "groups.platform.support=constant 7 h", "capabilities.ops.self_service=1 h",
)  # fmt: skip


def bypassing(scenario, adoption, hand, *overrides, extra=""):
    text = TEAMS.replace("ADOPTION", adoption).replace("CHANGE", NOTHING) + extra
    alone = "teams.b.demand=none", "teams.c.demand=none"
    by_hand = f"capabilities.ops.by_hand=constant {hand} h"
    return orgshift.run(scenario(text, *MISFIT, *alone, by_hand, *overrides))


def test_a_team_that_is_forced_onto_what_does_not_fit_bypasses_it(scenario):
    """Self-service would cost 8 h where 4 h by hand do: twice as much, so everybody bypasses it."""
    run = bypassing(scenario, "{mode: mandated}", hand=4)
    after = run.features[(run.features.start_month >= 2) & ~run.features.open]
    assert (after.lead_h == 24.0).all()
    assert "support" not in set(run.hours.activity)
    adoption = run.state[(run.state.quantity == "adoption") & (run.state.month >= 2)]
    assert (adoption.value == 1.0).all()  # it looks adopted: nobody sees it


def test_a_team_that_chose_a_platform_does_not_bypass_it(scenario):
    run = bypassing(scenario, "{mode: waves}", hand=4)
    after = run.features[(run.features.start_month >= 2) & ~run.features.open]
    assert (after.h_worked == 21.0).all()
    assert (after.h_support >= 7.0).all()


def test_who_bypasses_does_so_as_often_as_it_costs_more(scenario):
    """1 h, and 7 h of support after a wait, against 8 h by hand: what the wait is of the 8 h."""
    run = bypassing(scenario, "{mode: mandated}", hand=8)
    after = run.features[(run.features.start_month >= 2) & ~run.features.open]
    by_hand = (after.h_worked == 28.0).mean()
    takes = after.h_support[after.h_support > 0.0].mean()
    assert set(after.h_worked) == {21.0, 28.0}
    assert by_hand == pytest.approx((1.0 + takes - 8.0) / 8.0, abs=0.06)


def test_who_bypasses_is_without_guard_rails(scenario):
    """A platform of no maturity breaks nearly every change of those who use it."""
    extra = "    mechanisms: {failed_changes: {base: 0.01 %, repair: constant 1 h}}\n"
    failed = []
    rails = "groups.platform.guard_rails.immature=0.9", "groups.platform.guard_rails.mature=0"
    for adoption in ("{mode: mandated}", "{mode: waves}"):
        run = bypassing(scenario, adoption, 4, *rails, extra=extra)
        mine = run.deployments[run.deployments.deploy_h > 1500.0]
        failed.append(mine.failed.mean())
    assert failed[0] < 0.01
    assert failed[1] > 0.8


# -- collaboration ----------------------------------------------------------------------------------


def test_both_sides_of_a_collaboration_give_the_same_hours(scenario):
    """Three people of a give 10 %; two of the platform as much in sum: for 8 weeks from the launch."""
    text = TEAMS.replace("ADOPTION", "{mode: mandated}").replace("CHANGE", NOTHING)
    run = orgshift.run(
        scenario(
            text.replace("constant 20 h", "constant 2 h"),
            "teams.a.engineers=3",
            "groups.platform.engineers=2",
            "groups.platform.launch_effort=1504 h",
            "groups.platform.first_customer=a",
            "groups.platform.collaborates_for=8 weeks",
        )
    )
    mine = run.hours[run.hours.activity == "coaching"]
    given = mine.groupby("team", observed=True).hours.sum()
    assert set(given.index) == {"a", "platform"}
    assert set(mine.month) == {1, 2}
    for side in ("a", "platform"):
        assert given[side] == pytest.approx(3 * 0.10 * 8 * 168, rel=0.03)


def test_without_anybody_on_the_platform_nobody_collaborates(scenario):
    text = TEAMS.replace("ADOPTION", "{mode: mandated}").replace("constant 20 h", "constant 2 h")
    text = text.replace("CHANGE", "end: {at: day 45, stop: platform}")
    run = orgshift.run(scenario(text, "groups.platform.first_customer=a"), "other")
    coached = run.hours[(run.hours.activity == "coaching") & (run.hours.team == "a")].hours.sum()
    assert coached == pytest.approx(0.10 * (45 * 24 - 752), abs=2.0)


# -- teams that come later --------------------------------------------------------------------------


def test_a_team_split_off_has_adopted_what_its_people_had(scenario):
    """Founded at the start of month 3: a has adopted by then; c has not, and takes the other along."""
    split = "{at: month 3, split_team: {team: OLD, into: [OLD, NEW]}}"
    change = ", ".join(
        f"{new}: {split.replace('OLD', old).replace('NEW', new)}"
        for old, new in (("a", "new"), ("c", "newer"))
    )
    waves = "{mode: waves, teams: 1, every: 2 months}"
    text = TEAMS.replace("ADOPTION", waves).replace("CHANGE", change)
    larger = [f"teams.{team}.{what}=2" for team in "ac" for what in ("engineers", "services")]
    run = orgshift.run(scenario(text, *larger), "other")
    state = run.state[run.state.quantity == "adoption"]
    first = state[state.value == 1.0].groupby("team", observed=True).month.min()
    assert first[["a", "c"]].tolist() == [2, 6]
    assert first[["new", "newer"]].tolist() == [4, 6]
