"""The embedded Postgres of a whole test session, shared by its processes: the first that needs it starts it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import psycopg

SESSION_FOLDER = "TESTS_SESSION_FOLDER"
"""Environment variable: the folder that all processes of a session share."""


def started_once(folder: Path, name: str, start: Callable[[], str]) -> str:
    """The address of a server of the session. Whoever comes first starts it, the others wait until it answers."""
    told = folder / f"{name}.address"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(start())
    return told.read_text()


class Postgres:
    """The server whose data lies in a session's folder."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "postgres"

    def start(self) -> str:
        """Start it and make ``template_news``; the address of its maintenance database."""
        from db.embedded import start_embedded
        from db.session import engine_for
        from db.upgrade import upgrade_database

        address = start_embedded(self._data, "postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            # The tests kill our processes, never Postgres or the machine; hundreds of databases are made and dropped.
            for setting in ("fsync = off", "full_page_writes = off", "autovacuum = off"):
                connection.execute(f"alter system set {setting}")
            connection.execute("select pg_reload_conf()")
        url = start_embedded(self._data, "template_news")
        upgrade_database(url)
        engine_for(url).dispose()
        return address

    def stop(self) -> None:
        """Stop it if it was started."""
        from db.embedded import stop_embedded

        stop_embedded(self._data)
