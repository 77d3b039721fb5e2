"""Captures that were fetched and not read, because their run died or was told not to: read as that run would have.

A feed is read as a feed, a listing gives its links, and related articles are followed as deep as their site asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from db.fetching.attempts import FetchedCapture, fetched_captures
from db.fetching.frontier import let_go, take
from db.fetching.sites import read_starts
from db.fetching.worker import Worker
from tasks.attempt import AttemptOutcome
from tasks.fingerprint import page_key
from tasks.records import PageResult
from tasks.steps.archived import load_captures
from tasks.steps.context import BatchContext, WebSettings
from tasks.steps.keeping import Final
from tasks.steps.web import _Batch


def load_archived(context: BatchContext, first_item: int, items: Sequence[str]) -> list[PageResult]:
    """Read and load fetched captures (``capture:ID``) from the archive, without the network, in the items' order.

    Raises StopRun when a record is missing or damaged.
    """
    ids = [int(item.removeprefix("capture:")) for item in items]
    web = replace(context.web or WebSettings(), is_read=True)
    context = replace(context, web=web)
    waiting = {found.capture_id: found for found in fetched_captures(context.database_url, ids, len(ids) + 1)}
    results: dict[int, PageResult] = {}
    gone = [number for number in ids if number not in waiting]
    results |= dict(zip(gone, load_captures(context, first_item, gone), strict=True))
    at = first_item + len(gone)
    with _worker(context.database_url) as worker:
        for captures in _rounds([waiting[number] for number in ids if number in waiting]):
            batch = _Batch(context, at, [found.asked_url for found in captures], worker)
            batch.job.rows = take(batch.url, worker.number, [page_key(url, url) for url in batch.urls])
            starts = {row.start_page_id for row in batch.rows.values() if row.start_page_id}
            batch.job.starts = read_starts(batch.url, sorted(starts))
            for url, found in zip(batch.urls, captures, strict=True):
                batch.final[url] = Final(
                    AttemptOutcome.FETCHED, None, None, None, found.answered_url, found.capture_id, None
                )
            results |= dict(zip([found.capture_id for found in captures], batch.load(), strict=True))
            at += len(captures)
    return [results[number] for number in ids]


def _rounds(captures: Sequence[FetchedCapture]) -> Iterator[list[FetchedCapture]]:
    """The captures in groups that have each address once, older ones first."""
    left = list(captures)
    while left:
        first = {found.asked_url: found for found in reversed(left)}
        ids = {found.capture_id for found in first.values()}
        yield [found for found in left if found.capture_id in ids]
        left = [found for found in left if found.capture_id not in ids]


@contextmanager
def _worker(url: str) -> Iterator[Worker]:
    worker = Worker(url)
    try:
        yield worker
    finally:
        with suppress(Exception):  # The database may be what failed; a dead worker's rows are free anyway.
            let_go(url, worker.number)
            worker.close()
