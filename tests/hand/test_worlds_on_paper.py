"""Worlds so small that they can be worked out on paper, rule by rule of the model."""

import math

import pytest

import orgshift

ONE_DESK = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 1}}
"""


def leads(run):
    return run.features.set_index("feature").lead_h


def test_second_request_waits_for_the_only_engineer(scenario):
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    demand: {policy: arrivals, gap: constant 2 h}
    workflow: {serve: {effort: constant 3 h}}
    """
        )
    )
    features = run.features.set_index("feature")
    assert features.start_h.head(3).tolist() == [2.0, 4.0, 6.0]
    assert features.release_h.head(3).tolist() == [5.0, 8.0, 11.0]
    assert features.h_engineer.head(3).tolist() == [0.0, 1.0, 2.0]
    assert features.h_worked.head(3).tolist() == [3.0, 3.0, 3.0]


def test_meetings_and_leave_stretch_the_work(scenario):
    """8 h of effort at a focus of 1 − 0.3 − 0.2 = 0.5 takes 16 clock hours."""
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    people: {meetings: 30 %, leave: 20 %}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {serve: {effort: constant 8 h}}
    """
        )
    )
    assert leads(run)[1] == 16.0
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    paid = run.horizon_h
    # The ledger counts in quanta of 2**-20 h, so a share of 30 % is rounded once per booking.
    assert hours["meetings"] == pytest.approx(0.3 * paid, abs=1e-3)
    assert hours["leave"] == pytest.approx(0.2 * paid, abs=1e-3)
    assert hours.sum() == paid


def test_two_hands_finish_in_half_the_time(scenario):
    run = orgshift.run(
        scenario(
            """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 2}}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {build: {effort: constant 10 h, hands: 2}}
    """
        )
    )
    assert leads(run)[1] == 5.0


def test_a_step_of_two_hands_ends_with_the_last(scenario):
    """One engineer: the second hand waits for the first, 5 h + 5 h."""
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {build: {effort: constant 10 h, hands: 2}}
    """
        )
    )
    assert leads(run)[1] == 10.0


def test_pull_commits_no_more_than_the_limit_and_never_starves(scenario):
    """2 engineers, limit 1 each; work is handed to a slow tester: 2 in progress, always."""
    run = orgshift.run(
        scenario(
            """
    horizon: 2 months
    run_in: 0 months
    teams: {desk: {engineers: 2}}
    groups: {testers: {kind: specialist, engineers: 1}}
    demand: {policy: pull, limit: 1}
    workflow:
      build: {effort: constant 1 h}
      test: {effort: constant 10 h, by: testers}
    """
        )
    )
    features = run.features
    assert features.open.sum() == 2
    done = features[~features.open].release_h.tolist()
    # The first build ends at 1 h; from then on the only tester is never idle.
    assert done[:4] == [11.0, 21.0, 31.0, 41.0]
    # A feature is committed when another one is released, not before.
    assert features.start_h.head(5).tolist() == [0.0, 0.0, 11.0, 21.0, 31.0]


def test_the_limit_is_rounded_and_at_least_one(scenario):
    text = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 3}}
    workflow: {wait: {delay: constant 1000 h}}
    demand: {policy: pull, limit: LIMIT}
    """
    for limit, expected in (("0.1", 1), ("0.5", 2), ("1", 3), ("2", 6)):
        run = orgshift.run(scenario(text.replace("LIMIT", limit)))
        assert len(run.features) == expected


def test_unplanned_requests_go_ahead_of_planned_ones_but_not_ahead_of_begun_work(scenario):
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    board: {order: ranked}
    demand: {policy: arrivals, gap: constant 1 h, unplanned: 50 %}
    workflow: {first: {effort: constant 2 h}, second: {effort: constant 2 h}}
    """
        )
    )
    features = run.features[~run.features.begun_h.isna()]
    order = features.sort_values("begun_h")
    for _, feature in order.iterrows():
        waiting = features[
            (features.start_h < feature.begun_h) & (features.begun_h > feature.begun_h)
        ]
        if feature["kind"] == "planned":
            assert not (waiting["kind"] == "unplanned").any()
    # Begun work goes first, so a feature is never left half done for a new one.
    closed = features[~features.open]
    assert (closed.release_h - closed.begun_h == 4.0).all()


