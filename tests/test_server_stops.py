"""A Postgres server of our own is stopped and started again amid ingest, backfill, fetching and maintenance."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from db.embedded import start_embedded, stop_embedded
from db.upgrade import upgrade_database
from tests.aggregator import Page, Request, Writer, respond, running
from tests.helpers import rows
from tests.pages import story
from tests.test_maintain import everything_is_old
from tests.test_outage import captures, finished, is_well, start
from tests.waiting import Gate, is_alive, loading_held, wait_for
from tests.worlds import said

pytestmark = pytest.mark.slow

START = (
    "import sys; from pathlib import Path; from db.embedded import start_embedded; start_embedded(Path(sys.argv[1]))"
)
WAITING = {"NEWSWEIR_DATABASE_WAIT_SECONDS": "600"}


class OwnServer:
    """An embedded server that no other test uses: its whole process is stopped, and started in another one."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "postgres"

    def database(self, name: str) -> str:
        url = start_embedded(self.data, name)
        upgrade_database(url)
        return url

    def away(self, seconds: float, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it, at once (SIGQUIT: as a crash does) or in order (SIGINT), and start it after so many seconds."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        backends = [process.pid for process in psutil.Process(pid).children(recursive=True)]
        os.kill(pid, how)
        wait_for(lambda: not any(map(is_alive, [pid, *backends])))
        time.sleep(seconds)
        subprocess.run([sys.executable, "-c", START, str(self.data)], check=True, timeout=240)


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    # A short path: the address of the server's socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="nw-own-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        server = OwnServer(Path(folder))
        yield server
        stop_embedded(server.data)


@pytest.mark.parametrize(
    ("name", "words", "seconds"),
    [
        ("ingest", ("ingest", "--direct"), (5.0, 30.0)),
        ("backfill", ("backfill", "--direct", "--processes", 2, "--shard-size", 4), (5.0, 12.0)),
    ],
)
def test_a_run_outlasts_a_server_that_is_stopped_for_a_while(own, tmp_path, name, words, seconds):
    calm, stormy = own.database(f"{name}_calm"), own.database(f"{name}_stormy")
    folder = captures(tmp_path)
    assert finished(start(calm, tmp_path / "calm", *words, folder))[0] == 0
    gate = Gate(stormy)
    process = start(stormy, tmp_path / "stormy", *words, folder, NEWSWEIR_BATCH_SIZE="2", **WAITING)
    for page_count, away, how in zip((0, 4), seconds, (signal.SIGQUIT, signal.SIGINT), strict=True):
        gate.open_until(page_count)
        own.away(away, how)
    gate.open()
    code, told = finished(process)
    assert (code, "Traceback" in told) == (0, False), told
    assert said(stormy) == said(calm)
    assert is_well(stormy)


def test_a_fetch_outlasts_a_server_that_is_stopped_amid_its_requests(own, tmp_path):
    database = own.database("fetching")
    with running() as site:
        for number in range(9):
            body = "".join(f"<p>{line}</p>" for line in story(number).body)
            site.pages[f"/{number}"] = Page(f"<html><body><h1>{story(number).title}</h1>{body}</body></html>".encode())

        async def strike(request: Request, writer: Writer) -> None:
            own.away(5.0)
            writer.write(respond(site.pages[request.path].body))
            await writer.drain()

        site.handlers = {"/0": strike, "/5": strike}
        process = start(
            database, tmp_path, "ingest", "--direct", "--allow-private", *(f"{site.url}/{n}" for n in range(9)),
            NEWSWEIR_BATCH_SIZE="3", **WAITING,
        )  # fmt: skip
        code, told = finished(process)
        assert (code, "Traceback" in told) == (0, False), told
        assert {path for path in site.paths() if path != "/robots.txt"} == {f"/{n}" for n in range(9)}
    assert rows(database, "select outcome, count(*) from news.run_page group by 1") == [("loaded", 9)]
    assert is_well(database)


def test_a_maintenance_outlasts_a_server_that_is_stopped_for_a_while(own, tmp_path):
    calm, stormy = own.database("maintain_calm"), own.database("maintain_stormy")
    words = ("maintain", "--direct", "--rows-days", 365, "--batch-size", 3)
    for database, home in ((calm, tmp_path / "calm"), (stormy, tmp_path / "stormy")):
        assert finished(start(database, home, "ingest", "--direct", captures(tmp_path)))[0] == 0
        everything_is_old(database)
        with psycopg.connect(database) as connection:
            connection.execute("update news.article set last_seen_at = now() where title < 'M'")
    assert finished(start(calm, tmp_path / "calm", *words))[0] == 0
    with loading_held(stormy) as until_waiting:
        process = start(stormy, tmp_path / "stormy", *words, **WAITING)
        until_waiting(1)
        own.away(5.0)
    code, told = finished(process)
    assert (code, "Traceback" in told) == (0, False), told
    assert said(stormy) == said(calm)
    counts = "select state, jsonb_path_query_array(steps, '$[*].counts.articles') from news.maintenance"
    assert rows(stormy, counts) == rows(calm, counts)
