"""A real Chromium, spoken to by its debugging protocol: what a page shows, says on its console, and asks for."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.waiting import LIMIT_SECONDS, wait_for

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--remote-debugging-port=0", "--hide-scrollbars",
)  # fmt: skip


class Page:
    """One open page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.said: list[str] = []
        """What came to the console, errors and refusals of the page's policy included."""
        self.asked: list[str] = []
        """Addresses that the page asked for."""
        for domain in ("Runtime", "Log", "Network", "Page"):
            self._call(f"{domain}.enable")

    def open(self, path: Path, *, width: int = 1300, height: int = 900) -> None:
        """Open a file and wait until its charts are drawn."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 640}
        self._call("Emulation.setDeviceMetricsOverride", **size)
        self._call("Page.navigate", url=path.as_uri())
        wait_for(lambda: self.run("document.body?.dataset.state") == "drawn", lambda: self.said)

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        done = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def choose(self, **values: str) -> None:
        """Choose in the lists of these ids, as somebody would, and wait for the charts."""
        for name, value in values.items():
            choice = f"document.getElementById({json.dumps(name)})"
            self.run(
                f"{choice}.value = {json.dumps(value)}; {choice}.dispatchEvent(new Event('change', {{bubbles: true}}))"
            )
        wait_for(lambda: self.run("document.body.dataset.state") == "drawn", lambda: self.said)

    def _call(self, method: str, **values: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": values}))
        while True:
            told = json.loads(self._socket.recv(timeout=LIMIT_SECONDS))
            if told.get("id") == number:
                assert "error" not in told, (method, told["error"])
                return dict(told["result"])
            self._hear(told)

    def _hear(self, told: dict[str, Any]) -> None:
        match told["method"]:
            case "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded":
                self.said.append(json.dumps(told["params"]))


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A page of a browser of its own, whose profile lies in the folder."""
    assert CHROMIUM is not None
    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        told = folder / "DevToolsActivePort"
        wait_for(lambda: told.exists() and len(told.read_text().splitlines()) > 1, lambda: "the browser's port")
        port = told.read_text().splitlines()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=LIMIT_SECONDS) as answer:
            page = next(found for found in json.load(answer) if found["type"] == "page")
        with connect(page["webSocketDebuggerUrl"], max_size=None) as socket:
            yield Page(socket)
    finally:
        process.terminate()
        process.wait(LIMIT_SECONDS)
