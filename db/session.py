"""Connections: one engine per process and address; each waits for a server that is away (``db/outage.py``)."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from db.arrays import ArrayDumper
from db.outage import Outage, unavailable
from tasks.errors import BadParameter, StopRun
from tasks.failpoints import reach

_CONNECT_SECONDS = 10
_SECRET_KEYS = {"password": "PGPASSWORD"}
"""Parameters of an address that are secrets, with the variables of the environment that take their place."""
# What a batch asks is asked once: compiling it takes half as long as the load itself. Texts are compressed at a fifth
# of the cost where the server can. A server without a setting, or without its value, keeps its own.
_SETTINGS = """
select set_config(name, value, false)
from pg_settings join (values ('jit', 'off'), ('default_toast_compression', 'lz4')) as ours (name, value) using (name)
where enumvals is null or value = any(enumvals)
"""
_OF_ITS_OWN = {
    "application_name": "newsweir locks",
    "idle_session_timeout": "0",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


@cache
def engine_for(url: str) -> Engine:
    """The engine of this process for an address such as ``postgresql://user@host/database``.

    Raises BadParameter when the text is no address of a Postgres database.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadParameter(
            "NEWSWEIR_DATABASE_URL is no address, expected postgresql://user:password@host:5432/database"
        ) from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise BadParameter(
            f"NEWSWEIR_DATABASE_URL is of {parsed.drivername!r}, expected postgresql://user:password@host/database"
        )
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=2,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "newsweir"},
    )
    outage = Outage(engine.url)
    event.listen(
        engine, "do_connect", lambda dialect, _, given, named: outage.wait(lambda: dialect.connect(*given, **named))
    )
    event.listen(engine, "connect", lambda driver, _: _prepare(driver))
    event.listen(engine, "commit", lambda _: reach("before_commit"))
    # A connection that is still pooled when the interpreter ends would warn.
    atexit.register(engine.dispose)
    return engine


def _prepare(driver: psycopg.Connection[Any]) -> None:
    """Settings and adapters of a new connection."""
    driver.adapters.register_dumper(list, ArrayDumper)
    driver.execute(_SETTINGS)
    driver.commit()


@contextmanager
def driver_cursor(url: str) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor of the driver in a transaction that is committed when the block ends, and undone when it raises.

    A signal may come amid a query. Such a connection can take no ROLLBACK, which would hide the signal behind an
    error of its own: it is closed, and the server undoes. SQLAlchemy does so too, of what runs through itself.
    """
    with engine_for(url).begin() as connection:
        driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
        with driver.cursor() as cursor:
            try:
                yield cursor
            except BaseException as error:
                if not isinstance(error, Exception):
                    connection.invalidate(error)
                raise


def own_connection(url: str) -> psycopg.Connection[Any]:
    """A connection that is no pool's, every statement committed at once, for locks that live as long as it.

    A machine that vanished is noticed within a minute, so that its locks do not stay.
    Raises TryAgain when no server answers for the stated time.
    """
    pooled = engine_for(url).raw_connection()
    driver = cast("psycopg.Connection[Any]", pooled.driver_connection)
    pooled.detach()
    driver.autocommit = True
    for setting, value in _OF_ITS_OWN.items():
        driver.execute("select set_config(%s, %s, false)", [setting, value])
    return driver


@contextmanager
def exclusively(url: str, number: int, refusal: str) -> Iterator[None]:
    """Hold a session lock while the block runs; a process that is killed frees it. Raises StopRun with ``refusal``.

    Where the server went away meanwhile the lock is gone with it, and there is nothing left to release.
    """
    connection = own_connection(url)
    try:
        found = connection.execute("select pg_try_advisory_lock(%s)", [number]).fetchone()
        if not (found and found[0]):
            raise StopRun(refusal)
        yield
    finally:
        connection.close()


def safe_url(url: str) -> str:
    """The address without its passwords, for messages."""
    address = make_url(url)
    hidden = {name: "***" for name in _SECRET_KEYS if name in address.query}
    return address.update_query_dict(hidden).render_as_string(hide_password=True)


def without_secrets(url: str) -> tuple[str, dict[str, str]]:
    """The address for a program's arguments, which all users of the machine see, and the environment with the rest."""
    address = make_url(url)
    found = {name: str(address.query[name]) for name in _SECRET_KEYS if name in address.query}
    if address.password:
        found["password"] = str(address.password)
    plain = address._replace(drivername="postgresql", password=None).difference_update_query(_SECRET_KEYS)
    return plain.render_as_string(hide_password=False), {_SECRET_KEYS[name]: value for name, value in found.items()}


def check_connection(url: str, *, is_waiting: bool = False) -> str:
    """The server's version. Raises DatabaseUnavailable with what to do when no server answers.

    A command says so at once; what is part of a run (``is_waiting``) waits for the server as everything else of it
    does, and raises TryAgain.
    """
    engine = engine_for(url)
    if is_waiting:
        with engine.connect() as connection:
            return str(connection.execute(text("show server_version")).scalar_one())
    given, named = engine.dialect.create_connect_args(engine.url)
    try:
        with psycopg.connect(*given, **{**named, "connect_timeout": _CONNECT_SECONDS}) as driver:
            return str(driver.info.parameter_status("server_version"))
    except psycopg.OperationalError as error:
        raise unavailable(safe_url(url), error) from error


@contextmanager
def connect_for_tools() -> Iterator[Connection]:
    """A connection for ``alembic`` run by hand: NEWSWEIR_DATABASE_URL, else the embedded server."""
    from db.embedded import start_embedded

    url = os.environ.get("NEWSWEIR_DATABASE_URL") or start_embedded()
    with engine_for(url).connect() as connection:
        yield connection
