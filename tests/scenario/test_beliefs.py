"""Beliefs: how they are written, what they draw, and that they are the same in every variant."""

import numpy as np
import pytest
from scipy.stats import norm

import orgshift
from orgshift.engine.luck import Luck
from orgshift.errors import ScenarioError
from orgshift.experiments.assumptions import assumptions
from orgshift.scenario.beliefs import drawn, from_ledger
from orgshift.scenario.show import shown

TEAMS = "teams: {a: {engineers: 4}, b: {engineers: 5}}\n"
PLATFORM = """
teams: {a: {engineers: 4}, b: {engineers: 5}}
variants:
  today: {}
  plain: {changes: {found: {at: day 0, start: {group: p, kind: platform, take: 1}}}}
  rough:
    changes:
      found:
        at: month 1
        start: {group: q, kind: platform, take: 2, friction: {value: 50 %, belief: 40 % to 80 %}}
  rougher: {extends: rough, changes: {found: {at: month 2}}}
"""


def only(asked):
    (belief,) = asked.beliefs
    return belief


def at(luck):
    """Return luck that is the same for everything."""
    return lambda _: luck


def faults(load, text):
    with pytest.raises(ScenarioError) as caught:
        load(text, base=None)
    return [str(fault).splitlines()[0].split("scenario.yaml:")[-1] for fault in caught.value.faults]


@pytest.mark.parametrize("written", ["15 % to 42 %", "[15 %, 42 %]", "15 to 42 %", "0.15 to 0.42"])
def test_a_range_is_written_with_to_or_as_a_list(scenario, written):
    asked = scenario(f"{TEAMS}mechanisms: {{toil: {{share: {{belief: {written}}}}}}}", base=None)
    belief = only(asked)
    assert (belief.low, belief.median, belief.high) == (0.15, 0.30, 0.42)
    assert asked.mechanisms.toil.share == 0.30


def test_the_range_is_the_5_and_95_percent_points_and_the_value_the_median(scenario):
    text = "mechanisms: {skill: {novice: {value: 2, belief: 1.2 to 3.5}}}"
    belief = only(scenario(TEAMS + text, base=None))
    drawn_ = np.array([belief.amount(u) for u in (np.arange(4000) + 0.5) / 4000])
    assert np.quantile(drawn_, [0.05, 0.5, 0.95]) == pytest.approx([1.2, 2.0, 3.5], rel=2e-3)
    # Each half is lognormal: 1.645 standard deviations of the log reach from median to end.
    sd = np.log(3.5 / 2.0) / norm.ppf(0.95)
    assert belief.amount(0.8) == pytest.approx(2.0 * np.exp(sd * norm.ppf(0.8)))
    assert belief.amount(1e-9) == 1.0  # nobody is faster than an expert


def test_where_zero_is_possible_the_halves_are_normal_and_cut_at_what_can_be(scenario):
    belief = only(
        scenario(TEAMS + "mechanisms: {skill: {fade: {belief: 0 to 25 %/month}}}", base=None)
    )
    assert belief.amount(0.5) == 0.02
    assert belief.amount(norm.cdf(norm.ppf(0.95) / 2)) == pytest.approx(0.02 + 0.23 / 2)
    assert belief.amount(0.05) == pytest.approx(0.0, abs=1e-12)
    assert belief.amount(0.001) == 0.0
    text = "teams: {a: {demand: {unplanned: {value: 80 %, belief: 50 % to 99 %}}}}"
    assert only(scenario(text, base=None)).amount(0.9999) == 1.0


def test_the_belief_about_a_distribution_is_about_its_median(scenario):
    asked = scenario(
        "teams: {a: {}}\nmechanisms: {failed_changes: {repair: {belief: 0.5 to 60 h}}}", base=None
    )
    repair = drawn(
        asked, asked.beliefs, at(norm.cdf(norm.ppf(0.95)))
    ).scenario.mechanisms.failed_changes.repair
    assert (repair.kind, repair.b) == ("lognormal", 1.2)
    assert repair.a == pytest.approx(60.0)
    text = "teams: {a: {}}\ngroups: {e: {kind: enabling, engagement: {belief: 4 to 10 weeks}}}"
    asked = scenario(text, base=None)
    longer = drawn(asked, asked.beliefs, at(0.95)).scenario.groups["e"].engagement
    assert longer.middle == pytest.approx(10.0)
    assert (longer.unit, longer.c / longer.a) == ("week", pytest.approx(13 / 2))


def test_whole_numbers_stay_whole_and_durations_keep_their_unit(scenario):
    asked = scenario(
        TEAMS + "mechanisms: {turnover: {ramp_up: {belief: 3 months to 9 months}},"
        " toil: {features_per_service: {belief: 20 to 500}}}",
        base=None,
    )
    found = drawn(asked, asked.beliefs, at(0.7)).scenario.mechanisms
    assert found.turnover.ramp_up.unit == "month"
    assert 5 < found.turnover.ramp_up.amount < 9
    assert isinstance(found.toil.features_per_service, int)
    assert 100 < found.toil.features_per_service < 500


