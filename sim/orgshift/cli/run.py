"""`orgshift run`: one variant, once."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from orgshift.cli.options import Scenario, Seed, Sets


def command(
    scenario: Scenario,
    variant: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The variant to run. [default: the first]"),
    ] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which repetition.")] = 0,
    seed: Seed = None,
    set_: Sets = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead.")
    ] = False,
) -> None:
    """Run one variant once and print its measures."""
    import orgshift
    from orgshift.measures import ORGANISATION, REGISTRY, evaluate

    asked = orgshift.load(scenario, overrides=set_ or ())
    run = orgshift.run(asked, variant, replication, seed=seed)
    measured = evaluate(run)
    values = measured[measured["scope"] == ORGANISATION].set_index("measure")["value"]
    if as_json:
        import json

        document = {
            "scenario": run.scenario, "digest": run.digest, "variant": run.variant,
            "replication": run.replication, "seed": run.seed,
            "measures": {name: None if v != v else v for name, v in values.items()},
        }  # fmt: skip
        typer.echo(json.dumps(document, indent=2))
        return
    typer.echo(f"{asked.title}: {run.variant}, replication {run.replication}, seed {run.seed}")
    typer.echo("One run is one throw of the dice; `orgshift compare` says how sure it is.\n")
    for name, value in values.items():
        shown = "–" if value != value else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        measure = REGISTRY[str(name)]
        typer.echo(f"{measure.label:<42} {shown:>10}  {measure.unit}")
