"""``newsweir explain``: why a page was split as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flows.cli.commands.options import Site, Url, read_defaults
from flows.cli.console import err, out
from flows.cli.profile_preview import drawn_over
from flows.cli.render_page import print_blocks
from flows.cli.written import written
from flows.pipeline.records import split_capture
from flows.run.contract import block_json
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from tasks.captures import find_captures, read_capture
from tasks.errors import SkipPage


def explain(
    path: Annotated[Path, typer.Argument(help="One capture.", show_default=False)],
    url: Url = None,
    site: Site = None,
    as_html: Annotated[
        Path | None,
        typer.Option("--html", help="Write the page with its labels drawn over it to this file, for a browser."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Print every block of chrome, not one line for each run of it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per block and line.")] = False,
) -> None:
    """Print the blocks of a page with their labels and the rules that set them, and what the rules measured."""
    code = OK
    for capture_path in find_captures([path]):
        try:
            capture = read_capture(capture_path, read_defaults(None, url, site))
            read = split_capture(capture)
        except SkipPage as error:
            err.print(f"[yellow]quarantined[/] ({error.reason}): {escape(f'{capture_path}: {error}')}")
            code = SOME_PAGES_FAILED
            continue
        page = read.split
        if as_html is not None:
            with written(as_html) as file:
                file.write_text(drawn_over(capture, page), encoding="utf-8", errors="replace")
            err.print(f"labels drawn: {escape(str(as_html))}; open it in a browser")
            continue
        if as_json:
            for labelled in page.blocks:
                print(block_json(labelled))
            continue
        out.print(
            f"{escape(str(capture_path))}: {page.page_kind}, layout {page.layout}, profile {page.profile or 'none'}, "
            f"{'1 primary' if page.primary else 'no primary'}, {len(page.related)} related"
        )
        print_blocks(page.blocks, every=every)
        for warning in read.warnings:
            err.print(f"[yellow]warning:[/] {escape(warning)}")
    raise typer.Exit(code)
