"""A web page that is open in the operator's browser can do nothing to Prefect, and nobody without the secret can."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import stat
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.deployed.private_server import PrivateServer
from flows.deployed.server_secret import auth_string, client_settings
from tests.deployed import Prefect, in_venv
from tests.waiting import LIMIT_SECONDS

_PAGE = """<!doctype html><title>News</title><p id=said>loading</p><script>
const api = API, said = [];
async function attack(what, path, options) {
  try { const answer = await fetch(api + path, options); said.push(what + " " + answer.type + " " + answer.status); }
  catch (error) { said.push(what + " refused"); }
}
(async () => {
  const body = JSON.stringify({name: "stolen"}), json = {"Content-Type": "application/json"};
  await attack("read", "/admin/version", {});
  await attack("token", "/csrf-token?client=attacker", {});
  await attack("write", "/flows/", {method: "POST", headers: json, body});
  await attack("blind", "/flows/", {method: "POST", mode: "no-cors", headers: {"Content-Type": "text/plain"}, body});
  await attack("signed", "/flows/", {method: "POST", credentials: "include", headers: json, body});
  document.getElementById("said").textContent = "done: " + said.join(", ");
})();
</script>"""


@pytest.fixture
def page(prefect_server: Prefect) -> Iterator[str]:
    """A page of a stranger on another port, which is another origin."""
    content = _PAGE.replace("API", json.dumps(prefect_server.environment["PREFECT_API_URL"])).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.prefect
def test_a_page_in_a_real_browser_reads_nothing_of_the_api_and_changes_nothing(prefect_server, page, tmp_path):
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("there is no Chromium here; the requests of such a page are sent by the next test")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom",
         "--virtual-time-budget=10000", page],
        capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    said = "done: read refused, token refused, write refused, blind opaque 0, signed refused"
    assert said in done.stdout, done.stdout + done.stderr
    assert prefect_server.call("POST", "/flows/filter", {"flows": {"name": {"any_": ["stolen"]}}}) == []


def status_of(url: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> int:
    request = urllib.request.Request(url, headers=headers, data=body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert "access-control-allow-origin" not in answer.headers
            return int(answer.status)
    except urllib.error.HTTPError as error:
        assert error.code in (400, 401, 403), error.code
        return int(error.code)


@pytest.mark.prefect
def test_who_has_no_secret_or_no_token_or_comes_from_elsewhere_is_refused(prefect_server):
    api = prefect_server.environment["PREFECT_API_URL"]
    json_type = {"Content-Type": "application/json"}
    elsewhere = {"Origin": "https://news.example.org"}
    assert status_of(f"{api}/admin/version", {}) == 401
    assert status_of(f"{api}/csrf-token?client=x", {}) == 401
    assert status_of(f"{api}/admin/version", {"Host": "news.example.org"}) == 401
    assert status_of(f"{api}/flows/", json_type | elsewhere, b'{"name": "stolen"}') == 403
    asked = elsewhere | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert status_of(f"{api}/flows/", asked, method="OPTIONS") == 400
    signed = {"Authorization": prefect_server.headers["Authorization"]}
    assert status_of(f"{api}/flows/", json_type | signed, b'{"name": "stolen"}') == 403
    assert status_of(f"{api}/admin/version", signed) == 200
    assert prefect_server.call("POST", "/flows/filter", {"flows": {"name": {"any_": ["stolen"]}}}) == []


@pytest.mark.prefect
def test_the_ui_says_that_it_asks_for_the_secret(prefect_server):
    address = prefect_server.environment["PREFECT_API_URL"].removesuffix("/api")
    with urllib.request.urlopen(f"{address}/ui-settings", timeout=60) as answer:
        said = json.loads(answer.read())
    assert (said["auth"], said["csrf_enabled"]) == ("BASIC", True)


@pytest.mark.slow
def test_the_private_server_answers_its_own_name_to_who_has_its_secret(tmp_path):
    server = PrivateServer(tmp_path / "prefect")
    server.start()
    try:
        server.wait()
        mine = Prefect({"PREFECT_API_URL": server.api_url, "PREFECT_API_AUTH_STRING": server.secret})
        assert mine.call("POST", "/flows/filter", {}) == []
        assert status_of(f"{server.api_url}/admin/version", {}) == 401
        assert status_of(f"{server.api_url}/health", {"Host": "news.example.org"}) == 400
    finally:
        server.stop()


def test_the_secret_is_made_once_for_its_owner_alone_and_goes_to_this_machine_only(tmp_path, monkeypatch):
    monkeypatch.delenv("PREFECT_API_AUTH_STRING", raising=False)
    old = os.umask(0)
    try:
        first = auth_string(tmp_path / "home")
    finally:
        os.umask(old)
    assert auth_string(tmp_path / "home") == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "home" / "prefect-auth").stat().st_mode) == 0o600
    assert client_settings(tmp_path / "home", "http://127.0.0.1:4200/api") == {"PREFECT_API_AUTH_STRING": first}
    assert client_settings(tmp_path / "home", "https://prefect.example.org/api") == {}


def test_the_command_prints_the_secret_for_signing_in_and_runs_prefect_with_it(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = kept | {"NEWSWEIR_HOME": str(tmp_path), "HOME": str(tmp_path)}

    def run(*words: str) -> str:
        command = in_venv(["newsweir", "prefect", *words])
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    told = json.loads(run("--json"))
    assert told["auth_string"] == Path(tmp_path / "prefect-auth").read_text().strip()
    shown = run("config", "view", "--show-secrets")
    assert told["auth_string"] in shown
    assert "http://127.0.0.1:4200/api" in shown
