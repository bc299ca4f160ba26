"""`orgshift why`: what each change contributes to a difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgshift.cli.options import Beliefs, Jobs, Json, Scenario, Seed, Sets, print_json, progress_bar

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison


def _compared(folder: Path) -> Comparison | None:
    """Return the comparison in *folder*, None where there is none that can be read."""
    import orgshift
    from orgshift.store import StoreError

    try:
        return orgshift.Comparison.load(folder)
    except StoreError:
        return None


def command(
    scenario: Scenario,
    variant: Annotated[
        str | None, typer.Option(metavar="NAME", help="The variant to explain. [default: the last]")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="NAME", help="The reference. [default: the first]")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Independent repetitions. [default: the scenario's]"),
    ] = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder for the tables. [default: runs/SCENARIO]",
        ),
    ] = None,
    set_: Sets = None,
    beliefs: Beliefs = False,
    as_json: Json = False,
) -> None:
    """Say what each change adds to a difference between variants.

    Prints what each change contributes to lead time, toil and throughput, and where it shows.
    """
    import orgshift
    from orgshift.reports import causes as told

    asked = orgshift.load(scenario, overrides=set_ or ())
    folder = out or Path("runs") / asked.name
    with progress_bar(f"Simulating {asked.name}", quiet=as_json) as progress:
        causes = orgshift.why(
            asked,
            variant,
            against=against,
            replications=replications,
            seed=seed,
            jobs=jobs,
            progress=progress,
            beliefs=beliefs,
            among=_compared(folder),
        )
    kept = causes.save(folder)
    if as_json:
        print_json(causes.as_document() | {"kept": str(kept)})
    else:
        typer.echo(told.in_text(causes, causes.about["pairs"][0]["variant"]))
        typer.echo(f"\nTables: {kept.parent}/causes-*.csv")
    if causes.about["interrupted"]:
        raise typer.Exit(130)
