"""Shared by the tests: a throw-away real Postgres with fresh databases, a given clock, the test data outside."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest

# How long one example takes says how busy the machine is, and nothing else.
hypothesis.settings.register_profile("newsweir", deadline=None)
hypothesis.settings.load_profile("newsweir")

# Before anything imports Prefect or the settings.
os.environ.update(
    DO_NOT_TRACK="1",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_LOGGING_LEVEL="ERROR",
    PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
)
for name in [name for name in os.environ if name.startswith("NEWSWEIR_") or name == "PREFECT_API_URL"]:
    del os.environ[name]

from tests.deployed import deployed, prefect_server, webhook  # noqa: F401 - fixtures, after the environment

SHARED = Path(__file__).parents[2] / "shared"
MOMENT = datetime(2026, 6, 18, 16, 30, tzinfo=UTC)
"""When the tests' captures were made, unless a test says otherwise."""

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home folder of newsweir's own for this session; its server is stopped at the end."""
    # A short path: the address of the server's socket may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="nw-", dir="/tmp"))
    folder.chmod(0o755)
    os.environ["NEWSWEIR_HOME"] = str(folder)
    yield folder
    from db.embedded import stop_embedded

    stop_embedded(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> str:
    """Address of the server's maintenance database; a migrated database ``template_news`` is ready to be copied."""
    from db.embedded import start_embedded
    from db.session import engine_for
    from db.upgrade import upgrade_database

    address = start_embedded(home / "postgres", "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        # The tests kill our processes, never Postgres or the machine; hundreds of databases are made.
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
    url = start_embedded(home / "postgres", "template_news")
    upgrade_database(url)
    engine_for(url).dispose()
    return address


@pytest.fixture
def new_database(server: str) -> Iterator[Callable[[bool], str]]:
    """Makes databases: migrated ones (True) or empty ones (False)."""
    from db.session import engine_for

    made: list[str] = []

    def make(is_migrated: bool) -> str:
        name = f"test_{next(_numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"create database {name}" + (" template template_news" if is_migrated else ""))
        made.append(server.replace("/postgres?", f"/{name}?"))
        return made[-1]

    yield make
    for url in made:
        engine_for(url).dispose()


@pytest.fixture
def database(new_database: Callable[[bool], str]) -> str:
    """Address of a fresh, migrated database."""
    return new_database(True)


@pytest.fixture
def shared() -> Path:
    """The folder of test data beside the checkout; the test is skipped, saying so, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the test data is not here ({SHARED}): this test needs the captures in ../shared")
    return SHARED
