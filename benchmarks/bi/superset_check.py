"""Asks a real Superset for the data of every chart of the bundle, and takes a picture of every dashboard.

    python benchmarks/bi/superset_check.py fresh --python …/bin/python --database postgresql://dashboard:…@…
    python benchmarks/bi/superset_check.py ask --address http://127.0.0.1:8088 --pictures folder

``fresh`` makes a new instance in a temporary folder (some minutes), brings the bundle in and goes on as ``ask`` does.
A chart without rows, or whose answer is an error, is told and makes the exit code 1, and so does a script that sets
window.hit, as the titles and names of a world for this check try. Pictures need playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib import error, request

LOAD = Path(__file__).parents[2] / "docker" / "superset" / "load.py"
PASSWORD = "of-this-check-only"
SETTINGS = """
SECRET_KEY = "of this check only, and of nothing else"
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/superset.db"
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
"""


class Superset:
    """The API of an instance, as a user that has logged in."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.address = address.rstrip("/")
        told = {"username": user, "password": password, "provider": "db", "refresh": False}
        self.token = ""
        self.token = self.call("/api/v1/security/login", told)["access_token"]

    def call(self, path: str, body: Any = None) -> Any:
        """The answer of a GET, or of a POST where there is a body."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Content-Type": "application/json"} if body else {}
        asked = request.Request(self.address + path, json.dumps(body).encode() if body else None, headers)
        with request.urlopen(asked, timeout=120) as answer:
            return json.load(answer)


def ask(superset: Superset) -> list[dict[str, Any]]:
    """Rows, seconds and SQL of each chart of the bundle's dashboards."""
    found = []
    dashboards = superset.call("/api/v1/dashboard/?q=(page_size:100)")["result"]
    for dashboard in sorted(dashboards, key=lambda one: str(one["slug"])):
        if not str(dashboard["slug"]).startswith("newsweir-"):
            continue
        for chart in superset.call(f"/api/v1/dashboard/{dashboard['id']}/charts")["result"]:
            told = {"dashboard": dashboard["slug"], "chart": chart["slice_name"]}
            began = time.perf_counter()
            try:
                result = superset.call(f"/api/v1/chart/{chart['id']}/data/?force=true")["result"][0]
            except error.HTTPError as refused:
                found.append(told | {"rows": 0, "error": refused.read().decode()[:500]})
                continue
            values = [value for row in result["data"] for value in row.values()]
            rows = result["rowcount"] if any(value is not None for value in values) else 0
            seconds = round(time.perf_counter() - began, 3)
            found.append(told | {"rows": rows, "seconds": seconds, "query": result["query"]})
    return found


def take_pictures(superset: Superset, user: str, password: str, folder: Path) -> None:
    """A picture of each dashboard in Chromium, once nothing is loading any more."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    slugs = [one["slug"] for one in superset.call("/api/v1/dashboard/?q=(page_size:100)")["result"]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 2600})
        page.goto(superset.address + "/login/")
        page.fill("#username", user)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/superset/welcome/**")
        for slug in filter(lambda slug: str(slug).startswith("newsweir-"), slugs):
            page.goto(f"{superset.address}/superset/dashboard/{slug}/", wait_until="networkidle", timeout=120_000)
            page.wait_for_selector(".chart-slice")
            page.wait_for_function("document.querySelectorAll('.loading').length === 0", timeout=120_000)
            page.wait_for_timeout(1500)  # Charts draw themselves in over a second.
            page.screenshot(path=folder / f"{slug}.png")
            if page.evaluate("window.hit"):
                sys.exit(f"{slug}: what a page wrote ran as a script")
        browser.close()


@contextlib.contextmanager
def fresh(python: Path, database: str) -> Iterator[str]:
    """A new instance with the bundle in it; its address."""
    with tempfile.TemporaryDirectory(prefix="newsweir-superset-") as home:
        settings = Path(home) / "superset_config.py"
        settings.write_text(SETTINGS.format(home=home), encoding="utf-8")
        kept = os.environ | {
            "SUPERSET_CONFIG_PATH": str(settings), "SUPERSET_HOME": home, "FLASK_APP": "superset",
            "NEWSWEIR_BI_URL": database,
        }  # fmt: skip
        admin = "--username admin --firstname A --lastname B --email a@example.org --password".split()
        command = str(python.parent / "superset")
        for step in (
            [command, "db", "upgrade"],
            [command, "fab", "create-admin", *admin, PASSWORD],
            [command, "init"],
            [str(python), str(LOAD)],
        ):
            subprocess.run(step, env=kept, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = "18089"
        server = subprocess.Popen(
            [str(python.parent / "gunicorn"), "-w", "1", "--threads", "4", "-k", "gthread", "--timeout", "120",
             "-b", f"127.0.0.1:{port}", "superset.app:create_app()"],
            env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers; an error when it ends before."""
    while True:
        if server.poll() is not None:
            sys.exit(f"Superset ended with {server.returncode} before it answered")
        with contextlib.suppress(OSError), request.urlopen(address, timeout=5):
            return
        time.sleep(0.5)


def main() -> int:
    """Ask, tell, and take pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("how", choices=["fresh", "ask"])
    parser.add_argument("--python", type=Path, help="Python of the Superset")
    parser.add_argument("--database", help="address of newsweir's database with a reader's login")
    parser.add_argument("--address", help="of an instance that has the bundle")
    parser.add_argument("--user", default="admin")
    parser.add_argument("--pictures", type=Path, help="folder of the pictures; none are taken without one")
    given = parser.parse_args()
    password = os.environ.get("SUPERSET_PASSWORD", PASSWORD)
    with (
        fresh(given.python, given.database)
        if given.how == "fresh"
        else contextlib.nullcontext(given.address) as address
    ):
        superset = Superset(address, given.user, password)
        found = ask(superset)
        if given.pictures:
            take_pictures(superset, given.user, password, given.pictures)
    print(json.dumps(found, indent=1))
    bad = [f"{one['dashboard']}: {one['chart']}: {one.get('error', 'no data')}" for one in found if not one["rows"]]
    print(*bad, sep="\n", file=sys.stderr)
    return 1 if bad or not found else 0


if __name__ == "__main__":
    sys.exit(main())
