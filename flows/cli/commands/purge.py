"""``newsweir purge``: remove an article, a page, a publisher or a site for good."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from db.housekeeping.purge import Purged, earlier_purge, list_purges, preview_purge, purge, undo_purge
from flows.cli.console import counted, out, print_table
from flows.pipeline.purged import erase_waiting
from flows.pipeline.stories import stories_for_removal
from flows.run.contract import dumps
from flows.run.exit_codes import OK
from flows.settings import archive_folder, database_url, spool_folder
from tasks.errors import BadParameter

_HELP = """Remove something for good: its rows, its place in stories, its bytes in the archive; and keep it away.

What was purged does not come back by ingest, fetching, backfill, re-parsing or a recovery of the archive: such pages
end as "gone" with the reason "purged", purged articles of other pages are left out with a warning. Only digests of what
was purged are kept. "list" shows all purges, "undo" lets the thing come back (what was removed stays removed).
"""
app = typer.Typer(help=_HELP, no_args_is_help=True)

Reason = Annotated[str | None, typer.Option("--reason", help="Why; kept with the purge.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object, and nothing else (needs --yes or --dry-run).")
]
Cards = Annotated[
    bool | None,
    typer.Option(
        "--cards/--no-cards",
        help="Whether pages that only list a purged article lose their archived bytes, too, so that these cannot be "
        "re-parsed. Default: yes for an article and a page, no for a publisher and a site.",
        show_default=False,
    ),
]


@app.command()
def article(
    name: Annotated[str, typer.Argument(help="Number of an article (34 or a34), or its address.")],
    reason: Reason = None, dry_run: DryRun = False, yes: Yes = False, cards: Cards = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Remove an article, with the pages that are about it."""
    _purge("article", name, reason, dry_run, yes, cards, as_json)


@app.command()
def page(
    name: Annotated[str, typer.Argument(help="Number of a page (page_id of bi.appearance), or its address.")],
    reason: Reason = None, dry_run: DryRun = False, yes: Yes = False, cards: Cards = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Remove a page and the article that it is about; an address that was never captured is kept away, too."""
    _purge("page", name, reason, dry_run, yes, cards, as_json)


@app.command()
def publisher(
    name: Annotated[str, typer.Argument(help="Name or number of a publisher of bi.publisher.")],
    domain: Annotated[
        list[str] | None,
        typer.Option("--domain", help="Host of the publisher's own: its articles stay away, too; may be repeated."),
    ] = None,
    reason: Reason = None, dry_run: DryRun = False, yes: Yes = False, cards: Cards = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Remove all articles of a publisher, under every spelling of its name that is known, and the pages about them."""
    _purge("publisher", name, reason, dry_run, yes, cards, as_json, domain or [])


@app.command()
def site(
    name: Annotated[str, typer.Argument(help="Site of bi.freshness: a declared name, a profile's name or a host.")],
    reason: Reason = None, dry_run: DryRun = False, yes: Yes = False, cards: Cards = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Remove all pages of a site and the articles they are about; its start pages are switched off."""
    _purge("site", name, reason, dry_run, yes, cards, as_json)


@app.command(name="list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per purge and line.")] = False,
) -> None:
    """Show all purges, newest first."""
    found = list_purges(database_url())
    if as_json:
        for row in found:
            print(dumps(row))
        raise typer.Exit(OK)
    rows = [
        [
            escape(row["target"]), row["kind"], str(row["purge_id"]), f"{row['created_at']:%Y-%m-%d %H:%M}",
            "undone" if row["undone_at"] else "done" if row["finished_at"] else "interrupted",
            escape(row["reason"] or "–"),
            *(str(row[f"{name}_count"]) for name in ("article", "appearance", "page", "body")),
        ]
        for row in found
    ]  # fmt: skip
    names = ("what", "kind", "purge", "when (UTC)", "state", "why", "articles", "appearances", "pages", "bodies")
    print_table("Purges", names, rows, numbers=4)
    if any(row["finished_at"] is None and row["undone_at"] is None for row in found):
        out.print("An interrupted purge goes on when the same command is given again.")


@app.command()
def undo(
    purge_id: Annotated[int, typer.Argument(metavar="PURGE", help="Number of the purge, of newsweir purge list.")],
    as_json: Json = False,
) -> None:
    """Let what was purged come back; what was removed stays removed."""
    count = undo_purge(database_url(), purge_id)
    print(
        dumps({"purge_id": purge_id, "tombstone_count": count})
        if as_json
        else f"purge {purge_id}: {count} tombstones lifted; what it removed comes back when it is captured again"
    )


def _purge(
    kind: str, name: str, reason: str | None, dry_run: bool, yes: bool, cards: bool | None, as_json: bool,
    domains: list[str] | None = None,
) -> None:  # fmt: skip
    address = database_url()
    is_erasing = kind in ("article", "page") if cards is None else cards
    try:
        would = preview_purge(address, kind, name, is_erasing_cards=is_erasing)
    except BadParameter:
        # What was killed between the last row and the archive is asked for again under a name that is gone.
        earlier = earlier_purge(address, kind, name)
        if earlier is None:
            raise
        erased = 0 if dry_run else erase_waiting(address, archive_folder(), spool_folder())
        _tell(earlier, "went before", erased, as_json)
        raise typer.Exit(OK) from None
    if dry_run:
        print(dumps(asdict(would)) if as_json else f"{_said(would, 'would go')}; nothing was removed (--dry-run)")
        raise typer.Exit(OK)
    if not yes:
        if as_json:
            raise BadParameter("json: a purge cannot be taken back; add --yes, or --dry-run to see what it removes")
        typer.confirm(f"{_said(would, 'go for good')}. Go on?", abort=True, err=True)
    with counted("rows", is_silent=as_json) as progress:
        seen = [0]

        def count(more: int) -> None:
            seen[0] += more
            progress(seen[0], max(seen[0], would.article_count + would.page_count))

        done = purge(
            address, kind, name, reason, stories_for_removal(), is_erasing_cards=is_erasing, domains=domains or (),
            progress=count,
        )  # fmt: skip
        erased = erase_waiting(address, archive_folder(), spool_folder())
    _tell(done, "are gone", erased, as_json)


def _tell(done: Purged, verb: str, erased: int, as_json: bool) -> None:
    if as_json:
        print(dumps({**asdict(done), "erased_count": erased}))
    else:
        print(f"purge {done.purge_id}: {_said(done, verb)}, {erased} records overwritten in the archive")


def _said(purged: Purged, verb: str) -> str:
    what = f"{purged.kind} {purged.target}" if purged.kind in ("publisher", "site") else purged.target
    return (
        f"{what}: {purged.article_count} articles, {purged.appearance_count} appearances, {purged.page_count} pages and"
        f" {purged.body_count} archived bodies {verb}"
    )
