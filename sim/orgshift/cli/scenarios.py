"""`orgshift scenarios`: what the library has."""

from __future__ import annotations

from textwrap import fill, indent

import typer


def command() -> None:
    """List the scenarios of the library, and how to run one."""
    import orgshift
    from orgshift.scenario import library

    for name in library.names():
        asked = orgshift.load(name)
        about = (asked.question, f"variants: {', '.join(asked.variants)}")
        text = "\n".join(fill(one, 75) for one in about if one)
        typer.echo(f"{name}: {asked.title}\n{indent(text, ' ' * 4)}")
    typer.echo(
        f"\nRun one:         orgshift compare {name}\n"
        f"Read it in full: orgshift show {name}\n"
        f"Build on it:     `extends: {name}` in a file of your own"
    )
