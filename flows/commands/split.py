"""``newsweir split``: what a page becomes, without a database."""

from __future__ import annotations

import typer

from flows.commands.options import CapturedAt, Json, Paths, Site, Url, read_defaults
from flows.exits import OK, SOME_SET_ASIDE, WRONG_USE


def split(
    paths: Paths = None, captured_at: CapturedAt = None, url: Url = None, site: Site = None, as_json: Json = False
) -> None:
    """Split captures into primary and related articles and print them; nothing is stored.

    --json prints one object per page and line: path, page_kind, layout, outcome, reason, primary, related.
    """
    from flows.contract import split_json
    from tasks.captures import find_captures
    from tasks.records import Outcome
    from tasks.steps import read_page

    if not paths:
        typer.echo("newsweir: name captures or folders of them, e.g. newsweir split page.html", err=True)
        raise typer.Exit(WRONG_USE)
    defaults = read_defaults(captured_at, url, site)
    code = OK
    for path in find_captures(paths):
        record = read_page(path, defaults, None)
        if record.outcome is not Outcome.LOADED:
            code = SOME_SET_ASIDE
        if as_json:
            print(split_json(record), flush=True)
        else:
            from flows.showing import print_record

            print_record(record)
    raise typer.Exit(code)
