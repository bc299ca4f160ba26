"""The JSON Schema for editors: takes every good file and overlay, and no misspelt key."""

import pytest
import yaml

from orgshift.scenario import library
from orgshift.scenario.json_schema import json_schema
from orgshift.scenario.reading import _Loader
from orgshift.scenario.starter import STARTER

jsonschema = pytest.importorskip("jsonschema")
SHIPPED = sorted(library.folder().rglob("*.yaml"))


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(validator, text):
    content = yaml.load(text, Loader=_Loader)
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(content)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_takes_every_shipped_scenario(validator, path):
    assert problems(validator, path.read_text(encoding="utf-8")) == []


def test_it_takes_the_starter(validator):
    assert problems(validator, STARTER) == []


@pytest.mark.parametrize(
    "text",
    [
        "teams: {a: null, b: {demand: none}, c: {count: 3, skill: {deployment: 50 %}}}",
        "people: {cost: null, meetings: 0.1}",
        "extends: base.yaml\nvariants: {x: {changes: {a: {start: {take: 3}}, b: null}}}",
        'variants: {"p-{n}": {for: {n: 0..3}, adds_people: "{n}"}}',
        "variants:\n  today:\n  other: {extends: today}\n",
        "calendar: 24x7\nworkflow: {a: {need: deployment, next: {b: 20 %, done: 0.1}}}",
        "demand: {size: {median: 6 days, p90: 15 days}, limit: 1 per engineer}",
        "mechanisms: {toil: {features_per_service: never}}",
        "people: {meetings: {value: 20 %, belief: 10 % to 30 %}, spread: {belief: 0.2 to 0.6}}",
        "expect: {a: {measure: toil_share, of: x, is: below 20 %, months: last 6}, b: null}",
        "expect: {a: {measure: skill.deployment, best_first: [x, y], by: at least 3 points}}",
    ],
)
def test_it_takes_shorthands_sweeps_and_what_removes(validator, text):
    assert problems(validator, f"orgshift: 1\n{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "horizn: 3 months",
        "teams: {a: {enginers: 3}}",
        "teams: {a: 3}",
        "people: {meting: 3 %}",
        "calendar: {holyday: []}",
        "demand: {polcy: pull}",
        "workflow: {a: {effrt: 3 h}}",
        "workflow: {a: {next: {b: {probabilty: 3 %}}}}",
        "mechanisms: {toill: {}}",
        "groups: {a: {kind: platform, engineer: 3}}",
        "variants: {x: {changes: {a: {strat: {}}}}}",
        "variants: {x: {changes: {a: {start: {kind: platform, grup: it}}}}}",
        "variants: {x: {changes: {a: {move: {people: 1, too: b}}}}}",
        "horizon: 24",
        "demand: {policy: push}",
        "people: {meetings: {value: 20 %, beleif: 10 % to 30 %}}",
        "expect: {a: {measure: toil_shre, of: x, is: below 20 %}}",
        "expect: {a: {measure: toil_share, of: x, is: 20}}",
        "expect: {a: {measure: toil_share, falls: at least 20 %}}",
    ],
)
def test_it_refuses_a_misspelt_key_and_a_wrong_type(validator, text):
    assert problems(validator, f"orgshift: 1\n{text}\n")


def test_it_wants_the_version(validator):
    assert problems(validator, "title: t\n")
    assert problems(validator, "orgshift: 2\ntitle: t\n")
