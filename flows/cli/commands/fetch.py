"""``newsweir fetch``: pages into the archive, unread."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.commands.ingest import finish
from flows.cli.commands.options import AllowPrivate, Direct, JsonPages
from flows.run.direct import run_directly
from flows.run.parameters import is_address, without_login
from flows.run.plan_ingest import plan_fetch
from tasks.errors import BadParameter


def fetch(
    urls: Annotated[list[str], typer.Argument(help="Addresses, http://… or https://….", show_default=False)],
    allow_private: AllowPrivate = False,
    as_json: JsonPages = False,
    direct: Direct = False,
) -> None:
    """Fetch pages by hand into the archive, politely: robots.txt, one request at a time, known pages conditionally.

    Nothing is read; newsweir ingest --archived does that later, newsweir ingest URL… does both at once.
    NEWSWEIR_USER_AGENT names who asks, with a contact; public hosts are not asked without it.
    """
    wrong = [url for url in urls if not is_address(url)]
    if wrong:
        raise BadParameter(f"{wrong[0]!r} is no address, expected http://… or https://…")
    urls = [without_login(url) for url in urls]
    finish(
        lambda address: run_directly(plan_fetch(urls, address, allow_private=allow_private)), "ingest.fetch_only", urls,
        allow_private=allow_private, as_json=as_json, is_direct=direct,
    )  # fmt: skip