def test_a_range_is_laid_around_the_value_of_what_is_extended(scenario):
    asked = scenario(
        "people: {leave: {belief: 0 % to 5 %}}\n" + TEAMS + "workflow: {w: {effort: 1 h}}"
    )
    assert asked.people.leave == 0.0  # that of bare, not the default
    assert only(asked).median == 0.0


def test_a_variant_that_extends_another_draws_what_the_other_draws(scenario):
    asked = scenario(PLATFORM, base=None)
    assert [belief.drawn_as for belief in asked.beliefs] == ["platform.friction"] * 2
    found = drawn(asked, asked.beliefs, Luck(1, 0).one).scenario.variants
    friction = {n: found[n].changes["found"].start.friction for n in ("plain", "rough", "rougher")}
    assert friction["plain"] == 0.30
    assert friction["rough"] == friction["rougher"] not in (0.3, 0.5)


def test_what_all_teams_have_is_one_belief_and_what_a_team_has_its_own(scenario):
    asked = scenario(
        """
        demand: {size: {belief: 2 to 15 days}}
        teams:
          like: {count: 3, services: {belief: 2 to 15}}
          other: {services: {belief: 2 to 15}}
        """,
        base=None,
    )
    found = drawn(asked, asked.beliefs, Luck(1, 0).one).scenario.teams
    assert len({team.demand.size.a for team in found.values()}) == 1
    assert found["like-1"].services == found["like-2"].services == found["like-3"].services
    assert {b.drawn_as for b in asked.beliefs} == {
        "demand.size", "teams.like.services", "teams.other.services",
    }  # fmt: skip


def test_beliefs_of_one_name_are_drawn_alike(scenario):
    text = (
        "teams: {a: {services: {belief: 2 to 15}}, b: {services: {belief: 2 to 15, drawn_as: %s}}}"
    )
    alike = scenario(text % "teams.a.services", base=None)
    apart = scenario(text % "mine", base=None)
    for replication in range(5):
        a, b = drawn(alike, alike.beliefs, Luck(1, replication).one).scenario.teams.values()
        assert a.services == b.services
    lucks = [drawn(apart, apart.beliefs, Luck(1, r).one).scenario.teams for r in range(5)]
    assert any(teams["a"].services != teams["b"].services for teams in lucks)


def test_what_show_prints_has_the_ranges_and_draws_the_same(scenario, tmp_path):
    asked = scenario(
        """
        demand:
          policy: arrivals
          size: {belief: 2 to 15 days}
          rate: {value: 1 per week, belief: 0.5 to 2 per week}
        teams:
          a: {engineers: 4, skill: {deployment: {value: 60 %, belief: 40 % to 80 %}, operations: 20 %}}
          b: {count: 2, skill: {value: 30 %, belief: 0 % to 50 %}, factor: {value: 1, belief: 0.5 to 2}}
          c: {demand: {unplanned: {belief: 10 % to 40 %}}}
        workflow:
          build: {share: 100 %}
          test:
            effort: {value: 3 h, belief: 1 h to 5 h}
            next: {build: {value: 20 %, belief: 5 % to 30 %}}
          ask: {need: {capability: deployment, number: {value: poisson 0.8, belief: 0.2 to 2}}}
        mechanisms: {toil: {share: {belief: none}}, turnover: {attrition: {belief: 5 to 20 %/year}}}
        groups: {p: {kind: platform, engineers: 2, guard_rails: {mature: {belief: 0 % to 8 %}}}}
        """,
        base=None,
    )  # fmt: skip
    printed = shown(asked)
    file = tmp_path / "again.yaml"
    file.write_text(printed, encoding="utf-8")
    again = orgshift.load(file)
    assert "share: {value: 30 %, belief: none}" in printed
    assert 'mature: {value: 5 %, belief: "0 % to 8 %"}' in printed
    assert again.digest == asked.digest
    for replication in range(3):
        ours, theirs = (
            drawn(s, s.beliefs, Luck(7, replication).one).scenario for s in (asked, again)
        )
        assert ours.model_dump() | {"run_in": 24} == theirs.model_dump()


def test_a_belief_is_part_of_the_digest(scenario):
    known = scenario(TEAMS, base=None)
    same = scenario(TEAMS + "people: {leave: 10 %}", base=None)
    believed = scenario(TEAMS + "people: {leave: {belief: 8 % to 15 %}}", base=None)
    assert known.digest == same.digest != believed.digest


