"""`orgshift bands`: today's organisation beside real ones."""

from __future__ import annotations

from typing import Annotated

import typer

from orgshift.cli.options import Jobs, Json, Scenario, Sets, print_json, progress_bar


def command(
    scenario: Scenario,
    replications: Annotated[
        int, typer.Option(metavar="N", min=2, help="Independent repetitions.")
    ] = 8,
    jobs: Jobs = None,
    set_: Sets = None,
    as_json: Json = False,
) -> None:
    """Set today's organisation beside real organisations.

    Prints each figure of the last three months of run-in, and over the horizon if nothing changes
    (`later`, with an asterisk where it is outside), with the band that real organisations lie in.
    """
    import orgshift
    from orgshift.experiments.bands import bands

    asked = orgshift.load(scenario, overrides=set_ or ())
    with progress_bar(f"Simulating {asked.name}", quiet=as_json) as progress:
        table = bands(asked, replications=replications, jobs=jobs, progress=progress)
    if as_json:
        print_json(table.to_dict(orient="records"))
        return
    typer.echo(f"{asked.title}: today, in the last three months of run-in\n")
    typer.echo(f"{'':<33}{'today':>8}{'later':>8}   {'real organisations':<22}{'':<10}source")
    for row in table.to_dict(orient="records"):
        factor, unit = (100, "%") if row["unit"] == "share" else (1, row["unit"])
        now, later = (
            "–" if value != value else f"{value * factor:.3g}"
            for value in (row["today"], row["later"])
        )
        mark = "*" if row["later_verdict"] == "outside" else " "
        span = f"{row['band_low'] * factor:g} to {row['band_high'] * factor:g} {unit}".strip()
        typer.echo(
            f"{row['figure']:<33}{now:>8}{later:>8}{mark}  {span:<22}{row['verdict']:<10}{row['source']}"
        )
    typer.echo(f"\n{(table['verdict'] == 'inside').sum()} of {len(table)} are inside their band.")
