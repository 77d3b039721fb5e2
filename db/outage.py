"""Outages of the database server: what every connection and every transaction of a run does while it is away.

Two rules, here and nowhere else. A connection that cannot be made is tried again until the server answers or the
stated time is over. A function that is one transaction is done again from its start when the server goes away amid it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from db.errors import first_line
from tasks.errors import DatabaseUnavailable, TryAgain

WAIT_VARIABLE = "NEWSWEIR_DATABASE_WAIT_SECONDS"
"""Environment variable of the setting, so that child processes have it too."""
WAIT_SECONDS = 120.0
# What a second try may fix: serialization failure, deadlock, the server's shutdown, lost connections.
RETRYABLE = ("40001", "40P01", "57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006")
_PAUSE_SECONDS = 0.5
_ATTEMPTS = 6

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Outage:
    """What the connections of one address do while no server answers.

    After a wait in vain nobody waits again until the server has answered: a run that ends because of the outage says so
    once, and does not wait anew for each thing that it would have recorded.
    """

    def __init__(self, url: URL) -> None:
        self._name = url.render_as_string(hide_password=True)
        self._lock = Lock()
        self._is_over: bool = False

    def wait(self, connect: Callable[[], T]) -> T:
        """What ``connect`` returns, as soon as it does. Raises TryAgain when the stated time is over."""
        seconds = float(os.environ.get(WAIT_VARIABLE) or WAIT_SECONDS)
        end = time.monotonic() + seconds
        while True:
            try:
                made = connect()
            except psycopg.OperationalError as error:
                if self._is_over or time.monotonic() >= end:
                    self._is_over = True
                    raise TryAgain(
                        f"the database at {self._name} did not answer for {seconds:g} seconds ({WAIT_VARIABLE}): "
                        f"{first_line(error)}; start it, then run the same command again: it goes on where it was"
                    ) from error
                time.sleep(_PAUSE_SECONDS)
            else:
                self._is_over = False
                return made


def outlasts_outage(function: F) -> F:
    """Make a function that is one transaction be done again from its start when the server goes away amid it.

    The function must be safe to repeat when its commit went through and the answer was lost.
    It raises TryAgain when that happens to it again and again, and what the server refuses as it is.
    """

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        for _ in range(_ATTEMPTS):
            try:
                return function(*args, **kwargs)
            except (DBAPIError, psycopg.OperationalError) as error:
                if not is_retryable(error):
                    raise
                last = error
        raise TryAgain(
            f"the connection to the database was lost {_ATTEMPTS} times in a row ({first_line(last)}); look at the "
            "server's log, then run the same command again: it goes on where it was"
        ) from last

    return cast("F", run)


def unavailable(name: str, error: BaseException) -> DatabaseUnavailable:
    """The error for a server that does not answer at the start."""
    return DatabaseUnavailable(
        f"no database answers at {name}: {first_line(error)}; start it, fix NEWSWEIR_DATABASE_URL, or unset that to "
        "use the embedded one"
    )


def is_retryable(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is done again from the start."""
    if isinstance(error, psycopg.OperationalError):
        # Raw cursors raise the driver's own errors: lost connections carry no state, the server's carry theirs.
        return error.sqlstate is None or error.sqlstate in RETRYABLE
    if not isinstance(error, DBAPIError):
        return False
    return bool(error.connection_invalidated) or sqlstate(error) in RETRYABLE


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE behind an error, or None."""
    return getattr(getattr(error, "orig", error), "sqlstate", None)
