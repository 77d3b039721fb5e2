"""The discover stage: links of what was fetched go into the frontier.

They are the entries of feeds and sitemaps, the cards of listings, and related articles as deep as a site is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from db.fetching.captures import archive_refs, fetched_captures, set_outcome
from db.fetching.frontier import links_shown
from db.fetching.sites import StartRow
from flows.pipeline.attempts import FetchPlan
from flows.pipeline.batch import Batch, Loaded
from flows.pipeline.bodies import body_of
from flows.pipeline.links import Noted, note_links
from flows.pipeline.outcomes import is_feed, record_outcomes, result_of, unread_addresses
from flows.pipeline.walls import ask_again
from tasks.attempt import AttemptOutcome
from tasks.decode import decode_page
from tasks.discover import read_anchors, read_feed, read_sitemap
from tasks.discover.feeds import Found
from tasks.errors import SkipPage
from tasks.records import Outcome, PageResult

_HAD_BEFORE = (AttemptOutcome.NOT_MODIFIED, AttemptOutcome.UNCHANGED)
"""Attempts that bring nothing new to read."""


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
        results |= dict(_follow_pages(batch, plan, pages))
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
        noted = note_links(database, plan, row, start, found, url)
        outcome = Outcome.LOADED if noted.new_count else Outcome.UNCHANGED
        set_outcome(database, [capture.capture_id], outcome.value)
        results[url] = _result(url, outcome, noted, start, final.page_id)
    return results


def _result(url: str, outcome: Outcome, noted: Noted, start: StartRow, page_id: int | None) -> PageResult:
    """What became of a feed or sitemap: what names nothing and cannot be read, or once named something, has failed."""
    words = f"{url}: {noted.warning}" if noted.warning else None
    if noted.failure is None:
        warnings = (words,) if words else ()
        return PageResult(url, outcome, None, None, start.kind, start.kind, page_id, warnings=warnings)
    words = words or (
        f"{url}: it named {start.last_link_count} pages before and names none now; look at its address, and "
        "correct the declaration of its site where it has moved"
    )
    return PageResult(url, Outcome.FAILED, noted.failure, words, start.kind, start.kind, page_id)


def _follow_pages(batch: Batch, plan: FetchPlan, results: Mapping[str, PageResult]) -> Iterator[tuple[str, PageResult]]:
    """Note the links of loaded pages: a listing's cards, and related articles as deep as their site is followed.

    Gives the listings of which something could not be read or followed, with their results, which say so.
    """
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
        found = Found(tuple(links))
        if listing is not None:
            headlines = _headlines(batch, url)
            found = Found((*links, *headlines.links), headlines.warning)
        noted = note_links(batch.context.database_url, plan, row, listing, found, url)
        if listing is not None and (noted.warning or noted.failure):
            words = noted.warning or f"it showed {listing.last_link_count} links before and shows none now"
            yield url, replace(result, warnings=(*result.warnings, f"{url}: {words}"))


def _headlines(batch: Batch, url: str) -> Found:
    """Links of a declared listing that read like headlines: whether its layout is understood must not decide."""
    final = batch.finals[url]
    reference = archive_refs(batch.context.database_url, [final.capture_id or 0]).get(final.capture_id or 0)
    if reference is None:
        return Found((), None if final.outcome in _HAD_BEFORE else "its body is not in the archive")
    try:
        page = decode_page(body_of(batch.resources.archive.record(reference)))
    except SkipPage as error:
        return Found((), f"no link of it was read: {error}")
    return read_anchors(page.text, final.answered_url)
