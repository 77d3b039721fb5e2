"""What is removed for good: purges, the tombstones that keep it away, what left the tables, what maintenance did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from db.schema.articles import change_seq
from db.schema.base import created, instant, metadata, part_of_key, surrogate, text

PURGED_KINDS = ("article", "page", "publisher", "site")


def _count(name: str, comment: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0", comment=comment)


purge = Table(
    "purge",
    metadata,
    surrogate("purge_id", "purge"),
    text("kind", f"What was purged: {', '.join(PURGED_KINDS)}.", nullable=False),
    text(
        "target",
        "What was named, without its words: article 34, page 12, or the name of a publisher or site.",
        nullable=False,
    ),
    text("reason", "Why, in the words of who asked for it. NULL: nothing was said."),
    Column(
        "is_erasing_cards",
        Boolean,
        nullable=False,
        comment="Whether pages that only list a purged article lose their archived bytes, too.",
    ),
    _count("article_count", "Articles that were removed."),
    _count("appearance_count", "Appearances that were removed."),
    _count("page_count", "Pages that were removed."),
    _count("body_count", "Records of the archive whose bytes were removed, or wait to be."),
    instant("finished_at", "When the last row was removed (UTC). NULL: it was interrupted; the same command goes on."),
    instant("undone_at", "When its tombstones were lifted (UTC). NULL: they stand. What was removed stays removed."),
    created(),
    CheckConstraint(f"kind in ({', '.join(map(repr, PURGED_KINDS))})", name="kind"),
    comment="One row per purge: a decision that something is to be forgotten.",
)

tombstone = Table(
    "tombstone",
    metadata,
    Column(
        "tombstone_key",
        Text,
        primary_key=True,
        comment="SHA-256, hex, of what must not come back: an identity of an article, an address, bytes, a name, a host.",
    ),
    part_of_key("purge_id", "purge.purge_id", "Purge that put it here."),
    created(),
    Index("ix_tombstone_purge_id", "purge_id"),
    comment="One row per purge and thing that was purged and must not come back, by whatever way; it does not say what it was.",
)

deleted_row = Table(
    "deleted_row",
    metadata,
    Column(
        "change_seq",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        server_default=change_seq.next_value(),
        comment="Of the sequence of news.article: extract deletions with change_seq > the last one seen.",
    ),
    text("view_name", "View of schema bi that the row left.", nullable=False),
    Column(
        "row_id",
        BigInteger,
        comment="Its surrogate key, never used again. NULL: its key is not one number, see row_key.",
    ),
    text(
        "cause",
        "purged, retention, or replaced (by what news.article_merge says, or what was decided anew).",
        nullable=False,
    ),
    created(),
    text("row_key", "The columns of its key, joined by a colon. NULL: it left before this was kept."),
    comment="One row per row that left a view of schema bi, written when the transaction that removed it commits.",
)

maintenance = Table(
    "maintenance",
    metadata,
    surrogate("maintenance_id", "maintenance"),
    text("state", "running (or killed: the next one goes on), completed, failed or interrupted.", nullable=False),
    Column("is_dry_run", Boolean, nullable=False, server_default=sql("false"), comment="Whether it only counted."),
    Column("steps", JSONB, comment="What each step did: name, counts, seconds. NULL: none has ended."),
    text("detail", "Why it failed, in a sentence. NULL: it did not."),
    text("flow_run_id", "Prefect's flow run id. NULL: run without Prefect."),
    instant("finished_at", "When it ended (UTC). NULL: it has not, or was killed."),
    created(),
    CheckConstraint("state in ('running', 'completed', 'failed', 'interrupted')", name="state"),
    comment="One row per maintenance: what was removed, checked and refreshed.",
)
