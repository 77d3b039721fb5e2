"""Shared by the tests: a throw-away real Postgres with fresh databases, a given clock, the test data outside."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
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

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every process that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything imports Prefect or the settings.
os.environ.update(
    DO_NOT_TRACK="1",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_LOGGING_LEVEL="ERROR",
    PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
)
for name in [name for name in os.environ if name.startswith("NEWSWEIR_") or name == "PREFECT_API_URL"]:
    del os.environ[name]
# A parser takes a second of CPU to start, and the commands of the tests have a handful of pages.
os.environ["NEWSWEIR_PARSE_WORKERS"] = "1"

from tests.commands import Commands, running_commands
from tests.deployed import deployed, prefect_server, webhook  # noqa: F401 - fixtures, after the environment
from tests.servers import SESSION_FOLDER, Postgres, started_once

SHARED = Path(__file__).parents[2] / "shared"
MOMENT = datetime(2026, 6, 18, 16, 30, tzinfo=UTC)
"""When the tests' captures were made, unless a test says otherwise."""


def pytest_configure(config: pytest.Config) -> None:
    """The folder of the whole session; the processes of a parallel run are children and inherit its name."""
    if is_whole_session(config):
        # A short path: the address of the server's socket may have 107 characters.
        folder = Path(tempfile.mkdtemp(prefix="nw-", dir="/tmp"))
        folder.chmod(0o755)
        os.environ[SESSION_FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that some process of the session started."""
    if is_whole_session(config) and SESSION_FOLDER in os.environ:
        folder = Path(os.environ.pop(SESSION_FOLDER))
        Postgres(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


def is_whole_session(config: pytest.Config) -> bool:
    """Whether this is the process that was started by hand, and none that pytest-xdist started."""
    return not hasattr(config, "workerinput")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests of the Prefect server run in one process of a parallel run, so that they share one server."""
    if "prefect_server" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("prefect"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups come first, in whatever order the others are: they are the longest chains of a parallel run."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """Runs commands of newsweir, each in a process of its own."""
    with running_commands() as found:
        yield found


@pytest.fixture(scope="session")
def session_folder() -> Path:
    """The folder of the whole session, which has a short path."""
    return Path(os.environ[SESSION_FOLDER])


@pytest.fixture(scope="session")
def home(worker_id: str) -> Path:
    """A home folder of newsweir's own for this process."""
    folder = Path(os.environ[SESSION_FOLDER]) / worker_id
    folder.mkdir(mode=0o755)
    os.environ["NEWSWEIR_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> str:
    """Address of the server's maintenance database; a migrated database ``template_news`` is ready to be copied."""
    folder = Path(os.environ[SESSION_FOLDER])
    return started_once(folder, "postgres", Postgres(folder).start)


@pytest.fixture(scope="session")
def named_database(server: str, worker_id: str) -> Callable[[bool], str]:
    """Makes databases: migrated ones (True) or empty ones (False). Who makes one drops it."""
    numbers = itertools.count(1)

    def make(is_migrated: bool) -> str:
        name = f"test_{worker_id}_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"create database {name}" + (" template template_news" if is_migrated else ""))
        return server.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture
def new_database(server: str, named_database: Callable[[bool], str]) -> Iterator[Callable[[bool], str]]:
    """Makes databases that are dropped when the test ends."""
    made: list[str] = []

    def make(is_migrated: bool) -> str:
        made.append(named_database(is_migrated))
        return made[-1]

    yield make
    drop_databases(server, made)


def drop_databases(server: str, urls: list[str]) -> None:
    """Drop databases, whoever is still connected to them."""
    from db.session import engine_for

    for url in urls:
        engine_for(url).dispose()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {url.split('?')[0].rpartition('/')[2]} with (force)")


@pytest.fixture
def database(new_database: Callable[[bool], str]) -> str:
    """Address of a fresh, migrated database."""
    return new_database(True)


@pytest.fixture(scope="session")
def pristine(named_database: Callable[[bool], str]) -> str:
    """Address of a migrated database without rows, for tests that only look at it."""
    return named_database(True)


@pytest.fixture
def shared() -> Path:
    """The folder of test data beside the checkout; the test is skipped, saying so, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the test data is not here ({SHARED}): this test needs the captures in ../shared")
    return SHARED
