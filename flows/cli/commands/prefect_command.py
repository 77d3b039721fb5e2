"""``newsweir prefect``: Prefect's own command, with the secret of the API."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.deployed.prefect_settings import has_api
from flows.deployed.server_secret import DEFAULT_API_URL, auth_string, client_settings, server_settings
from flows.run.contract import dumps
from flows.settings import home_folder

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}
"""All that follows is for Prefect."""
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object: address and secret; nothing is run.")]


def prefect(context: typer.Context, as_json: Json = False) -> None:
    """Run Prefect's own command with the secret of the API, e.g. newsweir prefect server start.

    The secret is made once and kept in the home folder for its owner alone. A server that is started so asks for it,
    answers pages of its own origin only, and has CSRF protection on. Without a command of Prefect's, address and secret
    are printed: the UI asks for it once.
    """
    secret = auth_string(home_folder())
    api = os.environ.get("PREFECT_API_URL") or DEFAULT_API_URL
    if as_json or not context.args:
        told = {"ui": api.removesuffix("/api"), "auth_string": secret}
        print(dumps(told) if as_json else f"{told['ui']}\nauth string: {secret}")
        return
    port = os.environ.get("PREFECT_SERVER_API_PORT") or "4200"
    is_server = context.args[0] == "server"
    wanted = server_settings(secret, port) if is_server else client_settings(home_folder(), api)
    if not has_api():
        wanted["PREFECT_API_URL"] = api
    program = str(Path(sys.executable).with_name("prefect"))
    os.execve(program, [program, *context.args], wanted | os.environ)
