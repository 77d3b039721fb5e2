"""Outages of Postgres: a run waits for the server and leaves the rows of an undisturbed one, or says why not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from db.outage import WAIT_VARIABLE, Outage, outlasts_outage
from db.session import engine_for
from tasks.errors import TryAgain
from tests.aggregator import Page, Request, Writer, respond, running
from tests.helpers import rows, write
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS, Gate, loading_held, wait_for
from tests.worlds import said

ROOT = Path(__file__).parents[1]


class Switch:
    """Turns one database of the tests' server off and on, as a restart does: sessions end, nobody is let in."""

    def __init__(self, server: str, database: str) -> None:
        self._server, self._name = server, database.split("?")[0].rpartition("/")[2]

    def off(self) -> None:
        self._allow(False)
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [self._name]
            )
            living = "select count(*) from pg_stat_activity where datname = %s"
            wait_for(lambda: connection.execute(living, [self._name]).fetchone() == (0,))

    def on(self) -> None:
        self._allow(True)

    def _allow(self, is_allowed: bool) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            statement = sql.SQL("alter database {} with allow_connections {}")
            connection.execute(statement.format(sql.Identifier(self._name), sql.Literal(is_allowed)))


@pytest.fixture
def switch(server: str, database: str) -> Switch:
    return Switch(server, database)