def test_a_pre_empted_task_resumes_with_what_is_left_and_the_resumption_effort(scenario):
    """A planned task of 10 h is interrupted by unplanned ones of 10 h; 1 h to get back into it."""
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    people: {resumption: 1 h}
    board: {order: ranked, pre_empts: [unplanned]}
    demand: {policy: arrivals, gap: constant 7 h, unplanned: 30 %}
    workflow: {serve: {effort: constant 4 h}}
    """
        )
    )
    features = run.features[~run.features.open]
    alone = features[features["kind"] == "unplanned"]
    assert (alone.h_worked == 4.0).all()
    broken = features[features.h_interrupted > 0]
    assert len(broken) == 0  # gaps of 7 h and tasks of 4 h never meet
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    assert "resumption" not in hours

    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    people: {resumption: 1 h}
    board: {order: ranked, pre_empts: [unplanned]}
    demand: {policy: arrivals, gap: constant 7 h, unplanned: 30 %}
    workflow: {serve: {effort: constant 9 h}}
    """
        )
    )
    features = run.features[~run.features.open]
    broken = features[features.h_interrupted > 0]
    assert len(broken) > 3
    # Its own 9 h and a whole number of resumptions of at most 1 h each.
    extra = broken.h_worked - 9.0
    assert (extra >= 1.0).all()
    assert (broken["kind"] == "planned").all()
    unplanned = features[features["kind"] == "unplanned"]
    assert (unplanned.h_worked == 9.0).all()
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    assert hours["resumption"] > 0


def test_a_release_window_collects_what_is_ready_into_one_deployment(scenario):
    """Ready at 1, 2, …; the window opens every 24 h: 24 features leave together."""
    run = orgshift.run(
        scenario(
            """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 2, release: {window: every 1 days}}}
    demand: {policy: arrivals, gap: constant 1 h}
    workflow: {serve: {effort: constant 0.5 h, window: true}}
    """
        )
    )
    assert run.deployments.deploy_h.head(3).tolist() == [24.0, 48.0, 72.0]
    assert run.deployments.features.head(3).tolist() == [23, 24, 24]
    first = run.features.iloc[0]
    assert (first.start_h, first.release_h) == (1.0, 24.0)
    assert (first.h_worked, first.h_window) == (0.5, 22.5)
    assert run.features.deployment.head(24).tolist() == [0] * 23 + [1]


def test_rework_is_done_at_its_share_of_the_size_and_the_rest_at_full_size(scenario):
    """Build 10 h and test 5 h; a failed test sends back to build at 40 %: 4 h and 2 h."""
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    demand: {policy: arrivals, gap: constant 100 h}
    workflow:
      build: {effort: constant 10 h}
      test: {effort: constant 5 h, next: {build: {probability: 50 %, size: 40 %, rework: true}}}
      release: {effort: constant 1 h}
    """
        )
    )
    features = run.features[~run.features.open]
    assert len(features) > 5
    assert features.reworks.max() >= 1
    assert (features.h_worked == 16.0 + 6.0 * features.reworks).all()
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    reworked = run.features.reworks.sum() * 6.0
    assert hours["rework"] <= reworked
    assert hours["rework"] == pytest.approx(reworked, abs=6.0)


def test_change_lead_time_starts_at_the_first_completion_of_commit(scenario):
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    demand: {policy: arrivals, gap: constant 100 h}
    workflow:
      design: {effort: constant 3 h}
      build: {effort: constant 4 h, tag: commit}
      release: {effort: constant 5 h}
    """
        )
    )
    first = run.features.iloc[0]
    assert (first.start_h, first.commit_h, first.release_h) == (100.0, 107.0, 112.0)


def test_a_machine_delay_keeps_no_engineer_busy(scenario):
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    demand: {policy: arrivals, gap: constant 1 h}
    workflow: {pipeline: {delay: constant 50 h}}
    """
        )
    )
    closed = run.features[~run.features.open]
    assert (closed.h_delay == 50.0).all()
    assert (closed.lead_h == 50.0).all()
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    assert hours.to_dict() == {"idle": run.horizon_h}


def test_one_shared_environment_is_held_through_failed_tests_until_the_test_passes(scenario):
    """One place to test, tests of 8 h: the second feature waits for the first one's environment."""
    run = orgshift.run(
        scenario(
            """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 4}}
    demand: {policy: arrivals, gap: constant 10 h}
    workflow:
      environment: {}
      test: {effort: constant 16 h}
    mechanisms: {shared_environments: {number: 1, taken_at: environment, returned_after: test}}
    """
        )
    )
    features = run.features.set_index("feature")
    assert features.release_h.head(3).tolist() == [26.0, 42.0, 58.0]
    assert features.h_environment.head(3).tolist() == [0.0, 6.0, 12.0]


