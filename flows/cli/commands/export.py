"""``newsweir export``: rows of schema bi into files, all or what changed."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from db.export import Extract
from flows.run.contract import dumps
from flows.settings import database_url


class Format(StrEnum):
    """What rows are written as."""

    CSV = "csv"
    JSONL = "jsonl"


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula in some spreadsheet; the last four are the wide forms of the first."""


def export(
    view: Annotated[str, typer.Argument(help="View of schema bi, e.g. article; newsweir dictionary lists them.")],
    to: Annotated[Path | None, typer.Option("--out", help="File to write. Default: standard output.")] = None,
    kind: Annotated[Format, typer.Option("--format", help="csv is safe to open in a spreadsheet.")] = Format.CSV,
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
    text that a spreadsheet would take for a formula begins with an apostrophe; NULL is an empty cell.
    """

    if as_json and to is None:
        raise typer.BadParameter("--json needs --out: rows and the object cannot share standard output")
    if deleted_to is not None and since is None:
        raise typer.BadParameter("--deleted needs --since: what is extracted as a whole has no deletions")
    with Extract(database_url(), view, since) as extract:
        with _opened(to) as file:
            count = _write(file, kind, extract.columns, extract.rows())
        gone = 0
        if deleted_to is not None:
            with _opened(deleted_to) as file:
                columns = ["change_seq", "view_name", "row_id", "cause", "became_id", "deleted_at", "row_key"]
                gone = _write(file, kind, columns, extract.gone())
    told = {"view": view, "row_count": count, "deleted_count": gone, "change_seq": extract.newest}
    if as_json:
        print(dumps(told))
    else:
        print(f"bi.{view}: {count} rows; next time --since {extract.newest}", file=sys.stderr)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[str]]:
    """The file, which appears when it is complete."""
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(file: IO[str], kind: Format, columns: list[str], rows: Iterable[dict[str, Any]]) -> int:
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
    if (isinstance(value, str) and value.lstrip().startswith(_FORMULA)) or (
        isinstance(value, str) and value[:1] in _FORMULA
    ):
        return "'" + value
    return value
