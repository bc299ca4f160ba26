"""`orgshift validate`: say whether a scenario is fine."""

from __future__ import annotations

import typer

from orgshift.cli.options import Scenario, Sets


def command(scenario: Scenario, set_: Sets = None) -> None:
    """Check a scenario and report all its faults at once."""
    import orgshift
    from orgshift.scenario.claim_checks import unjudgeable

    asked = orgshift.load(scenario, overrides=set_ or ())
    if faults := unjudgeable(asked):
        raise orgshift.ScenarioError(faults)
    engineers = sum(team.engineers for team in asked.teams.values())
    teams = f"{len(asked.teams)} team{'s' if len(asked.teams) != 1 else ''}"
    typer.echo(
        f"{scenario}: fine. {teams} with {engineers} engineers, {asked.horizon_months} months, "
        f"variants: {', '.join(asked.variants)}"
    )
