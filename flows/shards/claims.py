"""The shards of a backfill as one process takes them: claim one, do its batches, close it, claim the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from db.backfill.claims import ClaimedShard, claim_shard, fail_shard, finish_shard, note_progress, release_shard
from db.fetching.worker import Worker
from db.runs import link_run
from flows.pipeline.context import RunContext
from tasks.errors import ShardUnusable
from tasks.work import WorkItem

Items = Sequence[WorkItem]
Parts = Callable[[ClaimedShard], Iterator[tuple[Items, int]]]
"""Gives the batches of a shard, and how many of its items each part of it stands for."""


class Claims:
    """The shards of one backfill as this process takes them. ``end`` gives back what was not finished.

    ``clear`` is called with each shard that is done, when the database knows it.
    """

    def __init__(
        self, url: str, backfill_id: int, parts: Parts, clear: Callable[[ClaimedShard], None] = lambda _: None
    ) -> None:
        self._url, self._id, self._parts, self._clear = url, backfill_id, parts, clear
        self._worker: Worker | None = None
        self._shard: ClaimedShard | None = None

    def batches(self, context: RunContext) -> Iterator[Items]:
        """The batches of one shard after the other, until none waits. A shard is closed when its last batch is done."""
        self._worker = worker = Worker(self._url)
        link_run(self._url, context.run_id, self._id)
        while (shard := claim_shard(self._url, self._id, worker.number, context.run_id)) is not None:
            self._shard = shard
            try:
                yield from self._done_in_parts(shard)
            except ShardUnusable as error:
                fail_shard(self._url, shard, str(error))
                continue
            finish_shard(self._url, shard)
            self._shard = None
            self._clear(shard)

    def _done_in_parts(self, shard: ClaimedShard) -> Iterator[Items]:
        done = 0
        for items, count in self._parts(shard):
            if items:
                yield items
            done += count
            note_progress(self._url, shard, done)

    def end(self, error: BaseException | None) -> None:
        """Release all locks; a shard under way waits for the next who claims."""
        worker, shard = self._worker, self._shard
        if worker is None:
            return
        if shard is not None:
            words = str(error) if isinstance(error, Exception) else None
            release_shard(self._url, shard, words)
        worker.close()
