"""`orgshift show`: the merged scenario, and where each value comes from."""

from __future__ import annotations

import typer

from orgshift.cli.options import Scenario, Sets


def command(scenario: Scenario, set_: Sets = None) -> None:
    """Print a scenario in full, each value with its origin.

    Overlays are merged and defaults filled in. What it prints is a scenario file again.
    """
    import orgshift
    from orgshift.scenario.show import shown

    typer.echo(shown(orgshift.load(scenario, overrides=set_ or ())), nl=False)
