"""Rough edges, the choice of the next improvement, and the time it gets, worked out by hand."""

from types import SimpleNamespace

import pytest

import orgshift
from orgshift.engine.luck import Luck
from orgshift.mechanisms.platform.friction import RoughEdges
from orgshift.mechanisms.platform.roadmap import Roadmap

NAMES = ("ops", "build")

#: A team that uses what a platform of one person offers, and support that takes no time.
ALONE = """
    horizon: 12 months
    run_in: 0 months
    teams: {a: {engineers: 1, services: 1}}
    capabilities: {ops: {by_hand: constant 10 h, self_service: 1 h}}
    demand: {policy: pull}
    workflow: {build: {effort: constant 20 h}, release: {need: ops}}
    groups:
      platform: {kind: platform, engineers: 1, launch_effort: 400 h, SETTINGS}
""".replace(
    "SETTINGS",
    "outages: 0, support: constant 0 h, coverage_at_launch: 100 %, coverage_mature: 100 %, "
    "migration: constant 1 h",
)


def asked(**changes):
    given = {
        "roadmap": None, "rough_edges": 5, "edge_spread": 1.2, "friction": 0.3, "launch_effort": 100.0,
        "maturing_effort": 100.0, "coverage_at_launch": 0.40, "coverage_mature": 0.75,
    }  # fmt: skip
    return SimpleNamespace(**given | changes)


@pytest.fixture
def edges():
    return RoughEdges(SimpleNamespace(capabilities=NAMES, luck=Luck(1, 0)))


def smoothed(edges, informed):
    """Smooth all edges, one after the other; return friction after each, and which they were."""
    left, order = [], []
    edges.attempts.update(dict.fromkeys(edges.attempts, 1))
    while (edge := edges.choose(lambda _: informed)) is not None:
        edges.smooth(edge)
        left.append(sum(edges.friction.values()))
        order.append(edge)
    return left, order


# -- rough edges ------------------------------------------------------------------------------------


def test_the_edges_of_a_new_capability_add_up_to_its_friction(edges):
    edges.launch(0, asked(rough_edges=20))
    assert edges.friction[0] == pytest.approx(0.30, rel=1e-12)
    left, order = smoothed(edges, 0.0)
    assert len(order) == 20
    assert left[-1] == 0.0


def test_edges_of_no_spread_weigh_the_same(edges):
    edges.launch(0, asked(edge_spread=0.0))
    left, _ = smoothed(edges, 0.5)
    assert left == pytest.approx([0.24, 0.18, 0.12, 0.06, 0.0])


def test_who_is_informed_smooths_the_edge_that_hurts_most(edges):
    edges.launch(0, asked())
    _, order = smoothed(edges, 1.0)
    weights = [edge.weight for edge in order]
    assert weights == sorted(weights, reverse=True)


def test_who_is_not_informed_smooths_any_edge(edges):
    edges.launch(0, asked())
    _, order = smoothed(edges, 0.0)
    weights = [edge.weight for edge in order]
    assert weights != sorted(weights, reverse=True)


def test_friction_never_falls_faster_than_for_who_is_informed():
    for replication in range(20):
        both = []
        for informed in (1.0, 0.0):
            world = SimpleNamespace(capabilities=NAMES, luck=Luck(1, replication))
            edges = RoughEdges(world)
            edges.launch(0, asked())
            both.append(smoothed(edges, informed)[0])
        assert all(best <= any_one + 1e-12 for best, any_one in zip(*both, strict=True))


def test_two_improvements_at_once_are_of_two_edges(edges):
    edges.launch(0, asked(rough_edges=2))
    edges.attempts[0] = 1
    first, second = (edges.choose(lambda _: 1.0) for _ in range(2))
    assert first != second
    assert edges.choose(lambda _: 1.0) is None
    assert edges.friction[0] == pytest.approx(0.30)


def test_the_capability_that_fails_most_often_comes_first(edges):
    for capability in (0, 1):
        edges.launch(capability, asked(edge_spread=0.0))
    # 0.3 × 10 against 0.3 × 3: four of five edges of the first, until 0.06 × 10 < 0.3 × 3.
    edges.attempts.update({0: 10, 1: 3})
    order = []
    for _ in range(5):
        edge = edges.choose(lambda _: 1.0)
        edges.smooth(edge)
        order.append(edge.capability)
    assert order == [0, 0, 0, 0, 1]


def test_nobody_smooths_what_nobody_has_tried(edges):
    for capability in (0, 1):
        edges.launch(capability, asked())
    assert edges.choose(lambda _: 1.0) is None
    edges.attempts[1] = 1
    tried = [edges.choose(lambda _: 0.5).capability for _ in range(5)]
    assert tried == [1] * 5
    assert edges.choose(lambda _: 1.0) is None


def test_no_friction_has_no_edges(edges):
    edges.launch(0, asked(friction=0.0))
    edges.attempts[0] = 1
    assert edges.friction[0] == 0.0
    assert edges.choose(lambda _: 1.0) is None


# -- roadmap ----------------------------------------------------------------------------------------


