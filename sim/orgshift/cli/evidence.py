"""`orgshift evidence`: what each default rests on."""

from __future__ import annotations

from textwrap import fill
from typing import Annotated

import typer

from orgshift.cli.options import Json, print_json


def command(
    path: Annotated[
        str,
        typer.Argument(
            metavar="[PATH]", help="What the settings start with, such as platform. [default: all]"
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Print what the defaults rest on.

    Of each: its range, its grade, its source, and who was looked at.
    """
    from orgshift.scenario.evidence import GRADES, rows

    found = rows(path)
    if as_json:
        print_json(found)
        return
    for row in found:
        typer.echo(f"{row['setting']}: {row['default']}   ({row['low']} to {row['high']})")
        about = ", ".join(str(row[key]) for key in ("source", "population", "year") if row[key])
        typer.echo(f"    {row['grade']}  {about}")
        note = (
            row["note"] + (("; " if row["note"] else "") + "decided, never drawn") * row["decided"]
        )
        for line in (row["unit"], note):
            if line:
                typer.echo(fill(line, 79, initial_indent=" " * 7, subsequent_indent=" " * 7))
    typer.echo("\n" + "\n".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items()))
    typer.echo("Ranges hold 90 % of what may be true; of a distribution, they are of its median.")
