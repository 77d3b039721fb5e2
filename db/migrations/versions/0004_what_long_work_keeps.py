"""What long work keeps: backfills and their shards; what a reading of a capture was told and said.

Revision 0004, follows 0003.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = Path(__file__).parents[2] / "views" / "v1"


def upgrade() -> None:
    """Move the database to this revision."""
    op.create_table(
        "backfill",
        sa.Column(
            "backfill_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the backfill.",
        ),
        sa.Column(
            "backfill_key",
            sa.Text(),
            nullable=False,
            comment="Digest of what was asked for: the same command goes on with the same work.",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="backfill: captures are brought in; reparse: captures of the archive are read again.",
        ),
        sa.Column(
            "parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What was asked for, without secrets.",
        ),
        sa.Column("page_count", sa.Integer(), server_default="0", nullable=False, comment="Pages of all shards."),
        sa.Column(
            "is_planned",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Whether all shards are there; false: the planning was interrupted and is done again.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the last shard was done (UTC, the database's clock). NULL: there is work left.",
        ),
        sa.CheckConstraint("kind in ('backfill', 'reparse')", name=op.f("ck_backfill_kind")),
        sa.PrimaryKeyConstraint("backfill_id", name=op.f("pk_backfill")),
        schema="news",
        comment="One row per backfill or re-parse: a piece of work cut into shards.",
    )
    op.create_index(
        "uq_backfill_open",
        "backfill",
        ["backfill_key"],
        unique=True,
        schema="news",
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "backfill_shard",
        sa.Column("backfill_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The backfill."),
        sa.Column(
            "shard_number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Place in the order of the work, from 1.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="What the items are: files, warc, urls or captures."),
        sa.Column(
            "items",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="Paths, records of WARC files (warc:PATH@OFFSET), addresses, or ids of captures.",
        ),
        sa.Column("page_count", sa.Integer(), nullable=False, comment="Items of the shard."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="waiting, taken (by a living process, or by one that died), done or failed.",
        ),
        sa.Column(
            "held_by",
            sa.Integer(),
            nullable=True,
            comment="Number of the process that took it last; a live one holds the advisory lock of its number. NULL: nobody has it.",
        ),
        sa.Column("attempt_count", sa.Integer(), server_default="0", nullable=False, comment="How often it was taken."),
        sa.Column(
            "death_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How often a process died of it that another one watched; after five it is given up.",
        ),
        sa.Column(
            "done_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Pages done or left out by the last attempt.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=True, comment="Run that took it last. NULL: none did."),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken last (UTC). NULL: it was not.",
        ),
        sa.Column(
            "done_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done (UTC). NULL: it is not."
        ),
        sa.Column(
            "error", sa.Text(), nullable=True, comment="What ended the last attempt that failed. NULL: none did."
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint("state in ('waiting', 'taken', 'done', 'failed')", name=op.f("ck_backfill_shard_state")),
        sa.ForeignKeyConstraint(
            ["backfill_id"], ["news.backfill.backfill_id"], name=op.f("fk_backfill_shard_backfill_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["news.run.run_id"], name=op.f("fk_backfill_shard_run_id")),
        sa.PrimaryKeyConstraint("backfill_id", "shard_number", name=op.f("pk_backfill_shard")),
        schema="news",
        comment="One row per shard: pages that one process does from beginning to end; what is done is never done again.",
    )
    op.create_index(
        "ix_backfill_shard_open",
        "backfill_shard",
        ["backfill_id", "shard_number"],
        unique=False,
        schema="news",
        postgresql_where=sa.text("state IN ('waiting', 'taken')"),
    )
    op.add_column(
        "appearance",
        sa.Column(
            "sighting_hash",
            sa.Text(),
            nullable=True,
            comment="Digest of what the newest capture says of it. NULL: read before it was kept.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "source_url",
            sa.Text(),
            nullable=True,
            comment="Address that the sidecar, the command or the record gave. NULL: none was given.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "source_site",
            sa.Text(),
            nullable=True,
            comment="Profile that the sidecar or the command named. NULL: none was named.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "charset",
            sa.Text(),
            nullable=True,
            comment="Charset that the sidecar or the answer declared. NULL: none was declared.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "record_hash",
            sa.Text(),
            nullable=True,
            comment="Digest of what was read from it. NULL: nothing was, or before it was kept.",
        ),
        schema="news",
    )
    op.alter_column(
        "run",
        "kind",
        existing_type=sa.TEXT(),
        comment="ingest, backfill, reparse or fetch.",
        existing_comment="ingest, backfill or fetch.",
        existing_nullable=False,
        schema="news",
    )
    op.add_column(
        "run",
        sa.Column(
            "backfill_id",
            sa.BigInteger(),
            sa.ForeignKey("news.backfill.backfill_id", name="fk_run_backfill_id"),
            nullable=True,
            comment="Backfill it did shards of. NULL: it did none.",
        ),
        schema="news",
    )
    op.create_index("ix_run_backfill_id", "run", ["backfill_id"], schema="news")
    for view in ("backfill", "roles"):
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Move it back."""
    op.execute("drop view bi.backfill")
    op.drop_column("run", "backfill_id", schema="news")
    op.alter_column(
        "run",
        "kind",
        existing_type=sa.TEXT(),
        comment="ingest, backfill or fetch.",
        existing_comment="ingest, backfill, reparse or fetch.",
        existing_nullable=False,
        schema="news",
    )
    op.drop_column("capture", "record_hash", schema="news")
    op.drop_column("capture", "charset", schema="news")
    op.drop_column("capture", "source_site", schema="news")
    op.drop_column("capture", "source_url", schema="news")
    op.drop_column("appearance", "sighting_hash", schema="news")
    op.drop_index(
        "ix_backfill_shard_open",
        table_name="backfill_shard",
        schema="news",
        postgresql_where=sa.text("state IN ('waiting', 'taken')"),
    )
    op.drop_table("backfill_shard", schema="news")
    op.drop_index(
        "uq_backfill_open", table_name="backfill", schema="news", postgresql_where=sa.text("finished_at IS NULL")
    )
    op.drop_table("backfill", schema="news")
