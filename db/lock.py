"""The lock of those who write articles and stories: one transaction at a time.

A loader inserts its articles and then looks for their copies in the same transaction, so of two loaders the second sees
what the first committed before it looks: neither misses the other's copies, and nothing is doubled or deadlocked. A
loader that dies frees the lock with its connection. Reading and splitting pages stays outside.
"""

from __future__ import annotations

from typing import Any

from psycopg import Cursor, errors

from tasks.errors import TryAgain

LOADER_LOCK = 0x6E6577736C64  # "newsld"
PATIENCE_SECONDS = 600
"""How long the lock is waited for: loaders before this one need seconds each, the end of a rebuild a minute or two."""
_TAKE = (
    "savepoint before_lock; set local lock_timeout = '{patience}s'; select pg_advisory_xact_lock({key});"
    " set local lock_timeout = 0; release savepoint before_lock"
)
_HOLDER = """
select activity.pid, usename, application_name, round(extract(epoch from now() - xact_start)), state
from pg_locks
join pg_stat_activity as activity using (pid)
where locktype = 'advisory' and granted and objsubid = 1
  and classid = (%(key)s::bigint >> 32)::oid and objid = (%(key)s::bigint & 4294967295)::oid
  and database = (select oid from pg_database where datname = current_database())
"""


def lock_loading(cursor: Cursor[Any], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for the lock; it is held until the transaction ends.

    Raises TryAgain that names the session which holds it, when it is not free after ``patience_seconds``.
    """
    try:
        # One message to the server, which a batch feels.
        cursor.execute(_TAKE.format(patience=patience_seconds, key=LOADER_LOCK).encode())
    except errors.LockNotAvailable as error:
        cursor.execute("rollback to savepoint before_lock")
        cursor.execute(_HOLDER, {"key": LOADER_LOCK})
        raise TryAgain(_words(cursor.fetchone(), patience_seconds)) from error


def _words(holder: tuple[Any, ...] | None, waited_seconds: float) -> str:
    if holder is None:
        return f"the loader's lock was not free for {waited_seconds:g} s; run the same command again"
    pid, user, program, seconds, state = holder
    return (
        f"the loader's lock was not free for {waited_seconds:g} s: session {pid} of {user} ({program or 'unnamed'},"
        f" {state}) holds it, {seconds or 0:g} s into its transaction; wait for it, or end it with"
        f" newsweir db psql -c 'select pg_terminate_backend({pid})', then run the same command again"
    )
