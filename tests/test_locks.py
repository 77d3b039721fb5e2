"""Who is alive and who has a site in hand: runs that are killed, servers that restart, two runs of one site."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.locks import ALL_SITES, Holder
from db.runs import begin_run, close_dead_runs, end_run
from flows.run.declared_sites import declare
from flows.run.exit_codes import BUSY
from tasks.errors import SiteBusy
from tasks.site import Site
from tests.aggregator import Aggregator, Page, running
from tests.helpers import rows, write
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS, loading_held, until_locks_are_left

AGENT = "HarbourBot/1.0 (+https://harbour.example/bot)"


@pytest.fixture
def site() -> Iterator[Aggregator]:
    with running() as server:
        server.pages["/list"] = Page(b"<html><body><h1>Nothing today</h1></body></html>")
        yield server


def environment(database: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home / "home"), "HOME": str(home),
        "NEWSWEIR_USER_AGENT": AGENT,
    }  # fmt: skip


def newsweir(database: str, home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, words)],
        capture_output=True, text=True, timeout=LIMIT_SECONDS, env=environment(database, home),
    )  # fmt: skip


def begin(database: str, holder: Holder | None = None) -> int:
    return begin_run(
        database, kind="ingest", planned_count=0, versions=("1", "1"), flow=None, holder=holder or Holder(database)
    )


def state_of(database: str, run_id: int) -> tuple[Any, ...]:
    return rows(database, "select state, detail, finished_at from bi.run where run_id = %s", run_id)[0]


def break_locks(database: str) -> None:
    """What a restart of the server does to those who hold locks."""
    rows(
        database,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'newsweir locks'"
        " and datname = current_database()",
    )


def test_a_killed_run_is_shown_as_interrupted_and_a_living_one_is_not(database, tmp_path):
    write(tmp_path / "in", *(bulleted(story(n), [story(n + 100)]) for n in range(4)))
    write(tmp_path / "in", "<html><body><p>1</p></body></html>", suffix=".html")
    command = [sys.executable, "-m", "flows", "ingest", "--direct", "--json", str(tmp_path / "in")]
    env = environment(database, tmp_path)
    with (
        loading_held(database) as until_waiting,
        subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
    ):
        until_waiting(1)
        alive = json.loads(newsweir(database, tmp_path, "status", "--json").stdout)["runs"][0]
        assert (alive["state"], alive["detail"]) == ("running", None)
        process.send_signal(signal.SIGKILL)
    until_locks_are_left(database, 0)
    shown = json.loads(newsweir(database, tmp_path, "status", "--json").stdout)["runs"][0]
    assert shown["state"] == "interrupted"
    assert "run the same command again" in shown["detail"]
    assert "its process died" in newsweir(database, tmp_path, "status").stdout
    # Nobody saw when it died, so no moment is made up.
    assert state_of(database, shown["run_id"])[2] is None


def test_whoever_begins_a_run_closes_those_whose_process_died(database):
    dead = Holder(database)
    first, living = begin(database, dead), begin(database)
    dead.close()
    until_locks_are_left(database, 1)
    second = begin(database)
    assert [state_of(database, run)[0] for run in (first, living, second)] == ["interrupted", "running", "running"]
    for run in (living, second):
        end_run(database, run, "completed")
    assert close_dead_runs(database) == []
    assert [state_of(database, run)[0] for run in (living, second)] == ["completed", "completed"]


def test_a_run_takes_its_lock_again_after_the_server_dropped_it(database):
    with closing(Holder(database)) as holder:
        run_id = begin(database, holder)
        break_locks(database)
        assert close_dead_runs(database) == [run_id]
        holder.check()
        assert state_of(database, run_id)[:2] == ("running", None)
        assert close_dead_runs(database) == []
        end_run(database, run_id, "completed")
        assert state_of(database, run_id)[:2] == ("completed", None)


def test_a_site_that_another_run_took_while_the_server_was_away_ends_the_run(database):
    with closing(Holder(database)) as first, closing(Holder(database)) as second:
        assert first.lock_sites([(7, "river")]) == {}
        assert second.lock_sites([(7, "river")]) == {7: "river is being fetched by another run"}
        break_locks(database)
        second.check()
        assert second.lock_sites([(7, "river")]) == {}
        with pytest.raises(SiteBusy, match="river is being fetched by another run now; this run ends"):
            first.check()


def test_a_second_run_of_a_site_ends_at_once_and_one_of_all_sites_leaves_it_out(database, site, tmp_path):
    ids = {}
    for name in ("river", "harbour"):
        values = {"name": name, "listings": [f"{site.url}/list?of={name}"], "allow_private": [site.host]}
        ids[name] = declare(database, Site.from_dict(values | {"delay_seconds": 0.0}, "test"))
    with closing(Holder(database)) as holder:
        run_id = begin(database, holder)
        assert holder.lock_sites([(ids["river"], "river")]) == {}
        done = newsweir(database, tmp_path, "ingest", "--direct", "--due", "--only", "river")
        assert done.returncode == BUSY
        assert f"river is being fetched by run {run_id}" in done.stderr
        assert rows(database, "select count(*) from news.run") == [(1,)]
        done = newsweir(database, tmp_path, "ingest", "--direct", "--due")
        assert f"left out: river is being fetched by run {run_id}" in done.stdout
        assert [path for path in site.paths() if "river" in path] == []
        assert [path for path in site.paths() if "harbour" in path] == ["/list?of=harbour"]
        assert holder.lock_sites([(ALL_SITES, "every declared site")]) == {}
        done = newsweir(database, tmp_path, "ingest", "--direct", "--due")
        assert (done.returncode, done.stdout) == (BUSY, "")
        end_run(database, run_id, "completed")
    done = newsweir(database, tmp_path, "ingest", "--direct", "--due", "--only", "river")
    assert "/list?of=river" in site.paths()
    assert done.returncode in (0, 3)


def test_the_locks_of_one_database_do_not_count_in_another(new_database):
    one, other = new_database(True), new_database(True)
    with closing(Holder(one)) as holder:
        assert begin(one, holder) == 1
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute(
                "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
                " values ('ingest', 'running', 0, '1', '1', now())"
            )
        assert close_dead_runs(other) == [1]
        assert close_dead_runs(one) == []
        end_run(one, 1, "completed")
