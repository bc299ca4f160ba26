"""A finished comparison on disk: tables and a manifest, never pickles."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from orgshift.store.writing import StoreError, make_room, writing

MANIFEST = "run.json"
SUMMARY = "summary.csv"
#: The version of what a run directory holds.
FORMAT = 3
#: A table is one of these.
ENDINGS = (".parquet", ".csv.gz")
#: gzip's fastest level: a sixth of the time of its default, an eighth more space.
LEVEL = 1


def write(
    folder: Path,
    about: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    summary: pd.DataFrame,
) -> Path:
    """Write manifest, summary and tables into *folder*; what was there stays until all is written.

    Tables are Parquet where pyarrow is installed, else csv.gz; the same results give the same
    bytes. Raises StoreError if the folder cannot be written.
    """
    make_room(folder)
    columns = {called: _kinds(table) for called, table in tables.items()}
    manifest = {"format": FORMAT, **about, "columns": columns}
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    with (
        writing(folder, "the results"),
        TemporaryDirectory(dir=folder, prefix=".unfinished-") as name,
    ):
        unfinished = Path(name)
        for called, table in tables.items():
            _write_table(unfinished, called, table)
        summary.to_csv(unfinished / SUMMARY, index=False, lineterminator="\n")
        (unfinished / MANIFEST).write_text(text + "\n", encoding="utf-8")
        _replace(folder, unfinished, tables)
    return folder


def _replace(folder: Path, finished: Path, names: Iterable[str]) -> None:
    """Let what is *finished* take the place of the run in *folder*: all is written, so nothing fails."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in names:
        for ending in ENDINGS:
            (folder / f"{name}{ending}").unlink(missing_ok=True)
    for path in sorted(finished.iterdir(), key=lambda path: path.name == MANIFEST):
        path.replace(folder / path.name)


def _write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    parquet, text = (folder / f"{name}{ending}" for ending in ENDINGS)
    if find_spec("pyarrow") is not None:
        table.to_parquet(parquet, compression="zstd", index=False)
        return
    buffer = io.BytesIO()
    # No time of day in the file: the same results give the same bytes.
    with gzip.GzipFile("", "wb", LEVEL, buffer, mtime=0) as packed:
        packed.write(table.to_csv(index=False, lineterminator="\n").encode())
    text.write_bytes(buffer.getvalue())


def read(folder: Path, names: Sequence[str]) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return (manifest, tables) of the run in *folder*.

    Raises StoreError if it is no run directory, or if something in it is missing or damaged.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise StoreError(
            f"{folder} holds no run: there is no {MANIFEST} in it; `orgshift compare` writes one"
        )
    try:
        about = json.loads(manifest.read_text(encoding="utf-8"))
        if about.pop("format", None) != FORMAT:
            raise StoreError(
                f"{folder} was written by another version of orgshift "
                f"({about.get('versions', {}).get('orgshift', 'unknown')}); compare again"
            )
        columns = about.pop("columns")
        tables = {name: _read_table(folder, name, columns[name]) for name in names}
    except StoreError:
        raise
    except Exception as error:  # whatever a damaged file makes a parser raise
        raise StoreError(f"{folder} is damaged: {error}") from error
    return about, tables


def _kinds(table: pd.DataFrame) -> dict[str, str | list[str]]:
    """Return what each column holds, categories in their order: its rows would not say it."""
    return {
        str(name): list(map(str, kind.categories))
        if isinstance(kind, pd.CategoricalDtype)
        else str(kind)
        for name, kind in table.dtypes.items()
    }


def _read_table(folder: Path, name: str, kinds: Mapping[str, str | list[str]]) -> pd.DataFrame:
    parquet, text = (folder / f"{name}{ending}" for ending in ENDINGS)
    if parquet.is_file():
        table = pd.read_parquet(parquet)
    elif text.is_file():
        plain = {column: kind if isinstance(kind, str) else "str" for column, kind in kinds.items()}
        numbers = [column for column, kind in plain.items() if kind != "str"]
        # The shortest decimal that reads back to the same number was written; a text may be "NA".
        table = pd.read_csv(
            text, dtype=plain, keep_default_na=False, na_values={one: [""] for one in numbers}
        )
    else:
        raise StoreError(f"{folder} is damaged: the table {name} is missing")
    for column, kind in kinds.items():
        if isinstance(kind, list):
            dtype = pd.CategoricalDtype(pd.Index(kind, dtype="str"))
            table[column] = table[column].astype(dtype)
    return table
