"""Shards that are a remote WARC file each: how many pages it has is known once it is here."""

from __future__ import annotations

from sqlalchemy import text

from db.backfill.claims import MINE, ClaimedShard
from db.outage import outlasts_outage
from db.session import engine_for

REMOTE = "warc_urls"
"""Source of such a shard; its one item is the file's address."""

_SIZED = f"""
with before as (select page_count from news.backfill_shard where {MINE} for update),
sized as (update news.backfill_shard set page_count = :count where {MINE})
update news.backfill set page_count = backfill.page_count + :count - before.page_count
from before where backfill_id = :id
"""


@outlasts_outage
def size_shard(url: str, shard: ClaimedShard, page_count: int) -> None:
    """Say how many pages a shard has; its backfill has as many more."""
    with engine_for(url).begin() as connection:
        connection.execute(text(_SIZED), {**_named(shard), "count": page_count})


@outlasts_outage
def note_bytes(url: str, shard: ClaimedShard, fetched: int, size: int | None) -> bool:
    """Say how much of a shard's file is here; whether the shard is still this process's."""
    with engine_for(url).begin() as connection:
        done = connection.execute(
            text(f"update news.backfill_shard set fetched_bytes = :fetched, byte_count = :size where {MINE}"),
            {**_named(shard), "fetched": fetched, "size": size},
        )
        return done.rowcount == 1


@outlasts_outage
def pages_done_before(url: str, address: str, captured_at: str | None, parser_version: str) -> int | None:
    """Pages of a remote file that an earlier backfill did with these rules, all of it. None: none did."""
    with engine_for(url).connect() as connection:
        found = connection.execute(
            text(
                "select max(shard.page_count) from news.backfill_shard as shard"
                " join news.backfill using (backfill_id) join news.run on run.run_id = shard.run_id"
                f" where shard.source = '{REMOTE}' and shard.state = 'done' and shard.items = array[:address]"
                " and run.parser_version = :version"
                " and backfill.parameters->>'captured_at' is not distinct from :moment"
            ),
            {"address": address, "version": parser_version, "moment": captured_at},
        ).scalar_one()
        return int(found) if found is not None else None


@outlasts_outage
def pages_per_byte(url: str) -> float | None:
    """Pages of a byte of the remote WARC files that were done here. None: none were."""
    with engine_for(url).connect() as connection:
        found = connection.execute(
            text(
                "select sum(page_count) / nullif(sum(byte_count), 0)::float8 from news.backfill_shard"
                f" where source = '{REMOTE}' and state = 'done' and byte_count is not null"
            )
        ).scalar_one()
        return float(found) if found else None


def _named(shard: ClaimedShard) -> dict[str, int]:
    return {"id": shard.backfill_id, "number": shard.shard_number, "worker": shard.held_by}
