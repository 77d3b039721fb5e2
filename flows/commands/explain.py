"""``newsweir explain``: why a page was split as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Site, Url
from flows.exits import OK, SOME_SET_ASIDE


def explain(
    path: Annotated[Path, typer.Argument(help="One capture.", show_default=False)], url: Url = None, site: Site = None
) -> None:
    """Print every line of a page with its label and the rule that set it."""
    from rich.markup import escape

    from flows.commands.options import read_defaults
    from flows.console import err, out
    from flows.showing import print_blocks
    from tasks.captures import find_captures, read_capture
    from tasks.errors import SkipPage
    from tasks.steps import split_capture

    code = OK
    for capture_path in find_captures([path]):
        try:
            read = split_capture(read_capture(capture_path, read_defaults(None, url, site)))
        except SkipPage as error:
            err.print(f"[yellow]quarantined[/] ({error.reason}): {escape(f'{capture_path}: {error}')}", soft_wrap=True)
            code = SOME_SET_ASIDE
            continue
        page = read.split
        out.print(
            f"{escape(str(capture_path))}: {page.page_kind}, layout {page.layout}, profile {page.profile or 'none'}, "
            f"{'1 primary' if page.primary else 'no primary'}, {len(page.related)} related",
            soft_wrap=True,
        )
        print_blocks(page.blocks)
        for warning in read.warnings:
            err.print(f"[yellow]warning:[/] {escape(warning)}", soft_wrap=True)
    raise typer.Exit(code)
