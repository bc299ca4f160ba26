"""The command line: one file per command; each parses, calls one library function and prints."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from orgshift.cli import (
    bands,
    baseline,
    cache,
    check,
    compare,
    evidence,
    new,
    report,
    run,
    scenarios,
    schema,
    show,
    trace,
    validate,
    verify,
    why,
)
from orgshift.errors import OrgshiftError


class _Commands(TyperGroup):
    """Ends every command as people and scripts expect: a message, an exit code, no traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command: exit 2 for a user's error, 130 when interrupted."""
        try:
            return super().invoke(ctx)
        except OrgshiftError as error:
            typer.echo(str(error), err=True)
            code = 2
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            code = 130
        except BrokenPipeError:
            # Whoever reads our output, such as `head`, has seen enough.
            _close_output()
            code = 0
        except OSError as error:
            if error.filename is None:
                _close_output()
            typer.echo(f"{error.filename or 'output'}: {error.strerror}", err=True)
            code = 2
        raise typer.Exit(code)


def _close_output() -> None:
    """Let nothing more be written, or Python would complain once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="orgshift",
    help="What happens to lead time and toil when an organisation changes how its teams work.",
    cls=_Commands,
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
app.command("why")(why.command)
app.command("trace")(trace.command)
app.command("run")(run.command)
app.command("report")(report.command)
app.command("new")(new.command)
app.command("validate")(validate.command)
app.command("show")(show.command)
app.command("schema")(schema.command)
app.command("scenarios")(scenarios.command)
app.command("bands")(bands.command)
app.command("check")(check.command)
app.add_typer(baseline.app, name="baseline")
app.command("evidence")(evidence.command)
app.command("verify")(verify.command)
app.command("cache")(cache.command)


def _warn(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None,
) -> None:  # fmt: skip
    """Tell a warning as what it is to people: a sentence."""
    del category, filename, lineno, file, line
    typer.echo(str(message), err=True)


def main() -> None:
    """Run the command line: exit 0 fine, 1 not as expected, 2 a user's error, 130 interrupted."""
    warnings.showwarning = _warn
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without – or … shows ?
            stream.reconfigure(errors="replace")
    app()
