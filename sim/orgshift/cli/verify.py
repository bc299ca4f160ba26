"""`orgshift verify`: the engine against queueing theory."""

from __future__ import annotations

from typing import Annotated

import typer

from orgshift.cli.options import Jobs, Json, print_json, progress_bar


def command(
    case: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A case to check; repeat it. [default: all]"),
    ] = None,
    heavy: Annotated[
        bool, typer.Option("--heavy", help="Also loads of 90 %; takes minutes.")
    ] = False,
    jobs: Jobs = None,
    as_json: Json = False,
) -> None:
    """Check the engine against formulas of queueing theory."""
    from orgshift.experiments.verify import verify

    with progress_bar("Simulating queues", quiet=as_json) as progress:
        table = verify(case, heavy=heavy, jobs=jobs, progress=progress)
    if as_json:
        print_json(table.to_dict(orient="records"))
    else:
        head = (
            f"{'case':<19} {'quantity':<31} {'formula':>8} {'simulated':>9} {'interval':>17}  "
            f"verdict  source of the formula"
        )
        typer.echo(head + "\n" + "-" * len(head))
        for row in table.itertuples():
            span = f"{row.low:.4f} – {row.high:.4f}"
            typer.echo(
                f"{row.case:<19} {row.quantity:<31} {row.formula:>8.4f} {row.simulated:>9.4f} "
                f"{span:>17}  {row.verdict:<7}  {row.source}"
            )
        holds = int((table["verdict"] == "holds").sum())
        queues = table["case"].nunique()
        typer.echo(
            f"\n{holds} of {len(table)} quantities of {queues} queues hold: inside the interval and "
            "within 3 %."
        )
    if not (table["verdict"] == "holds").all():
        raise typer.Exit(1)
