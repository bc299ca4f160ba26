"""Cognitive load, worked out on paper: services and what a team manages itself, per engineer."""

import pytest

import orgshift

LOADED = """
    horizon: 1 months
    run_in: 0 months
    teams: {desk: {engineers: 2, services: SERVICES}}
    capabilities: {one: {}, two: {}}
    demand: {policy: arrivals, gap: constant 50 h}
    workflow: {serve: {effort: constant 8 h}}
    mechanisms: {cognitive_load: {threshold: 2, slope: 0.1}}
"""


@pytest.mark.parametrize(
    ("services", "load", "hours"),
    # (services + 2 capabilities) / 2 engineers; pace = 1 / (1 + 0.1 × (load − 2)).
    [(2, 2.0, 8.0), (0, 1.0, 8.0), (4, 3.0, 8.0 * 1.1), (12, 7.0, 8.0 * 1.5)],
)
def test_load_above_the_threshold_slows_work_down(scenario, services, load, hours):
    run = orgshift.run(scenario(LOADED.replace("SERVICES", str(services))))
    features = run.features[~run.features.open]
    assert features.lead_h.to_numpy() == pytest.approx(hours, abs=1e-5)
    shown = run.state[run.state.quantity == "cognitive_load"].value
    assert (shown == load).all()


def test_what_overload_costs_is_booked_as_overload(scenario):
    run = orgshift.run(scenario(LOADED.replace("SERVICES", "12")))
    hours = run.hours.groupby("activity", observed=True).hours.sum()
    assert hours["overload"] == pytest.approx(0.5 * hours["feature"], rel=1e-4)


def test_dependencies_add_to_the_load(scenario):
    text = LOADED.replace("SERVICES", "2").replace(
        "teams: {desk:", "teams: {a: {}, b: {}, c: {}, desk:"
    )
    text = text.replace(
        "slope: 0.1}", "slope: 0.1}, dependencies: {on: 3, raised_at: serve, awaited_at: serve}"
    )
    run = orgshift.run(scenario(text))
    shown = run.state[(run.state.quantity == "cognitive_load") & (run.state.team == "desk")].value
    assert shown.iloc[0] == (2 + 2 + 3) / 2


def test_fewer_people_carry_more_each(scenario):
    text = LOADED.replace("SERVICES", "2").replace("{desk:", "{other: {}, desk:")
    text += """
    variants:
      today: {}
      fewer: {changes: {go: {at: day 0, move: {people: 1, from: desk, to: other}}}}
"""
    run = orgshift.run(scenario(text), "fewer")
    features = run.features[~run.features.open & (run.features.team == "desk")]
    # (2 + 2) / 1 = 4: pace 1 / 1.2
    assert features.lead_h.to_numpy() == pytest.approx(8.0 * 1.2, abs=1e-5)
