"""`orgshift scenarios`: what the library has."""

from __future__ import annotations

import typer


def command() -> None:
    """List the scenarios of the library."""
    import orgshift
    from orgshift.scenario import library

    for name in library.names():
        asked = orgshift.load(name)
        typer.echo(f"{name:<18} {asked.title}")
        if asked.question:
            typer.echo(f"{'':<18} {asked.question}")
        typer.echo(f"{'':<18} variants: {', '.join(asked.variants)}")
