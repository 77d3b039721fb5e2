"""Texts that a host shows at many addresses in place of its pages; what could not be read of a start page.

Revision 0103.
"""

from __future__ import annotations

from alembic import op

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the database to this revision."""
    op.execute("create table news.repeated_text (repeated_key text not null constraint pk_repeated_text primary key)")
    op.execute("create index ix_sighting_undated on news.sighting (text_key) where place = 0 and published_raw is null")
    op.execute("alter table news.start_page add column last_warning text")
    for name, comment in _COMMENTS.items():
        op.execute(f"comment on {'table' if name.count('.') == 1 else 'column'} {name} is '{comment}'")


def downgrade() -> None:
    """Go back to 0102, which knows no such texts; it is found again which ones are."""
    op.execute("alter table news.start_page drop column last_warning")
    op.execute("drop index news.ix_sighting_undated")
    op.execute("drop table news.repeated_text")


_COMMENTS = {
    "news.repeated_text": "One row per text that a host shows at many addresses in place of its pages: pages that show it"
    " are set aside.",
    "news.repeated_text.repeated_key": "SHA-256, hex, of a host and a text''s digest.",
    "news.start_page.last_warning": "What of its last body could not be read, or is not followed. NULL: nothing.",
}
