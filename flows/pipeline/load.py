"""The load stage: records → rows and stories, deduplicated, in one transaction a batch."""

from __future__ import annotations

from db.write.load import load_pages
from flows.pipeline.batch import Loaded, Pages
from flows.pipeline.outcomes import record_missing, record_unread
from flows.pipeline.reparse import write_again
from flows.pipeline.stories import decide_moved
from tasks.records import PageResult
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
    """The results with those of captures that somebody else has loaded meanwhile."""
    missing = record_missing(pages.batch.context, first_item + len(results), pages.missing)
    waiting = iter(results)
    ids = [item.capture_id for item in pages.captures.items if isinstance(item, CaptureItem)]
    return [missing.get(number) or next(waiting) for number in ids]
