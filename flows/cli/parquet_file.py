"""Rows of a view as a Parquet file: its types, NULLs, instants in UTC, and the meaning of every column.

Importing this module needs the extra ``parquet``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from db.export import Column
from tasks.errors import BadParameter

_ROWS_A_GROUP = 20_000


def write_parquet(path: Path, columns: dict[str, Column], rows: Iterable[dict[str, Any]]) -> int:
    """Write rows; how many they are. Raises BadParameter for a type that has no place in such a file."""
    types = {
        "bigint": pyarrow.int64(), "integer": pyarrow.int32(), "smallint": pyarrow.int16(),
        "double precision": pyarrow.float64(), "real": pyarrow.float32(), "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(), "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"),
        "text": pyarrow.string(), "jsonb": pyarrow.string(),
    }  # fmt: skip
    unknown = sorted({column.type for column in columns.values()} - set(types))
    if unknown:
        raise BadParameter(f"--format parquet has no type for {', '.join(unknown)}; --format jsonl writes these rows")
    schema = pyarrow.schema([
        pyarrow.field(name, types[column.type], metadata={"description": column.meaning or ""})
        for name, column in columns.items()
    ])  # fmt: skip
    count = 0
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(rows):
            for name in (name for name, column in columns.items() if column.type == "jsonb"):
                for row in group:
                    row[name] = None if row[name] is None else json.dumps(row[name], ensure_ascii=False)
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while group := list(islice(left, _ROWS_A_GROUP)):
        yield group