def start(database: str, home: Path, *words: object, **more: str) -> subprocess.Popen[str]:
    own = {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home / "home"), "HOME": str(home)}
    command = [sys.executable, "-m", "flows", *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | own | more
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said_words = process.communicate(timeout=LIMIT_SECONDS)
    return process.returncode, said_words


def captures(folder: Path, count: int = 12) -> Path:
    write(folder / "in", *(bulleted(story(n), [story(n + 100), story(n + 200)]) for n in range(count)))
    return folder / "in"


COMMANDS: dict[str, tuple[object, ...]] = {
    "ingest": ("ingest", "--direct", "in"),
    "backfill": ("backfill", "--direct", "--processes", 1, "--shard-size", 6, "in"),
}


def is_well(database: str) -> bool:
    """Whether all runs are completed and their accounts add up."""
    return rows(
        database,
        "select bool_and(state = 'completed' and is_balanced) from news.run join news.run_account using (run_id)",
    ) == [(True,)]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_run_waits_for_a_server_that_restarts_thrice_and_leaves_the_rows_of_an_undisturbed_one(
    database, new_database, switch, tmp_path, name
):
    folder = captures(tmp_path)
    words = [folder if word == "in" else word for word in COMMANDS[name]]
    calm = new_database(True)
    assert finished(start(calm, tmp_path / "calm", *words))[0] == 0
    gate = Gate(database)
    process = start(database, tmp_path / "stormy", *words, NEWSWEIR_BATCH_SIZE="2")
    for page_count in (0, 4, 8):
        gate.open_until(page_count)
        switch.off()
        switch.on()
    gate.open()
    code, words_said = finished(process)
    assert (code, "Traceback" in words_said) == (0, False), words_said
    assert said(database) == said(calm)
    assert is_well(database)


@pytest.mark.slow
def test_a_reparse_waits_for_a_server_that_restarts(database, switch, tmp_path):
    assert finished(start(database, tmp_path, "ingest", "--direct", captures(tmp_path)))[0] == 0
    before = said(database)
    with psycopg.connect(database) as connection:
        connection.execute("update news.capture set parser_version = '0'")
    process = start(database, tmp_path, "reparse", "--direct", "--apply", "--processes", 1, NEWSWEIR_BATCH_SIZE="2")
    with loading_held(database) as until_waiting:
        until_waiting(1)
        switch.off()
        switch.on()
    code, words_said = finished(process)
    assert (code, "Traceback" in words_said) == (0, False), words_said
    assert said(database) == before
    assert is_well(database)


@pytest.mark.slow
def test_a_fetch_waits_for_a_server_that_restarts_amid_its_requests(database, switch, tmp_path):
    with running() as site:
        for number in range(12):
            told = story(number)
            body = "".join(f"<p>{line}</p>" for line in told.body)
            site.pages[f"/{number}"] = Page(f"<html><body><h1>{told.title}</h1>{body}</body></html>".encode())

        async def strike(request: Request, writer: Writer) -> None:
            switch.off()
            switch.on()
            writer.write(respond(site.pages[request.path].body))
            await writer.drain()

        site.handlers = {f"/{number}": strike for number in (1, 5, 9)}
        process = start(
            database, tmp_path, "ingest", "--direct", "--allow-private", *(f"{site.url}/{n}" for n in range(12)),
            NEWSWEIR_BATCH_SIZE="4",
        )  # fmt: skip
        code, words_said = finished(process)
        assert sorted(site.paths()) == sorted(f"/{number}" for number in range(12))
    assert (code, "Traceback" in words_said) == (0, False), words_said
    assert rows(database, "select count(*) from news.run_page") == [(12,)]
    assert is_well(database)


def test_a_server_that_stays_away_ends_a_run_with_a_sentence_and_the_next_run_closes_it(database, switch, tmp_path):
    folder = captures(tmp_path, 4)
    with loading_held(database) as until_waiting:
        process = start(database, tmp_path, "ingest", "--direct", folder, **{WAIT_VARIABLE: "1"})
        until_waiting(1)
        switch.off()
    code, words = finished(process)
    assert code == 1
    assert "did not answer for 1 seconds (NEWSWEIR_DATABASE_WAIT_SECONDS)" in words
    assert "run the same command again" in words
    assert "Traceback" not in words
    assert "sqlalche" not in words
    switch.on()
    assert rows(database, "select state from news.run") == [("running",)]
    assert finished(start(database, tmp_path, "maintain", "--direct"))[0] == 0
    assert rows(database, "select state from news.run") == [("interrupted",)]


def test_a_transaction_is_done_again_where_its_connection_was_lost_and_not_where_the_server_refused_it(database):
    tries = []

    @outlasts_outage
    def work(statement: str) -> object:
        tries.append(statement)
        with engine_for(database).begin() as connection:
            is_first = len(tries) == 1
            return connection.exec_driver_sql(
                "select pg_terminate_backend(pg_backend_pid())" if is_first else statement
            ).scalar_one()

    assert (work("select 7"), len(tries)) == (7, 2)
    with pytest.raises(Exception, match="division by zero"):
        work("select 1 / 0")
    assert len(tries) == 3


def test_whoever_waited_in_vain_does_not_wait_again_until_the_server_answers(database, monkeypatch):
    monkeypatch.setenv(WAIT_VARIABLE, "0.1")
    outage, asked = Outage(engine_for(database).url), []

    def connect() -> None:
        asked.append(1)
        raise psycopg.OperationalError("the server is starting up")

    with pytest.raises(TryAgain, match=r"did not answer for 0\.1 seconds"):
        outage.wait(connect)
    first = len(asked)
    monkeypatch.setenv(WAIT_VARIABLE, "3600")
    with pytest.raises(TryAgain):
        outage.wait(connect)
    assert (first, len(asked)) == (2, 3)
    assert outage.wait(lambda: "answered") == "answered"


def test_whatever_opens_a_transaction_in_a_run_outlasts_an_outage():
    """One rule for all: a function that opens one carries the decorator, or is named here with its reason."""
    own = {
        "db/backup.py",  # by hand, and restores into an empty database
        "db/dictionary.py",  # by hand, reads
        "db/publishers.py",  # by hand: what was decided must not be decided twice
        "db/restore.py",  # by hand, all or nothing
        "db/upgrade.py",  # before anything runs
        "db/session.py",  # what the others are made of
        "db/write/load.py",  # the loader counts its own attempts
        "db/fetching/worker.py",  # holds a connection; _execute carries it
    }
    opening = ("engine_for", "driver_cursor")
    found = []
    for path in sorted([*ROOT.glob("db/**/*.py"), *ROOT.glob("flows/**/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text())
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            marks = {node.id for node in function.decorator_list if isinstance(node, ast.Name)}
            calls = {node.func.id for node in ast.walk(function) if is_call_of(node, opening)}
            if calls and "outlasts_outage" not in marks and name not in own:
                found.append(f"{name}: {function.name}")
    assert found == []


def is_call_of(node: ast.AST, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
