"""The deployments as an operator has them: schedules, runs by hand, cancelled and killed ones, alarms, no secrets."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from db.locks import Holder
from db.runs import begin_run, end_run
from flows.run.declared_sites import declare
from flows.run.parameters import IngestParameters
from flows.shards.backfill_parameters import BackfillParameters
from tasks.site import Site
from tests.deployed import SECRETS, in_venv
from tests.helpers import rows, write
from tests.pages import bulleted, story
from tests.waiting import loading_held, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.e2e]


@pytest.mark.slow
def test_after_downtime_the_newest_missed_run_alone_is_done_and_then_the_schedule_goes_on(deployed):
    prefect = deployed.prefect

    def done(count: int) -> Any:
        found = [run for run in prefect.runs_of("ingest/ingest") if run["state"]["type"] == "COMPLETED"]
        return found if len(found) >= count else None

    first = wait_for(lambda: done(1), deployed.log.read_text)[0]
    deployment = prefect.deployment("ingest/ingest")
    path = f"/deployments/{deployment['id']}/schedules/{deployment['schedules'][0]['id']}"
    often = {"interval": 30, "anchor_date": datetime.now(UTC).isoformat(), "timezone": "UTC"}
    # A server whose SQLite is locked for the moment says no.
    wait_for(lambda: prefect.call("PATCH", path, {"schedule": often}))
    second = wait_for(lambda: done(2), deployed.log.read_text)[1]
    wait_for(lambda: prefect.call("PATCH", path, {"active": False}))
    assert first["auto_scheduled"] and second["auto_scheduled"]
    assert second["id"] not in deployed.missed
    before = [id for id in deployed.missed if id != first["id"]]
    states = {run["id"]: run["state"] for run in prefect.runs_of("ingest/ingest")}
    assert {states[id]["name"] for id in before} == {"Skipped"}
    assert "the newest run of this schedule that is due" in states[before[0]]["message"]
    # One process is started to find out that it is not needed, and skips the others.
    started = [run for run in prefect.runs_of("ingest/ingest") if run["id"] in before and run["run_count"]]
    assert len(started) <= 1
    assert rows(deployed.database, "select count(*) > 0 from bi.article") == [(True,)]
    assert "Traceback" not in deployed.log.read_text()


def test_the_form_of_a_backfill_shows_what_a_backfill_takes_and_nothing_of_an_ingest():
    fields, others = set(BackfillParameters.model_fields), set(IngestParameters.model_fields)
    assert others - fields == {"due", "due_sites", "archived"}
    assert {"paths", "list_file", "warc_list", "sitemaps", "mode", "shard_size"} <= fields


def test_every_deployment_has_a_form_and_backfills_come_after_the_schedule(deployed):
    prefect = deployed.prefect
    for name in ("ingest/ingest", "ingest/fetch-due", "backfill/backfill"):
        deployment = prefect.deployment(name)
        for form in deployment["parameter_openapi_schema"]["definitions"].values():
            assert all(field.get("title") and field.get("description") for field in form.get("properties", {}).values())
        assert "database" not in json.dumps(deployment["parameter_openapi_schema"]).lower()
        assert deployment["tags"] == ["newsweir"]
        assert (deployment["work_queue_name"] == "backfill") == (name == "backfill/backfill")
    queues = {
        queue["name"]: queue["priority"] for queue in prefect.call("POST", "/work_pools/newsweir/queues/filter", {})
    }
    assert queues["default"] < queues["backfill"]


def test_a_run_by_hand_takes_parameters_and_ends_in_rows(deployed, tmp_path):
    write(tmp_path / "in", bulleted(story(800), [story(801)]))
    run_id = deployed.prefect.start("backfill/backfill", {"paths": [str(tmp_path / "in")]})
    assert deployed.prefect.ended(run_id)["type"] == "COMPLETED", deployed.log.read_text()
    assert rows(
        deployed.database, "select bi.run.state, loaded_count from bi.run join news.run using (run_id)"
        " where flow_run_id = %s", run_id,
    ) == [("completed", 1)]  # fmt: skip


def test_wrong_parameters_are_refused_by_the_api_or_fail_the_run_in_a_sentence(deployed):
    prefect = deployed.prefect
    path = f"/deployments/{prefect.deployment('ingest/fetch-due')['id']}/create_flow_run"
    refused = {
        "batch_size": 99_999, "url": "ftp://news.example.org", "pages": ["a"],
        "paths": [f"https://kim:{SECRETS['proxy']}x@news.example.org/"],
    }  # fmt: skip
    for name, value in refused.items():
        said = prefect.refusal(path, {"parameters": {"parameters": {name: value}}})
        assert said.startswith("409"), said
        assert name in said
    run_id = prefect.start("ingest/fetch-due", {"paths": ["no/such/folder"], "site": "nowhere"})
    state = prefect.ended(run_id)
    assert state["type"] == "FAILED"
    assert "paths.0: no/such/folder: there is no such file or folder" in state["message"]
    assert "site: no profile is named 'nowhere'; there are: " in state["message"]
    logs = prefect.call("POST", "/logs/filter", {"logs": {"flow_run_id": {"any_": [run_id]}}})
    assert "Traceback" not in json.dumps(logs)


def test_parameters_that_no_flow_has_fail_the_run_in_a_sentence(deployed):
    prefect = deployed.prefect
    path = f"/deployments/{prefect.deployment('ingest/fetch-due')['id']}/create_flow_run"
    body = {"state": {"type": "SCHEDULED"}, "parameters": {"pages": [1], "batch_size": 5, "parameters": {"due": True}}}
    run_id = wait_for(lambda: prefect.call("POST", path, body))["id"]
    state = prefect.ended(run_id)
    assert (state["type"], state["name"]) == ("FAILED", "Failed")
    assert state["message"].startswith(
        'batch_size: expected inside parameters: parameters={"batch_size": …}; pages: no such parameter; '
        "accepted: parameters, an object with paths, "
    )
    assert "due, due_sites" in state["message"]
    logs = prefect.call("POST", "/logs/filter", {"logs": {"flow_run_id": {"any_": [run_id]}}})
    assert "Traceback" not in json.dumps(logs)


def test_a_run_of_a_site_that_another_run_has_is_skipped_and_says_so(deployed):
    values = {"name": "river", "listings": ["http://127.0.0.1:9/list"], "allow_private": ["127.0.0.1:9"]}
    site_id = declare(deployed.database, Site.from_dict(values, "test"))
    holder = Holder(deployed.database)
    other = begin_run(
        deployed.database, kind="fetch", planned_count=0, versions=("1", "1"), flow=None, holder=holder
    )  # fmt: skip
    holder.lock_sites([(site_id, "river")])
    run_id = deployed.prefect.start("ingest/fetch-due", {"due": True, "due_sites": ["river"]})
    state = deployed.prefect.ended(run_id)
    end_run(deployed.database, other, "completed")
    holder.close()
    assert (state["type"], state["name"]) == ("CANCELLED", "Skipped")
    assert f"river is being fetched by run {other}" in state["message"]


@contextmanager
def backfill_under_way(deployed: Any, folder: Path, first: int) -> Iterator[str]:
    """A backfill that stays under way while the block runs; the flow run's id."""
    write(folder, *(bulleted(story(first + n), [story(first + 2000 + n)]) for n in range(3)))
    with loading_held(deployed.database) as until_waiting:
        run_id = deployed.prefect.start("backfill/backfill", {"paths": [str(folder)], "processes": 1})
        begun = "select count(*) from news.run where flow_run_id = %s"
        wait_for(lambda: rows(deployed.database, begun, run_id) > [(0,)], deployed.log.read_text)
        until_waiting(1)
        yield str(run_id)


