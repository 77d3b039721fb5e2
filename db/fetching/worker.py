"""A process that fetches, as the others see it: a number, whose advisory lock it holds on a connection of its own.

When the process dies the server ends the connection and the lock, and whatever the number held is free at once; no
clock and no time-out decides about it.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.session import engine_for
from tasks.errors import TryAgain

LOCK_CLASS = 0x6E66
IS_DEAD = (
    f"not exists (select from pg_locks where locktype = 'advisory' and classid = {LOCK_CLASS} and objsubid = 2"
    " and granted and database = (select oid from pg_database where datname = current_database())"
    " and objid = {column}::oid)"
)
"""SQL that tells whether the worker whose number stands in ``{column}`` is gone."""


class Worker:
    """A number that is alive until ``close`` or the end of the process."""

    def __init__(self, url: str) -> None:
        self._connection: Connection = engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT")
        self._lock = Lock()
        self.number = int(self._connection.execute(text("select nextval('news.fetch_worker')")).scalar_one())
        self._connection.execute(text(f"select pg_advisory_lock({LOCK_CLASS}, :number)"), {"number": self.number})

    def execute(self, statement: str, values: dict[str, Any]) -> list[Any]:
        """Rows of a statement on the worker's own connection, committed at once.

        Raises TryAgain when the connection is lost: the number is then dead for all others.
        """
        try:
            with self._lock:
                done = self._connection.execute(text(statement), values)
                return list(done.all()) if done.returns_rows else []
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise TryAgain("the connection to the database was lost while fetching; run it again") from error

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            try:
                self._connection.execute(text(f"select pg_advisory_unlock({LOCK_CLASS}, :n)"), {"n": self.number})
            finally:
                # A pooled connection would keep a lock that was not released.
                self._connection.invalidate()
                self._connection.close()
