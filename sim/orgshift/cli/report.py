"""`orgshift report`: what can be read of a run directory, made again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orgshift.cli.options import After, settled_in


class Format(StrEnum):
    """What a report can be written as."""

    html = "html"
    memo = "memo"


#: What each is called in the folder, where `--out` names nothing else.
NAMES = {Format.html: "report.html", Format.memo: "memo.md"}


def command(
    run_dir: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that `orgshift compare` has written."),
    ],
    format_: Annotated[
        Format,
        typer.Option("--format", help="The page, or the memo in Markdown."),
    ] = Format.html,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="What to write. [default: report.html or memo.md in the folder]"
        ),
    ] = None,
    after: After = None,
) -> None:
    """Write the report of a finished comparison again."""
    import orgshift
    from orgshift.reports.memo import write_memo

    comparison = settled_in(orgshift.Comparison.load(run_dir), after)
    write = {Format.html: orgshift.write_report, Format.memo: write_memo}[format_]
    typer.echo(str(write(comparison, out or run_dir / NAMES[format_], run_dir=run_dir)))