def state_of(database: str, flow_run_id: str) -> tuple[Any, ...]:
    return rows(database, "select state, detail from news.run where flow_run_id = %s", flow_run_id)[0]


def test_a_cancelled_run_ends_cancelled_and_its_row_interrupted(deployed, tmp_path):
    with backfill_under_way(deployed, tmp_path / "in", 3000) as run_id:
        deployed.prefect.call(
            "POST", f"/flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING"}, "force": False}
        )  # fmt: skip
        assert deployed.prefect.ended(run_id)["type"] == "CANCELLED"
        state, detail = wait_for(
            lambda: found if (found := state_of(deployed.database, run_id))[0] != "running" else None
        )  # fmt: skip
    assert (state, detail) == ("interrupted", "stopped by a signal; the same command goes on where it was")


def test_a_killed_run_is_crashed_told_and_closed(deployed, webhook, tmp_path):
    with backfill_under_way(deployed, tmp_path / "in", 8000) as run_id:
        deployed.process_of(run_id).send_signal(signal.SIGKILL)
        assert deployed.prefect.ended(run_id)["type"] == "CRASHED"
        # The processes that shared the work end with the one that started them.
        wait_for(lambda: state_of(deployed.database, run_id)[0] == "interrupted")
    status = json.loads(deployed.prefect.run("newsweir status --json").stdout)
    assert next(run["state"] for run in status["runs"] if run["kind"] == "backfill") == "interrupted"
    name = deployed.prefect.flow_run(run_id)["name"]
    # A busy worker may begin the run late, which is told, too.
    subject, body = "newsweir: backfill Crashed", f"backfill/backfill, run {name}: Crashed"
    wait_for(
        lambda: [one for one in webhook.told if one["subject"] == subject and body in one["body"]],
        lambda: str(webhook.told),
    )


