"""`orgshift compare`: the main job."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgshift.cli.options import (
    After,
    Beliefs,
    Jobs,
    Json,
    NoCache,
    OptionalScenario,
    Seed,
    Sets,
    print_json,
    progress_bar,
    settled_in,
    share,
)

if TYPE_CHECKING:
    import pandas as pd

    from orgshift.experiments.comparison import Comparison
    from orgshift.experiments.observed import Observed


def command(
    scenario: OptionalScenario = None,
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
    beliefs: Beliefs = False,
    after: After = None,
    observed: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Measured lead times to set beside the reference: CSV with start, end, team.",
        ),
    ] = None,
    extend: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Continue the comparison in that folder instead; what it has is not simulated again.",
        ),
    ] = None,
    no_cache: NoCache = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Simulate on the dask cluster behind this scheduler, such as tcp://127.0.0.1:8786.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare the variants of a scenario on the same luck.

    Prints the answer, and writes tables and a report.
    """
    wanted = share(precision)
    if wanted is not None and replications is not None:
        raise typer.BadParameter("give --replications or --precision, not both")
    if out is not None and out.exists() and not out.is_dir():
        raise typer.BadParameter(f"{out} is a file; name a folder", param_hint="--out")

    if scheduler is not None and jobs is not None:
        raise typer.BadParameter("the cluster has its own workers; leave out --jobs")

    from orgshift.experiments.cluster import Cluster
    from orgshift.store import read_leads

    leads = None if observed is None else read_leads(observed)
    how = {
        "replications": replications, "precision": wanted, "max_replications": max_replications,
        "jobs": jobs, "cache": not no_cache,
        "pool": None if scheduler is None else partial(Cluster, scheduler),
    }  # fmt: skip
    if extend is not None:
        if scenario or variant or seed is not None or set_ or beliefs:
            raise typer.BadParameter(
                "the scenario, its variants, --seed, --set and --beliefs are those of the comparison "
                "that is continued; leave them out",
                param_hint="--extend",
            )
        comparison, folder = _continued(extend, out, quiet=as_json, **how)
    elif scenario is None:
        raise typer.BadParameter(
            "name one, or a comparison to continue with --extend", param_hint="SCENARIO"
        )
    else:
        about = {"variants": variant, "seed": seed, "beliefs": beliefs}
        comparison, folder = _new(scenario, set_, out, quiet=as_json, **how, **about)
    _keep(comparison, folder, as_json=as_json)
    _follow(comparison, folder, jobs)
    measured = _measured(comparison, folder, leads)
    _show(settled_in(comparison, after), folder, measured, as_json=as_json)


def _new(
    scenario: str, sets: list[str] | None, out: Path | None, *, quiet: bool, **how: Any
) -> tuple[Comparison, Path]:
    import orgshift
    from orgshift.store import make_room

    asked = orgshift.load(scenario, overrides=sets or ())
    folder = out or Path("runs") / asked.name
    make_room(folder)
    with progress_bar(f"Simulating {asked.name}", quiet=quiet) as progress:
        return orgshift.compare(asked, progress=progress, **how), folder


def _continued(
    run_dir: Path, out: Path | None, *, quiet: bool, **how: Any
) -> tuple[Comparison, Path]:
    import orgshift
    from orgshift.store import make_room

    earlier = orgshift.Comparison.load(run_dir)
    folder = out or run_dir
    make_room(folder)
    _tell_of_changes(earlier)
    with progress_bar(f"Simulating {earlier.about['scenario']}", quiet=quiet) as progress:
        return orgshift.extend(earlier, progress=progress, **how), folder


def _tell_of_changes(earlier: Comparison) -> None:
    """Say so if the scenario's file is no longer what was compared: the kept one goes on."""
    import orgshift

    source, sets = earlier.about["source"]
    if not source:
        return
    try:
        same = orgshift.load(source, overrides=sets).digest == earlier.about["digest"]
        found = "" if same else "has changed since"
    except orgshift.OrgshiftError:
        found = "cannot be read now"
    if found:
        typer.echo(f"{source} {found}; what goes on is the scenario as it was compared", err=True)


def _keep(comparison: Comparison, folder: Path, *, as_json: bool) -> None:
    """Write the results; if they cannot be written, the answer is not lost with them."""
    from orgshift.reports import terminal
    from orgshift.store import StoreError

    try:
        comparison.save(folder)
    except StoreError:
        if as_json:
            print_json(comparison.as_document())
        else:
            typer.echo(terminal.in_text(comparison))
        raise


def _follow(comparison: Comparison, folder: Path, jobs: int | None) -> None:
    """Keep the features that the report shows one by one."""
    from orgshift.experiments.trace import traces

    if len(comparison.variants) > 1 and not comparison.interrupted:
        traces(comparison, jobs=jobs).save(folder, comparison)


def _measured(comparison: Comparison, folder: Path, leads: pd.DataFrame | None) -> Observed | None:
    """Set *leads*, or what was measured before, beside the reference, and keep it."""
    from orgshift.experiments.observed import Observed

    if leads is None:
        kept = Observed.beside(comparison, folder)
        leads = None if kept is None else kept.leads
    if leads is None:
        return None
    measured = Observed.of(comparison, leads)
    measured.save(folder, comparison)
    return measured


def _show(
    comparison: Comparison, folder: Path, measured: Observed | None, *, as_json: bool
) -> None:
    """Write the report, and print the answer and where everything is."""
    import orgshift
    from orgshift.reports import observed, terminal
    from orgshift.reports.memo import write_memo

    page = orgshift.write_report(comparison, folder / "report.html", run_dir=folder)
    memo = write_memo(comparison, folder / "memo.md", run_dir=folder)
    if as_json:
        written: dict[str, Any] = {"run_dir": str(folder), "report": str(page), "memo": str(memo)}
        written |= {} if measured is None else {"observed": measured.as_document()}
        ways = [way.as_document() for way in comparison.transitions.values()]
        print_json(comparison.as_document() | {"transitions": ways} | written)
    else:
        typer.echo(terminal.in_text(comparison))
        if measured is not None:
            typer.echo(f"\n{observed.in_text(measured)}")
        typer.echo(f"\nReport: {page}\nMemo:   {memo}\nTables: {folder}")
    if comparison.interrupted:
        raise typer.Exit(130)
