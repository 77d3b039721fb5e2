"""The flows on a real Prefect server, run by the command: artifacts, task runs, what is forgotten, a private server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.deployed import Prefect, in_venv
from tests.helpers import rows, write
from tests.hostile import hostile_folder
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS, wait_for

ROOT = Path(__file__).parents[1]


@pytest.fixture
def api(prefect_server: Prefect) -> dict[str, str]:
    """The environment that points at a real Prefect server."""
    return prefect_server.environment


def call(environment: dict[str, str], method: str, path: str, body: Any = None) -> Any:
    return Prefect(environment).call(method, path, body)


def newsweir(environment: dict[str, str], *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        capture_output=True, text=True, timeout=LIMIT_SECONDS, env=environment | more, cwd=ROOT,
    )  # fmt: skip


@pytest.mark.prefect
def test_a_run_shows_each_stage_of_each_batch_as_a_task_run(api, database, tmp_path):
    write(tmp_path / "in", *(bulleted(story(n), [story(n + 50)]) for n in range(7)), "no page\n")
    done = newsweir(
        api, "ingest", "--json", tmp_path / "in",
        NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home"), NEWSWEIR_BATCH_SIZE="3",
        PREFECT_LOGGING_LEVEL="INFO",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    assert len(done.stdout.splitlines()) == 8
    ((flow_run_id, balanced),) = rows(
        database, "select flow_run_id, is_balanced from news.run join bi.run using (run_id)"
    )
    assert balanced
    flow_run = call(api, "GET", f"/flow_runs/{flow_run_id}")
    assert flow_run["state"]["type"] == "COMPLETED"
    assert database not in json.dumps(flow_run)
    chosen = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    assert names_of(api, flow_run_id, 6) == {
        f"{stage}: pages {pages}" for stage in ("split", "load") for pages in ("1-3", "4-6", "7-8")
    }
    # The graph is the DAG: what a load takes comes from the split of its batch.
    graph = {node[1]["label"]: node[1] for node in call(api, "GET", f"/flow_runs/{flow_run_id}/graph-v2")["nodes"]}
    split, load = graph["split: pages 4-6"], graph["load: pages 4-6"]
    assert [edge["id"] for edge in load["parents"]] == [split["id"]]
    logged = wait_for(lambda: [line for line in logs_of(api, flow_run_id) if "stage=load" in line][2:])
    assert "batch=3 pages=2" in logged[0]
    artifacts = {a["key"]: a for a in call(api, "POST", "/artifacts/filter", chosen)}
    assert json.loads(artifacts["ingest-outcomes"]["data"]) == [
        {"outcome": "loaded", "pages": 7},
        {"outcome": "quarantined", "pages": 1},
    ]
    assert "unknown_layout" in artifacts["ingest-report"]["data"]


def names_of(environment: dict[str, str], flow_run_id: str, count: int) -> set[str]:
    """The names of a flow run's task runs, once there are so many and all have ended."""
    chosen = {"flow_runs": {"id": {"any_": [flow_run_id]}}}

    def found() -> set[str] | None:
        runs = call(environment, "POST", "/task_runs/filter", chosen)
        return {run["name"] for run in runs} if len(runs) == count and all(run["end_time"] for run in runs) else None

    return wait_for(found, lambda: call(environment, "POST", "/task_runs/filter", chosen))


def logs_of(environment: dict[str, str], flow_run_id: str) -> list[str]:
    """What a flow run logged, oldest first."""
    chosen = {"logs": {"flow_run_id": {"any_": [flow_run_id]}}, "sort": "TIMESTAMP_ASC"}
    return [line["message"] for line in call(environment, "POST", "/logs/filter", chosen)]


BREAK_LOADS = """
create sequence news.loads;
create function news.lose_the_server() returns trigger language plpgsql as $$
begin
    if nextval('news.loads') <= %s then perform pg_terminate_backend(pg_backend_pid()); end if;
    return null;
end $$;
create trigger lose_the_server before insert on news.article for each statement execute function news.lose_the_server();
"""
"""The server drops the connection of a load so often: a sequence does not roll back."""