@pytest.mark.slow
def test_two_workers_share_a_backfill_and_it_ends_exact_when_one_is_killed(deployed, tmp_path):
    """The whole of one worker is killed, as a machine that loses power would; each takes one run at a time."""
    folder, count = tmp_path / "in", 64
    write(folder, *(bulleted(story(20_000 + n), [story(30_000 + n)]) for n in range(count)))
    deployed.worker.send_signal(signal.SIGSTOP)
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for number in range(2):
            command = in_venv(
                f"prefect worker start --pool newsweir --work-queue backfill --limit 1 --name shared-{number}"
            )
            with (tmp_path / f"{number}.log").open("wb") as log:
                workers.append(
                    subprocess.Popen(
                        command, env=deployed.prefect.environment, cwd=deployed.folder, stdout=log, stderr=log
                    )
                )
        told = {"paths": [str(folder)], "shard_size": 8, "batch_size": 4, "processes": 1, "parallel_runs": 2}

        def taken() -> Any:
            return rows(
                deployed.database,
                "select distinct shard.backfill_id, run.flow_run_id from news.backfill_shard as shard"
                " join news.run on run.run_id = shard.run_id where shard.items[1] like %s",
                f"{folder}/%",
            )

        with loading_held(deployed.database) as until_waiting:
            first = deployed.prefect.start("backfill/backfill", told)
            shared = wait_for(
                lambda: found if len(found := taken()) == 2 else None,
                lambda: str([taken(), deployed.prefect.runs_of("backfill/backfill")]),
            )
            until_waiting(2)
            assert len({backfill_id for backfill_id, _ in shared}) == 1
            victim = psutil.Process(workers[1].pid)
            lost = {
                child.environ().get("PREFECT__FLOW_RUN_ID") for child in victim.children(recursive=True)
            } - {None}  # fmt: skip
            for process in (victim, *victim.children(recursive=True)):
                process.kill()
        (left,) = {str(flow_run_id) for _, flow_run_id in shared} - lost
        state = deployed.prefect.ended(left)
    finally:
        deployed.worker.send_signal(signal.SIGCONT)
        for process in workers:
            process.terminate()
            process.wait(timeout=60)
    assert state["type"] == "COMPLETED", state
    assert len(lost) == 1
    assert first in {left, *lost}
    assert rows(
        deployed.database, "select state, page_count, done_page_count from bi.backfill where backfill_id = %s",
        shared[0][0],
    ) == [("completed", count, count)]  # fmt: skip
    found = rows(
        deployed.database,
        "select count(*), count(distinct body_id) from news.capture where source_url is null and exists"
        " (select from news.run_page where run_page.capture_id = capture.capture_id and path like %s)", f"{folder}/%",
    )  # fmt: skip
    assert found == [(count, count)]


