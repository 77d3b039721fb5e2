"""Who is alive, and who has a declared site in hand: session advisory locks on a connection of their own.

While a run goes, its process holds the lock of the run's number, and those of the declared sites it fetches. The server
frees them when the connection ends, so a process that is killed holds nothing, and no clock decides about it. A run in
state ``running`` whose lock nobody holds is one whose process died.

A pooler that lends server connections by the transaction (PgBouncer's ``transaction`` mode) breaks session locks: the
database's address must name the server itself, or a pool by the session.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from threading import Event, RLock, Thread
from typing import Any

import psycopg

from db.outage import outlasts_outage
from db.session import own_connection
from tasks.errors import SiteBusy, TryAgain

RUN_CLASS = 0x6E72
SITE_CLASS = 0x6E73
ALL_SITES = 0
"""Number of the lock of a run that fetches every declared site; real ones begin with 1."""
IS_UNHELD = (
    "not exists (select from pg_locks where locktype = 'advisory' and classid = {lock_class} and objsubid = 2"
    " and granted and database = (select oid from pg_database where datname = current_database())"
    " and objid = {column}::oid)"
)
"""SQL that tells whether nobody holds the lock of a class whose number stands in ``{column}``."""
_HOLDER = """
select held.pid, run.objid::bigint as run_id
from pg_locks held
left join pg_locks run on run.pid = held.pid and run.locktype = 'advisory' and run.objsubid = 2 and run.granted
                      and run.classid = %(run_class)s
where held.locktype = 'advisory' and held.objsubid = 2 and held.granted and held.classid = %(class)s
  and held.objid = %(number)s::bigint::oid
  and held.database = (select oid from pg_database where datname = current_database())
"""
_BEAT_SECONDS = 10.0


class Holder:
    """One process's hold on a run and on sites, until ``close`` or the end of the process.

    A thread looks at the connection every ten seconds: after a restart of the server it is made again and the locks
    are taken again. ``check`` raises when that is no longer possible because another run has a site meanwhile.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._mutex = RLock()
        self._held: dict[tuple[int, int], str] = {}
        """Locks by class and number, with what they are in words."""
        self._lost: str | None = None
        self._closed = Event()
        self._connection = own_connection(url)
        Thread(target=self._watch, name="newsweir locks", daemon=True).start()

    def begin(self, statement: str, values: dict[str, Any]) -> int:
        """Insert a run and be the one who does it; its number. Nobody ever sees the row without the lock."""
        with self._mutex, self._connection.transaction():
            row = self._connection.execute(statement, values).fetchone()
            assert row is not None
            self._lock(RUN_CLASS, int(row[0]), f"run {row[0]}")
            return int(row[0])

    def lock_sites(self, sites: Iterable[tuple[int, str]]) -> dict[int, str]:
        """Take these sites (number and name) where they are free; who has the others, by number, in words.

        Sites are taken in the order of their numbers, and none is waited for.
        """
        busy = {}
        for number, name in sorted(sites):
            if not self._lock(SITE_CLASS, number, name):
                busy[number] = f"{name} is being fetched by {self._words_of(number)}"
        return busy

    def check(self) -> None:
        """Make sure that what was taken is still held, taking it again where the server was restarted.

        Raises SiteBusy when another run took a site meanwhile, TryAgain when the server stays away.
        """
        with self._mutex:
            self._renew()
            if self._lost:
                raise SiteBusy(self._lost)

    def _renew(self) -> None:
        try:
            self._connection.execute("select 1")
        except psycopg.OperationalError:
            self._lock_again()

    def close(self) -> None:
        """Let everything go."""
        self._closed.set()
        with self._mutex, suppress(psycopg.Error):
            self._connection.close()

    def _lock(self, lock_class: int, number: int, words: str) -> bool:
        with self._mutex:
            found = self._connection.execute("select pg_try_advisory_lock(%s, %s)", [lock_class, number]).fetchone()
            is_taken = bool(found and found[0])
            if is_taken:
                self._held[lock_class, number] = words
            return is_taken

    def _words_of(self, site: int) -> str:
        values = {"run_class": RUN_CLASS, "class": SITE_CLASS, "number": site}
        found = self._connection.execute(_HOLDER, values).fetchone()
        return f"run {found[1]}" if found and found[1] is not None else "another run"

    def _lock_again(self) -> None:
        """Connect anew and take everything again. Raises TryAgain when the server stays away."""
        with suppress(psycopg.Error):
            self._connection.close()
        self._take_again()

    @outlasts_outage
    def _take_again(self) -> None:
        self._connection = own_connection(self._url)
        for (lock_class, number), words in list(self._held.items()):
            if self._lock(lock_class, number, words):
                if lock_class == RUN_CLASS:
                    self._revive(number)
            elif lock_class == SITE_CLASS:
                self._lost = (
                    f"the connection to Postgres was lost, and {words} is being fetched by "
                    f"{self._words_of(number)} now; this run ends, what it loaded stays"
                )

    def _revive(self, run_id: int) -> None:
        """Somebody may have thought this run dead while the server was away."""
        self._connection.execute(
            "update news.run set state = 'running', detail = null where run_id = %s and state = 'interrupted'", [run_id]
        )

    def _watch(self) -> None:
        while not self._closed.wait(_BEAT_SECONDS):
            with suppress(SiteBusy, TryAgain):
                self.check()
