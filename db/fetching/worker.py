"""A process that fetches, as the others see it: a number, whose advisory lock it holds on a connection of its own.

When the process dies the server ends the connection and the lock, and whatever the number held is free at once; no
clock and no time-out decides about it.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.locks import IS_UNHELD
from db.outage import outlasts_outage
from db.session import engine_for

LOCK_CLASS = 0x6E66
IS_DEAD = IS_UNHELD.format(lock_class=LOCK_CLASS, column="{column}")
"""SQL that tells whether the worker whose number stands in ``{column}`` is gone."""


class Worker:
    """A number that is alive until ``close`` or the end of the process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        with engine_for(url).connect() as connection:
            self.number = int(connection.execute(text("select nextval('news.fetch_worker')")).scalar_one())
        self._connection = self._held()

    def execute(self, statement: str, values: dict[str, Any]) -> list[Any]:
        """Rows of a statement on the worker's own connection, committed at once.

        After an outage the number is taken again; what others took from it meanwhile is theirs (``renew`` tells).
        Raises TryAgain when the server stays away.
        """
        with self._lock:
            return self._execute(statement, values)

    @outlasts_outage
    def _execute(self, statement: str, values: dict[str, Any]) -> list[Any]:
        if self._connection.invalidated or self._connection.closed:
            self._connection.close()
            self._connection = self._held()
        done = self._connection.execute(text(statement), values)
        return list(done.all()) if done.returns_rows else []

    @outlasts_outage
    def _held(self) -> Connection:
        connection = engine_for(self._url).connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"select pg_advisory_lock({LOCK_CLASS}, :number)"), {"number": self.number})
        return connection

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            try:
                # The server releases the lock of a connection that was lost.
                with suppress(DBAPIError):
                    if not self._connection.invalidated:
                        unlock = text(f"select pg_advisory_unlock({LOCK_CLASS}, :n)")
                        self._connection.execute(unlock, {"n": self.number})
            finally:
                # A pooled connection would keep a lock that was not released.
                self._connection.invalidate()
                self._connection.close()
