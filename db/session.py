"""Connections: one engine per process and address, and what a lost connection means."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from tasks.errors import BadParameter, DatabaseUnavailable

if TYPE_CHECKING:
    import psycopg

# What a second try may fix: serialization failure, deadlock, the server's shutdown, lost connections.
RETRYABLE = ("40001", "40P01", "57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006")
_CONNECT_SECONDS = 10
_SECRET_KEYS = {"password": "PGPASSWORD"}
"""Parameters of an address that are secrets, with the variables of the environment that take their place."""
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
    # A connection that is still pooled when the interpreter ends would warn.
    atexit.register(engine.dispose)
    return engine


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
    Raises DatabaseUnavailable when no server answers.
    """
    try:
        pooled = engine_for(url).raw_connection()
    except DBAPIError as error:
        raise DatabaseUnavailable(_unavailable(url, error)) from error
    driver = cast("psycopg.Connection[Any]", pooled.driver_connection)
    pooled.detach()
    driver.autocommit = True
    for setting, value in _OF_ITS_OWN.items():
        driver.execute("select set_config(%s, %s, false)", [setting, value])
    return driver


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


def check_connection(url: str) -> str:
    """The server's version. Raises DatabaseUnavailable with what to do when no server answers."""
    try:
        with engine_for(url).connect() as connection:
            return str(connection.execute(text("show server_version")).scalar_one())
    except DBAPIError as error:
        raise DatabaseUnavailable(_unavailable(url, error)) from error


def _unavailable(url: str, error: DBAPIError) -> str:
    reason = str(error.orig).strip().splitlines()[0]
    return (
        f"no database answers at {safe_url(url)}: {reason}; start it, fix NEWSWEIR_DATABASE_URL, or unset that to "
        "use the embedded one"
    )


def is_retryable(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is done again from the start."""
    if not isinstance(error, DBAPIError):
        return False
    return bool(error.connection_invalidated) or sqlstate(error) in RETRYABLE


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE behind an error, or None."""
    return getattr(getattr(error, "orig", error), "sqlstate", None)


@contextmanager
def connect_for_tools() -> Iterator[Connection]:
    """A connection for ``alembic`` run by hand: NEWSWEIR_DATABASE_URL, else the embedded server."""
    from db.embedded import start_embedded

    url = os.environ.get("NEWSWEIR_DATABASE_URL") or start_embedded()
    with engine_for(url).connect() as connection:
        yield connection