def test_a_failed_change_is_an_incident_that_is_repaired_before_anything_else(scenario):
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    board: {order: ranked, pre_empts: [incident]}
    capabilities: {deployment: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 10 h}
    workflow: {serve: {effort: constant 4 h}}
    mechanisms: {failed_changes: {base: 50 %, repair: constant 3 h}}
    """
        )
    )
    failed = run.deployments[run.deployments.failed]
    assert 0.3 < len(failed) / len(run.deployments) < 0.7
    # 4 h of work, then 3 h of repair, before the next request comes after 10 h.
    assert (failed.restore_h.dropna() == 3.0).all()
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    assert hours["incident"] == pytest.approx(3.0 * len(failed), abs=3.0)


def test_an_incident_interrupts_the_task_in_hand(scenario):
    """Work never stops: every repair pre-empts, and restore time is the repair itself."""
    run = orgshift.run(
        scenario(
            ONE_DESK
            + """
    board: {order: ranked, pre_empts: [incident]}
    capabilities: {deployment: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: pull, limit: 2}
    workflow: {serve: {effort: constant 4 h}, pipeline: {delay: constant 1 h}}
    mechanisms: {failed_changes: {base: 50 %, repair: constant 3 h}}
    """
        )
    )
    failed = run.deployments[run.deployments.failed]
    assert (failed.restore_h.dropna() == 3.0).all()
    interrupted = run.features[run.features.h_interrupted > 0]
    assert (interrupted.h_interrupted % 3.0 == 0.0).all()
    assert len(interrupted) > 10


def test_whoever_has_just_finished_repairs_and_nobody_is_interrupted(scenario):
    """The change fails at the moment its engineer's hands are free: the other one works on."""
    run = orgshift.run(
        scenario(
            """
    horizon: 2 months
    run_in: 0 months
    teams: {desk: {engineers: 2}}
    board: {order: ranked, pre_empts: [incident]}
    capabilities: {deployment: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: pull, limit: 1}
    workflow: {serve: {effort: uniform 3 h to 9 h}}
    mechanisms: {failed_changes: {base: 50 %, repair: constant 3 h}}
    """
        )
    )
    failed = run.deployments[run.deployments.failed]
    assert len(failed) > 20
    assert (failed.restore_h.dropna() == 3.0).all()
    assert (run.features.h_interrupted == 0.0).all()


