"""Prefect's settings for runs from the command line: its own API where one is configured, else a private, quiet one.

Prefect reads its settings when it is imported, so ``prepare`` comes before that. Whatever the operator sets wins.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from flows.deployed.prefect_files import ignore_current_folder
from flows.deployed.private_server import PrivateServer
from flows.deployed.server_secret import client_settings

_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the command says what fails; the API gets all lines
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
_PRIVATE = {
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    **{
        f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
        for service in ("SCHEDULER", "LATE_RUNS", "FOREMAN", "TRIGGERS", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS",
                        "REPOSSESSOR")
    },
}  # fmt: skip


def has_api() -> bool:
    """Whether a Prefect API is configured: in the environment, or in the active profile."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    try:
        stored = tomllib.loads(profiles.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return False
    active = os.environ.get("PREFECT_PROFILE") or stored.get("active")
    return bool(stored.get("profiles", {}).get(active, {}).get("PREFECT_API_URL"))


def prepare(home: Path) -> PrivateServer | None:
    """Set what is not set. The private server, already starting, or None when an API is configured."""
    is_private = not has_api()
    for name, value in {**_ALWAYS, **(_PRIVATE if is_private else {})}.items():
        os.environ.setdefault(name, value)
    if not is_private:
        for name, value in client_settings(home, os.environ.get("PREFECT_API_URL", "")).items():
            os.environ.setdefault(name, value)
        ignore_current_folder(home / "empty")
        return None
    os.environ.setdefault("PREFECT_HOME", str(home / "prefect"))
    server = PrivateServer(Path(os.environ["PREFECT_HOME"]))
    server.start()
    os.environ.update({"PREFECT_API_URL": server.api_url, "PREFECT_API_AUTH_STRING": server.secret})
    ignore_current_folder(home / "empty")
    return server
