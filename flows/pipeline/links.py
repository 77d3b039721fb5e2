"""Links that pages show go into the frontier: what is new, what a start page's next poll follows from, what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db.fetching.frontier import Link, Waiting, add_links, found_on, note_failure, postpone
from db.fetching.sites import StartRow, record_poll
from db.outage import outlasts_outage
from db.session import engine_for
from flows.pipeline.attempts import FetchPlan
from tasks.discover import next_interval
from tasks.discover.feeds import Found, joined
from tasks.fetch.failures import FetchFailed
from tasks.fetch.urls import target_of
from tasks.fingerprint import canonical_url, page_key
from tasks.site import Site

_DEEPEST = 3
"""Sitemaps that lead from a declared one to one whose own are no longer followed; the protocol knows one level."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a page's links."""

    new_count: int = 0
    warning: str | None = None
    """What was not read, or is not followed, in a sentence. None: nothing."""
    failure: str | None = None
    """Why a start page is none that brought nothing new, by its typed reason. None: it is all right."""


def is_declared(row: Waiting, start: StartRow | None) -> bool:
    """Whether a page is a declared start page, and no sitemap that one of these names."""
    return start is not None and start.page_key == row.page_key


@outlasts_outage
def note_links(url: str, plan: FetchPlan, row: Waiting, start: StartRow | None, found: Found, shown_on: str) -> Noted:
    """Put links into the frontier that the site follows. ``start``: the start page that they were found on, if any.

    Its interval follows from how many are new. Raises what the database raises when it stays unreachable.
    """
    site = dict(plan.sites).get(row.site_id or 0)
    if site is None:
        return Noted()
    lost: list[str] = []
    links = [*_links(found.links, site, row, row.depth + 1, shown_on, lost)]
    warnings = [found.warning]
    with engine_for(url).begin() as connection:
        more = found.more
        if more and _level(connection, shown_on) >= _DEEPEST:
            warnings.append(
                f"{len(more)} sitemaps that it names are not followed: it is itself {_DEEPEST} sitemaps deep"
            )
            more = ()
        links += _links(more, site, row, 0, shown_on, lost)
        if lost:
            warnings.append(f"{len(lost)} of its links cannot be asked for, e.g. {lost[0]}")
        warning = joined(*warnings)
        new = len(add_links(connection, links))
        failure = None
        if start is not None:
            failure = _failure(row, start, found)
            now = datetime.now(UTC)
            interval = next_interval(
                start.interval, start.shortest, start.longest, new_count=new, link_count=len(links)
            )
            # What once gave links and gives none keeps its count: that is what makes it an alarm until it gives some.
            count = len(links) if links or not start.last_link_count else None
            words = None if is_declared(row, start) or warning is None else f"{shown_on}: {warning}"
            record_poll(
                connection, start.start_page_id, interval=interval, at=now, link_count=count, new_count=new,
                warning=words or warning, is_read=is_declared(row, start) or warning is not None,
            )  # fmt: skip
            postpone(connection, row.page_key, now + timedelta(seconds=interval))
            if failure is not None:
                note_failure(connection, row.page_key, failure)
    return Noted(new, warning, failure)


def _level(connection: Any, sitemap: str) -> int:
    """How many sitemaps lead from a declared one to this one, counted as far as it matters; 0: it is declared."""
    for level in range(_DEEPEST):
        above = found_on(connection, page_key(sitemap, sitemap))
        if above is None:
            return level
        sitemap = above
    return _DEEPEST


def _failure(row: Waiting, start: StartRow, found: Found) -> str | None:
    """Why a start page that names nothing is not one without news; None where it is that, or names something."""
    if found.links or found.more:
        return None
    if found.warning:
        return "unreadable_start_page"
    return "empty_start_page" if start.last_link_count and is_declared(row, start) else None


def _links(urls: Iterable[str], site: Site, row: Waiting, depth: int, shown_on: str, lost: list[str]) -> Iterator[Link]:
    """Links to those of the addresses that the site follows; what is no address is added to ``lost``."""
    for shown in urls:
        url = canonical_url(shown)
        if url is None:
            lost.append(shown)
        elif site.follows(url):
            try:
                host = target_of(url).host_key
            except FetchFailed:
                lost.append(url)
                continue
            why = f"found on {shown_on}"
            yield Link(page_key(url, url), url, host, row.site_id, row.start_page_id, shown_on, depth, why)
