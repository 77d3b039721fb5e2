"""What is removed for good and stays away, what left the views, what was checked, what maintenance did.

Revision 0005, follows 0004.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEWS = Path(__file__).parents[2] / "views" / "v1"
LOGGED = "outcome in ('not_modified', 'unchanged', 'failed', 'disallowed', 'gone', 'deferred', 'refused')"
# What was merged before this revision left bi.article, too.
MERGED = """
insert into news.deleted_row (view_name, row_id, cause, created_at)
select 'article', merged_article_id, 'replaced', created_at from news.article_merge order by created_at, 2
"""


def upgrade() -> None:
    """Move the database to this revision."""
    op.create_table(
        "archive_check",
        sa.Column(
            "capture_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Capture whose body is wrong."
        ),
        sa.Column("archive_ref", sa.Text(), nullable=False, comment="Where its bytes should be."),
        sa.Column(
            "problem",
            sa.Text(),
            nullable=False,
            comment="missing, damaged, or wrong_digest (whole, but not the bytes of this capture).",
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="What was found, in a sentence."),
        sa.Column(
            "seen_count",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Checks that found it, one after another.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_archive_check")),
        schema="news",
        comment="One row per capture whose archived body was found missing or damaged; it goes when a check finds it whole.",
    )
    op.create_table(
        "deleted_row",
        sa.Column(
            "change_seq",
            sa.BigInteger(),
            server_default=sa.text("nextval('news.article_change_seq')"),
            autoincrement=False,
            nullable=False,
            comment="Of the sequence of news.article: extract deletions with change_seq > the last one seen.",
        ),
        sa.Column(
            "view_name",
            sa.Text(),
            nullable=False,
            comment="View of schema bi that the row left: article, appearance, story.",
        ),
        sa.Column(
            "row_id",
            sa.BigInteger(),
            nullable=False,
            comment="Its article_id, appearance_id or story_id; never used again.",
        ),
        sa.Column(
            "cause",
            sa.Text(),
            nullable=False,
            comment="purged, retention, or replaced (by what news.article_merge says, or what was decided anew).",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint("view_name in ('article', 'appearance', 'story')", name=op.f("ck_deleted_row_view_name")),
        sa.PrimaryKeyConstraint("change_seq", name=op.f("pk_deleted_row")),
        schema="news",
        comment="One row per row that left a view of schema bi, written by a trigger whoever deletes it.",
    )
    op.create_table(
        "erasure",
        sa.Column(
            "archive_ref", sa.Text(), nullable=False, comment="Record of the archive whose bytes are to be removed."
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("archive_ref", name=op.f("pk_erasure")),
        schema="news",
        comment="One row per record of the archive that waits to be removed; the end of a run or maintenance does it.",
    )
    op.create_table(
        "maintenance",
        sa.Column(
            "maintenance_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the maintenance.",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running (or killed: the next one goes on), completed, failed or interrupted.",
        ),
        sa.Column(
            "is_dry_run",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether it only counted.",
        ),
        sa.Column(
            "steps",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="What each step did: name, counts, seconds. NULL: none has ended.",
        ),
        sa.Column("detail", sa.Text(), nullable=True, comment="Why it failed, in a sentence. NULL: it did not."),
        sa.Column("flow_run_id", sa.Text(), nullable=True, comment="Prefect's flow run id. NULL: run without Prefect."),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended (UTC). NULL: it has not, or was killed.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint(
            "state in ('running', 'completed', 'failed', 'interrupted')", name=op.f("ck_maintenance_state")
        ),
        sa.PrimaryKeyConstraint("maintenance_id", name=op.f("pk_maintenance")),
        schema="news",
        comment="One row per maintenance: what was removed, checked and refreshed.",
    )
    op.create_table(
        "purge",
        sa.Column(
            "purge_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the purge.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="What was purged: article, page, publisher, site."),
        sa.Column(
            "target",
            sa.Text(),
            nullable=False,
            comment="What was named, without its words: article 34, page 12, or the name of a publisher or site.",
        ),
        sa.Column(
            "reason", sa.Text(), nullable=True, comment="Why, in the words of who asked for it. NULL: nothing was said."
        ),
        sa.Column(
            "is_erasing_cards",
            sa.Boolean(),
            nullable=False,
            comment="Whether pages that only list a purged article lose their archived bytes, too.",
        ),
        sa.Column(
            "article_count", sa.BigInteger(), server_default="0", nullable=False, comment="Articles that were removed."
        ),
        sa.Column(
            "appearance_count",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Appearances that were removed.",
        ),
        sa.Column(
            "page_count", sa.BigInteger(), server_default="0", nullable=False, comment="Pages that were removed."
        ),
        sa.Column(
            "body_count",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Records of the archive whose bytes were removed, or wait to be.",
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the last row was removed (UTC). NULL: it was interrupted; the same command goes on.",
        ),
        sa.Column(
            "undone_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its tombstones were lifted (UTC). NULL: they stand. What was removed stays removed.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint("kind in ('article', 'page', 'publisher', 'site')", name=op.f("ck_purge_kind")),
        sa.PrimaryKeyConstraint("purge_id", name=op.f("pk_purge")),
        schema="news",
        comment="One row per purge: a decision that something is to be forgotten.",
    )
    op.create_table(
        "tombstone",
        sa.Column(
            "tombstone_key",
            sa.Text(),
            nullable=False,
            comment="SHA-256, hex, of what must not come back: an identity of an article, an address, bytes, a name, a host.",
        ),
        sa.Column("purge_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Purge that put it here."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["purge_id"], ["news.purge.purge_id"], name=op.f("fk_tombstone_purge_id")),
        sa.PrimaryKeyConstraint("tombstone_key", "purge_id", name=op.f("pk_tombstone")),
        schema="news",
        comment="One row per purge and thing that was purged and must not come back, by whatever way; it does not say what it was.",
    )
    op.create_index("ix_tombstone_purge_id", "tombstone", ["purge_id"], unique=False, schema="news")
    op.add_column(
        "capture",
        sa.Column(
            "purged_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its body was removed from the archive, by a purge or by retention (UTC). NULL: it was not.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "subject",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="What was checked: a host, a layout's field, a site; empty: the run.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "on_failure",
            sa.Text(),
            server_default="warn",
            nullable=False,
            comment="warn or fail: what the check's declaration makes of a result that does not hold.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "hit_count",
            sa.BigInteger(),
            nullable=True,
            comment="How many of total_count had it. NULL: no share was measured.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "total_count",
            sa.BigInteger(),
            nullable=True,
            comment="How many were looked at. NULL: no share was measured.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "expected_min",
            sa.Float(),
            nullable=True,
            comment="Least value that holds. NULL: no lower bound, or no history to draw it from.",
        ),
        schema="news",
    )
    op.add_column(
        "dq_result",
        sa.Column(
            "expected_max",
            sa.Float(),
            nullable=True,
            comment="Largest value that holds. NULL: no upper bound, or no history to draw it from.",
        ),
        schema="news",
    )
    op.drop_constraint(op.f("uq_dq_result_run_id_check_name"), "dq_result", schema="news", type_="unique")
    op.create_index(
        "ix_dq_result_check_name_subject_run_id",
        "dq_result",
        ["check_name", "subject", "run_id"],
        unique=False,
        schema="news",
    )
    op.create_unique_constraint(
        op.f("uq_dq_result_run_id_check_name_subject"), "dq_result", ["run_id", "check_name", "subject"], schema="news"
    )
    op.create_table_comment(
        "dq_result",
        "One row per run, data-quality check and subject; results that hold are the history of later ones.",
        existing_comment="One row per run and data-quality check.",
        schema="news",
    )
    op.add_column(
        "run",
        sa.Column(
            "kept_counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Its pages by outcome and its articles, counted when its rows of run_page were removed by retention. NULL: they are there.",
        ),
        schema="news",
    )
    op.create_index(
        "ix_capture_logged",
        "capture",
        ["capture_id"],
        schema="news",
        postgresql_where=sa.text(LOGGED),
    )
    op.create_check_constraint("on_failure", "dq_result", "on_failure in ('warn', 'fail')", schema="news")
    op.execute(MERGED)
    for view in ("run_account_kept", "run_kept", "leaving", "deleted", "data_quality", "freshness", "roles"):
        # exec_driver_sql: the text holds colons and percent signs that are no parameters.
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Move it back: tombstones are lost, so what was purged may come back; runs lose counts that retention kept."""
    for view in ("freshness", "data_quality", "deleted", "run"):
        op.execute(f"drop view bi.{view}")
    op.execute("drop view news.run_account")
    for table in ("article", "appearance", "story"):
        op.execute(f"drop trigger note_deleted_rows on news.{table}")
    op.execute("drop function news.note_deleted_rows()")
    # The earlier revision has no word for a body that was removed: a reference that leads nowhere keeps the row.
    op.execute("update news.capture set archive_ref = 'removed:' where archive_ref is null and purged_at is not null")
    op.execute(
        "delete from news.dq_result as later using news.dq_result as kept"
        " where (later.run_id, later.check_name) = (kept.run_id, kept.check_name)"
        " and later.dq_result_id > kept.dq_result_id"
    )
    op.drop_index("ix_capture_logged", table_name="capture", schema="news", postgresql_where=sa.text(LOGGED))
    op.drop_constraint(op.f("ck_dq_result_on_failure"), "dq_result", schema="news", type_="check")
    op.drop_column("run", "kept_counts", schema="news")
    op.create_table_comment(
        "dq_result",
        "One row per run and data-quality check.",
        existing_comment="One row per run, data-quality check and subject; results that hold are the history of later ones.",
        schema="news",
    )
    op.drop_constraint(op.f("uq_dq_result_run_id_check_name_subject"), "dq_result", schema="news", type_="unique")
    op.drop_index("ix_dq_result_check_name_subject_run_id", table_name="dq_result", schema="news")
    op.create_unique_constraint(
        op.f("uq_dq_result_run_id_check_name"), "dq_result", ["run_id", "check_name"], schema="news"
    )
    op.drop_column("dq_result", "expected_max", schema="news")
    op.drop_column("dq_result", "expected_min", schema="news")
    op.drop_column("dq_result", "total_count", schema="news")
    op.drop_column("dq_result", "hit_count", schema="news")
    op.drop_column("dq_result", "on_failure", schema="news")
    op.drop_column("dq_result", "subject", schema="news")
    op.drop_column("capture", "purged_at", schema="news")
    op.drop_index("ix_tombstone_purge_id", table_name="tombstone", schema="news")
    op.drop_table("tombstone", schema="news")
    op.drop_table("purge", schema="news")
    op.drop_table("maintenance", schema="news")
    op.drop_table("erasure", schema="news")
    op.drop_table("deleted_row", schema="news")
    op.drop_table("archive_check", schema="news")
    for view in ("run_account", "run", "roles"):
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))
