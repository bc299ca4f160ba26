"""`orgshift check`: whether the claims in scenario files hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgshift.cli.options import Jobs, Json, Seed, Sets, print_json, progress_bar

if TYPE_CHECKING:
    import orgshift


def command(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILES|FOLDERS]",
            help="Scenario files, names of the library, or folders of files. [default: .]",
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Where it gives up. [default: the file's at_most]"),
    ] = None,
    seed: Seed = None,
    jobs: Jobs = None,
    set_: Sets = None,
    allow_undecided: Annotated[
        bool, typer.Option("--allow-undecided", help="Exit 0 if no claim is contradicted.")
    ] = False,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write a JUnit XML file.")
    ] = None,
    github: Annotated[
        bool, typer.Option("--github", help="Also print annotations for GitHub Actions.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check the claims that scenarios make under `expect`.

    Exit 0: all hold; 1: one is contradicted; 3: none is, and one could not be decided.
    """
    from orgshift.experiments.contracts import check
    from orgshift.reports import verdicts
    from orgshift.store import write_text

    asked = asked_for(scenarios, set_)
    checked = []
    for scenario in asked:
        with progress_bar(f"Checking {scenario.name}", quiet=as_json) as progress:
            checked.append(
                check(scenario, replications=replications, seed=seed, jobs=jobs, progress=progress)
            )
        if not as_json:
            typer.echo(verdicts.table(checked[-1]) + "\n")
    if junit is not None:
        write_text(junit, verdicts.junit(checked, undecided_is_fine=allow_undecided))
    if as_json:
        print_json([verdicts.document(one) for one in checked])
    else:
        typer.echo(verdicts.summary(checked))
    if github:
        # A JSON document on stdout stays one: GitHub reads both streams.
        for line in verdicts.workflow_commands(checked):
            typer.echo(line, err=as_json)
    if any(one.contradicted for one in checked):
        raise typer.Exit(1)
    if any(one.undecided for one in checked) and not allow_undecided:
        raise typer.Exit(3)


def asked_for(sources: list[str] | None, overrides: list[str] | None) -> list[orgshift.Scenario]:
    """Return the scenarios that *sources* name; of a folder, those that say what they expect.

    Raises OrgshiftError for a folder in which none does.
    """
    import orgshift
    from orgshift.contract_files import contract_files

    found: list[str] = []
    for source in sources or ["."]:
        inside = (
            [str(path) for path in contract_files(Path(source))]
            if Path(source).is_dir()
            else [source]
        )
        if not inside:
            raise orgshift.OrgshiftError(f"{source}: no scenario in it says what to `expect`")
        found += inside
    return [orgshift.load(each, overrides=overrides or ()) for each in dict.fromkeys(found)]
