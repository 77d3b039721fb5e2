"""Write a plan: per table a COPY of the rows that are new, and an INSERT … ON CONFLICT of the others, in key order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from psycopg import Cursor, sql
from sqlalchemy.dialects import postgresql

from db.schema.base import SCHEMA, metadata
from db.write.row import Row
from db.write.rows import (
    AppearanceRow,
    ArticleIdentityRow,
    ArticleRevisionRow,
    ArticleRow,
    BodyRow,
    CaptureRow,
    PageRow,
    PageTagRow,
    PrintRow,
    PublisherAliasRow,
    PublisherRow,
    QuarantineRow,
    RunPageRow,
    SightingRow,
    SiteRow,
    TagRow,
)

# Parents before children.
_ORDER: tuple[type[Row], ...] = (
    SiteRow, PageRow, BodyRow, CaptureRow, PublisherRow, PublisherAliasRow, ArticleRow, ArticleIdentityRow, PrintRow,
    SightingRow, AppearanceRow,
    TagRow, PageTagRow, QuarantineRow, RunPageRow, ArticleRevisionRow,
)  # fmt: skip
_STAMP = {"updated_at": "now()", "change_seq": "nextval('news.article_change_seq')"}


def apply(cursor: Cursor[Any], rows: Iterable[Row], order: Sequence[type[Row]] = _ORDER, schema: str = SCHEMA) -> None:
    """Write the rows, table by table, sorted by key so that writers never wait for each other in a circle.

    ``order`` lists the kinds of rows, parents before children.
    """
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_table[row.TABLE].append(row)
    for kind in order:
        found = by_table.get(kind.TABLE)
        if found:
            _write(cursor, kind, sorted(found, key=attrgetter(*kind.KEY)), schema)


def _write(cursor: Cursor[Any], kind: type[Row], rows: Sequence[Row], schema: str) -> None:
    """Rows whose keys are there are compared with those; the others, as most of a batch, go straight to their table.

    Whoever writes the same tables waits for the lock of ``db.lock``; of the few who do not, a key that is taken
    meanwhile fails the batch, which is then loaded again.
    """
    table = sql.Identifier(schema, kind.TABLE)
    key_of = attrgetter(*kind.KEY)
    known = _known_keys(cursor, table, kind, [key_of(row) for row in rows])
    fresh: list[Row] = []
    there: list[Row] = []
    for row in rows:
        (there if key_of(row) in known else fresh).append(row)
    if fresh:
        _copy(cursor, table, kind, fresh)
    if there:
        _upsert(cursor, table, kind, there)


def _known_keys(cursor: Cursor[Any], table: sql.Identifier, kind: type[Row], keys: Sequence[Any]) -> set[Any]:
    """Of these keys those that have a row; the key of several columns as a tuple."""
    columns = [keys] if len(kind.KEY) == 1 else [list(column) for column in zip(*keys, strict=True)]
    types = _types(kind.TABLE)
    asked = sql.SQL(", ").join(sql.SQL(f"unnest(%s::{types[name]}[])") for name in kind.KEY)
    key = sql.SQL(", ").join(map(sql.Identifier, kind.KEY))
    cursor.execute(sql.SQL("select {0} from {1} where ({0}) in (select {2})").format(key, table, asked), columns)
    return {row[0] if len(columns) == 1 else row for row in cursor.fetchall()}


def _copy(cursor: Cursor[Any], table: sql.Identifier, kind: type[Row], rows: Sequence[Row]) -> None:
    columns, types = sql.SQL(", ").join(map(sql.Identifier, kind.columns())), _types(kind.TABLE)
    with cursor.copy(sql.SQL("copy {} ({}) from stdin (format binary)").format(table, columns)) as copy:
        copy.set_types([types[name] for name in kind.columns()])
        for row in rows:
            copy.write_row(row.values())


@cache
def _types(table: str) -> dict[str, str]:
    """The types of a table's columns, by name, as Postgres and psycopg call them."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy gives it no types
    columns = metadata.tables[f"{SCHEMA}.{table}"].c
    return {one.name: one.type.compile(dialect=dialect).lower().replace("float", "float8") for one in columns}


def _upsert(cursor: Cursor[Any], table: sql.Identifier, kind: type[Row], rows: Sequence[Row]) -> None:
    staging = sql.Identifier(f"staging_{kind.TABLE}")
    columns = sql.SQL(", ").join(map(sql.Identifier, kind.columns()))
    cursor.execute(
        sql.SQL("create temporary table if not exists {} on commit drop as select {} from {} with no data").format(
            staging, columns, table
        )
    )
    cursor.execute(sql.SQL("truncate {}").format(staging))
    _copy(cursor, staging, kind, rows)
    key = sql.SQL(", ").join(map(sql.Identifier, kind.KEY))
    cursor.execute(
        sql.SQL("insert into {} as t ({}) select {} from {} order by {} on conflict ({}) do {}").format(
            table, columns, columns, staging, key, key, _on_conflict(kind)
        )
    )


def _on_conflict(kind: type[Row]) -> sql.Composable:
    """Overwrite what may be overwritten, when any of it differs; stamps move only when content does."""
    written = [name for name in kind.columns() if name not in kind.KEY and name not in kind.OWN]
    if not written:
        return sql.SQL("nothing")
    content = [name for name in written if name not in kind.QUIET]
    sets = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in written]
    for stamp in kind.STAMPS:
        sets.append(
            sql.SQL("{0} = case when {1} then " + _STAMP[stamp] + " else t.{0} end").format(
                sql.Identifier(stamp), _differs(content)
            )
        )
    return sql.SQL("update set {} where {}").format(sql.SQL(", ").join(sets), _differs(written))


def _differs(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL("({}) is distinct from ({})").format(
        sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in columns),
        sql.SQL(", ").join(sql.SQL("excluded.{}").format(sql.Identifier(name)) for name in columns),
    )
