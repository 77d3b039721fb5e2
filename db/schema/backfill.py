"""Long work cut into shards: backfills, and re-parsing of the archive."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from db.schema.base import created, instant, metadata, part_of_key, reference, surrogate, text

SHARD_STATES = ("waiting", "taken", "done", "failed")

backfill = Table(
    "backfill",
    metadata,
    surrogate("backfill_id", "backfill"),
    text("backfill_key", "Digest of what was asked for: the same command goes on with the same work.", nullable=False),
    text("kind", "backfill: captures are brought in; reparse: captures of the archive are read again.", nullable=False),
    Column("parameters", JSONB, nullable=False, comment="What was asked for, without secrets."),
    Column("page_count", Integer, nullable=False, server_default="0", comment="Pages of all shards."),
    Column(
        "is_planned",
        Boolean,
        nullable=False,
        server_default="false",
        comment="Whether all shards are there; false: the planning was interrupted and is done again.",
    ),
    created(),
    instant("finished_at", "When the last shard was done (UTC, the database's clock). NULL: there is work left."),
    CheckConstraint("kind in ('backfill', 'reparse')", name="kind"),
    comment="One row per backfill or re-parse: a piece of work cut into shards.",
)
Index("uq_backfill_open", backfill.c.backfill_key, unique=True, postgresql_where=backfill.c.finished_at.is_(None))

backfill_shard = Table(
    "backfill_shard",
    metadata,
    part_of_key("backfill_id", "backfill.backfill_id", "The backfill."),
    Column(
        "shard_number",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="Place in the order of the work, from 1.",
    ),
    text("source", "What the items are: files, warc, warc_urls, urls or captures.", nullable=False),
    Column(
        "items",
        ARRAY(Text),
        nullable=False,
        comment="Paths, records of WARC files (warc:PATH@OFFSET), the address of one WARC file, addresses of pages, or "
        "ids of captures.",
    ),
    Column(
        "page_count",
        Integer,
        nullable=False,
        comment="Pages of the shard; 1 for a remote WARC file (warc_urls) until it is here and they are counted.",
    ),
    text("state", "waiting, taken (by a living process, or by one that died), done or failed.", nullable=False),
    Column(
        "held_by",
        Integer,
        comment="Number of the process that took it last; a live one holds the advisory lock of its number. "
        "NULL: nobody has it.",
    ),
    Column("attempt_count", Integer, nullable=False, server_default="0", comment="How often it was taken."),
    Column(
        "death_count",
        Integer,
        nullable=False,
        server_default="0",
        comment="How often a process died of it that another one watched; after five it is given up.",
    ),
    Column(
        "done_count", Integer, nullable=False, server_default="0", comment="Pages done or left out by the last attempt."
    ),
    reference("run_id", "run.run_id", "Run that took it last. NULL: none did.", nullable=True, index=False),
    instant("taken_at", "When it was taken last (UTC). NULL: it was not."),
    instant("done_at", "When it was done (UTC). NULL: it is not."),
    Column(
        "byte_count",
        BigInteger,
        comment="Bytes of the shard's remote WARC file. NULL: it is none, or its server did not say.",
    ),
    Column("fetched_bytes", BigInteger, comment="Bytes of it that are here. NULL: none were asked for."),
    text("error", "What ended the last attempt that failed. NULL: none did."),
    CheckConstraint(f"state in ({', '.join(repr(state) for state in SHARD_STATES)})", name="state"),
    comment="One row per shard: pages that one process does from beginning to end; what is done is never done again.",
)
Index(
    "ix_backfill_shard_open",
    backfill_shard.c.backfill_id,
    backfill_shard.c.shard_number,
    postgresql_where=backfill_shard.c.state.in_(("waiting", "taken")),
)
