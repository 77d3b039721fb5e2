"""A private Prefect API for one run: started while the rest gets ready, gone with the command that started it.

Prefect would start one by itself, but imports its whole server into the client first (3 s) and only then waits for the
process; this one starts at once, beside everything else. It asks for a secret that only this run knows, and answers
no name but its own address. It ends when its standard input closes, so even a command
that is killed leaves no server behind. Its words go to ``server.log`` in its folder.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from flows.deployed.server_secret import server_settings
from tasks.child import python_command
from tasks.errors import StopRun
from tasks.private import private_folder

_PROGRAM = """
import os, sys, threading
def end_with_parent():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=end_with_parent, daemon=True).start()
import uvicorn
def make_app():
    from prefect.server.api.server import create_app
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    return TrustedHostMiddleware(create_app(), allowed_hosts=["127.0.0.1"])
uvicorn.run(make_app, factory=True, host="127.0.0.1", port=int(sys.argv[1]),
            log_level="error", lifespan="on")
"""
_LIMIT_SECONDS = 180.0
_PAUSE_SECONDS = 0.05


class PrivateServer:
    """One server process on a free loopback port; its data lies in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = f"newsweir:{secrets.token_urlsafe(32)}"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.api_url = ""

    def start(self) -> None:
        """Start the process, without waiting for it."""
        private_folder(self.folder)
        port = _free_port()
        self.api_url = f"http://127.0.0.1:{port}/api"
        environment = {
            **os.environ,
            **server_settings(self.secret, str(port)),
            "PREFECT_HOME": str(self.folder),
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*python_command(_PROGRAM), str(port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.folder,  # Prefect reads settings from the current folder.
                start_new_session=True,  # Ctrl-C is for the command; the server ends with it, in order.
            )

    def wait(self) -> None:
        """Wait until the API answers. Raises StopRun with the log when the process ends or takes too long."""
        assert self._process is not None
        end = time.monotonic() + _LIMIT_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.api_url}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(_PAUSE_SECONDS)
        raise StopRun(
            f"Prefect's private server does not start; read {self.log}, or run with --direct, which needs no Prefect"
        )

    def stop(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
