"""``newsweir why``: what became of an address."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from db.fetching.frontier import explain_url
from flows.cli.commands.options import Json
from flows.cli.console import out, print_table
from flows.cli.start_page import moved_to
from flows.cli.why import key_of, sentence
from flows.run.contract import dumps
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.run.parameters import is_address
from flows.settings import database_url
from tasks.errors import BadParameter
from tasks.fetch.urls import safe_url


def why(
    url: Annotated[str, typer.Argument(help="Address of a page.", show_default=False)], as_json: Json = False
) -> None:
    """Why is this page here, or missing? Its place in the plan, and every attempt to fetch it, newest first."""
    if not is_address(url):
        raise BadParameter(f"{url!r} is no address, expected http://… or https://…")
    found, url = explain_url(database_url(), key_of(url)), safe_url(url)
    is_loaded = any(attempt["outcome"] == "loaded" for attempt in found["attempts"])
    if as_json:
        print(dumps({"url": url, "is_loaded": is_loaded, "answer": sentence(found), **found}))
    else:
        _print(url, found, sentence(found))
    raise typer.Exit(OK if is_loaded else SOME_PAGES_FAILED)


def _print(url: str, found: dict[str, Any], answer: str) -> None:
    out.print(f"[bold]{escape(url)}[/]\n{escape(answer)}")
    plan = found["frontier"]
    if plan:
        due = f"due {plan['due_at']:%Y-%m-%d %H:%M:%S} UTC" if plan["due_at"] else "not due by itself"
        out.print(f"Plan: {plan['state']}, {due}: {escape(plan['why'])}")
    rows = []
    for attempt in found["attempts"]:
        moment = attempt["requested_at"] or attempt["captured_at"]
        rows.append([
            f"{moment:%m-%d %H:%M:%S}" if moment else "unknown",
            attempt["outcome"],
            escape(attempt["reason"] or "–"),
            str(attempt["status"] or "–"),
            attempt["robots"] or "–",
            str(attempt["run_id"]),
            str(attempt["byte_count"] or 0),
        ])  # fmt: skip
    if rows:
        print_table(
            "Attempts", ("when (UTC)", "outcome", "reason", "status", "robots", "run", "bytes"), rows, numbers=2
        )
    for attempt in found["attempts"][:1]:
        for hop in attempt["hops"] or ():
            how = f"redirected ({hop['status']})" if hop["status"] >= 300 else "sent on by its markup"
            out.print(f"{how} from {escape(hop['url'])}")
        if address := moved_to(attempt):
            out.print(f"It has moved for good to {escape(address)}.")
        if attempt["detail"]:
            out.print(escape(attempt["detail"]))
        if attempt["robots_rule"]:
            out.print(f"robots.txt: {escape(attempt['robots_rule'])}")
        if attempt["archive_ref"]:
            out.print(f"archive: {escape(attempt['archive_ref'])}")
