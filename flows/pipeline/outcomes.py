"""Outcomes of fetched addresses that give no page to load: not modified, gone, disallowed, failed and their like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from db.fetching.attempts import record_run_pages
from db.housekeeping.tombstones import kept_path
from flows.pipeline.attempts import FetchPlan, Final
from flows.pipeline.batch import Batch, Captures, Pages
from flows.pipeline.context import RunContext
from tasks.attempt import AttemptOutcome
from tasks.records import Outcome, PageResult

_OUTCOMES = {
    AttemptOutcome.UNCHANGED: Outcome.UNCHANGED,
    AttemptOutcome.NOT_MODIFIED: Outcome.NOT_MODIFIED,
    AttemptOutcome.DISALLOWED: Outcome.DISALLOWED,
    AttemptOutcome.GONE: Outcome.GONE,
    AttemptOutcome.FAILED: Outcome.FAILED,
    AttemptOutcome.DEFERRED: Outcome.DEFERRED,
    AttemptOutcome.REFUSED: Outcome.QUARANTINED,
    AttemptOutcome.FETCHED: Outcome.DEFERRED,
}


def record_unread(pages: Pages) -> int:
    """Record the outcomes of a fetched batch's addresses that give no page to load; how many there are.

    Feeds and sitemaps are among them: ``discover`` reads and records those.
    """
    batch, plan = pages.batch, pages.captures.fetched
    if plan is None:
        return 0
    unread = unread_addresses(pages.captures)
    numbers = {
        url: batch.first_item + at for at, url in enumerate(unread) if not (plan.is_read and is_feed(batch, plan, url))
    }
    record_outcomes(batch, numbers, {url: result_of(url, batch.finals[url]) for url in numbers})
    return len(unread)


def record_outcomes(batch: Batch, numbers: Mapping[str, int], results: Mapping[str, PageResult]) -> None:
    """Write the outcomes of addresses under their running numbers."""
    rows = []
    for url, number in numbers.items():
        final, found = batch.finals[url], results[url]
        rows.append({
            "item_number": number, "path": kept_path(found), "page_id": final.page_id,
            "capture_id": final.capture_id, "outcome": found.outcome.value, "reason": found.reason, "new_count": 0,
        })  # fmt: skip
    record_run_pages(batch.context.database_url, batch.context.run_id, rows)


def record_missing(context: RunContext, first_item: int, capture_ids: Sequence[int]) -> dict[int, PageResult]:
    """Record stored captures that somebody else has done meanwhile, which are ``unchanged``; their results."""
    rows = [
        {"item_number": first_item + at, "path": f"capture:{number}", "outcome": "unchanged"}
        for at, number in enumerate(capture_ids)
    ]
    record_run_pages(context.database_url, context.run_id, rows)
    return {n: PageResult(f"capture:{n}", Outcome.UNCHANGED, None, None, None, None) for n in capture_ids}


def unread_addresses(captures: Captures) -> list[str]:
    """The addresses that give no page to load, in a stable order."""
    pages = {*captures.urls}
    return [url for url in captures.batch.finals if url not in pages]


def is_feed(batch: Batch, plan: FetchPlan, url: str) -> bool:
    """Whether a feed or sitemap was fetched from an address."""
    final = batch.finals[url]
    return final.outcome is AttemptOutcome.FETCHED and bool(final.capture_id) and not plan.is_page(url)


def result_of(url: str, final: Final) -> PageResult:
    """What a run says of an address whose attempt ended so."""
    outcome = _OUTCOMES[final.outcome]
    if outcome is Outcome.FAILED and final.not_before is not None:
        outcome = Outcome.DEFERRED  # The host said when; it is parked until then.
    reason, detail = final.reason, final.detail
    if final.outcome is AttemptOutcome.FETCHED:
        reason, detail = "not_read", "it is in the archive; newsweir ingest --archived reads and loads it"
    return PageResult(url, outcome, reason, f"{url}: {detail}" if detail else None, None, None, final.page_id)
