"""The distinct prints of articles, which decide which article each is, whatever the order of loading.

Revision 0102. Which prints there are is read from the sightings after the migration (``db.write.fill``).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tasks.errors import StopRun

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None

_KEYS = (
    ("url_key", "Digest of the article's address. NULL: none is told.", True),
    ("page_key", "Digest of the address of the page that is about it. NULL: it is a card.", True),
    ("wording_key", "Digest of the text; of one below 900 characters, of text and title.", False),
)


def upgrade() -> None:
    """Move the database to this revision."""
    columns = {name: sa.Column(name, sa.LargeBinary, nullable=optional, comment=what) for name, what, optional in _KEYS}
    op.create_table(
        "print",
        sa.Column("print_key", sa.LargeBinary, comment="Digest of all that the print says."),
        sa.Column("article_id", sa.BigInteger, nullable=False, comment="Article that the print is."),
        columns["url_key"],
        columns["page_key"],
        sa.Column("publisher_key", sa.Text, comment="Folded name of the publisher as printed. NULL: none is."),
        columns["wording_key"],
        sa.Column("title_key", sa.LargeBinary, nullable=False, comment="Digest of the folded title."),
        sa.Column("has_text", sa.Boolean, nullable=False, comment="Whether it shows any text, and not a title alone."),
        sa.PrimaryKeyConstraint("print_key", name="pk_print"),
        sa.ForeignKeyConstraint(["article_id"], ["news.article.article_id"], name="fk_print_article_id"),
        comment="One row per way in which an article is printed, however many captures show it so; prints that share keys "
        "decide together which of them are one article.",
        schema="news",
    )
    for name in ("article_id", *columns):
        op.create_index(f"ix_print_{name}", "print", [name], schema="news")
    op.drop_column("article_revision", "text_key", schema="news")  # Nothing read it.
    # What a text is known by, its prints say.
    op.execute("alter table news.article_identity disable trigger user")  # The readers' rows are made anew afterwards.
    op.execute("delete from news.article_identity where identity_key like 'text:%'")
    op.execute("alter table news.article_identity enable trigger user")
    _comment(
        "url: and the digest of the article''s address, or page: and the digest of the address of a page about it.",
        "One row per address by which an article is known; where several stood there, it is the key of one of them.",
    )


def downgrade() -> None:
    """Go back to 0101, which knows texts by keys of their own. Raises StopRun where there are articles."""
    if op.get_bind().exec_driver_sql("select exists (select from news.article)").scalar():
        raise StopRun(
            "a downgrade past revision 0102 takes away what the texts of articles are known by, and this database has"
            " articles: restore a backup into another database instead"
        )
    op.drop_table("print", schema="news")
    column = sa.Column("text_key", sa.Text, nullable=False, server_default="", comment="Digest of the folded text.")
    op.add_column("article_revision", column, schema="news")
    op.alter_column("article_revision", "text_key", server_default=None, schema="news")
    _comment(
        "url: or page: and the address digest; or text:, the publisher (empty: unknown) and the text digest.",
        "One row per key that identifies an article; two loaders cannot both own a key, so no article is doubled.",
    )


def _comment(column: str, table: str) -> None:
    op.execute(f"comment on column news.article_identity.identity_key is '{column}'")
    op.execute(f"comment on table news.article_identity is '{table}'")