def test_a_run_that_stopped_beating_is_crashed(deployed):
    """The automation as it is declared, but for its five minutes; the heartbeat is one as Prefect's engine sends it."""
    prefect = deployed.prefect
    (zombies,) = [a for a in prefect.call("POST", "/automations/filter", {}) if "zombie" in a["name"]]
    kept = {name: zombies[name] for name in ("name", "description", "tags", "actions")}
    assert prefect.call(
        "PUT", f"/automations/{zombies['id']}", {**kept, "trigger": {**zombies["trigger"], "within": 10}}
    )
    flow_id = prefect.call("POST", "/flows/", {"name": "zombie"})["id"]
    run = {"flow_id": flow_id, "tags": ["newsweir"], "state": {"type": "RUNNING"}}
    run_id = prefect.call("POST", "/flow_runs/", run)["id"]
    beat = {
        "occurred": datetime.now(UTC).isoformat(), "event": "prefect.flow-run.heartbeat", "id": str(uuid4()),
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run_id}", "prefect.resource.name": "zombie"},
        "related": [{"prefect.resource.id": "prefect.tag.newsweir", "prefect.resource.role": "tag"}],
    }  # fmt: skip
    assert prefect.call("POST", "/events", [beat])
    state = prefect.ended(run_id)
    assert (state["type"], state["message"][:12]) == ("CRASHED", "no heartbeat")
    assert prefect.run("newsweir automations apply").returncode == 0


def test_applying_the_automations_again_changes_nothing_and_what_was_changed_is_mended(deployed):
    prefect = deployed.prefect

    def apply(*words: str) -> dict[str, str]:
        done = prefect.run(["newsweir", "automations", *words, "--json"])
        assert (done.returncode, done.stderr) == (0, "")
        return {one["name"]: one["action"] for one in json.loads(done.stdout)["automations"]}

    names = {"newsweir-crash-zombie-runs", "newsweir-notify-failed", "newsweir-notify-late"}
    before = prefect.call("POST", "/automations/count")
    assert apply("apply") == dict.fromkeys(names, "unchanged")
    assert prefect.call("POST", "/automations/count") == before == 3
    (late,) = [a for a in prefect.call("POST", "/automations/filter", {}) if a["name"] == "newsweir-notify-late"]
    kept = {name: late[name] for name in ("name", "tags", "trigger", "actions") if name in late}
    changed = {**kept, "description": "somebody's own", "enabled": False}
    assert prefect.call("PUT", f"/automations/{late['id']}", changed)
    assert apply("list")["newsweir-notify-late"] == "updated"
    assert apply("apply", "--dry-run")["newsweir-notify-late"] == "updated"
    assert apply("apply")["newsweir-notify-late"] == "updated"
    (late,) = [a for a in prefect.call("POST", "/automations/filter", {}) if a["name"] == "newsweir-notify-late"]
    assert (late["description"], late["enabled"]) == ("Tells of runs that are late.", False)
    assert apply("list") == dict.fromkeys(names, "unchanged")


def test_no_secret_stands_in_what_prefect_keeps_or_anybody_logged(deployed):
    """The whole of the server's database, its log and the worker's: after every run of this file."""
    home = Path(deployed.prefect.environment["PREFECT_HOME"])
    files = [path for path in (*home.rglob("*"), home.parent / "log", deployed.log) if path.is_file()]
    assert any(path.name.startswith("prefect.db") for path in files)
    found = [
        (name, path.name) for path in files for name, secret in SECRETS.items() if secret.encode() in path.read_bytes()
    ]
    assert found == []
