"""The JSON Schema of scenario files: what an editor needs to complete and check them."""

from __future__ import annotations

import copy
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from orgshift.scenario import changes, claims, distributions, policies, schema, units, ways
from orgshift.scenario.measurable import UNITS
from orgshift.scenario.quantities import QUANTITIES
from orgshift.scenario.schema import Scenario

#: What may be written where a reader of our own reads; the loader checks it closely.
_READ: dict[Any, list[str]] = {
    units.whole: ["integer", "string"],  # a sweep writes {n}
    units.number: ["number", "string"],
    units.share: ["string", "number"],
    units.effort_hours: ["string"],
    units.monthly_share: ["string"],
    units.per_week_share: ["string", "number"],
    units.whole_months: ["string"],
    units.duration: ["string"],
    units.rate: ["string"],
    units.moment: ["string"],
    distributions.effort: ["string", "object"],
    distributions.elapsed: ["string", "object"],
    distributions.count: ["integer", "string"],
    policies.read_window: ["string"],
    policies.read_limit: ["number", "string"],
    schema.read_start: ["string"],
    schema.read_date: ["string"],
    schema.read_skill: ["string", "number", "object"],
    ways.read_per_service: ["integer", "string"],
    ways.read_stages: ["array"],
    changes.read_places: ["string", "integer", "array"],
    claims.requirement: ["string"],
    claims.window: ["string"],
    claims.by_month: ["string", "integer"],
}
#: A number may be given as a range of what may be true.
_BELIEF = {
    "type": "object",
    "properties": {
        "value": {"description": "the median of what may be true; default: as if nothing was said"},
        "belief": {"type": ["string", "array"], "description": "a range: 15 % to 42 %; or none"},
        "drawn_as": {"type": "string", "description": "beliefs of one name are drawn alike"},
    },
    "additionalProperties": False,
}
#: Settings with a shorthand: `need: deployment`, `next: {build: 20 %}`, `calendar: 24x7`.
_SHORTHANDS = ("CalendarSettings", "Need", "StopGroup", "Way")


class _Schema(GenerateJsonSchema):
    """Lets everything that is read by a reader of our own be written as people write it."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        written = _READ.get(schema["function"]["function"])
        if written is None:
            return self.generate_inner(schema["schema"])
        found: JsonSchemaValue = {"type": [*written]}
        if schema["function"]["function"] in QUANTITIES:
            found = {"anyOf": [found, copy.deepcopy(_BELIEF)]}
        return found

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, overlays (`extends`) included."""
    found = Scenario.model_json_schema(mode="validation", schema_generator=_Schema)
    definitions = found["$defs"]
    found["properties"]["extends"] = {
        "type": "string",
        "description": "a file beside this one, or a scenario of the library",
    }
    definitions["Team"]["properties"] |= {
        "count": {"type": "integer", "minimum": 1, "description": "so many teams like this"},
        "demand": {"anyOf": [{"$ref": "#/$defs/Demand"}, {"const": "none"}]},
    }
    definitions["Variant"]["properties"] |= {
        "extends": {"type": ["string", "number"], "description": "a variant to build on"},
        "for": {"type": "object", "description": "a sweep: {n: 0..14} or {n: [0, 3, 6]}"},
    }
    for field in ("measure", "in_order_of"):
        definitions["Claim"]["properties"][field] = {
            "anyOf": [{"enum": list(UNITS)}, {"type": "string", "pattern": r"^\w+\..+$"}],
            "description": claims.Claim.model_fields[field].description,
        }
    for name in _SHORTHANDS:
        definitions[name] = {"anyOf": [definitions[name], {"type": ["string", "number"]}]}
    _relax(found)
    found["required"] = ["orgshift"]
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["title"] = "orgshift scenario"
    return found


def _relax(node: Any) -> None:
    """Let an overlay leave to its base what it does not say, and remove with null."""
    if isinstance(node, list):
        for one in node:
            _relax(one)
    elif isinstance(node, dict):
        for key in ("required", "minProperties", "discriminator"):
            node.pop(key, None)
        if "oneOf" in node:
            node["anyOf"] = node.pop("oneOf")
        for one in list(node.values()):
            _relax(one)
        properties = node.get("properties", {})
        properties.update({key: _or_null(one) for key, one in properties.items()})
        if "additionalProperties" in node:
            node["additionalProperties"] = _or_null(node["additionalProperties"])


def _or_null(node: Any) -> Any:
    return {"anyOf": [node, {"type": "null"}]} if isinstance(node, dict) and node else node
