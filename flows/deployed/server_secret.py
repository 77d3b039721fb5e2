"""The secret of Prefect's API, and the settings of a server that no web page can use.

As Prefect starts, its API asks nobody who they are and answers every origin: a page open in the operator's browser can
make a deployment whose steps the worker runs. The secret is made once, kept in the home folder for its owner alone, and
used by server, worker, deployments and command; ``PREFECT_API_AUTH_STRING`` in the environment takes its place.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from tasks.private import private_folder

FILE_NAME = "prefect-auth"
DEFAULT_API_URL = "http://127.0.0.1:4200/api"
_CLIENT, _SERVER = "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def auth_string(home: Path) -> str:
    """``user:password`` of the API: the environment's, else the home folder's, which is made when it is not there."""
    named = os.environ.get(_CLIENT) or os.environ.get(_SERVER)
    if named:
        return named
    file = home / FILE_NAME
    private_folder(home)
    if not file.exists():
        part = home / f"{FILE_NAME}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
            made.write(f"newsweir:{secrets.token_urlsafe(32)}\n")
        try:
            file.hardlink_to(part)  # Whoever comes second uses the first one's.
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return file.read_text(encoding="ascii").strip()


def client_settings(home: Path, api_url: str) -> dict[str, str]:
    """What a client of a server needs: the home folder's secret goes to servers of this machine only."""
    is_ours = urlsplit(api_url).hostname in _LOOPBACK and not os.environ.get("PREFECT_API_KEY")
    return {_CLIENT: auth_string(home)} if is_ours else {}


def server_settings(secret: str, port: str) -> dict[str, str]:
    """What makes a server ask for the secret, and answer no page but its own."""
    return {
        _SERVER: secret,
        _CLIENT: secret,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{port},http://localhost:{port}",
    }
