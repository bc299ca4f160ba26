"""The command line: one file per command; each parses, calls one library function and prints."""

from __future__ import annotations

import os
import sys

import typer

from orgshift.cli import (
    compare,
    new,
    report,
    run,
    scenarios,
    schema,
    show,
    validate,
    verify,
)
from orgshift.errors import OrgshiftError

app = typer.Typer(
    name="orgshift",
    help="What happens to lead time and toil when an organisation changes how its teams work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from orgshift import __version__

        typer.echo(f"orgshift {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Simulate what happens to lead time and toil when an organisation changes how its teams work."""
    del version


app.command("compare")(compare.command)
app.command("run")(run.command)
app.command("report")(report.command)
app.command("new")(new.command)
app.command("validate")(validate.command)
app.command("show")(show.command)
app.command("schema")(schema.command)
app.command("scenarios")(scenarios.command)
app.command("verify")(verify.command)


def main() -> None:
    """Run the command line: exit 0 fine, 1 not as expected, 2 a user's error, 130 interrupted."""
    try:
        app()
    except OrgshiftError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
