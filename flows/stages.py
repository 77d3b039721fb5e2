"""The stages as Prefect tasks: one task run per batch and stage, with its own name, time, retries and failure.

The only module with ``@task`` for stages. What travels between them is handed on in memory and never persisted; a stage
that a batch does not have is no task run. Prefect's retries cover what can be done again as it is: a load finds its
records still in memory, a fetch asks only for what is not archived yet.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from prefect import get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.pipeline import discover as discover_stage
from flows.pipeline import fetch as fetch_stage
from flows.pipeline import load as load_stage
from flows.pipeline import split as split_stage
from flows.pipeline.batch import Batch, Captures, Loaded, Pages
from tasks.errors import TryAgain
from tasks.records import PageResult

T = TypeVar("T")
_TRIES_AGAIN = 2
_RETRY_SECONDS = [2.0, 10.0]


def fetch(batch: Batch) -> Captures:
    """Network → archive. Files, WARC records and archived captures pass through."""
    return _fetch(batch) if batch.is_fetched else fetch_stage.fetch(batch)


def split(captures: Captures) -> Pages:
    """Archive → records, in processes that may be killed."""
    return _split(captures) if captures.items else split_stage.split(captures)


def load(pages: Pages) -> Loaded:
    """Records → rows and stories, in one transaction."""
    return _load(pages)


def discover(loaded: Loaded) -> list[PageResult]:
    """Links of what was fetched → frontier; what became of each page of the batch."""
    return _discover(loaded) if loaded.captures.fetched is not None else discover_stage.discover(loaded)


def _can_be_tried_again(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a failure is of the kind that passes: a database or a child process that was lost."""
    return isinstance(state.result(raise_on_failure=False), TryAgain)


def _stage(name: str, batch_of: Callable[[Any], Batch], work: Callable[[Any], T]) -> Callable[[Any], T]:
    """A stage as a task whose runs are named for people and leave one structured line in the log."""

    def run_name() -> str:
        return f"{name}: {batch_of(runtime.task_run.parameters['given']).title}"

    @task(
        name=name, task_run_name=run_name, cache_policy=NO_CACHE, persist_result=False, retries=_TRIES_AGAIN,
        retry_delay_seconds=_RETRY_SECONDS, retry_condition_fn=_can_be_tried_again,
    )  # fmt: skip
    def run(given: Any) -> T:
        started, batch = time.perf_counter(), batch_of(given)
        where = f"stage={name} run={batch.context.run_id} batch={batch.number} pages={len(batch.items)}"
        logger = get_run_logger()
        if runtime.task_run.run_count > 1:
            logger.warning("%s try=%d of %d", where, runtime.task_run.run_count, _TRIES_AGAIN + 1)
        try:
            done = work(given)
        except Exception as error:
            logger.error(
                "%s seconds=%.2f error=%s: %s", where, time.perf_counter() - started, type(error).__name__, error
            )
            raise
        logger.info("%s seconds=%.2f %s", where, time.perf_counter() - started, _counts(batch, done))
        return done

    return run


def _counts(batch: Batch, done: object) -> str:
    """What a stage brought, as ``name=count`` pairs, with the hosts of a batch that was fetched."""
    counts: Counter[str] = Counter()
    if isinstance(done, Captures):
        counts.update(final.outcome.value for final in batch.finals.values())
    elif isinstance(done, Pages):
        records = [record for _, record in done.readings] if done.readings is not None else done.records
        counts.update(record.reason or "accepted" for record in records)
    else:
        results = done.results if isinstance(done, Loaded) else done
        assert isinstance(results, list)
        counts.update(result.outcome.value for result in results)
    words = [f"{name}={count}" for name, count in sorted(counts.items())]
    return " ".join([*words, f"hosts={','.join(batch.hosts)}"] if batch.is_fetched else words)


_fetch = _stage("fetch", lambda batch: batch, fetch_stage.fetch)
_split = _stage("split", lambda captures: captures.batch, split_stage.split)
_load = _stage("load", lambda pages: pages.batch, load_stage.load)
_discover = _stage("discover", lambda loaded: loaded.batch, discover_stage.discover)
