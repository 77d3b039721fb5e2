"""The lock of those who write articles and stories: one transaction at a time.

A loader inserts its articles and then looks for their copies in the same transaction, so of two loaders the second sees
what the first committed before it looks: neither misses the other's copies, and nothing is doubled or deadlocked. A
loader that dies frees the lock with its connection. Reading and splitting pages stays outside.

It is the lock of a table that readers have no rights on, so that none can take it; advisory locks are for everybody.
"""

from __future__ import annotations

from typing import Any, cast

import psycopg
from psycopg import Cursor, errors, sql
from sqlalchemy import Connection

from tasks.errors import TryAgain

LOADING = "news.loading"
LOCK_SECONDS = 900
"""How long a loader waits for the others: longer than the longest transaction that is known, the swap of a rebuild."""
_HOLDER = """
select held.pid, activity.usename, activity.application_name, now() - activity.xact_start
from pg_locks as held left join pg_stat_activity as activity using (pid)
where held.relation = 'news.loading'::regclass and held.granted and held.pid <> pg_backend_pid() limit 1
"""


def lock_loading(cursor: Cursor[Any], seconds: float = LOCK_SECONDS) -> None:
    """Wait for the lock; it is held until the transaction ends.

    Raises TryAgain that says who holds it when it does not come free in time.
    """
    cursor.execute("savepoint loading")
    cursor.execute(sql.SQL("set local lock_timeout = {}").format(int(seconds * 1000)))
    try:
        cursor.execute(f"lock table {LOADING} in exclusive mode")
    except errors.LockNotAvailable as error:
        cursor.execute("rollback to savepoint loading")
        cursor.execute(_HOLDER)
        raise TryAgain(_held(cursor.fetchone(), seconds)) from error
    cursor.execute("set local lock_timeout = 0")
    cursor.execute("release savepoint loading")


def cursor_of(connection: Connection) -> Cursor[Any]:
    """A cursor of the driver in the transaction of a connection."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection).cursor()


def _held(row: tuple[Any, ...] | None, seconds: float) -> str:
    if row is None:
        return f"another loader held {LOADING} for {seconds:g} s and has let it go since; run the same command again"
    pid, user, program, age = row
    return (
        f"waited {seconds:g} s for other loaders: process {pid} of the database server ({program or 'unnamed'}, login "
        f"{user}) holds {LOADING} since {age}; wait for it, or end it with select pg_terminate_backend({pid})"
    )
