"""`orgshift cache`: the finished replications that are kept, so that none is simulated twice."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from orgshift.cli.options import Json, print_json


class What(StrEnum):
    """What can be done to the cache."""

    info = "info"
    clear = "clear"


def command(
    what: Annotated[
        What, typer.Argument(metavar="info|clear", help="Show what is kept, or remove it all.")
    ] = What.info,
    as_json: Json = False,
) -> None:
    """Show or clear the replications kept from earlier comparisons.

    They are in your user's cache folder, or where ORGSHIFT_CACHE says ("off": nothing is kept).
    """
    from orgshift import store

    cache = store.find_cache()
    if cache is None:
        raise store.StoreError(f"{store.VARIABLE} is off: no replications are kept")
    found = cache.clear() if what is What.clear else cache.info()
    if as_json:
        print_json(found._asdict() | {"folder": str(found.folder)})
        return
    replications = f"{found.entries:,} replication{'' if found.entries == 1 else 's'}"
    size = f"{found.bytes / 2**20:,.1f} MB"
    if what is What.clear:
        typer.echo(f"{found.folder}: {replications} removed, {size}")
    else:
        typer.echo(
            f"{found.folder}: {replications}, {size} of at most {found.limit / 2**20:,.0f} MB"
        )
