"""Rows of a view of schema bi, all or those that moved since a change_seq, for files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from db.session import own_connection
from tasks.errors import BadParameter

_ROWS_A_FETCH = 5000


_COLUMNS = """
select attname::text, format_type(atttypid, atttypmod), col_description(attrelid, attnum)
from pg_attribute
where attrelid = to_regclass('bi.' || quote_ident(%s)) and attnum > 0 and not attisdropped order by attnum
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view."""

    type: str
    """As Postgres names it, e.g. timestamp with time zone."""
    meaning: str | None
    """None: it has no comment."""


class Extract:
    """One view's rows of one moment.

    ``newest`` is the change_seq to ask with the next time: rows and deletions up to it are told, and none that commits
    later has a smaller one.
    """

    def __init__(self, url: str, view: str, since: int | None) -> None:
        self._connection: psycopg.Connection[Any] = own_connection(url)
        self._connection.autocommit = False
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True
        self._since = since
        self.columns = self.columns_of(view)
        if not self.columns:
            raise BadParameter(f"there is no view bi.{view}; newsweir dictionary lists them")
        if since is not None and "change_seq" not in self.columns:
            raise BadParameter(f"bi.{view} has no change_seq; extract all of it, without --since")
        self.view = view
        row = self._connection.execute(
            "select greatest((select max(change_seq) from bi.deleted),"
            + (f" (select max(change_seq) from bi.{view})" if "change_seq" in self.columns else " 0")
            + ", %s, 0)",
            [since],
        ).fetchone()
        self.newest = int(row[0]) if row else 0

    def __enter__(self) -> Extract:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def columns_of(self, view: str) -> dict[str, Column]:
        """The columns of a view of schema bi, by name and in order; none where there is no such view."""
        found = self._connection.execute(_COLUMNS, [view]).fetchall()
        return {name: Column(kind, meaning) for name, kind, meaning in found}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows that are new or moved, by change_seq where there is one."""
        by = sql.SQL(" order by change_seq") if "change_seq" in self.columns else sql.SQL("")
        yield from self._stream(self.view, sql.SQL(""), by)

    def gone(self) -> Iterator[dict[str, Any]]:
        """Rows that left the view since; none where all is extracted."""
        if self._since is not None:
            only = sql.SQL(" and view_name = {}").format(sql.Literal(self.view))
            yield from self._stream("deleted", only, sql.SQL(" order by change_seq"))

    def _stream(self, view: str, only: sql.Composable, by: sql.Composable) -> Iterator[dict[str, Any]]:
        moved = sql.SQL("true") if self._since is None else sql.SQL("change_seq > {}").format(sql.Literal(self._since))
        query = sql.SQL("select * from bi.{} where {}").format(sql.Identifier(view), moved) + only + by
        with self._connection.cursor("extract", row_factory=dict_row) as cursor:
            cursor.itersize = _ROWS_A_FETCH
            cursor.execute(query)
            yield from cursor
