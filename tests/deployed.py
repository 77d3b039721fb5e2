"""A Prefect server with worker and deployments, made by the commands of docs/deployments.md; shared by the tests."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from tests.waiting import LIMIT_SECONDS, wait_for

ROOT = Path(__file__).parents[1]
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
SECRETS = {"database": "vEryHidden1", "proxy": "vEryHidden2", "webhook": "vEryHidden3", "prefect": "vEryHidden4"}
"""What must stand nowhere: the passwords of the database, the proxy and Prefect, and the webhook's address."""
_TEXT = (ROOT / "docs" / "deployments.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"A test runs exactly these\.\n\n```\n(.*?)```", _TEXT, re.DOTALL)[0].splitlines()


class Prefect:
    """A server of its own, as a test sees it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._tokens: dict[str, str] = {}

    @property
    def headers(self) -> dict[str, str]:
        """What the API asks of whoever changes something: the secret, and a token of this client's."""
        secret = base64.b64encode(self.environment["PREFECT_API_AUTH_STRING"].encode()).decode()
        known = {"Content-Type": "application/json", "Authorization": f"Basic {secret}"}
        if not self._tokens:
            address = f"{self.environment['PREFECT_API_URL']}/csrf-token?client={uuid.uuid4()}"
            request = urllib.request.Request(address, headers=known)
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = json.loads(answer.read())
            self._tokens = {"Prefect-Csrf-Token": found["token"], "Prefect-Csrf-Client": found["client"]}
        return known | self._tokens

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The API's answer, or None while it does not answer or says no."""
        try:
            request = urllib.request.Request(
                self.environment["PREFECT_API_URL"] + path,
                method=method,
                data=None if body is None else json.dumps(body).encode(),
                headers=self.headers,
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = json.loads(answer.read() or b"true")
                return True if found is None else found
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def refusal(self, path: str, body: Any) -> str:
        """What the API says when it refuses a request."""
        request = urllib.request.Request(
            self.environment["PREFECT_API_URL"] + path,
            method="POST",
            data=json.dumps(body).encode(),
            headers=self.headers,
        )
        try:
            urllib.request.urlopen(request, timeout=60).close()
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read().decode()}"
        return "accepted"

    def run(self, command: str | list[str], cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of the documentation, to its end."""
        return subprocess.run(
            in_venv(command), env=self.environment | more, cwd=cwd, capture_output=True, text=True,
            timeout=LIMIT_SECONDS, check=False,
        )  # fmt: skip

    def deployment(self, name: str) -> dict[str, Any]:
        """A deployment by flow and name."""
        return dict(wait_for(lambda: self.call("GET", f"/deployments/name/{name}"), lambda: f"no deployment {name}"))

    def start(self, name: str, parameters: Any = None) -> str:
        """Start a deployment's run by hand; the run's id."""
        body = {"state": {"type": "SCHEDULED"}}
        if parameters is not None:
            body["parameters"] = {"parameters": parameters}
        path = f"/deployments/{self.deployment(name)['id']}/create_flow_run"
        # A server whose SQLite is locked for the moment says so; what it refuses for good is said below.
        made = wait_for(lambda: self.call("POST", path, body), lambda: self.refusal(path, body))
        return str(made["id"])

    def flow_run(self, run_id: str) -> dict[str, Any]:
        """A flow run."""
        return dict(wait_for(lambda: self.call("GET", f"/flow_runs/{run_id}"), lambda: f"no flow run {run_id}"))

    def ended(self, run_id: str) -> dict[str, Any]:
        """A flow run's state once it has ended."""
        return wait_for(lambda: state if (state := self.flow_run(run_id)["state"])["type"] in ENDED else None)

    def runs_of(self, name: str) -> list[dict[str, Any]]:
        """A deployment's runs that are due or done, oldest first."""
        found = self.call(
            "POST", "/flow_runs/filter",
            {"deployments": {"id": {"any_": [self.deployment(name)["id"]]}}, "sort": "EXPECTED_START_TIME_ASC",
             "flow_runs": {"expected_start_time": {"before_": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}}},
        )  # fmt: skip
        return list(found or [])


def in_venv(command: str | list[str]) -> list[str]:
    """A command's words, its program taken from this environment."""
    words = shlex.split(command) if isinstance(command, str) else command
    program = Path(sys.executable).parent / words[0]
    return [str(program) if program.exists() else words[0], *words[1:]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """A real Prefect server with its services, started by the first command of the documentation."""
    home, port = tmp_path_factory.mktemp("prefect"), free_port()
    server = Prefect(
        os.environ | {
            "HOME": str(home),
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_API_AUTH_STRING": f"newsweir:{SECRETS['prefect']}",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
            "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "3",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "PREFECT_CLI_PROMPT": "false",
        }
    )  # fmt: skip
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            in_venv(COMMANDS[0]), env=server.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(lambda: server.call("GET", "/health"), (home / "log").read_text)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class Webhook:
    """A server on this machine that keeps what it is told."""

    told: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


@pytest.fixture(scope="session")
def webhook() -> Iterator[Webhook]:
    """Whom the automations tell."""
    found = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}/{SECRETS['webhook']}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Deployed:
    """The whole service on this machine."""

    prefect: Prefect
    folder: Path
    """A copy of the checkout as far as deployments go; the captures lie in its ``captures``."""
    database: str
    log: Path
    worker: subprocess.Popen[bytes]
    missed: list[str]
    """Runs of ``ingest/ingest`` that were due before a worker was there."""

    def process_of(self, run_id: str) -> psutil.Process:
        """The process that does a flow run."""

        def find() -> psutil.Process | None:
            for child in psutil.Process(self.worker.pid).children(recursive=True):
                try:
                    if child.environ().get("PREFECT__FLOW_RUN_ID", "").replace("-", "") == run_id.replace("-", ""):
                        return child
                except psutil.Error:
                    continue
            return None

        return wait_for(find, self.log.read_text)


@pytest.fixture(scope="module")
def deployed(
    prefect_server: Prefect,
    webhook: Webhook,
    named_database: Callable[[bool], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Deployed]:
    """The rest of the documentation's commands; the worker comes late."""
    home = tmp_path_factory.mktemp("deployed")
    folder = copy_of_the_checkout(home / "checkout")
    url = named_database(True)
    environment = prefect_server.environment | {
        "NEWSWEIR_DATABASE_URL": url.replace("postgres:@", f"postgres:{SECRETS['database']}@"),
        "NEWSWEIR_HOME": str(home / "home"),
        "NEWSWEIR_PROXY": f"http://kim:{SECRETS['proxy']}@127.0.0.1:9",
        "NEWSWEIR_NOTIFY_URL": webhook.url,
    }
    prefect = Prefect(environment)
    for command in COMMANDS[1:-1]:
        done = prefect.run(command, folder)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    # As if no worker had been there for ten hours.
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 36_000))
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    schedule = {"start_time": since, "end_time": until, "min_runs": 8, "max_runs": 20}
    # A server that is busy may say no once; the same times are scheduled once however often they are asked for.
    place = f"/deployments/{prefect.deployment('ingest/ingest')['id']}/schedule"
    assert wait_for(lambda: prefect.call("POST", place, schedule))
    missed = wait_for(lambda: found if len(found := prefect.runs_of("ingest/ingest")) > 5 else None)
    log = home / "worker.log"
    with log.open("wb") as file:
        worker = subprocess.Popen(in_venv(COMMANDS[-1]), env=environment, cwd=folder, stdout=file, stderr=file)
    try:
        yield Deployed(prefect, folder, url, log, worker, [run["id"] for run in missed])
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=60)
        except subprocess.TimeoutExpired:
            worker.kill()


def copy_of_the_checkout(folder: Path) -> Path:
    """What `prefect deploy` reads, without flows that are not there."""
    folder.mkdir(parents=True)
    for name in ("flows", "tasks", "db", "prefect.toml"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "captures").symlink_to(ROOT / "flows" / "run" / "sample")
    file = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    file["deployments"] = [d for d in file["deployments"] if (ROOT / d["entrypoint"].partition(":")[0]).exists()]
    (folder / "prefect.yaml").write_text(yaml.safe_dump(file), encoding="utf-8")
    return folder