def test_coverage_jumps_at_launch_and_then_closes_the_gap_to_maturity():
    roadmap = Roadmap()
    roadmap.plan(asked(), NAMES)
    assert roadmap.worked(99.0, 0.0) is None
    assert roadmap.coverage(0) == 0.0
    stage = roadmap.worked(1.0, 5.0)
    assert stage.capabilities == (0, 1)
    assert (stage.launched_at, roadmap.coverage(1)) == (5.0, 0.40)
    roadmap.worked(100.0, 6.0)
    assert roadmap.coverage(0) == pytest.approx(0.40 + 0.35 * (1 - 2.718281828459045**-1))


def test_stages_launch_in_order_and_then_the_least_covered_is_extended():
    roadmap = Roadmap()
    roadmap.plan(asked(roadmap=(("build",), ("ops",))), NAMES)
    launched = [roadmap.worked(100.0, 0.0).capabilities for _ in range(2)]
    assert launched == [(1,), (0,)]
    roadmap.worked(50.0, 0.0)
    first = roadmap.coverage(1)
    roadmap.worked(50.0, 0.0)
    assert (roadmap.coverage(1), roadmap.coverage(0)) == (first, first)


def test_central_help_goes_first_on_the_roadmap():
    roadmap = Roadmap()
    roadmap.plan(asked(roadmap=(("build",), ("ops",))), NAMES)
    roadmap.put_first(0)
    assert roadmap.worked(100.0, 0.0).capabilities == (0,)
    roadmap.worked(100.0, 0.0)
    before = roadmap.coverage(1)
    for _ in range(2):
        roadmap.worked(100.0, 0.0)
    assert (roadmap.coverage(1), roadmap.coverage(0) > before) == (before, True)
    # As good as mature after 4.6 H: then it is the others' turn.
    for _ in range(3):
        roadmap.worked(100.0, 0.0)
    roadmap.worked(100.0, 0.0)
    assert roadmap.coverage(1) > before


def test_another_platform_goes_on_with_what_has_been_launched():
    roadmap = Roadmap()
    roadmap.plan(asked(roadmap=(("ops",), ("build",))), NAMES)
    roadmap.worked(100.0, 0.0)
    roadmap.worked(60.0, 0.0)
    roadmap.plan(asked(roadmap=(("build",),), coverage_at_launch=0.2, coverage_mature=0.3), NAMES)
    assert roadmap.coverage(0) == 0.40
    assert roadmap.worked(40.0, 1.0).capabilities == (1,)
    assert roadmap.coverage(1) == 0.2
    for _ in range(2):
        roadmap.worked(40.0, 1.0)
    assert roadmap.coverage(0) == 0.40


# -- what the platform's people do ------------------------------------------------------------------


def by_month(run, activity):
    mine = run.hours[(run.hours.team == "platform") & (run.hours.activity == activity)]
    return mine.groupby("month", observed=True).hours.sum()


def test_before_the_first_attempt_there_is_nothing_to_improve(scenario):
    run = orgshift.run(scenario(ALONE.replace("400 h", "1000 h")))
    assert 0 not in by_month(run, "improvement").index
    assert by_month(run, "roadmap").loc[0] == 744.0
    unused = ALONE.replace("migration", "adoption: {mode: choice, innovation: 0 %}, migration")
    run = orgshift.run(scenario(unused))
    assert by_month(run, "roadmap").sum() == run.horizon_h
    assert not (run.state.quantity == "friction").any()


def test_roadmap_and_improvement_keep_their_ratio(scenario):
    """80 h of roadmap for every improvement of 40 h."""
    run = orgshift.run(scenario(ALONE))
    roadmap, improvement = by_month(run, "roadmap"), by_month(run, "improvement")
    worked, improved = 0.0, 0.0
    for month in (1, 2, 3):
        worked += roadmap[month]
        improved += improvement[month]
        assert abs(worked - 2.0 * improved) <= 2 * 80.0


def test_where_all_edges_are_smooth_it_is_all_roadmap(scenario):
    """Twenty edges of 40 h: 800 h, then never again; friction is over when they are."""
    run = orgshift.run(scenario(ALONE))
    assert by_month(run, "improvement").sum() == 800.0
    assert by_month(run, "roadmap").sum() == run.horizon_h - 800.0
    friction = run.state[run.state.quantity == "friction"].set_index("month").value
    assert friction.index.min() == 1  # nobody had felt it at the start of month 0
    assert friction.loc[12] == 0.0
    assert (friction.diff().dropna() <= 0.0).all()


@pytest.mark.parametrize(("share", "improved"), [("0 %", 0.0), ("100 %", 800.0)])
def test_all_time_may_go_to_one_of_them(scenario, share, improved):
    text = ALONE.replace("outages: 0", f"outages: 0, improvement_share: {share}")
    run = orgshift.run(scenario(text))
    assert by_month(run, "improvement").sum() == improved


def test_collaboration_informs_every_improvement(scenario):
    """Friction falls as fast with a first customer as for a team that knows everything."""
    text = ALONE.replace("outages: 0", "outages: 0, informed: INFORMED, collaboration: COSTS")
    found = []
    for informed, costs, who in (
        ("100 %", "0 %", ""),
        ("0 %", "0.01 %", ", first_customer: a, collaborates_for: 11 months"),
        ("0 %", "0 %", ""),
    ):
        asked_for = text.replace("INFORMED", informed).replace("COSTS", costs + who)
        state = orgshift.run(scenario(asked_for)).state
        friction = state[state.quantity == "friction"].set_index("month").value
        found.append(friction.loc[2:3].tolist())
    assert found[0] == found[1]
    assert found[2] > found[0]
