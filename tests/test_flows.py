"""The flows on a real Prefect server, run by the command: artifacts, task runs, what is forgotten, a private server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.deployed import Prefect
from tests.helpers import rows, write
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
def test_the_command_runs_the_flow_on_the_configured_api_a_batch_a_task_run(api, database, tmp_path):
    write(tmp_path / "in", *(bulleted(story(n), [story(n + 50)]) for n in range(7)), "no page\n")
    done = newsweir(
        api, "ingest", "--json", tmp_path / "in",
        NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home"), NEWSWEIR_BATCH_SIZE="3",
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
    task_runs = wait_for(
        lambda: len(found) == 3 and found if (found := call(api, "POST", "/task_runs/filter", chosen)) else None
    )
    assert {run["name"].rsplit("-", 1)[0] for run in task_runs} == {"ingest batch"}
    artifacts = {a["key"]: a for a in call(api, "POST", "/artifacts/filter", chosen)}
    assert json.loads(artifacts["ingest-outcomes"]["data"]) == [
        {"outcome": "loaded", "pages": 7},
        {"outcome": "quarantined", "pages": 1},
    ]
    assert "unknown_layout" in artifacts["ingest-report"]["data"]


@pytest.mark.prefect
def test_a_thousand_pages_are_two_task_runs_of_five_hundred(api, database, tmp_path):
    write(tmp_path / "in", *("no page\n" for _ in range(1001)))
    done = newsweir(
        api, "ingest", "--json", tmp_path / "in", NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(tmp_path / "home")
    )
    assert done.returncode == 3, done.stderr
    ((flow_run_id,),) = rows(database, "select flow_run_id from news.run")
    chosen = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    wait_for(lambda: call(api, "POST", "/task_runs/count", chosen) == 3)


@pytest.mark.prefect
def test_what_ended_long_ago_is_forgotten_and_nothing_else(api):
    """Flow runs as another day left them: with task runs, logs and artifacts."""
    flow_id = call(api, "POST", "/flows/", {"name": "forgotten"})["id"]

    def made(state: str, tag: str) -> str:
        run = {"flow_id": flow_id, "tags": [tag], "state": {"type": state}}
        run_id = str(call(api, "POST", "/flow_runs/", run)["id"])
        report = {"key": "forgotten-report", "type": "markdown", "data": "x", "flow_run_id": run_id}
        call(api, "POST", "/artifacts/", report)
        log = {"name": "x", "level": 20, "message": "x", "timestamp": datetime.now(UTC).isoformat()}
        call(api, "POST", "/logs/", [log | {"flow_run_id": run_id}])
        return run_id

    old = [made("COMPLETED", "forgotten") for _ in range(6)]
    kept = [made("RUNNING", "forgotten"), made("COMPLETED", "somebody-else")]
    program = (
        "from datetime import UTC, datetime, timedelta; from flows.deployed.retention import forget_old_runs as forget;"
        "f = lambda days, **more: print(forget(30, tags=('forgotten',), now=datetime.now(UTC) + timedelta(days),"
        " at_a_time=4, **more));"
        "f(20); f(40, most=1); f(40); f(40)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=api, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )
    assert done.stdout.splitlines() == [
        "Forgotten(flow_run_count=0, artifact_count=0, is_complete=True)",
        "Forgotten(flow_run_count=4, artifact_count=4, is_complete=False)",
        "Forgotten(flow_run_count=2, artifact_count=2, is_complete=True)",
        "Forgotten(flow_run_count=0, artifact_count=0, is_complete=True)",
    ], done.stderr
    chosen = {"flow_runs": {"id": {"any_": [*old, *kept]}}}
    assert {run["id"] for run in call(api, "POST", "/flow_runs/filter", chosen)} == set(kept)
    assert len(call(api, "POST", "/artifacts/filter", chosen)) == len(kept)
    left = {"logs": {"flow_run_id": {"any_": old[:1]}}}
    wait_for(lambda: call(api, "POST", "/logs/filter", left) == [])


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
    done = newsweir(
        environment, "backfill", ROOT / "flows" / "sample",
        NEWSWEIR_DATABASE_URL=database, NEWSWEIR_HOME=str(home), HOME=str(tmp_path),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
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
