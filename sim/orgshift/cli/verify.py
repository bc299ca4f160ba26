"""`orgshift verify`: the engine against queueing theory."""

from __future__ import annotations

from typing import Annotated

import typer

from orgshift.cli.options import Jobs, print_json, progress_bar


def command(
    case: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A case to check; repeat it. [default: all]"),
    ] = None,
    heavy: Annotated[
        bool, typer.Option("--heavy", help="Also loads of 90 %; takes minutes.")
    ] = False,
    jobs: Jobs = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead.")
    ] = False,
) -> None:
    """Check the engine against formulas of queueing theory."""
    from orgshift.experiments.verify import verify

    with progress_bar("Simulating queues", quiet=as_json) as progress:
        table = verify(case, heavy=heavy, jobs=jobs, progress=progress)
    if as_json:
        print_json(table.to_dict(orient="records"))
    else:
        head = f"{'case':<22} {'quantity':<29} {'formula':>9} {'simulated':>9} {'interval':>19}  verdict"
        typer.echo(head + "\n" + "-" * len(head))
        for row in table.itertuples():
            span = f"{row.low:.4f} – {row.high:.4f}"
            typer.echo(
                f"{row.case:<22} {row.quantity:<29} {row.formula:>9.4f} {row.simulated:>9.4f} "
                f"{span:>19}  {row.verdict}"
            )
        holds = int((table["verdict"] == "holds").sum())
        typer.echo(f"\n{holds} of {len(table)} hold: inside the interval and within 3 %.")
    if not (table["verdict"] == "holds").all():
        raise typer.Exit(1)
