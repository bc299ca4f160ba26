"""The tables of one run as bytes, to be sent and kept: npz without pickles.

The same tables give the same bytes. Of what was measured on the 0.6 MB that a replication of
`convergence` leaves behind, this is the fastest both ways that needs no extra, and a quarter in size.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from orgshift.errors import OrgshiftError

#: The member that says which columns there are; the others hold their values.
ABOUT = "about"
#: zlib's fastest level: twice as fast as its default, 6 % larger.
LEVEL = 1
TEXTS = ("category", "str")


class DamagedError(OrgshiftError):
    """Bytes that are no packed tables."""


def pack(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return *tables* as bytes; columns are numbers, truth values, texts or categories."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, values in _members(tables):
            array = io.BytesIO()
            np.lib.format.write_array(array, values, allow_pickle=False)
            # Without a date: the same tables give the same bytes.
            member = zipfile.ZipInfo(f"{name}.npy")
            file.writestr(member, array.getvalue(), zipfile.ZIP_DEFLATED, LEVEL)
    return buffer.getvalue()


def _members(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Yield arrays by name: of every table one per type, its columns in rows."""
    about: dict[str, Any] = {}
    for name, table in tables.items():
        columns: list[tuple[str, str, Any]] = []
        blocks: dict[str, list[np.ndarray[Any, Any]]] = {}
        for column in table.columns:
            kind = str(table[column].dtype)
            values: np.ndarray[Any, Any]
            if kind in TEXTS:
                coded = table[column].astype("category").cat
                columns.append((column, kind, [str(one) for one in coded.categories]))
                kind, values = "int32", coded.codes.to_numpy(dtype=np.int32)
            else:
                columns.append((column, kind, None))
                values = table[column].to_numpy()
            blocks.setdefault(kind, []).append(values)
        about[name] = {"columns": columns, "rows": len(table)}
        for kind, block in blocks.items():
            yield f"{name}.{kind}", np.stack(block)
    yield ABOUT, np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)


def unpack(packed: bytes) -> dict[str, pd.DataFrame]:
    """Return the tables that *packed* holds. Raises DamagedError if it holds none."""
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            about = json.loads(file[ABOUT].tobytes())
            return {name: _table(name, each, file) for name, each in about.items()}
    except Exception as error:  # whatever damaged bytes make a reader raise
        raise DamagedError(f"these are no tables of a run: {error}") from error


def _table(name: str, about: Mapping[str, Any], file: Any) -> pd.DataFrame:
    blocks: dict[str, Iterator[Any]] = {}
    columns: dict[str, Any] = {}
    for column, kind, texts in about["columns"]:
        block = "int32" if kind in TEXTS else kind
        if block not in blocks:
            blocks[block] = iter(file[f"{name}.{block}"])
        values = next(blocks[block])
        if kind == "category":
            values = pd.Categorical.from_codes(values, pd.Index(texts, dtype="str"))
        elif kind == "str":
            values = pd.array(texts, dtype="str").take(values, allow_fill=True)
        columns[column] = values
    return pd.DataFrame(columns, index=pd.RangeIndex(about["rows"]))
