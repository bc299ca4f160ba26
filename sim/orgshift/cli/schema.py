"""`orgshift schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import typer


def command() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from orgshift.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
