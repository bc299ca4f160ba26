"""Rules of the flow that are easy to get wrong, each worked out on a world of one or two desks."""

import pytest

import orgshift

DESK = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 1}}
"""


def test_a_failure_at_the_window_is_repaired_before_anything_new_is_begun(scenario):
    """Released at 8 h and failed: repaired 8–10 h, and only then is the next feature committed."""
    run = orgshift.run(
        scenario(
            DESK
            + """
    people: {resumption: 1 h}
    board: {order: ranked, pre_empts: [incident]}
    release: {window: every 8 h}
    capabilities: {ops: {}}
    demand: {policy: pull, limit: 1}
    workflow: {serve: {effort: constant 5 h, window: true}}
    mechanisms: {failed_changes: {base: 95 %, repair: constant 2 h}}
    """
        )
    )
    failed = run.deployments[run.deployments.failed]
    assert (failed.restore_h.dropna() == 2.0).all()
    after = run.features[run.features.start_h > 0]
    assert (run.features.h_interrupted == 0.0).all()
    assert set(after.start_h % 8) == {0.0, 2.0}
    assert "resumption" not in set(run.hours.activity)


def test_what_is_ready_at_the_very_moment_of_the_window_leaves_by_it(scenario):
    run = orgshift.run(
        scenario(
            DESK
            + """
    release: {window: every 8 h}
    demand: {policy: arrivals, gap: constant 4 h}
    workflow: {serve: {effort: constant 4 h, window: true}}
    """
        )
    )
    # Requested at 4, 8, 12, …; ready at 8, 12, 16, …: one at 8 h, then two at each opening.
    assert run.deployments.deploy_h.head(3).tolist() == [8.0, 16.0, 24.0]
    assert run.deployments.features.head(3).tolist() == [1, 2, 2]


def test_nobody_is_interrupted_by_a_request_that_comes_as_the_task_ends(scenario):
    run = orgshift.run(
        scenario(
            DESK
            + """
    people: {resumption: 1 h}
    board: {order: ranked, pre_empts: [unplanned]}
    demand: {policy: arrivals, gap: constant 8 h, unplanned: 50 %}
    workflow: {serve: {effort: constant 8 h}}
    """
        )
    )
    assert (run.features.h_interrupted == 0.0).all()
    assert (run.features.lead_h[~run.features.open] == 8.0).all()


def test_the_other_hand_of_a_begun_feature_goes_before_new_ones(scenario):
    run = orgshift.run(
        scenario(
            DESK
            + """
    board: {order: ranked}
    demand: {policy: arrivals, gap: constant 7 h, unplanned: 40 %}
    workflow: {build: {effort: constant 10 h, hands: 2}}
    """
        )
    )
    closed = run.features[~run.features.open]
    assert len(closed) > 30
    # 5 h and 5 h by the only engineer, one after the other.
    assert (closed.release_h - closed.begun_h == 10.0).all()


def test_each_need_is_another_one_whatever_step_it_arises_at(scenario):
    """Two steps with a need each are two needs: as different as two needs at one step."""
    text = """
    horizon: 12 months
    run_in: 0 months
    teams: {desk: {engineers: 1, services: 1}}
    capabilities: {ops: {by_hand: uniform 1 h to 9 h, self_service: 1 h}}
    demand: {policy: arrivals, gap: constant 20 h}
    workflow: WORKFLOW
    """
    two_steps = "{one: {need: ops}, two: {need: ops}}"
    one_step = "{one: {need: {capability: ops, number: 2}}}"
    runs = [orgshift.run(scenario(text.replace("WORKFLOW", w))) for w in (two_steps, one_step)]
    worked = [run.features.h_worked[~run.features.open].tolist() for run in runs]
    assert worked[0] == worked[1]


def test_rework_within_rework_ends_and_the_outer_one_goes_on(scenario):
    """Build 10, review 2, test 4. Test sends back at 50 %, review at 20 %, also within the other."""
    run = orgshift.run(
        scenario(
            """
    horizon: 24 months
    run_in: 0 months
    teams: {desk: {engineers: 1}}
    demand: {policy: arrivals, gap: constant 60 h}
    workflow:
      build: {effort: constant 10 h}
      review: {effort: constant 2 h, next: {build: {probability: 30 %, size: 20 %, rework: true}}}
      test: {effort: constant 4 h, next: {build: {probability: 30 %, size: 50 %, rework: true}}}
    """
        )
    )
    closed = run.features[~run.features.open]
    assert closed.reworks.max() >= 3
    for hours, reworks in zip(closed.h_worked, closed.reworks, strict=True):
        # 16 h; each failed test 0.5 × 16 = 8 h, each failed review 0.2 × 12 = 2.4 h.
        possible = [16 + 8 * tests + 2.4 * (reworks - tests) for tests in range(reworks + 1)]
        assert min(abs(one - hours) for one in possible) < 1e-4


def test_releases_of_another_team_do_not_fall_into_an_open_window(scenario):
    run = orgshift.run(
        scenario(
            """
    horizon: 1 months
    run_in: 0 months
    teams:
      a: {engineers: 1, release: {window: every 24 h}}
      b: {engineers: 1}
    demand: {policy: arrivals, gap: constant 6 h}
    workflow: {serve: {effort: constant 1 h}, environment: {window: true}}
    mechanisms: {shared_environments: {number: 1, taken_at: environment, returned_after: environment}}
    """
        )
    )
    for name, mine in run.features[run.features.deployment >= 0].groupby("team", observed=True):
        teams = run.deployments.team.to_numpy()[mine.deployment.to_numpy()]
        assert set(teams) == {name}


@pytest.mark.parametrize("first", ["delay: constant 6 h", "effort: constant 6 h, by: others"])
def test_where_the_first_step_needs_no_engineer_of_the_team_the_limit_alone_decides(
    scenario, first
):
    """The desk is busy without a break with 3 h each; three features are always on their way."""
    run = orgshift.run(
        scenario(
            f"""
    horizon: 1 months
    run_in: 0 months
    teams: {{desk: {{engineers: 1}}}}
    groups: {{others: {{kind: specialist, engineers: 9}}}}
    demand: {{policy: pull, limit: 3}}
    workflow: {{first: {{{first}}}, serve: {{effort: constant 3 h}}}}
    """
        )
    )
    assert run.features.start_h.head(6).tolist() == [0.0, 0.0, 0.0, 9.0, 12.0, 15.0]
    assert run.features.release_h.head(6).tolist() == [9.0, 12.0, 15.0, 18.0, 21.0, 24.0]
    assert run.boards.set_index("team").busy["desk"] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("workflow", "teams"),
    [
        ("{serve: {effort: constant 5 h, by: desk}}", "desk: {engineers: 2}"),
        (
            "{build: {effort: constant 1 h, next: {done: 50 %}},"
            " infra: {need: ops, next: {infra: 50 %}}}",
            "desk: {engineers: 2}",
        ),
        (
            "{serve: {effort: exponential mean 4 h}, check: {effort: constant 1 h, by: desk}}",
            "desk: {engineers: 3}, other: {engineers: 2}",
        ),
        (
            "{build: {effort: exponential mean 5 h}, "
            "review: {effort: constant 2 h, next: {build: {probability: 30 %, size: 20 %}}}, "
            "test: {effort: constant 4 h, next: {build: {probability: 30 %, size: 50 %}}}}",
            "desk: {engineers: 2}",
        ),
    ],
)
def test_teams_are_as_busy_as_the_utilisation_they_were_asked_for(scenario, workflow, teams):
    run = orgshift.run(
        scenario(
            f"""
    horizon: 60 months
    run_in: 1 months
    teams: {{{teams}}}
    capabilities: {{ops: {{by_hand: constant 8 h, self_service: 1 h}}}}
    demand: {{policy: arrivals, utilisation: 60 %}}
    workflow: {workflow}
    """
        )
    )
    assert run.boards.busy.to_numpy() == pytest.approx(0.60, abs=0.02)
