"""``newsweir fetch``: pages into the archive, unread."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.options import Direct, Json

AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="The named addresses may be inside the own network (loopback, 10.…, …)."),
]


def fetch(
    urls: Annotated[list[str], typer.Argument(help="Addresses, http://… or https://….", show_default=False)],
    allow_private: AllowPrivate = False,
    as_json: Json = False,
    direct: Direct = False,
) -> None:
    """Fetch pages by hand into the archive, politely: robots.txt, one request at a time, known pages conditionally.

    Nothing is read; newsweir ingest --archived does that later, newsweir ingest URL… does both at once.
    NEWSWEIR_USER_AGENT names who asks, with a contact; public hosts are not asked without it.
    """
    from flows.commands.ingest import finish
    from flows.direct import run_directly
    from flows.parameters import is_address, without_login
    from flows.plans import plan_fetch
    from tasks.errors import BadParameter

    wrong = [url for url in urls if not is_address(url)]
    if wrong:
        raise BadParameter(f"{wrong[0]!r} is no address, expected http://… or https://…")
    urls = [without_login(url) for url in urls]

    def run_direct(address: str) -> None:
        run_directly(plan_fetch(urls, address, allow_private=allow_private))

    def run_flow() -> object:
        from flows.fetch import fetch as flow

        return flow(urls, allow_private=allow_private, return_state=True)

    finish(run_direct if direct else run_flow, as_json=as_json, is_direct=direct)
