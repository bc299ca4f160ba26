"""`orgshift run`: one variant, once."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from orgshift.cli.options import Json, Scenario, Seed, Sets, print_json


def command(
    scenario: Scenario,
    variant: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The variant to run. [default: the first]"),
    ] = None,
    replication: Annotated[int, typer.Option(metavar="N", min=0, help="Which repetition.")] = 0,
    seed: Seed = None,
    set_: Sets = None,
    as_json: Json = False,
) -> None:
    """Run one variant once and print its measures."""
    import orgshift
    from orgshift.measures import ORGANISATION, REGISTRY, Record, evaluate

    asked = orgshift.load(scenario, overrides=set_ or ())
    run = orgshift.run(asked, variant, replication, seed=seed)
    measured = evaluate(Record.of(run))
    values = measured[measured["scope"] == ORGANISATION].set_index("measure")["value"]
    if as_json:
        about = ("scenario", "digest", "variant", "replication", "seed")
        measures = {str(name): float(value) for name, value in values.items()}
        print_json({name: getattr(run, name) for name in about} | {"measures": measures})
        return
    typer.echo(f"{asked.title}: {run.variant}, replication {run.replication}, seed {run.seed}")
    typer.echo("One run is one throw of the dice; `orgshift compare` says how sure it is.\n")
    width = max(len(REGISTRY[str(name)].label) for name in values.index)
    for name, value in values.items():
        measure = REGISTRY[str(name)]
        number, unit = (value * 100, "%") if measure.unit == "share" else (value, measure.unit)
        size = abs(number)
        shown = (
            "–" if not size < math.inf else f"{number:,.3g}" if size < 1000 else f"{number:,.0f}"
        )
        typer.echo(f"{measure.label:<{width}} {shown:>10}  {unit}")
