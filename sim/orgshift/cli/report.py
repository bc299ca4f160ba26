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
    csv = "csv"
    png = "png"
    pdf = "pdf"


#: What each is called in the folder, where `--out` names nothing else; `charts` is a folder.
NAMES = {
    Format.html: "report.html", Format.memo: "memo.md", Format.csv: "charts", Format.png: "charts",
    Format.pdf: "report.pdf",
}  # fmt: skip


def command(
    run_dir: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that `orgshift compare` has written."),
    ],
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="The page; the memo in Markdown; the table of each chart; or, where a Chromium is "
            "installed, each chart as a picture, or the page on paper.",
        ),
    ] = Format.html,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="The file to write; of csv and png, the folder. [default: report.html, memo.md, "
            "report.pdf or charts in the folder]",
        ),
    ] = None,
    after: After = None,
) -> None:
    """Write the report of a finished comparison again."""
    import orgshift
    from orgshift.reports import browser
    from orgshift.reports.memo import write_memo
    from orgshift.reports.source import Source
    from orgshift.reports.tidy import write_tables

    path = out or run_dir / NAMES[format_]
    if format_ in (Format.png, Format.pdf):
        browser.chromium()  # before there is anything to wait for
    comparison = settled_in(orgshift.Comparison.load(run_dir), after)
    if format_ is Format.memo:
        written = [write_memo(comparison, path, run_dir=run_dir)]
    elif format_ is Format.csv:
        written = write_tables(Source.of(comparison, run_dir), path)
    else:
        page = path if format_ is Format.html else run_dir / NAMES[Format.html]
        written = [orgshift.write_report(comparison, page, run_dir=run_dir)]
        if format_ is Format.pdf:
            written = [browser.write_pdf(page, path)]
        elif format_ is Format.png:
            written = browser.write_pictures(page, path)
    typer.echo("\n".join(map(str, written)))
