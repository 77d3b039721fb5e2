"""Waiting for other processes, and holding them at a point of their work, however fast or slow the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, LiteralString

import psutil
import psycopg

from db.lock import LOADER_LOCK

LIMIT_SECONDS = 240
"""After it a process counts as hanging, however busy the machine is."""


def wait_for(condition: Callable[[], Any], explain: Callable[[], object] = lambda: "") -> Any:
    """What the condition gives once it gives something true."""
    end, pause = time.monotonic() + LIMIT_SECONDS, 0.01
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(pause)
        pause = min(0.2, pause * 1.3)
    raise AssertionError(f"nothing within {LIMIT_SECONDS} s: {explain()}")


def is_alive(pid: int) -> bool:
    """Whether a process does anything; a dead one that nobody asks about, as in a container, does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until_locks_are_left(database: str, count: int) -> None:
    """Until the server has noticed who is gone, and no more than so many connections hold runs and sites."""
    holders = (
        "select count(*) from pg_stat_activity where application_name = 'newsweir locks'"
        " and datname = current_database()"
    )
    with psycopg.connect(database, autocommit=True) as watcher:
        wait_for(lambda: watcher.execute(holders).fetchone() <= (count,))


@contextmanager
def loading_held(database: str) -> Iterator[Callable[[int], None]]:
    """Nobody loads while the block runs. Gives what waits until so many processes stand at the loader's lock."""
    with psycopg.connect(database) as blocker, psycopg.connect(database, autocommit=True) as watcher:
        blocker.execute("select pg_advisory_xact_lock(%s)", [LOADER_LOCK])

        def until_waiting(count: int) -> None:
            waiting = (
                "select count(*) from pg_locks where locktype = 'advisory' and not granted and database ="
                " (select oid from pg_database where datname = current_database())"
            )
            wait_for(lambda: watcher.execute(waiting).fetchone() >= (count,))

        yield until_waiting
        with suppress(psycopg.OperationalError):  # A server that was restarted meanwhile has let go by itself.
            blocker.rollback()


_GATE = """
create table gate (page_count bigint not null);
insert into gate values (0);
create function wait_at_gate() returns trigger language plpgsql as $$ begin
  while (select count(*) from news.run_page) >= (select page_count from gate) loop perform pg_sleep(0.02); end loop;
  return null;
end $$;
create trigger wait_at_gate before insert on news.run_page for each statement execute function wait_at_gate();
"""


class Gate:
    """Holds loaders in the midst of their transaction once so many pages are loaded; outlasts a restart of the server.

    It stands in the database, closed, before the process starts, so it stops a fast machine and a slow one at one page.
    """

    def __init__(self, database: str) -> None:
        self._database = database
        self._execute(_GATE)

    def open_until(self, page_count: int) -> None:
        """Let loaders pass until so many pages are loaded, and wait until the next one stands here."""
        self._execute("update gate set page_count = %s", page_count)
        standing = (
            "select (select count(*) from news.run_page) >= %s and exists (select from pg_stat_activity"
            " where wait_event = 'PgSleep' and datname = current_database())"
        )
        with psycopg.connect(self._database, autocommit=True) as watcher:
            wait_for(lambda: watcher.execute(standing, [page_count]).fetchone() == (True,))

    def open(self) -> None:
        """Let everybody pass from now on."""
        self._execute("update gate set page_count = 1000000000")

    def _execute(self, statement: LiteralString, *values: object) -> None:
        with psycopg.connect(self._database) as connection:
            connection.execute(statement, values or None)