def test_faults_of_beliefs_come_all_at_once_at_their_places(scenario):
    found = faults(
        scenario,
        """\
demand: {unplanned: {belief: a lot}}
people: {meetings: {belief: 20 % to 120 %}, leave: {belief: 20 % to 5 %}}
teams: {a: {engineers: {belief: 4 to 9}, factor: {belief: 1 to 2}}, b: {}}
mechanisms:
  toil:
    share: {value: 30 %, belief: 35 % to 42 %}
    urgent: {belief: 1 % to 9 %, x: 1, value: 2 %}
  skill: {novice: {belief: 0.5 to 3}}
""",
    )
    expected = [
        ("3:22", "demand.unplanned: 'a lot' is no range; write it like '15 % to 42 %'"),
        ("4:21", "people.meetings: '120 %' found; a share is from 0 % to 100 %"),
        ("4:53", "people.leave: '20 % to 5 %': the lower end comes first"),
        ("5:25", "teams.a.engineers: only numbers can be believed"),
        ("5:51", "teams.a.factor: there is no number to draw around; write {value: …"),
        ("8:26", "mechanisms.toil.share: the value, '30 %', is outside of '35 % to 42 %'"),
        ("9:14", "mechanisms.toil.urgent: unknown setting 'x' in a belief (known here: value"),
        ("10:20", "mechanisms.skill.novice: '0.5 to 3': possible is from 1 to 100"),
    ]
    assert len(found) == len(expected)
    for told, (place, problem) in zip(found, expected, strict=True):
        assert told.startswith(f"{place}: {problem}")


def test_what_cannot_be_is_drawn_again(scenario):
    """Coverage at launch above that at maturity is no platform; shares that split a size add up."""
    asked = scenario(
        """
        teams: {a: {}}
        workflow: {one: {share: {value: 40 %, belief: 20 % to 70 %}}, two: {share: 60 %}}
        groups:
          p:
            kind: platform
            coverage_at_launch: {belief: 20 % to 70 %}
            coverage_mature: {value: 72 %, belief: 71 % to 73 %}
        """,
        base=None,
    )  # fmt: skip
    coverage = []
    for replication in range(60):
        found = drawn(asked, asked.beliefs, Luck(1, replication).one).scenario
        coverage.append(found.groups["p"].coverage_at_launch)
        assert found.groups["p"].coverage_at_launch <= found.groups["p"].coverage_mature
        assert sum(step.share for step in found.workflow.values()) == pytest.approx(1.0)
    assert max(coverage) > 0.6


def test_draws_that_can_never_be_are_a_message(scenario):
    asked = scenario(
        TEAMS + "people: {meetings: {value: 89 %, belief: 10 % to 90 %}, leave: 0 %}", base=None
    )
    with pytest.raises(ScenarioError, match="gave nothing that can be"):
        drawn(asked, asked.beliefs, at(0.99))


def test_the_ledger_is_drawn_for_defaults_and_for_nothing_else(scenario):
    asked = scenario(
        TEAMS + "people: {leave: 12 %, meetings: 20 %, resumption: {belief: none}}\n"
        "mechanisms: {toil: {share: {belief: 20 % to 50 %}}}\n",
        base=None,
    )
    found = {belief.drawn_as: belief for belief in from_ledger(asked)}
    assert "people.leave" not in found  # the scenario's own number
    assert "people.resumption" not in found  # said to be known
    assert "mechanisms.toil.share" not in found  # believed by the scenario
    assert found["people.meetings"].text == "10 % to 35 %"  # the default, though written
    assert not any(name.startswith(("platform", "mechanisms.skill")) for name in found)
    assert found["demand.limit"].median == 1.0


def test_no_plan_is_drawn(scenario):
    found = {belief.drawn_as for belief in from_ledger(scenario(PLATFORM, base=None))}
    assert "platform.coverage_mature" in found
    assert not found & {
        "platform.adoption.teams",
        "platform.adoption.every",
        "platform.collaboration",
    }


def test_a_draw_of_the_ledger_is_a_scenario_with_other_numbers_in_all_variants(scenario):
    asked = scenario(PLATFORM, base=None)
    beliefs = (*asked.beliefs, *from_ledger(asked))
    found = drawn(asked, beliefs, Luck(3, 0).one).scenario
    again = drawn(asked, beliefs, Luck(3, 0).one).scenario
    other = drawn(asked, beliefs, Luck(3, 1).one).scenario
    assert found == again != other
    assert (found.name, found.digest) == (asked.name, asked.digest)
    plain, rough = (found.variants[name].changes["found"].start for name in ("plain", "rough"))
    assert plain.coverage_mature == rough.coverage_mature != 0.75
    assert (plain.take, rough.take) == (1, 2)


def test_assumptions_come_weakest_first_with_unit_grade_and_source(scenario):
    asked = scenario(
        TEAMS + "people: {leave: 12 %}\nmechanisms: {toil: {urgent: {belief: 10 % to 30 %}}}",
        base=None,
    )
    found = assumptions(asked, ["today"])
    grades = [row["grade"] for row in found]
    assert [g for g in grades if g] == sorted((g for g in grades if g), reverse=True)
    assert grades.index("") > max(i for i, g in enumerate(grades) if g)
    told = {row["setting"]: row for row in found}
    assert told["toil: share"]["value"] == "30 %"
    assert told["toil: share"]["unit"] == "share of task hours"
    assert told["toil: share"]["source"].startswith("Beyer et al.")
    assert told["toil: urgent"]["range"] == "10 % to 30 %"
    assert told["people: leave"] | {"value": ""} == {
        "setting": "people: leave", "value": "", "unit": "", "grade": "", "source": "", "range": "",
        "origin": "scenario file",
    }  # fmt: skip
    assert len(told) == len(found)  # none is told twice
