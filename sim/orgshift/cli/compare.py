"""`orgshift compare`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgshift.cli.options import (
    After,
    Jobs,
    Scenario,
    Seed,
    Sets,
    print_json,
    progress_bar,
    settled_in,
    share,
)


def command(
    scenario: Scenario,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A variant to compare; repeat it. The first is the reference. [default: all]",
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Independent repetitions. [default: the scenario's]"),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Repeat until the differences are known to this share of today, such as 5%.",
        ),
    ] = None,
    max_replications: Annotated[
        int, typer.Option(metavar="N", min=2, help="Where --precision gives up.")
    ] = 256,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Folder for results and report. [default: runs/SCENARIO]"
        ),
    ] = None,
    set_: Sets = None,
    beliefs: Annotated[
        bool,
        typer.Option(
            "--beliefs", help="Draw every default in use from its range in the evidence ledger."
        ),
    ] = False,
    after: After = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead.")
    ] = False,
) -> None:
    """Compare the variants of a scenario on the same luck.

    Prints the answer, and writes tables and a report.
    """
    wanted = share(precision)
    if wanted is not None and replications is not None:
        raise typer.BadParameter("give --replications or --precision, not both")
    if out is not None and out.exists() and not out.is_dir():
        raise typer.BadParameter(f"{out} is a file; name a folder", param_hint="--out")

    import orgshift
    from orgshift.experiments.trace import traces
    from orgshift.reports import terminal
    from orgshift.reports.memo import write_memo

    asked = orgshift.load(scenario, overrides=set_ or ())
    folder = out or Path("runs") / asked.name
    with progress_bar(f"Simulating {asked.name}", quiet=as_json) as progress:
        comparison = orgshift.compare(
            asked,
            variants=variant,
            replications=replications,
            precision=wanted,
            max_replications=max_replications,
            seed=seed,
            jobs=jobs,
            out=folder,
            progress=progress,
            beliefs=beliefs,
        )
    if len(comparison.variants) > 1 and not comparison.interrupted:
        traces(comparison, jobs=jobs).save(folder, comparison)
    comparison = settled_in(comparison, after)
    page = orgshift.write_report(comparison, folder / "report.html", run_dir=folder)
    memo = write_memo(comparison, folder / "memo.md", run_dir=folder)
    if as_json:
        written = {"run_dir": str(folder), "report": str(page), "memo": str(memo)}
        print_json(comparison.as_document() | written)
    else:
        typer.echo(terminal.in_text(comparison))
        typer.echo(f"\nReport: {page}\nMemo:   {memo}\nTables: {folder}")
    if comparison.interrupted:
        raise typer.Exit(130)
