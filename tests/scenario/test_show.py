"""What `orgshift show` prints: everything, with its origin, and it loads again."""

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

import orgshift
from orgshift.scenario import library
from orgshift.scenario.show import shown, told
from orgshift.scenario.starter import STARTER
from orgshift.scenario.units import monthly_share
from orgshift.scenario.ways import Skill

FULL = """
question: "what: if?"
sources: [a, "b, c: d", "true", "12"]
calendar: {start: 2028-03, hours_a_day: 7.5, working_days: [mon, tue, thu], holidays: [2028-04-03]}
people: {meetings: 1/3, leave: 7 %, resumption: 20 min, spread: 0.1, cost: 123456.78}
capabilities: {deployment: {by_hand: "median 1 h, p90 4 h", self_service: 10 min}, c d: {}}
workflow:
  design: {share: 33.3 %, delay: exponential mean 2 days}
  "build: it": {share: 66.7 %, hands: 3, tag: commit, need: {capability: c d, number: poisson 0.3}}
  check: {effort: {lognormal: {median: 1 h, sd_of_log: 0.7}}, by: testers, next: {design: 7 %}}
  release: {need: deployment, window: true}
demand: {limit: 0.7 per engineer, size: "median 3 days, p90 8 days"}
release: {window: every 0.5 weeks}
teams:
  ada: {engineers: 4, skill: {deployment: 12.5 %}, factor: 1.2345678901, demand: {limit: 2}}
  "2027":
    skill: 0.1
    demand: {policy: arrivals, rate: 0.123456789 per week}
    release: {window: continuous}
  "true": {count: 2, demand: none}
  cyd: {demand: {limit: null}}
groups: {testers: {kind: specialist, engineers: 2}}
mechanisms:
  toil: {features_per_service: never, share: 12.345678901 %}
  skill: {fade: 10 %/year}
variants:
  today: {}
  "with platform":
    adds_people: 1
    changes:
      a:
        at: 2028-05-02
        start: {group: it, kind: platform, take: 1, hire: 1, roadmap: [[deployment], c d],
                launch_effort: 1 person-month}
      b: {at: 3.5 months, policy: {release: {window: continuous}, limit: 3}}
  "n-{n}":
    for: {n: [1, 2]}
    adds_people: "{n}"
    changes: {h: {at: day 0, hire: {people: "{n}", to: ada}}}
"""


def values(text):
    """Return the shown YAML without comments."""
    return [re.sub(r" +# .*", "", line) for line in text.splitlines() if not line.startswith("#")]


def again(scenario, written):
    path = written(shown(scenario), "again.yaml")
    return orgshift.load(path)


@pytest.mark.parametrize("name", ["FULL", "STARTER", "bare", *library.names()])
def test_what_is_shown_loads_again_as_the_same_scenario(load, written, name):
    if name == "STARTER":
        first = orgshift.load(written(STARTER))
    elif name == "bare":
        first = load("extends: bare\nworkflow: {serve: {effort: 1 h}}\n")
    else:
        first = load(FULL.replace("1/3", "0.3333333333333333")) if name == "FULL" else None
        first = first or orgshift.load(name)
    second = again(first, written)
    assert values(shown(second)) == values(shown(first))
    assert second.digest == first.digest
    assert second.model_dump(exclude={"run_in"}) == first.model_dump(exclude={"run_in"})
    assert second.run_in_months == first.run_in_months


def test_a_run_of_what_is_shown_is_the_same_run(load, written):
    first = load(
        "horizon: 3 months\nrun_in: 1 month\nmechanisms: {toil: {}, skill: {fade: 10 %/year}}\n"
        "people: {meetings: 0.123456789012345, resumption: 7 min}\n"
    )
    second = again(first, written)
    assert orgshift.run(second).features.equals(orgshift.run(first).features)


def test_every_value_has_its_origin(written):
    written(
        dedent("""\
        orgshift: 1
        title: base
        horizon: 12 months
        demand: {limit: 2}
        teams: {front: {count: 2, engineers: 4}}
        workflow: {serve: {effort: 1 h, need: deployment}}
        """),
        "base.yaml",
    )
    over = written("orgshift: 1\nextends: base.yaml\npeople: {meetings: 15 %}\n", "over.yaml")
    lines = shown(orgshift.load(over, overrides=["people.leave=5 %"])).splitlines()
    found = {}
    for line in lines:
        if " # " in line:
            setting, origin = line.split(" # ")
            found.setdefault(setting.strip(), origin.rsplit("/", 1)[-1])
    assert found["title: base"] == "base.yaml:2:1"
    assert found["horizon: 12 months"] == "base.yaml:3:1"
    assert found["limit: 2 per engineer"] == "base.yaml:4:10"
    assert found["engineers: 4"] == "base.yaml:5:27"
    assert found["capability: deployment"] == "base.yaml:6:33"
    assert found["number: 1"] == "default"
    assert found["meetings: 15 %"] == "over.yaml:3:10"
    assert found["leave: 5 %"] == "--set people.leave=5 %"
    assert found["spread: 0.45"] == "default"
    assert found["run_in: 6 months"] == "default"


def test_a_value_that_an_overlay_takes_away_is_a_default_again(written):
    written("orgshift: 1\ntitle: t\nteams: {a: {}}\npeople: {cost: 3}\n", "base.yaml")
    path = written("orgshift: 1\nextends: base.yaml\npeople: {cost: null}\n")
    assert re.search(r"cost: 176000 +# default", shown(orgshift.load(path)))


def test_what_all_teams_have_in_common_is_written_once(load):
    text = shown(load("teams: {a: {}, b: {demand: {limit: 2}}}\ndemand: {limit: 1}\n"))
    assert text.count("policy: pull") == 2


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("title: other\nquestion: why\nseed: 9\nreplications: 3\n", True),
        ("people: {meetings: 20 %}\n", True),
        ("mechanisms: {}\n", True),
        ("people: {meetings: 21 %}\n", False),
        ("seed: 1\nhorizon: 23 months\n", False),
        ("teams: {bea: {engineers: 5}, ada: {engineers: 4}}\n", False),
    ],
)
def test_the_digest_stands_for_what_is_simulated(load, written, text, same):
    first = load()
    body = "" if text.startswith("title") else "title: test\n"
    teams = (
        "" if text.startswith("teams") else "teams: {ada: {engineers: 4}, bea: {engineers: 5}}\n"
    )
    second = orgshift.load(written("orgshift: 1\n" + body + teams + text, "other.yaml"))
    assert (second.digest == first.digest) is same
    assert re.fullmatch("[0-9a-f]{16}", first.digest)


@given(st.floats(0.0, 1.0))
def test_every_share_of_a_month_is_told_so_that_it_can_be_read(value):
    """A draw of a belief may be any: 11.36 % a month would be more than everybody in a year."""
    assert monthly_share(told(Skill, "fade", value)) == pytest.approx(value, rel=6e-3, abs=1e-12)
