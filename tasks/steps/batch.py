"""A batch as a Prefect task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.records import PageResult
from tasks.steps import BatchContext, close_archives, run_batch

if TYPE_CHECKING:
    from prefect.tasks import Task


def batch_task(context: BatchContext) -> Task[Any, Any]:
    """``run_batch`` as a Prefect task of the items alone. One task run is one batch, never one page.

    Prefect's retries cover lost infrastructure only: the loader repeats its own transactions.
    """
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    def ingest_batch(first_item: int, items: list[str], is_files: bool = True) -> list[PageResult]:
        try:
            return run_batch(context, first_item, [Path(item) for item in items] if is_files else items)
        finally:
            close_archives()  # The next batch may be another process's.

    return task(name="ingest batch", cache_policy=NO_CACHE, persist_result=False)(ingest_batch)
