"""What the stored rows of schema bi need of schema news: decisions about publishers, deletions of rows of every view.

Revision 0101. The stored rows themselves (schema star) are made by scripts of ``db/views`` and filled after a migration.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from tasks.errors import StopRun

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the database to this revision."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for name, comment in _COMMENTS.items():
        quoted = comment.replace("'", "''")
        op.execute(f"comment on {'table' if name.count('.') == 1 else 'column'} {name} is '{quoted}'")


def downgrade() -> None:
    """Go back to 0100, whose program makes its own views. Raises StopRun where there are rows."""
    if op.get_bind().exec_driver_sql("select exists (select from news.run) or exists (select from news.site)").scalar():
        raise StopRun(
            "a downgrade past revision 0101 takes away what people decided about publishers and the readers' views, one "
            "past 0100 drops every table, and this database has rows: restore a backup into another database instead"
        )
    op.execute("drop schema if exists star cascade")
    op.execute("drop schema if exists bi cascade")
    op.execute("create schema bi")
    op.execute("delete from news.deleted_row where view_name not in ('article', 'slot', 'story')")
    op.execute("update news.deleted_row set view_name = 'appearance' where view_name = 'slot'")
    op.execute("alter table news.deleted_row drop column row_key, alter column row_id set not null")
    op.execute(
        "alter table news.deleted_row add constraint ck_deleted_row_view_name"
        " check (view_name in ('article', 'appearance', 'story'))"
    )
    op.execute("drop table news.publisher_decision")


_COMMENTS = {
    "news.publisher_decision": "One row per decision of a person about a publisher's name; it holds whatever is loaded or"
    " re-parsed.",
    "news.publisher_decision.publisher_decision_id": "Surrogate key of the decision.",
    "news.publisher_decision.kind": "merge: the publisher is into_key's; split: it stands for itself; rename: readers see"
    " name; parent: into_key owns it.",
    "news.publisher_decision.publisher_key": "Publisher that was decided about; it need not be there yet.",
    "news.publisher_decision.into_key": "Publisher that it is, or that owns it. NULL: the decision names none.",
    "news.publisher_decision.name": "Name that readers see. NULL: the decision is no rename.",
    "news.publisher_decision.note": "Why, in the words of who decided it. NULL: nothing was said.",
    "news.publisher_decision.undone_at": "When it was undone (UTC). NULL: it stands.",
    "news.publisher_decision.created_at": "When the row was inserted (UTC, the database's clock).",
    "news.deleted_row": "One row per row that left a view of schema bi, written when the transaction that removed it"
    " commits.",
    "news.deleted_row.view_name": "View of schema bi that the row left.",
    "news.deleted_row.row_id": "Its surrogate key, never used again. NULL: its key is not one number, see row_key.",
    "news.deleted_row.row_key": "The columns of its key, joined by a colon. NULL: it left before this was kept.",
}
