"""What a backfill keeps of remote WARC files: how large they are, and how much of them is here.

Revision 0006, follows 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COMMENTS = {
    "source": (
        "What the items are: files, warc, urls or captures.",
        "What the items are: files, warc, warc_urls, urls or captures.",
    ),
    "items": (
        "Paths, records of WARC files (warc:PATH@OFFSET), addresses, or ids of captures.",
        "Paths, records of WARC files (warc:PATH@OFFSET), the address of one WARC file, addresses of pages, or "
        "ids of captures.",
    ),
    "page_count": (
        "Items of the shard.",
        "Pages of the shard; 1 for a remote WARC file (warc_urls) until it is here and they are counted.",
    ),
}


def upgrade() -> None:
    """Move the database to this revision."""
    op.add_column(
        "backfill_shard",
        sa.Column(
            "byte_count",
            sa.BigInteger(),
            nullable=True,
            comment="Bytes of the shard's remote WARC file. NULL: it is none, or its server did not say.",
        ),
        schema="news",
    )
    op.add_column(
        "backfill_shard",
        sa.Column(
            "fetched_bytes",
            sa.BigInteger(),
            nullable=True,
            comment="Bytes of it that are here. NULL: none were asked for.",
        ),
        schema="news",
    )
    for column, (_, comment) in _COMMENTS.items():
        _say(column, comment)


def downgrade() -> None:
    """Move the database back to revision 0005."""
    for column, (comment, _) in _COMMENTS.items():
        _say(column, comment)
    op.drop_column("backfill_shard", "fetched_bytes", schema="news")
    op.drop_column("backfill_shard", "byte_count", schema="news")


def _say(column: str, comment: str) -> None:
    words = comment.replace("'", "''")
    op.execute(f"comment on column news.backfill_shard.{column} is '{words}'")
