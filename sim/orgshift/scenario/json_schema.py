"""The JSON Schema of scenario files: what an editor needs to complete and check them."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from orgshift.scenario.schema import Scenario

#: Quantities are written as text or number; the loader checks them closely.
_QUANTITY: dict[str, Any] = {"type": ["string", "number", "object", "array", "null"]}


#: Settings with a shorthand: `need: deployment`, `next: {build: 20 %}`, `calendar: 24x7`.
_SHORTHANDS = ("CalendarSettings", "Need", "Step", "StopGroup", "Way")


class _Schema(GenerateJsonSchema):
    """Lets everything that is read by a parser of our own be written as text or number."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        inner = schema["schema"]
        if inner["type"] in ("model", "model-fields", "tuple"):
            return self.generate_inner(inner)
        return dict(_QUANTITY)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, overlays (`extends`) included."""
    schema = Scenario.model_json_schema(mode="validation", schema_generator=_Schema)
    properties = schema["properties"]
    properties["extends"] = {"type": "string", "description": "a file, or a library scenario"}
    # An overlay leaves to its base what it does not say.
    schema["required"] = ["orgshift"]
    for name, values in {
        "Team": {"count": {"type": "integer", "minimum": 1}},
        "Variant": {"extends": {"type": "string"}, "for": {"type": "object"}},
    }.items():
        schema["$defs"][name]["properties"].update(values)
    for name in (n for n in _SHORTHANDS if n in schema["$defs"]):
        written_out = schema["$defs"][name]
        schema["$defs"][name] = {"anyOf": [written_out, {"type": ["string", "number", "null"]}]}
    properties["workflow"].pop("minProperties", None)
    team = schema["$defs"]["Team"]["properties"]
    team["demand"] = {"anyOf": [{"$ref": "#/$defs/Demand"}, {"const": "none"}]}
    for definition in schema["$defs"].values():
        for field, values in definition.get("properties", {}).items():
            # In overlays null removes, and sweeps write {n} where a number goes.
            if values.get("type") == "integer":
                definition["properties"][field] = values | {"type": ["integer", "string", "null"]}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "orgshift scenario"
    return schema
