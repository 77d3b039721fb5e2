"""``newsweir report``: a page of charts of what is in the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from db.report.read import Window, read_report
from flows.cli.commands.options import Out, Since, Until, day
from flows.cli.written import written
from flows.report.html import as_html, as_object
from flows.run.contract import dumps
from flows.settings import database_url
from tasks.errors import BadParameter


def report(
    to: Out = None,
    site: Annotated[str | None, typer.Option("--site", help="Only this site, by its name in bi.site.")] = None,
    since: Since = None,
    until: Until = None,
    days: Annotated[int | None, typer.Option(min=1, help="The last so many days in UTC, today included.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the numbers as one JSON object instead of the page, and nothing else.")
    ] = False,
) -> None:
    """Write one page of charts that needs no network: what came in, from whom, who is first, what is linked.

    Each chart has the question that it answers, the answer in words, and its numbers as a table. The page is one file
    below 2 MB that loads nothing: send it by mail, open it from a disk. Site and days can be chosen in it, too. It
    reads schema bi only, so the login of a dashboard suffices.
    """
    window = Window(site, *_days(since, until, days))
    found = read_report(database_url(is_reader=True), window)
    text = dumps(as_object(found)) + "\n" if as_json else as_html(found)
    if to is None:
        print(text, end="")
        return
    with written(to) as file:
        file.write_text(text, encoding="utf-8")
    told = (
        f"{found.figures['articles']} articles, {found.figures['captures']} captures, {len(text.encode()) // 1000} kB"
    )
    print(f"wrote {to} ({told})")


def _days(since: datetime | None, until: datetime | None, days: int | None) -> tuple[date | None, date | None]:
    """The first and the last day that are asked for. Raises BadParameter when they make no sense together."""
    if days is not None:
        if since is not None or until is not None:
            raise BadParameter("--days stands for --since and --until: give it, or them")
        today = datetime.now(UTC).date()
        return today - timedelta(days=days - 1), today
    first, last = day(since), day(until)
    if first and last and first > last:
        raise BadParameter(f"--since {first} is after --until {last}: there is no day between them")
    return first, last
