"""The tables of 0.1.0, in SQL beside this file. Views, triggers and rights are scripts of ``db/views``, applied after.

Revision 0100, the first one.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from tasks.errors import StopRun

revision = "0100"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the database to this revision."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # exec_driver_sql: the text holds colons and percent signs that are no parameters.
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))


def downgrade() -> None:
    """Empty the database; the table of revisions stays, which Alembic writes to. Raises StopRun where rows would go."""
    if op.get_bind().exec_driver_sql("select exists (select from news.run) or exists (select from news.site)").scalar():
        raise StopRun(
            "a downgrade past revision 0100 drops every table, and this database has rows: make a backup (newsweir db "
            "backup), then drop the schemas news and bi by hand, or restore the backup into another database"
        )
    op.execute("drop schema if exists bi cascade")
    op.execute(
        "do $$ declare name text; begin"
        " for name in select tablename from pg_tables where schemaname = 'news' and tablename <> 'schema_revision' loop"
        " execute format('drop table news.%I cascade', name); end loop;"
        " drop view if exists news.run_account, news.due_page;"
        " drop function if exists news.note_deleted_rows;"
        " drop sequence if exists news.article_change_seq, news.fetch_worker;"
        " end $$"
    )
