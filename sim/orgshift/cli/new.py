"""`orgshift new`: a scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")] = Path(
        "scenario.yaml"
    ),
) -> None:
    """Write a commented scenario to start from."""
    from orgshift.errors import OrgshiftError
    from orgshift.scenario.starter import STARTER

    try:
        with file.open("x", encoding="utf-8") as written:
            written.write(STARTER)
    except FileExistsError:
        raise OrgshiftError(f"{file} is there already; name another file") from None
    except OSError as error:
        raise OrgshiftError(f"{file} cannot be written: {error.strerror}") from None
    typer.echo(f"{file} written. It runs as it is: orgshift compare {file}")
