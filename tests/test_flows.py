"""The flows on a real Prefect server: run, artifacts, task runs, schedules that fire, a quiet private server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.helpers import rows, write
from tests.pages import bulleted, story

ROOT = Path(__file__).parents[1]
LIMIT_SECONDS = 180
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A real Prefect server with its services, and the environment that points at it."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "HOME": str(home),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_CLI_PROMPT": "false",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(lambda: call(environment, "GET", "/health"), (home / "log").read_text)
        yield environment
    finally:
        server.terminate()
        server.wait(timeout=30)


def call(environment: dict[str, str], method: str, path: str, body: Any = None) -> Any:
    """The API's answer, or None while it does not answer."""
    request = urllib.request.Request(
        environment["PREFECT_API_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError):
        return None


def wait_for(condition: Any, explain: Any = lambda: "") -> Any:
    """What the condition gives once it gives something true."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing within {LIMIT_SECONDS} s: {explain()}")


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
def test_a_deployment_has_a_form_and_its_schedule_lays_out_runs(api):
    prefect = [sys.executable, "-m", "prefect"]
    for command in (["work-pool", "create", "newsweir", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run(
            [*prefect, *command], env=api, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS
        )
        assert done.returncode == 0, done.stdout + done.stderr
    deployment = call(api, "GET", "/deployments/name/ingest/ingest")
    form = deployment["parameter_openapi_schema"]["definitions"]["IngestParameters"]["properties"]
    assert all(field.get("title") and field.get("description") for field in form.values())
    assert "database" not in json.dumps(form).lower()
    # With SQLAlchemy 2.1 everything looks healthy and nothing is ever scheduled.
    chosen = {
        "deployments": {"id": {"any_": [deployment["id"]]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    scheduled = wait_for(lambda: call(api, "POST", "/flow_runs/filter", chosen))
    assert len(scheduled) >= 3
    assert all(run["auto_scheduled"] for run in scheduled)


@pytest.mark.prefect
@pytest.mark.e2e
def test_a_worker_runs_a_deployment_that_was_started_by_hand(api, database, tmp_path):
    environment = api | {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home")}
    prefect = [sys.executable, "-m", "prefect"]
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(
            [*prefect, "worker", "start", "--pool", "newsweir"], env=environment, cwd=tmp_path, stdout=log, stderr=log
        )
    try:
        deployment = call(api, "GET", "/deployments/name/backfill/backfill")
        body = {"state": {"type": "SCHEDULED"}, "parameters": {"parameters": {"paths": ["flows/sample"]}}}
        made = call(api, "POST", f"/deployments/{deployment['id']}/create_flow_run", body)
        ended = wait_for(
            lambda: run if (run := call(api, "GET", f"/flow_runs/{made['id']}"))["state"]["type"] in ENDED else None,
            (tmp_path / "log").read_text,
        )
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    assert ended["state"]["type"] == "COMPLETED", ended["state"]
    assert rows(database, "select kind, state, loaded_count, is_balanced from bi.run where kind = 'backfill'") == [
        ("backfill", "completed", 7, True)
    ]


@pytest.mark.prefect
def test_wrong_parameters_are_refused_before_a_run_is_made(api, database, tmp_path):
    before = call(api, "POST", "/flow_runs/count", {})
    done = newsweir(api, "ingest", tmp_path / "missing", NEWSWEIR_DATABASE_URL=database)
    assert done.returncode == 2
    assert "paths: " in done.stderr
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
    assert "the account adds up" in done.stdout
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
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["step"] == "orphans"
    (artifact,) = call(api, "POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["maintain-report"]}}})
    assert json.loads(artifact["data"])[0]["step"] == "orphans"
    strict = tmp_path / "checks.toml"
    strict.write_text("[unknown_layout]\nleast_total = 1\nleast_hits = 1\nhistory_total = 0\nmost_share = 0.01\n")
    write(tmp_path / "more", bulleted(story(70), [story(71)]), "Another riddle\n")
    command = [sys.executable, "-m", "flows", "ingest", str(tmp_path / "more")]
    done = subprocess.run(
        command, env=environment | {"NEWSWEIR_CHECKS": str(strict)}, capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip
    assert done.returncode == 4, done.stdout + done.stderr
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
