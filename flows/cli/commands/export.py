"""``newsweir export``: rows of schema bi into files, all or what changed."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Annotated, Any

import typer

from db.export import Column, Extract
from flows.cli.commands.options import Out
from flows.cli.written import written
from flows.run.contract import dumps
from flows.settings import database_url
from tasks.errors import BadParameter
from tasks.printable import for_spreadsheet


class Format(StrEnum):
    """What rows are written as."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export(
    view: Annotated[str, typer.Argument(help="View of schema bi, e.g. article; newsweir dictionary lists them.")],
    to: Out = None,
    kind: Annotated[
        Format, typer.Option("--format", help="csv is safe in a spreadsheet; parquet keeps types.")
    ] = Format.CSV,
    since: Annotated[
        int | None,
        typer.Option("--since", min=0, help="Only rows whose change_seq is larger: the newest of last time."),
    ] = None,
    deleted_to: Annotated[
        Path | None, typer.Option("--deleted", help="With --since: file for the keys of rows that left the view.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; needs --out.")] = False,
) -> None:
    """Write the rows of a view to a file: all of them, or what changed since the last time.

    The rows are of one moment. The change_seq to give as --since the next time is printed on standard error. In CSV,
    text that a spreadsheet would take for a formula begins with an apostrophe; NULL is an empty cell. Parquet keeps
    types, NULLs and instants in UTC, with the meaning of each column in its metadata; it needs newsweir[parquet].
    """
    if as_json and to is None:
        raise typer.BadParameter("--json needs --out: rows and the object cannot share standard output")
    if kind is Format.PARQUET and to is None:
        raise typer.BadParameter("--format parquet needs --out: it is a file, and no text")
    if deleted_to is not None and since is None:
        raise typer.BadParameter("--deleted needs --since: what is extracted as a whole has no deletions")
    with Extract(database_url(is_reader=True), view, since) as extract:
        count = _write(to, kind, extract.columns, extract.rows())
        gone = 0
        if deleted_to is not None:
            gone = _write(deleted_to, kind, extract.columns_of("deleted"), extract.gone())
    told = {"view": view, "row_count": count, "deleted_count": gone, "change_seq": extract.newest}
    if as_json:
        print(dumps(told))
    else:
        print(f"bi.{view}: {count} rows; next time --since {extract.newest}", file=sys.stderr)


def _write(path: Path | None, kind: Format, columns: dict[str, Column], rows: Iterable[dict[str, Any]]) -> int:
    """Write rows to a file, which appears when it is complete, or to standard output; how many they are."""
    if path is None:
        return _write_text(sys.stdout, kind, columns, rows)
    with written(path) as part:
        if kind is Format.PARQUET:
            return int(_parquet_file().write_parquet(part, columns, rows))
        with part.open("w", encoding="utf-8", newline="") as file:
            return _write_text(file, kind, columns, rows)


def _parquet_file() -> ModuleType:
    """The writer, whose library is an extra. Raises BadParameter where it is not installed."""
    try:
        return import_module("flows.cli.parquet_file")
    except ImportError as error:
        raise BadParameter(
            f"--format parquet needs {error.name}, which is not installed: pip install 'newsweir[parquet]'; without it,"
            " --format csv and --format jsonl write the same rows"
        ) from error


def _write_text(file: IO[str], kind: Format, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    sheet = csv.writer(file, lineterminator="\n")
    if kind is Format.CSV:
        sheet.writerow(columns)
    for row in rows:
        count += 1
        if kind is Format.CSV:
            sheet.writerow([safe_cell(row[name]) for name in columns])
        else:
            file.write(dumps(row) + "\n")
    return count


def safe_cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return for_spreadsheet(value) if isinstance(value, str) else value
