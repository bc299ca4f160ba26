"""Arguments and options that several commands take, and how progress is shown."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison
    from orgshift.experiments.replicate import Event, Headline

Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="A scenario file, or the name of a scenario of the library."
    ),
]
OptionalScenario = Annotated[
    str | None,
    typer.Argument(
        metavar="[SCENARIO]",
        help="A scenario file, or the name of a scenario of the library.",
        show_default=False,
    ),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Neither keep finished replications nor take any that were kept."
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a setting, such as teams.energy.engineers=9; repeat it. null removes.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        max=2**63 - 1,
        help="Same seed, same result. [default: the scenario's]",
    ),
]
After = Annotated[
    str | None,
    typer.Option(
        metavar="MONTHS",
        help="Read everything after so many months alone, such as 12, or from when all is `settled`.",
    ),
]
Beliefs = Annotated[
    bool,
    typer.Option(
        "--beliefs", help="Draw every default in use from its range in the evidence ledger."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Processes to use. [default: one per core]"),
]


def share(text: str | None) -> float | None:
    """Read "5%" or 0.05 as an option. Raises typer.BadParameter otherwise."""
    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*", text)
    value = float(found[1]) / (100.0 if found[2] else 1.0) if found else 0.0
    if not 0.0 < value < 1.0:
        raise typer.BadParameter(
            f"{text!r} is no share of today's level; write it like 5%", param_hint="--precision"
        )
    return value


def settled_in(comparison: Comparison, after: str | None) -> Comparison:
    """Return *comparison* read *after* so many months, or from when all variants have settled."""
    if after is None:
        return comparison
    if after == "settled":
        from orgshift.experiments.settling import settling_month

        return comparison.window(settling_month(comparison))
    found = re.fullmatch(r"(?:month )?(\d{1,4})(?: months?)?", after.strip())
    if found is None:
        raise typer.BadParameter(
            f"{after!r} is no number of months; write it like 12, or 'settled'",
            param_hint="--after",
        )
    return comparison.window(int(found[1]))


def print_json(document: Any) -> None:
    """Print *document* as the one JSON document on stdout; what is no finite number is null."""
    import json

    def finite(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: finite(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [finite(one) for one in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value

    typer.echo(json.dumps(finite(document), indent=2, ensure_ascii=False, allow_nan=False))


@contextmanager
def progress_bar(what: str, *, quiet: bool) -> Iterator[Callable[[Event], None] | None]:
    """Show a bar on a terminal, a line elsewhere, nothing if *quiet*; all on stderr."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        typer.echo(f"{what} …", err=True)
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[headline]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None, counted="", headline="")

        def show(event: Event) -> None:
            progress.update(
                task, completed=event.done, total=event.total, counted=counted(event),
                headline=headline(event.headline),
            )  # fmt: skip

        yield show


def counted(event: Event) -> str:
    """Return how far the work is: in replications where variants are compared, else in jobs."""
    if event.wanted:
        return f"{event.replications} of {event.wanted} replications"
    return f"{event.done} of {event.total}"


def headline(found: Headline | None) -> str:
    """Return what a comparison says so far, such as "Toil, …, platform − today: −9.1 ± 3.2 points"."""
    if found is None:
        return ""
    from orgshift.measures import REGISTRY

    measure = REGISTRY[found.measure]
    times, unit = (100.0, "points") if measure.unit == "share" else (1.0, measure.unit)
    mean, low, _, _ = found.difference
    size = f"{abs(mean) * times:.1f} ± {(mean - low) * times:.1f} {unit}"
    sign = "−" if mean < 0 else "+"
    return f"{measure.label}, {found.variant} − {found.against}: {sign}{size}"