def test_the_lowest_ranked_and_latest_started_task_is_interrupted(scenario):
    """Two engineers on a planned feature each, started at 10 h and 20 h; an urgent one at 30 h."""
    text = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 2}}
    people: {resumption: 1 h}
    board: {order: ranked, pre_empts: [unplanned]}
    demand: {policy: arrivals, gap: constant 10 h, unplanned: 50 %}
    workflow: {serve: {effort: constant 25 h}}
    """
    kinds = ["planned", "planned", "unplanned", "planned", "planned"]
    runs = (orgshift.run(scenario(text), seed=seed) for seed in range(400))
    run = next(run for run in runs if run.features["kind"].head(5).tolist() == kinds)
    first, second, urgent = (run.features.iloc[place] for place in range(3))
    assert (urgent.begun_h, urgent.release_h) == (30.0, 55.0)
    assert (first.release_h, first.h_interrupted) == (35.0, 0.0)
    # Resumed at 35 h by whoever is free first: 1 h to get back into it, then the 15 h that are left.
    assert (second.release_h, second.h_interrupted) == (51.0, 5.0)


def test_on_a_first_come_first_served_board_a_migration_waits_its_turn(scenario):
    """A platform starts waves while requests queue: what came before a migration is done before."""
    run = orgshift.run(
        scenario(
            """
    horizon: 6 months
    run_in: 0 months
    teams: {desk: {engineers: 2, services: 1}}
    capabilities: {deployment: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 5 h}
    workflow: {serve: {effort: constant 8 h}}
    variants:
      platform:
        changes:
          found:
            at: day 0
            start:
              group: platform
              kind: platform
              take: 1
              from: all teams
              launch_effort: 80 h
              migration: constant 30 h
    """
        ),
        "platform",
    )
    started = run.features[~run.features.begun_h.isna()].begun_h.sort_values()
    gap = started.diff()
    # Launched at 80 h; the migration is begun after all that was requested by then, and takes 30 h.
    migrated_at = started[gap > 30.0].iloc[0] - 30.0
    requests_before = (run.features.start_h <= 80.0).sum()
    assert (started < migrated_at).sum() == requests_before
    assert run.hours[run.hours.activity == "migration"].hours.sum() == 30.0


def test_a_new_hire_brings_skill_of_his_own(scenario):
    """Three people at 60 %, one more at 0 %: 45 %."""
    text = """
    horizon: 2 months
    run_in: 0 months
    teams: {desk: {engineers: 3, skill: 0.6}}
    capabilities: {deployment: {by_hand: constant 3 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {release: {effort: constant 1 h}}
    mechanisms: {skill: {fade: 1 %/month}}
    variants:
      more: {adds_people: 1, changes: {one: {at: month 1, hire: {people: 1, to: desk}}}}
    """
    state = orgshift.run(scenario(text), "more").state
    skill = state[state.quantity == "skill"].set_index("month").value
    assert skill[0] == 0.6
    assert skill[1] == pytest.approx(0.45)


def test_who_moves_brings_along_what_the_last_team_could(scenario):
    """One of three at 80 % joins three at 40 %: (3 × 40 + 80) / 4 = 50 %."""
    text = """
    horizon: 2 months
    run_in: 0 months
    teams: {able: {engineers: 3, skill: 0.8}, other: {engineers: 3, skill: 0.4}}
    capabilities: {deployment: {by_hand: constant 3 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {release: {effort: constant 1 h}}
    mechanisms: {skill: {fade: 1 %/month}}
    variants:
      move: {changes: {one: {at: month 1, move: {people: 1, from: able, to: other}}}}
    """
    state = orgshift.run(scenario(text), "move").state
    skill = state[state.quantity == "skill"].pivot(index="month", columns="team", values="value")
    assert skill.loc[1].to_dict() == pytest.approx({"able": 0.8, "other": 0.5})


def test_toil_takes_its_share_of_task_hours(scenario):
    run = orgshift.run(
        scenario(
            """
    horizon: 24 months
    run_in: 0 months
    teams: {desk: {engineers: 6, services: 5}}
    board: {order: ranked}
    people: {meetings: 20 %, leave: 10 %}
    capabilities: {operations: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: pull}
    workflow: {serve: {effort: constant 400 h}}
    mechanisms: {toil: {share: 30 %, standing: 40 %, features_per_service: null}}
    """
        )
    )
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    toil = hours["toil_standing"] + hours["toil_service"]
    task_hours = hours.drop(["meetings", "leave"]).sum()
    assert toil / task_hours == pytest.approx(0.30, abs=0.015)
    assert hours["toil_standing"] / toil == pytest.approx(0.40, abs=0.03)


def test_services_grow_with_released_features_and_bring_their_own_toil(scenario):
    run = orgshift.run(
        scenario(
            """
    horizon: 6 months
    run_in: 0 months
    teams: {desk: {engineers: 2, services: 2}}
    capabilities: {operations: {by_hand: constant 1 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 10 h}
    workflow: {serve: {effort: constant 1 h}}
    mechanisms: {toil: {share: 10 %, features_per_service: 50}}
    """
        )
    )
    services = run.state.query("quantity == 'services'").value
    released = (~run.features.open).sum()
    assert services.iloc[-1] == 2 + released // 50
    by_month = run.toil[run.toil.capability == "operations"].groupby("month").hours.sum()
    assert by_month.loc[3:5].mean() > by_month.loc[0:1].mean()


def test_work_by_hand_takes_a_novice_twice_as_long_as_an_expert(scenario):
    text = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 1, skill: SKILL}}
    capabilities: {deployment: {by_hand: constant 3 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow: {release: {need: deployment}}
    mechanisms: {skill: {novice: 2, fade: 0 %/month}}
    """
    for skill, hours in (("0.0", 6.0), ("1.0", 3.0), ("0.5", 3.0 * math.sqrt(2))):
        run = orgshift.run(scenario(text.replace("SKILL", skill)))
        assert leads(run)[1] == pytest.approx(hours, abs=2**-20)


PLATFORM = """
    horizon: 12 months
    run_in: 1 months
    calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    board: {order: ranked}
    teams: {a: {engineers: 3, services: 2}, b: {engineers: 3, services: 2}}
    capabilities: {deployment: {by_hand: constant 10 h, self_service: 1 h}}
    demand: {policy: pull}
    workflow: {build: {effort: constant 20 h}, release: {need: deployment}}
    variants:
      today: {}
      platform:
        changes:
          found:
            at: day 0
            start:
              group: platform
              kind: platform
              take: 2
              from: all teams
              launch_effort: 160 h
              coverage_at_launch: 100 %
              coverage_mature: 100 %
              migration: constant 40 h
              adoption: {mode: waves, teams: 1, every: 4 weeks}
"""


def test_a_platform_launches_when_its_roadmap_hours_are_in_and_teams_follow_in_waves(scenario):
    run = orgshift.run(scenario(PLATFORM), "platform")
    state = run.state
    engineers = state[(state.quantity == "engineers") & (state.month == 12)].set_index("team").value
    assert engineers.to_dict() == {"a": 2.0, "b": 2.0, "platform": 2.0}
    # 160 h by two people from the day they are free: launched in the first month, not at its start.
    coverage = state[state.quantity == "coverage"].set_index("month").value
    assert (coverage.loc[0], coverage.loc[1]) == (0.0, 1.0)
    adoption = state[state.quantity == "adoption"].pivot(
        index="month", columns="team", values="value"
    )
    assert adoption.loc[0].tolist() == [0.0, 0.0]
    assert adoption["a"].loc[2] == 1.0
    assert adoption["b"].loc[1] == 0.0
    assert adoption["b"].loc[4] == 1.0
    hours = run.hours[run.hours.activity == "migration"].hours.sum()
    assert hours == 4 * 40.0


def test_a_migrated_service_at_full_coverage_needs_no_work_by_hand(scenario):
    run = orgshift.run(scenario(PLATFORM), "platform")
    late = run.features[(run.features.start_month >= 6) & ~run.features.open]
    assert (late.h_worked == 21.0).all()
    early = run.features[(run.features.start_month < 0) & ~run.features.open]
    assert (early.h_worked == 30.0).all()


def test_people_moved_to_a_group_finish_the_task_in_hand_first(scenario):
    run = orgshift.run(scenario(PLATFORM), "platform")
    hours = run.hours[run.hours.team == "platform"]
    paid = run.headcount[run.headcount.team == "platform"]
    first_month = paid[paid.month == 0].hours.item()
    whole = run.calendar.month_starts_h[2] - run.calendar.month_starts_h[1]
    assert whole * 2 - 2 * 20 <= first_month < whole * 2
    assert hours[hours.month == 0].hours.sum() == first_month


def test_stopping_a_group_sends_its_people_back(scenario):
    stopped = PLATFORM + "          end: {at: month 6, stop: platform}\n"
    run = orgshift.run(scenario(stopped), "platform")
    engineers = run.state[(run.state.quantity == "engineers")].pivot(
        index="month", columns="team", values="value"
    )
    assert engineers.loc[6].tolist() == [2.0, 2.0, 2.0]
    assert engineers.loc[8].to_dict() == {"a": 3.0, "b": 3.0, "platform": 0.0}


def test_a_policy_can_change_the_limit_and_the_release_window_on_a_date(scenario):
    run = orgshift.run(
        scenario(
            """
    horizon: 6 months
    run_in: 0 months
    teams: {desk: {engineers: 2}}
    demand: {policy: pull, limit: 1}
    workflow: {serve: {effort: constant 1 h}, pipeline: {delay: constant 9 h, window: true}}
    variants:
      today: {}
      slower:
        changes:
          windows: {at: month 2, policy: {release: {window: every 2 weeks}}}
          limit: {at: month 4, policy: {limit: 3}}
    """
        ),
        "slower",
    )
    started = run.calendar.month_starts_h
    before = run.deployments[run.deployments.deploy_h < started[2]]
    after = run.deployments[run.deployments.deploy_h >= started[2] + 336]
    assert before.features.eq(1).all()
    assert after.features.max() > 1
    assert (after.deploy_h % 336 == 0).all()
    wip = run.state[run.state.quantity == "wip"].set_index("month").value
    assert wip.loc[6] == 6.0