@pytest.mark.prefect
def test_a_load_that_fails_is_tried_again_alone_and_nothing_is_split_twice(api, database, tmp_path):
    from db.write.load import _ATTEMPTS

    with psycopg.connect(database) as connection:
        connection.execute(BREAK_LOADS % _ATTEMPTS)
    write(tmp_path / "in", *(bulleted(story(n), [story(n + 50)]) for n in range(3)))
    done = newsweir(
        api, "ingest", tmp_path / "in", NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home"),
        PREFECT_LOGGING_LEVEL="INFO",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ((flow_run_id,),) = rows(database, "select flow_run_id from news.run")
    assert names_of(api, flow_run_id, 2) == {"split: pages 1-3", "load: pages 1-3"}
    runs = call(api, "POST", "/task_runs/filter", {"flow_runs": {"id": {"any_": [flow_run_id]}}})
    assert {run["name"].partition(":")[0]: run["run_count"] for run in runs} == {"split": 1, "load": 2}
    for words in ("stage=load run=1 batch=1 pages=3 try=2 of 3", "error=TryAgain: the database did not take a batch"):
        wait_for(lambda words=words: any(words in line for line in logs_of(api, flow_run_id)))
    assert rows(database, "select count(*) from bi.article") == [(6,)]


@pytest.mark.prefect
def test_a_thousand_pages_are_two_task_runs_a_batch_of_five_hundred(api, database, tmp_path):
    write(tmp_path / "in", *("no page\n" for _ in range(1001)))
    done = newsweir(
        api, "ingest", "--json", tmp_path / "in", NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home")
    )
    assert done.returncode == 3, done.stderr
    ((flow_run_id,),) = rows(database, "select flow_run_id from news.run")
    chosen = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    wait_for(lambda: call(api, "POST", "/task_runs/count", chosen) == 6)


@pytest.mark.prefect
def test_wrong_parameters_are_refused_before_a_run_is_made(api, database, tmp_path):
    before = call(api, "POST", "/flow_runs/count", {})
    done = newsweir(api, "ingest", tmp_path / "missing", NEWSWEIR_DATABASE_URL=database)
    assert done.returncode == 2
    assert "paths.0: " in done.stderr
    assert call(api, "POST", "/flow_runs/count", {}) == before
    assert rows(database, "select count(*) from news.run") == [(0,)]


@pytest.mark.prefect
def test_a_run_that_understood_nothing_does_not_end_green(api, database, tmp_path):
    write(tmp_path / "in", "no page\n", "no page either\n")
    done = newsweir(
        api, "ingest", tmp_path / "in", NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home")
    )
    assert (done.returncode, done.stderr) == (3, "")
    ((flow_run_id,),) = rows(database, "select flow_run_id from news.run")
    state = call(api, "GET", f"/flow_runs/{flow_run_id}")["state"]
    assert (state["type"], state["message"]) == ("FAILED", "nothing was loaded: 2 quarantined")


@pytest.mark.prefect
def test_an_api_that_does_not_answer_is_said_so(database, tmp_path):
    done = newsweir(
        dict(os.environ), "ingest",
        NEWSWEIR_DATABASE_URL=database, HOME=str(tmp_path), PREFECT_HOME=str(tmp_path),
        PREFECT_API_URL="http://127.0.0.1:1/api", PREFECT_CLIENT_MAX_RETRIES="0",
    )  # fmt: skip
    assert done.returncode == 1
    assert "--direct, which needs no Prefect" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.prefect
def test_without_an_api_a_private_one_is_used_quietly_and_gone_afterwards(database, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    home = tmp_path / "home"
    done = subprocess.run(
        in_venv(["newsweir", "backfill", str(ROOT / "flows" / "run" / "sample")]), cwd=hostile_folder(tmp_path / "in"),
        env=environment | {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home), "HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "in" / "ran").exists()
    assert "7 pages in 1 shards: 7 loaded; every shard is done" in done.stdout
    ((flow_run_id,),) = rows(database, "select flow_run_id from news.run where kind = 'backfill'")
    assert flow_run_id
    assert (home / "prefect" / "server.log").read_text() == ""
    assert not (tmp_path / ".prefect").exists()
    left = [process for process in psutil.process_iter() if prefect_home(process) == str(home / "prefect")]
    assert left == []


@pytest.mark.prefect
def test_maintenance_leaves_its_report_as_an_artifact_and_a_run_that_fails_by_a_check_what_it_found(
    api, database, tmp_path
):
    environment = api | {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "flows", "maintain", "--only", "orphans", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["step"] == "orphans"
    (artifact,) = call(api, "POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["maintain-report"]}}})
    assert json.loads(artifact["data"])[0]["step"] == "orphans"
    strict = tmp_path / "checks.toml"
    strict.write_text("[unknown_layout]\nleast_total = 1\nleast_hits = 1\nhistory_total = 0\nmost_share = 0.01\n")
    write(tmp_path / "more", bulleted(story(70), [story(71)]), "Another riddle\n")
    command = [sys.executable, "-m", "flows", "ingest", str(tmp_path / "more")]
    done = subprocess.run(
        command, env=environment | {"NEWSWEIR_CHECKS": str(strict)}, capture_output=True, text=True,
        timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 5, done.stdout + done.stderr
    assert "unknown_layout" in done.stderr
    left = call(api, "POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["ingest-checks"]}}})
    assert "failed" in {json.loads(artifact["data"])[0]["status"] for artifact in left}
    flows = call(api, "POST", "/flow_runs/filter", {"flows": {"name": {"any_": ["ingest"]}}})
    assert any(flow["state_type"] == "FAILED" and "unknown_layout" in flow["state"]["message"] for flow in flows)


def prefect_home(process: psutil.Process) -> str | None:
    """The Prefect home folder of a process; None where it has none or is none of ours."""
    try:
        return process.environ().get("PREFECT_HOME")
    except psutil.Error:
        return None
