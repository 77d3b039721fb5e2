"""The load stage: records → rows and stories, deduplicated, in one transaction a batch."""

from __future__ import annotations

from db.fetching.attempts import record_run_pages
from db.write.load import load_pages
from flows.pipeline.batch import Loaded, Pages
from flows.pipeline.outcomes import record_unread
from flows.pipeline.reparse import write_again
from flows.pipeline.stories import decide_moved
from tasks.records import Outcome, PageResult
from tasks.work import CaptureItem


def load(pages: Pages) -> Loaded:
    """Load the pages of a batch; what became of each, in the order of its captures.

    Raises TryAgain when the database stays unreachable through several attempts: nothing was written then.
    """
    if pages.readings is not None:
        return Loaded(pages, write_again(pages, pages.readings))
    batch = pages.batch
    first = batch.first_item + record_unread(pages)
    results = load_pages(batch.context.database_url, batch.context.run_id, first, pages.records, decide_moved)
    return Loaded(pages, _with_missing(pages, results, first) if pages.missing else results)


def _with_missing(pages: Pages, results: list[PageResult], first_item: int) -> list[PageResult]:
    """The results with those of captures that somebody else has loaded meanwhile, which are ``unchanged``."""
    context = pages.batch.context
    rows = [
        {"item_number": first_item + len(results) + at, "path": f"capture:{number}", "outcome": "unchanged"}
        for at, number in enumerate(pages.missing)
    ]
    record_run_pages(context.database_url, context.run_id, rows)
    waiting = iter(results)
    return [
        PageResult(f"capture:{item.capture_id}", Outcome.UNCHANGED, None, None, None, None)
        if item.capture_id in pages.missing
        else next(waiting)
        for item in pages.captures.items
        if isinstance(item, CaptureItem)
    ]
