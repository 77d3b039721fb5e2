"""``newsweir site``: declared sites."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from db.fetching.sites import declared_sites, delete_site, read_start_pages
from db.quality.read import read_wrong_now
from flows.cli.commands.options import Json
from flows.cli.console import out, print_table
from flows.cli.start_page import alarms
from flows.run.contract import dumps
from flows.run.declared_sites import apply_files, declare
from flows.settings import database_url, sites_folder
from tasks.errors import BadParameter
from tasks.site import Site, read_site

app = typer.Typer(help="Declared sites: where new pages are looked for, how far and how fast.", no_args_is_help=True)

Urls = list[str] | None


@app.command()
def add(
    source: Annotated[
        str, typer.Argument(help="A TOML file that declares a site, or a name for one declared by options.")
    ],
    listing: Annotated[Urls, typer.Option("--listing", help="A listing or hashtag page; may be repeated.")] = None,
    feed: Annotated[Urls, typer.Option("--feed", help="An RSS, Atom or JSON feed; may be repeated.")] = None,
    sitemap: Annotated[Urls, typer.Option("--sitemap", help="A sitemap or news sitemap; may be repeated.")] = None,
    depth: Annotated[int, typer.Option(help="Links away from a start page: 1 what it lists, 2 what is related.")] = 1,
    pages_per_run: Annotated[int, typer.Option(help="Pages of the site that one run fetches at most.")] = 200,
    every: Annotated[str, typer.Option(help="Shortest and longest time between two polls.")] = "15m,1d",
    delay: Annotated[float, typer.Option(help="Seconds between two requests, at least.")] = 1.0,
    concurrency: Annotated[int, typer.Option(help="Requests at the same time, 1 to 8.")] = 1,
    allow_private: Annotated[Urls, typer.Option(help="Host or host:port that may be inside the own network.")] = None,
    host: Annotated[Urls, typer.Option(help="Host whose pages are the site's own. Default: the start pages'.")] = None,
    as_json: Json = False,
) -> None:
    """Declare a site, or change one; doing it again changes nothing.

    newsweir site add river.toml · newsweir site add river --feed https://news.example.org/rss --depth 2
    """
    if source.endswith(".toml"):
        site = read_site(Path(source))
    else:
        values = {
            "name": source, "listings": listing or [], "feeds": feed or [], "sitemaps": sitemap or [], "depth": depth,
            "pages_per_run": pages_per_run, "poll_every": [part.strip() for part in every.split(",")],
            "delay_seconds": delay, "concurrency": concurrency, "allow_private": allow_private or [],
            "hosts": host or [],
        }  # fmt: skip
        site = Site.from_dict(values, f"site {source}")
    declare(database_url(), site)
    if as_json:
        print(dumps({"site": site.name, "start_page_count": len(site.start_pages)}))
        return
    print(f"{site.name}: {len(site.start_pages)} start pages; newsweir ingest --due fetches what is due")


@app.command("list")
def list_sites(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per start page and line.")] = False,
) -> None:
    """Print every start page, when it is due and why, and what is wrong: with its last answer, or its host's pages."""
    address = database_url()
    apply_files(address, sites_folder())
    checks = read_wrong_now(address)
    found = [row | {"alarms": alarms(row, checks)} for row in read_start_pages(address)]
    if as_json:
        for row in found:
            print(dumps(row))
        return
    if not found:
        out.print(f"No site is declared; newsweir site add does, or a TOML file in {sites_folder()}.")
        return

    rows = [
        [
            escape(row["url"]), row["site"], row["kind"], "yes" if row["is_due"] else "no",
            f"{row['due_at']:%m-%d %H:%M}" if row["due_at"] else "never", f"{row['interval_seconds']:.0f}",
            str(row["poll_count"]), str(row["last_link_count"]), str(row["last_new_count"]),
        ]
        for row in found
    ]  # fmt: skip
    names = ("start page", "site", "kind", "due", "due at (UTC)", "every (s)", "polls", "links", "new")
    print_table("Start pages", names, rows, numbers=4)
    for row in found:
        out.print(f"{escape(row['url'])}: {escape(row['why'])}")
    for row in found:
        for words in row["alarms"]:
            out.print(f"[red]alarm[/] {escape(row['url'])}: {escape(words)}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a declared site.")],
    as_json: Annotated[bool, typer.Option("--json", help="It is JSON anyway.")] = False,
) -> None:
    """Print a site's declaration as JSON."""
    for _, values in declared_sites(database_url()):
        if values["name"] == name:
            print(dumps(values))
            return
    raise _unknown(name)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="Name of a declared site.")], as_json: Json = False) -> None:
    """Take a declaration back: nothing of the site is fetched any more; what was fetched stays."""
    if not delete_site(database_url(), name):
        raise _unknown(name)
    file = sites_folder() / f"{name}.toml"
    if as_json:
        print(dumps({"site": name, "is_removed": True, "declared_again_by": str(file) if file.exists() else None}))
        return
    print(f"{name}: removed" + (f"; {file} declares it again, remove that too" if file.exists() else ""))


def _unknown(name: str) -> BadParameter:
    return BadParameter(f"no site is declared as {name!r}; newsweir site list shows them")
