"""``newsweir backfill``: many captures in resumable shards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli.commands.ingest import read_parameters
from flows.cli.commands.options import (
    AllowPrivate,
    CapturedAt,
    Direct,
    JsonPages,
    Processes,
    Since,
    Site,
    Sources,
    Until,
    Url,
    day,
)  # fmt: skip
from flows.cli.console import ProgressBar
from flows.cli.flow_runs import run_or_call
from flows.cli.render_backfill import print_end
from flows.cli.render_estimate import print_estimate
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.plan import plan_backfill
from flows.shards.processes import work_directly
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.sources import named_sources


def backfill(
    paths: Sources = None,
    list_file: Annotated[
        Path | None,
        typer.Option(
            "--list", help="Text file with one capture's path, WARC file or address per line.", show_default=False
        ),
    ] = None,
    warc_list: Annotated[
        Path | None,
        typer.Option(
            "--warc-list",
            help="List of WARC files, paths or addresses, e.g. Common Crawl's warc.paths.gz.",
            show_default=False,
        ),
    ] = None,
    warc_base: Annotated[
        str | None,
        typer.Option(
            "--warc-base",
            help="Folder, or data host (https://…), that the lines of --warc-list are in.",
            show_default=False,
        ),
    ] = None,
    sitemap: Annotated[
        list[str] | None, typer.Option("--sitemap", help="Fetch the pages of a sitemap or index; may be repeated.")
    ] = None,
    since: Since = None,
    until: Until = None,
    order: Annotated[str, typer.Option("--order", help="given, newest (first) or oldest (first).")] = "given",
    mode: Annotated[
        str, typer.Option("--mode", help="Of pages done before, do none again, the failed ones, or all.")
    ] = "none",
    processes: Processes = 0,
    shard_size: Annotated[int, typer.Option("--shard-size", help="Pages that one process does at a stretch.")] = 1000,
    most: Annotated[int, typer.Option("--most", help="Refuse to ask the web for more pages than this.")] = 10_000,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Say how many pages, how long and how much; nothing is written, and nothing but sizes is asked.",
        ),
    ] = False,
    captured_at: CapturedAt = None,
    url: Url = None,
    site: Site = None,
    allow_private: AllowPrivate = False,
    as_json: JsonPages = False,
    direct: Direct = False,
) -> None:
    """Bring in many captures; what is done is skipped, and a killed run goes on where it was.

    Takes files and folders of captures, WARC files, addresses, lists of these, and the days of a sitemap. An address
    of a WARC file (…/x.warc.gz) is downloaded, read and removed again, one at a time per process: --warc-list
    warc.paths.gz --warc-base https://data.example.org/ brings in a Common Crawl list. The data host's robots.txt is not
    asked, since you named it. The work is cut into shards that any number of processes, started anywhere, share: run
    the same command again after a crash, or on a second machine beside the first. A capture is done when this version
    of the parsing rules has loaded it or set it aside. With --json: one object per page, then one of the whole,
    {"backfill": ...}.
    """
    parameters = read_parameters(
        BackfillParameters, paths, captured_at, url, site,
        list_file=str(list_file) if list_file else None, warc_list=str(warc_list) if warc_list else None,
        warc_base=warc_base, sitemaps=sitemap, since=day(since), until=day(until), order=order, mode=mode,
        processes=processes, shard_size=shard_size, most_addresses=most, allow_private=allow_private,
    )  # fmt: skip
    if dry_run:
        print_estimate(parameters, as_json=as_json)
        return
    named_sources(parameters)  # What is wrong is refused before anything is begun.
    run_shards(
        lambda address: plan_backfill(parameters, address), "backfill.backfill", parameters, as_json=as_json,
        is_direct=direct,
    )  # fmt: skip


def run_shards(
    plan: Callable[[str], int], flow: str, parameters: BackfillParameters | ReparseParameters, *, as_json: bool,
    is_direct: bool,
) -> NoReturn:  # fmt: skip
    """Plan work at the database's address and have its shards done, or call the flow that does; exits with its code."""
    bar = ProgressBar(as_json=as_json)

    def work(address: str) -> None:
        bar.says("planning")
        bar.shared_work(plan(address))
        work_directly(address, bar.backfill_id, parameters.processes)

    address = run_or_call(bar, work, flow, parameters, is_direct=is_direct)
    raise typer.Exit(print_end(address, bar.backfill_id, as_json=as_json))
