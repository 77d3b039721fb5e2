"""A schedule that fetches what is due: a real Prefect server and worker, a real site on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.run.declared_sites import declare
from tasks.archive import Archive
from tests.aggregator import Page, running
from tests.deployed import ENDED
from tests.helpers import rows
from tests.test_flows import ROOT, call
from tests.test_flows import api as api
from tests.test_web_runs import AGENT, article, declared, sitemap
from tests.waiting import LIMIT_SECONDS, wait_for

PREFECT = [sys.executable, "-m", "prefect"]


def deployed(api: dict[str, str]) -> dict[str, Any]:
    """The deployment that fetches what is due, as the checkout declares it, its own schedule left off."""
    pool = ["work-pool", "create", "newsweir", "--type", "process", "--overwrite"]
    for command in (pool, ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run(
            [*PREFECT, *command], env=api, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS
        )
        assert done.returncode == 0, done.stdout + done.stderr
    declarations = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    (name,) = (d["name"] for d in declarations if (d.get("parameters") or {}).get("parameters", {}).get("due"))
    found: dict[str, Any] = call(api, "GET", f"/deployments/name/ingest/{name}")
    return found


@pytest.mark.prefect
@pytest.mark.e2e
@pytest.mark.slow
def test_a_worker_fetches_what_is_due_whenever_the_schedule_says(api, database, tmp_path):
    count = 12
    with running() as site:
        site.pages = {f"/a/{number}": Page(article(number), is_gzip=True) for number in range(count)}
        site.pages["/map"] = Page(sitemap(*(f"{site.url}/a/{n}" for n in range(count))))
        site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /a/7\n")
        declare(database, declared(site, sitemaps=[site.url + "/map"], concurrency=4))
        deployment = deployed(api)
        schedule = {"interval": 5, "anchor_date": datetime.now(UTC).isoformat(), "timezone": "UTC"}
        schedules = f"/deployments/{deployment['id']}/schedules"
        (made,) = call(api, "POST", schedules, [{"active": True, "schedule": schedule}])
        environment = api | {
            "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_USER_AGENT": AGENT,
        }  # fmt: skip
        log = tmp_path / "log"
        with log.open("wb") as out:
            worker = subprocess.Popen(
                [*PREFECT, "worker", "start", "--pool", "newsweir"],
                env=environment,
                cwd=tmp_path,
                stdout=out,
                stderr=out,
            )
        try:
            chosen = {"flow_runs": {"deployment_id": {"any_": [deployment["id"]]}}}
            chosen["flow_runs"]["state"] = {"type": {"any_": sorted(ENDED - {"CANCELLED"})}}  # type: ignore[dict-item] # JSON
            wait_for(lambda: len(call(api, "POST", "/flow_runs/filter", chosen) or ()) >= 2, log.read_text)
        finally:
            call(api, "DELETE", f"{schedules}/{made['id']}")
            worker.terminate()
            worker.wait(timeout=60)
    states = {run["state"]["type"] for run in call(api, "POST", "/flow_runs/filter", chosen)}
    assert states == {"COMPLETED"}, log.read_text()
    # The first run found and read every page that robots.txt allows, each once; the next ones had nothing due.
    asked = [path for path in site.paths() if path.startswith("/a/")]
    assert sorted(asked) == sorted(f"/a/{number}" for number in range(count) if number != 7)
    assert rows(database, "select count(*) from bi.article") == [(count - 1,)]
    assert rows(
        database, "select outcome, count(*) from news.fetch_attempt where asked_url like '%/a/7' group by 1"
    ) == [("disallowed", 1)]
    assert rows(database, "select count(*) from bi.run where not is_balanced") == [(0,)]
    assert rows(database, "select count(*) from news.run where state <> 'completed'") == [(0,)]
    archive = Archive(Path(environment["NEWSWEIR_HOME"]) / "archive")
    assert [wrong for _, _, wrong in archive.verify()] == [None] * len(list(archive.files.finished()))
    assert database not in json.dumps(call(api, "POST", "/flow_runs/filter", chosen))
