"""`orgshift baseline`: what a scenario came to, kept, and what has moved since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgshift.cli.options import Jobs, Json, Scenario, Seed, Sets, print_json, progress_bar

if TYPE_CHECKING:
    from orgshift.experiments.baselines import Baseline

app = typer.Typer(
    help="Keep what a scenario came to, and say what has moved since, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[
    Path, typer.Option(metavar="FOLDER", help="Where baselines are kept, one file a scenario.")
]
KEPT = Path("baselines")


@app.command("record")
def record(
    scenario: Scenario,
    replications: Annotated[
        int | None,
        typer.Option(metavar="N", min=3, help="Independent repetitions. [default: the scenario's]"),
    ] = None,
    seed: Seed = None,
    folder: Folder = KEPT,
    jobs: Jobs = None,
    set_: Sets = None,
) -> None:
    """Keep what a scenario comes to now. An existing baseline is replaced by `accept` only."""
    import orgshift
    from orgshift.experiments.baselines import record as recorded
    from orgshift.store.baselines import write_baseline

    asked = orgshift.load(scenario, overrides=set_ or ())
    path = folder / f"{asked.name}.json"
    if path.exists():
        raise orgshift.OrgshiftError(
            f"{path} is there already; `orgshift baseline accept` replaces it, with a reason"
        )
    with progress_bar(f"Simulating {asked.name}", quiet=False) as progress:
        found = recorded(asked, replications=replications, seed=seed, jobs=jobs, progress=progress)
    write_baseline(path, found.document())
    typer.echo(f"{path} written: {found.replications} replications, digest {found.digest}")


@app.command("check")
def check(
    scenario: Scenario,
    folder: Folder = KEPT,
    jobs: Jobs = None,
    set_: Sets = None,
    as_json: Json = False,
) -> None:
    """Say what has moved since the baseline, and why.

    Exit 0: identical, or only noise; 1: a measure is beyond its margin; 3: that cannot be told.
    """
    import orgshift
    from orgshift.experiments.baselines import Moved, drifted
    from orgshift.reports import drift

    asked = orgshift.load(scenario, overrides=set_ or ())
    baseline = _read(folder / f"{asked.name}.json")
    with progress_bar(f"Simulating {asked.name}", quiet=as_json) as progress:
        found = drifted(baseline, asked, jobs=jobs, progress=progress)
    if as_json:
        print_json(drift.document(found))
    else:
        typer.echo(f"{asked.name}: {drift.told(found)}")
    if found.moved is not Moved.NO:
        raise typer.Exit(1 if found.moved is Moved.YES else 3)


@app.command("accept")
def accept(
    scenario: Scenario,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why this is right now; it is kept in the file.")
    ],
    folder: Folder = KEPT,
    jobs: Jobs = None,
    set_: Sets = None,
) -> None:
    """Let what comes out now be the baseline, and keep the reason."""
    from dataclasses import replace

    import orgshift
    from orgshift.experiments.baselines import drifted
    from orgshift.reports import drift
    from orgshift.store.baselines import write_baseline

    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    asked = orgshift.load(scenario, overrides=set_ or ())
    path = folder / f"{asked.name}.json"
    before = _read(path)
    with progress_bar(f"Simulating {asked.name}", quiet=False) as progress:
        found = drifted(before, asked, jobs=jobs, progress=progress)
    entry = {
        "reason": reason.strip(),
        "what": str(found.cause),
        "moved": str(found.moved),
        "before": f"{before.digest}, orgshift {before.build.get('orgshift')}",
    }
    accepted = replace(found.current, accepted=(entry, *before.accepted))
    write_baseline(path, accepted.document())
    typer.echo(f"{asked.name}: {drift.told(found)}\n\n{path} accepted: {reason.strip()}")


def _read(path: Path) -> Baseline:
    from orgshift.experiments.baselines import Baseline
    from orgshift.store.baselines import read_baseline

    return Baseline.of_document(read_baseline(path), str(path))
