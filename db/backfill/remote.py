"""Shards that are a remote WARC file each: how many pages it has is known once it is here."""

from __future__ import annotations

from db.backfill.claims import MINE, ClaimedShard, named
from db.query import change_rows, query_value

REMOTE = "warc_urls"
"""Source of such a shard; its one item is the file's address."""

_SIZED = f"""
with before as (select page_count from news.backfill_shard where {MINE} for update),
sized as (update news.backfill_shard set page_count = :count where {MINE})
update news.backfill set page_count = backfill.page_count + :count - before.page_count
from before where backfill_id = :id
"""


def size_shard(url: str, shard: ClaimedShard, page_count: int) -> None:
    """Say how many pages a shard has; its backfill has as many more."""
    change_rows(url, _SIZED, count=page_count, **named(shard))


def note_bytes(url: str, shard: ClaimedShard, fetched: int, size: int | None) -> bool:
    """Say how much of a shard's file is here; whether the shard is still this process's."""
    note = f"update news.backfill_shard set fetched_bytes = :fetched, byte_count = :size where {MINE}"
    return change_rows(url, note, fetched=fetched, size=size, **named(shard)) == 1


def pages_done_before(url: str, address: str, captured_at: str | None, parser_version: str) -> int | None:
    """Pages of a remote file that an earlier backfill did with these rules, all of it. None: none did."""
    query = (
        "select max(shard.page_count) from news.backfill_shard as shard"
        " join news.backfill using (backfill_id) join news.run on run.run_id = shard.run_id"
        f" where shard.source = '{REMOTE}' and shard.state = 'done' and shard.items = array[:address]"
        " and run.parser_version = :version and backfill.parameters->>'captured_at' is not distinct from :moment"
    )
    found: int | None = query_value(url, query, address=address, version=parser_version, moment=captured_at)
    return found


def pages_per_byte(url: str) -> float | None:
    """Pages of a byte of the remote WARC files that were done here. None: none were."""
    query = (
        "select sum(page_count) / nullif(sum(byte_count), 0)::float8 from news.backfill_shard"
        f" where source = '{REMOTE}' and state = 'done' and byte_count is not null"
    )
    return query_value(url, query) or None
