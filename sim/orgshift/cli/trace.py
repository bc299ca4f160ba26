"""`orgshift trace`: one feature in several variants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgshift.cli.options import Jobs, Json, print_json


def command(
    run_dir: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that `orgshift compare` has written."),
    ],
    feature: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Team and number, such as 'energy 142'. [default: a typical one]",
        ),
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A variant to follow it in; repeat it. [default: all]"),
    ] = None,
    replication: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Which repetition. [default: 0]")
    ] = None,
    jobs: Jobs = None,
    as_json: Json = False,
) -> None:
    """Follow one feature through several variants.

    Prints where it spent its days in each.
    """
    import orgshift
    from orgshift.reports import traces as told

    comparison = orgshift.Comparison.load(run_dir)
    trace = orgshift.trace(
        comparison, feature, variants=variant, replication=replication, jobs=jobs
    )
    if as_json:
        print_json(trace.as_document())
        return
    typer.echo(told.in_text(trace, str(trace.features["feature"].iloc[0])))
