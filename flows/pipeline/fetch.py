"""The fetch stage: network → archive. Addresses of a batch are asked politely; answers are archived and recorded.

A crash loses nothing: a body is in the archive before its row, its row before it is read; a later run finds the first
by the archive's open files and the second by its outcome ``fetched``.
"""

from __future__ import annotations

from db.fetching.frontier import working
from flows.pipeline.batch import Batch, Captures
from flows.pipeline.resume import resume
from tasks.attempt import AttemptOutcome
from tasks.work import CaptureItem

_OWN_PROCESS_FROM = 256
"""Pages of a batch from which a process of its own archives them; for a few, a thread costs less than its start."""


def fetch(batch: Batch) -> Captures:
    """Fetch and archive the pages at the addresses of a batch; batches of other items pass through.

    What an earlier try of the same batch has archived is not asked for again.
    Raises StopRun when the archive cannot be written, TryAgain when the database stays unreachable or the archive
    writer died.
    """
    if not batch.is_fetched:
        is_waiting = bool(batch.items) and isinstance(batch.items[0], CaptureItem)
        return resume(batch) if is_waiting else Captures(batch, batch.items)
    writer = batch.resources.archive_writer if len(batch.items) >= _OWN_PROCESS_FROM else None
    if writer is not None:
        writer.start()  # It loads what it needs while this process does.
    from flows.pipeline.asking import Asking

    with working(batch.context.database_url) as worker:
        plan = Asking(batch, worker, writer).run()
    pages = {
        url: final.capture_id
        for url, final in batch.finals.items()
        if final.outcome is AttemptOutcome.FETCHED and final.capture_id and plan.is_page(url)
    }
    if not plan.is_read:
        pages = {}
    return Captures(batch, [CaptureItem(number) for number in pages.values()], plan, list(pages))
