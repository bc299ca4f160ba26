"""Dependencies between teams, worked out on paper: asked in time, awaited before the test."""

import orgshift

TWO = """
    horizon: 2 months
    run_in: 0 months
    board: {order: ranked}
    teams: {a: {engineers: 1}, b: {engineers: 1, demand: none}}
    demand: {policy: arrivals, gap: constant 100 h}
    workflow:
      design: {effort: constant 2 h}
      build: {effort: constant BUILD h}
      test: {effort: constant 1 h}
    mechanisms: {dependencies: {probability: PROBABILITY, on: 1, effort: constant 8 h}}
"""


def run(scenario, build, probability, text=TWO):
    return orgshift.run(
        scenario(text.replace("BUILD", str(build)).replace("PROBABILITY", str(probability)))
    )


def test_the_other_team_works_in_parallel_and_the_feature_waits_before_the_test(scenario):
    """Asked when build starts at 2 h, answered at 10 h; build is done at 5 h."""
    features = run(scenario, 3, 1.0).features
    closed = features[~features.open]
    assert (closed.lead_h == 11.0).all()
    assert (closed.h_other_team == 5.0).all()
    assert (closed.h_worked == 6.0).all()


def test_who_answers_in_time_keeps_nobody_waiting(scenario):
    features = run(scenario, 20, 1.0).features
    closed = features[~features.open]
    assert (closed.h_other_team == 0.0).all()
    assert (closed.lead_h == 23.0).all()


def test_the_hours_are_the_other_teams(scenario):
    found = run(scenario, 3, 1.0)
    hours = found.hours.groupby(["team", "activity"], observed=True).hours.sum()
    assert hours["b", "dependency"] == 8.0 * len(found.features)
    assert ("a", "dependency") not in hours.index


def test_so_many_features_need_another_team_as_was_said(scenario):
    text = TWO.replace("horizon: 2 months", "horizon: 120 months")
    features = run(scenario, 1, 0.25, text).features
    closed = features[~features.open]
    assert abs((closed.h_other_team > 0).mean() - 0.25) < 0.05


def test_a_feature_asks_once_however_often_it_is_built_again(scenario):
    text = TWO.replace(
        "test: {effort: constant 1 h}",
        "test: {effort: constant 1 h, next: {build: {probability: 60 %, size: 50 %, rework: true}}}",
    )
    found = run(scenario, 3, 1.0, text)
    assert found.features.reworks.max() > 1
    hours = found.hours.groupby(["team", "activity"], observed=True).hours.sum()
    assert hours["b", "dependency"] == 8.0 * len(found.features)


def test_what_others_need_goes_before_a_teams_own_features(scenario):
    text = TWO.replace("demand: none", "demand: {policy: arrivals, gap: constant 30 h}")
    found = run(scenario, 3, 1.0, text)
    ranks = found.boards_by_rank.set_index(["team", "rank"])
    assert ranks.loc[("b", "service"), "wait_h"] <= ranks.loc[("b", "planned"), "wait_h"] + 20
    assert ("b", "service") in ranks.index
