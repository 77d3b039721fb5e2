"""Links of what was fetched, into the frontier: entries of feeds and sitemaps, cards of listings, related articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.fetching.attempts import archive_refs, fetched_captures, set_outcome
from db.fetching.frontier import Link, Waiting, add_links, links_shown, postpone
from db.fetching.sites import StartRow, record_poll
from db.session import engine_for
from tasks.decode import decode_page
from tasks.discover import next_interval, read_anchors, read_feed, read_sitemap
from tasks.discover.feeds import Found
from tasks.errors import SkipPage
from tasks.fetch.failures import FetchFailed
from tasks.fetch.urls import target_of
from tasks.fingerprint import canonical_url, page_key
from tasks.records import Outcome, PageResult
from tasks.site import Site
from tasks.steps import archive_of
from tasks.steps.archived import body_of

if TYPE_CHECKING:
    from tasks.steps.web import Finals, _Batch


def read_start_pages(batch: _Batch, feeds: Finals) -> dict[str, PageResult]:
    """Read the feeds and sitemaps of a batch: their links go into the frontier, their outcome tells what was new."""
    results = {}
    ids = [final.capture_id for final in feeds.values() if final.capture_id]
    captures = {found.capture_id: found for found in fetched_captures(batch.url, ids, len(ids) + 1)}
    for url, final in feeds.items():
        row = batch.rows[page_key(url, url)]
        start, capture = batch.start_of(row), captures.get(final.capture_id or 0)
        assert start is not None
        if capture is None:
            continue
        try:
            body = body_of(archive_of(batch.context).record(capture.archive_ref))
            found = (read_feed if start.kind == "feed" else read_sitemap)(body, capture.answered_url)
        except SkipPage as error:
            found = Found((), str(error))
        new = note_links(batch, row, start, found.links, url, more=found.more)
        outcome = Outcome.LOADED if new else Outcome.UNCHANGED
        set_outcome(batch.url, [capture.capture_id], outcome.value)
        if found.warning and not (found.links or found.more):
            # What names nothing and cannot be read is no start page that has nothing new.
            words = f"{url}: {found.warning}"
            results[url] = PageResult(
                url, Outcome.FAILED, "unreadable_start_page", words, start.kind, start.kind, final.page_id
            )
            continue
        warnings = (f"{url}: {found.warning}",) if found.warning else ()
        results[url] = PageResult(url, outcome, None, None, start.kind, start.kind, final.page_id, warnings=warnings)
    return results


def follow_pages(batch: _Batch, results: Mapping[str, PageResult]) -> None:
    """Note the links of loaded pages: a listing's cards, and related articles as deep as their site is followed."""
    for url, result in results.items():
        row = batch.rows.get(page_key(url, url))
        if row is None or row.start_page_id is None:
            continue
        listing = batch.start_of(row)
        start = listing or batch.starts.get(row.start_page_id)
        if start is None or (listing is None and row.depth >= start.max_depth):
            continue
        is_read = result.outcome in (Outcome.LOADED, Outcome.UNCHANGED) and result.page_id is not None
        links = links_shown(batch.url, result.page_id) if is_read and result.page_id else []
        if listing is not None:
            links += _headlines(batch, url)
        note_links(batch, row, listing, links, url)


def _headlines(batch: _Batch, url: str) -> list[str]:
    """Links of a declared listing that read like headlines: whether its layout is understood must not decide."""
    final = batch.final[url]
    reference = archive_refs(batch.url, [final.capture_id or 0]).get(final.capture_id or 0)
    if reference is None:
        return []
    try:
        page = decode_page(body_of(archive_of(batch.context).record(reference)))
    except SkipPage:
        return []
    return list(read_anchors(page.text, final.answered_url))


def note_links(
    batch: _Batch, row: Waiting, start: StartRow | None, urls: Iterable[str], found_on: str, more: Iterable[str] = ()
) -> int:
    """Put links into the frontier that the site follows; how many were new. A start page's interval follows from it."""
    site = batch.sites.get(row.site_id or 0)
    if site is None:
        return 0
    listed = [url for url in map(canonical_url, urls) if url]
    links = list(_links(listed, site, row, row.depth + 1, found_on))
    links += _links([url for url in map(canonical_url, more) if url], site, row, 0, found_on)
    with engine_for(batch.url).begin() as connection:
        new = len(add_links(connection, links))
        if start is not None:
            now = datetime.now(UTC)
            interval = next_interval(
                start.interval, start.shortest, start.longest, new_count=new, link_count=len(links)
            )
            record_poll(
                connection, start.start_page_id, interval=interval, at=now, link_count=len(links), new_count=new
            )
            postpone(connection, row.page_key, now + timedelta(seconds=interval))
    return new


def _links(urls: Iterable[str], site: Site, row: Waiting, depth: int, found_on: str) -> Iterable[Link]:
    for url in urls:
        if site.follows(url):
            with suppress(FetchFailed):
                key = page_key(url, url)
                why = f"found on {found_on}"
                yield Link(key, url, target_of(url).host_key, row.site_id, row.start_page_id, found_on, depth, why)
