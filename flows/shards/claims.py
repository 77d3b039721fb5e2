"""The shards of a backfill as one process takes them: claim one, do its batches, close it, claim the next.

While the last batch of a shard is loaded the next one is claimed and split, so a process may hold two.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from db.backfill.claims import ClaimedShard, claim_shard, fail_shard, finish_shard, note_progress, release_shard
from db.backfill.remote import REMOTE
from db.fetching.worker import Worker
from db.runs import link_run
from flows.pipeline.context import RunContext
from tasks.errors import ShardUnusable
from tasks.work import WorkItem

Items = Sequence[WorkItem]
Parts = Callable[[ClaimedShard], Iterator[tuple[Items, int]]]
"""Gives the batches of a shard, and how many of its items each part of it stands for."""
_Note = Callable[[], None]


class Claims:
    """The shards of one backfill as this process takes them. ``end`` gives back what was not finished.

    ``clear`` is called with each shard that is done, when the database knows it.
    """

    def __init__(
        self, url: str, backfill_id: int, parts: Parts, clear: Callable[[ClaimedShard], None] = lambda _: None
    ) -> None:
        self._url, self._id, self._parts, self._clear = url, backfill_id, parts, clear
        self._worker: Worker | None = None
        self._shards: list[ClaimedShard] = []
        """Those in hand, the oldest first."""
        self._given: deque[list[_Note]] = deque()
        """Of each batch that is given out and not loaded yet, what is to be noted behind it."""

    def batches(self, context: RunContext) -> Iterator[Items]:
        """The batches of one shard after the other, until none waits; ``batch_done`` is to be called for each.

        An empty one asks to wait until those before it are done: for room for a file that is to come, and so that a
        shard that ends its process, as it did before, takes no other one with it.
        """
        self._worker = worker = Worker(self._url)
        link_run(self._url, context.run_id, self._id)
        while (shard := claim_shard(self._url, self._id, worker.number, context.run_id)) is not None:
            self._shards.append(shard)
            is_alone = shard.source == REMOTE or shard.death_count > 0
            if is_alone:
                yield ()
            try:
                yield from self._done_in_parts(shard)
            except ShardUnusable as error:
                self._behind(partial(self._closed, shard, partial(fail_shard, self._url, shard, str(error))))
                continue
            self._behind(partial(self._closed, shard, partial(finish_shard, self._url, shard)))
            self._behind(partial(self._clear, shard))
            if is_alone:
                yield ()

    def batch_done(self) -> None:
        """The oldest batch that was given out is loaded."""
        for note in self._given.popleft():
            note()

    def _done_in_parts(self, shard: ClaimedShard) -> Iterator[Items]:
        done = 0
        for items, count in self._parts(shard):
            if items:
                self._given.append([])
                yield items
            done += count
            self._behind(partial(note_progress, self._url, shard, done))

    def _behind(self, note: _Note) -> None:
        """Note it when all batches that are given out are loaded, at once where they are."""
        if self._given:
            self._given[-1].append(note)
        else:
            note()

    def _closed(self, shard: ClaimedShard, note: _Note) -> None:
        note()
        self._shards.remove(shard)

    def end(self, error: BaseException | None) -> None:
        """Release all locks; a shard under way waits for the next who claims."""
        if self._worker is None:
            return
        words = str(error) if isinstance(error, Exception) else None
        for shard in self._shards:
            release_shard(self._url, shard, words)
            words = None  # The others were not worked on yet.
        self._worker.close()
