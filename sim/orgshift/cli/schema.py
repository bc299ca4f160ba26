"""`orgshift schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

from orgshift.cli.options import print_json


def command() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from orgshift.scenario.json_schema import json_schema

    print_json(json_schema())
