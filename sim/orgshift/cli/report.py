"""`orgshift report`: the page of a run directory, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    run_dir: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that `orgshift compare` has written."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file to write. [default: report.html in the folder]"
        ),
    ] = None,
) -> None:
    """Write the report of a finished comparison again."""
    import orgshift

    comparison = orgshift.Comparison.load(run_dir)
    typer.echo(str(orgshift.write_report(comparison, out or run_dir / "report.html")))
