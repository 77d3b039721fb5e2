"""A remote WARC file as a process of a backfill does it: brought here, read in batches, removed when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.backfill.claims import ClaimedShard
from db.backfill.remote import note_bytes, pages_done_before, size_shard
from flows.pipeline.context import WebSettings
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.claims import Items
from flows.shards.downloads import bring_warc, remove_abandoned
from flows.shards.pending import pending_batches
from tasks.version import PARSER_VERSION


def remote_parts(
    shard: ClaimedShard, parameters: BackfillParameters, url: str, web: WebSettings, downloads: Path
) -> Iterator[tuple[Items, int]]:
    """Batches of a remote WARC file, and how many of its pages each part stands for.

    A file that an earlier backfill did with these rules is not asked for again, unless more than new pages are wanted.
    Raises ShardUnusable when this file cannot be had, StopRun when none of its host can.
    """
    address = shard.items[0]
    if parameters.mode == "none":
        moment = parameters.model_dump(mode="json")["captured_at"]
        known = pages_done_before(url, address, moment, PARSER_VERSION)
        if known is not None:
            size_shard(url, shard, known)
            yield (), known
            return
    remove_abandoned(downloads.parent)
    items = bring_warc(address, downloads, web, lambda have, size: note_bytes(url, shard, have, size))
    size_shard(url, shard, len(items))
    chunks = [items[start : start + parameters.shard_size] for start in range(0, len(items), parameters.shard_size)]
    for chunk in reversed(chunks) if parameters.order == "newest" else chunks:
        yield from pending_batches(chunk, parameters, url, downloads)
