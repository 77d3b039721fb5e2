"""The discover stage: links of what was fetched go into the frontier.

They are the entries of feeds and sitemaps, the cards of listings, and related articles as deep as a site is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from db.fetching.captures import archive_refs, fetched_captures, set_outcome
from db.fetching.frontier import Link, Waiting, add_links, links_shown, postpone
from db.fetching.sites import StartRow, record_poll
from db.outage import outlasts_outage
from db.session import engine_for
from flows.pipeline.attempts import FetchPlan
from flows.pipeline.batch import Batch, Loaded
from flows.pipeline.bodies import body_of
from flows.pipeline.outcomes import is_feed, record_outcomes, result_of, unread_addresses
from flows.pipeline.walls import ask_again
from tasks.decode import decode_page
from tasks.discover import next_interval, read_anchors, read_feed, read_sitemap
from tasks.discover.feeds import Found
from tasks.errors import SkipPage
from tasks.fetch.failures import FetchFailed
from tasks.fetch.urls import target_of
from tasks.fingerprint import canonical_url, page_key
from tasks.records import Outcome, PageResult
from tasks.site import Site


def discover(loaded: Loaded) -> list[PageResult]:
    """Follow the links of a fetched batch; what became of each page, in the order of the batch's addresses.

    A batch of other items has no links to follow: its results pass through.
    """
    batch, captures = loaded.batch, loaded.captures
    plan = captures.fetched
    if plan is None:
        return list(loaded.results)
    results = dict(zip(captures.urls, loaded.results, strict=True))
    unread = unread_addresses(captures)
    results |= {url: result_of(url, batch.finals[url]) for url in unread}
    if plan.is_read:
        feeds = {url: at for at, url in enumerate(unread) if is_feed(batch, plan, url)}
        found = _read_start_pages(batch, plan, list(feeds))
        record_outcomes(batch, {url: batch.first_item + at for url, at in feeds.items()}, {**results, **found})
        results |= found
        pages = {url: results[url] for url in captures.urls}
        _follow_pages(batch, plan, pages)
        ask_again(batch.context.database_url, plan.rows, pages)
    return [results[url] for url in plan.urls]


def _read_start_pages(batch: Batch, plan: FetchPlan, urls: Sequence[str]) -> dict[str, PageResult]:
    """Read feeds and sitemaps: their links go into the frontier, their outcome tells whether any was new."""
    results, database = {}, batch.context.database_url
    ids = [number for url in urls if (number := batch.finals[url].capture_id)]
    captures = {found.capture_id: found for found in fetched_captures(database, ids, len(ids) + 1)}
    for url in urls:
        final, row = batch.finals[url], plan.row_of(url)
        start, capture = plan.start_of(row), captures.get(final.capture_id or 0)
        if capture is None or start is None or row is None:
            continue
        try:
            body = body_of(batch.resources.archive.record(capture.archive_ref))
            found = (read_feed if start.kind == "feed" else read_sitemap)(body, capture.answered_url)
        except SkipPage as error:
            found = Found((), str(error))
        new = _note_links(batch, plan, row, start, found.links, url, more=found.more)
        outcome = Outcome.LOADED if new else Outcome.UNCHANGED
        set_outcome(database, [capture.capture_id], outcome.value)
        if found.warning and not (found.links or found.more):
            # What names nothing and cannot be read is no start page that has nothing new.
            words = f"{url}: {found.warning}"
            results[url] = PageResult(
                url, Outcome.FAILED, "unreadable_start_page", words, start.kind, start.kind, final.page_id
            )
            continue
        if start.last_link_count and not (found.links or found.more):
            words = (
                f"{url}: it named {start.last_link_count} pages before and names none now; look at its address, and "
                "correct the declaration of its site where it has moved"
            )
            results[url] = PageResult(
                url, Outcome.FAILED, "empty_start_page", words, start.kind, start.kind, final.page_id
            )
            continue
        warnings = (f"{url}: {found.warning}",) if found.warning else ()
        results[url] = PageResult(url, outcome, None, None, start.kind, start.kind, final.page_id, warnings=warnings)
    return results


def _follow_pages(batch: Batch, plan: FetchPlan, results: Mapping[str, PageResult]) -> None:
    """Note the links of loaded pages: a listing's cards, and related articles as deep as their site is followed."""
    for url, result in results.items():
        row = plan.row_of(url)
        if row is None or row.start_page_id is None:
            continue
        listing = plan.start_of(row)
        start = listing or plan.starts.get(row.start_page_id)
        if start is None or (listing is None and row.depth >= start.max_depth):
            continue
        is_read = result.outcome in (Outcome.LOADED, Outcome.UNCHANGED) and result.page_id is not None
        links = links_shown(batch.context.database_url, result.page_id) if is_read and result.page_id else []
        if listing is not None:
            links += _headlines(batch, url)
        _note_links(batch, plan, row, listing, links, url)


def _headlines(batch: Batch, url: str) -> list[str]:
    """Links of a declared listing that read like headlines: whether its layout is understood must not decide."""
    final = batch.finals[url]
    reference = archive_refs(batch.context.database_url, [final.capture_id or 0]).get(final.capture_id or 0)
    if reference is None:
        return []
    try:
        page = decode_page(body_of(batch.resources.archive.record(reference)))
    except SkipPage:
        return []
    return list(read_anchors(page.text, final.answered_url))


@outlasts_outage
def _note_links(
    batch: Batch,
    plan: FetchPlan,
    row: Waiting,
    start: StartRow | None,
    urls: Iterable[str],
    found_on: str,
    more: Iterable[str] = (),
) -> int:
    """Put links into the frontier that the site follows; how many were new. A start page's interval follows from it."""
    site = dict(plan.sites).get(row.site_id or 0)
    if site is None:
        return 0
    listed = [url for url in map(canonical_url, urls) if url]
    links = list(_links(listed, site, row, row.depth + 1, found_on))
    links += _links([url for url in map(canonical_url, more) if url], site, row, 0, found_on)
    with engine_for(batch.context.database_url).begin() as connection:
        new = len(add_links(connection, links))
        if start is not None:
            now = datetime.now(UTC)
            interval = next_interval(
                start.interval, start.shortest, start.longest, new_count=new, link_count=len(links)
            )
            # What once gave links and gives none keeps its count: that is what makes it an alarm until it gives some.
            count = len(links) if links or not start.last_link_count else None
            record_poll(connection, start.start_page_id, interval=interval, at=now, link_count=count, new_count=new)
            postpone(connection, row.page_key, now + timedelta(seconds=interval))
    return new


def _links(urls: Iterable[str], site: Site, row: Waiting, depth: int, found_on: str) -> Iterable[Link]:
    for url in urls:
        if site.follows(url):
            with suppress(FetchFailed):
                key = page_key(url, url)
                why = f"found on {found_on}"
                yield Link(key, url, target_of(url).host_key, row.site_id, row.start_page_id, found_on, depth, why)
