"""The lock of those who write articles and stories: one transaction at a time.

A loader inserts its articles and then looks for their copies in the same transaction, so of two loaders the second sees
what the first committed before it looks: neither misses the other's copies, and nothing is doubled or deadlocked. A
loader that dies frees the lock with its connection. Reading and splitting pages stays outside.
"""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

LOADER_LOCK = 0x6E6577736C64  # "newsld"


def lock_loading(cursor: Cursor[Any]) -> None:
    """Wait for the lock; it is held until the transaction ends."""
    cursor.execute("select pg_advisory_xact_lock(%s)", [LOADER_LOCK])
