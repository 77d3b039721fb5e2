"""Stories are found and kept: their index, what people decided, rebuilds, and the texts that articles had before.

Revision 0002, follows 0001.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS = Path(__file__).parents[2] / "views" / "v1"
COMMENTS = """
comment on column bi.article.story_id is 'Story of the article, a key into bi.story. NULL: it says too little to be in one (fewer than eight words).';
comment on column bi.article.story_kind is 'What kind of copy it is in its story: exact, syndicated, excerpt or revision. NULL: none; it came first, or is in no story.';
"""
COMMENTS_BEFORE = """
comment on column bi.article.story_id is 'Story of articles that are one text. NULL: it is in none.';
comment on column bi.article.story_kind is 'What kind of copy it is in its story: exact, syndicated, excerpt or revision. NULL: in none.';
"""


def upgrade() -> None:
    """Move the database to this revision; articles that are there get their stories by ``newsweir stories rebuild``."""
    # Nothing filled these tables before this revision; rows that somebody put there say no wording.
    op.execute("delete from news.story_member")
    op.execute("delete from news.story")
    op.create_table(
        "story_pair",
        sa.Column(
            "text_a", sa.Integer(), autoincrement=False, nullable=False, comment="The wording with the smaller id."
        ),
        sa.Column(
            "text_b", sa.Integer(), autoincrement=False, nullable=False, comment="The wording with the larger id."
        ),
        sa.Column(
            "containment",
            sa.Float(),
            nullable=False,
            comment="Share of the shorter text's word runs held by the longer one, 0 to 1.",
        ),
        sa.Column("jaccard", sa.Float(), nullable=False, comment="Shared word runs over all of both texts, 0 to 1."),
        sa.Column(
            "size_ratio",
            sa.Float(),
            nullable=False,
            comment="Word runs of the shorter over those of the longer, 0 to 1.",
        ),
        sa.Column("agreement", sa.Float(), nullable=False, comment="Share of the numbers that agree, 0 to 1."),
        sa.CheckConstraint("text_a < text_b", name=op.f("ck_story_pair_order")),
        sa.PrimaryKeyConstraint("text_a", "text_b", name=op.f("pk_story_pair")),
        schema="news",
        comment="One row per pair of wordings that are alike; all pairs together decide what is one story.",
    )
    op.create_index(op.f("ix_story_pair_text_b"), "story_pair", ["text_b"], unique=False, schema="news")
    op.create_table(
        "story_rebuild",
        sa.Column(
            "story_rebuild_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the rebuild.",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running (killed ones go on when asked again), completed or abandoned.",
        ),
        sa.Column(
            "algorithm_version", sa.Text(), nullable=False, comment="Version of the clustering that it decides with."
        ),
        sa.Column("last_article_id", sa.BigInteger(), nullable=False, comment="Articles up to this one are decided."),
        sa.Column(
            "begun_change_seq",
            sa.BigInteger(),
            nullable=False,
            comment="Articles that changed since are decided again.",
        ),
        sa.Column(
            "article_count", sa.BigInteger(), nullable=True, comment="Articles that are in a story. NULL: not complete."
        ),
        sa.Column(
            "moved_count",
            sa.BigInteger(),
            nullable=True,
            comment="Articles whose story has other members than before. NULL: not complete.",
        ),
        sa.Column(
            "relabelled_count",
            sa.BigInteger(),
            nullable=True,
            comment="Other articles whose kind of copy changed. NULL: not complete.",
        ),
        sa.Column("story_count_before", sa.BigInteger(), nullable=True, comment="Stories before. NULL: not complete."),
        sa.Column("story_count", sa.BigInteger(), nullable=True, comment="Stories after. NULL: not complete."),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the new stories took the place of the old (UTC). NULL: they have not.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("story_rebuild_id", name=op.f("pk_story_rebuild")),
        schema="news",
        comment="One row per rebuild of all stories, with how far it came and what it moved.",
    )
    op.create_table(
        "story_sample",
        sa.Column(
            "run_hash",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="32 bits of the hash of a run of words.",
        ),
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False, comment="Wording that holds the run."),
        sa.PrimaryKeyConstraint("run_hash", "text_id", name=op.f("pk_story_sample")),
        schema="news",
        comment="One row per wording and sampled run of words: the index that finds copies.",
    )
    op.create_table(
        "story_text",
        sa.Column(
            "text_id", sa.Integer(), sa.Identity(always=False), nullable=False, comment="Surrogate key of the wording."
        ),
        sa.Column(
            "text_hash",
            sa.Uuid(),
            nullable=False,
            comment="Identity: 128-bit digest of the folded words; of a text below 40 words with those of its title.",
        ),
        sa.Column("run_count", sa.Integer(), nullable=False, comment="Different runs of four words."),
        sa.Column(
            "word_count",
            sa.Integer(),
            nullable=False,
            comment="Words; a character of a script without spaces is a part.",
        ),
        sa.Column(
            "sample_count", sa.SmallInteger(), nullable=False, comment="Rows of story_sample under which it is filed."
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_story_text")),
        sa.UniqueConstraint("text_hash", name=op.f("uq_story_text_text_hash")),
        schema="news",
        comment="One row per wording that an article has or had, however many articles print it.",
    )
    op.create_table(
        "story_override",
        sa.Column(
            "story_override_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the decision.",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="merge: both are one story; split: article_id is not in the story of the other.",
        ),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article that was merged or taken out."),
        sa.Column(
            "other_article_id",
            sa.BigInteger(),
            nullable=False,
            comment="Article that it was merged with, or taken away from.",
        ),
        sa.Column(
            "note", sa.Text(), nullable=True, comment="Why, in the words of who decided it. NULL: nothing was said."
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint("kind in ('merge', 'split')", name=op.f("ck_story_override_kind")),
        sa.CheckConstraint("article_id <> other_article_id", name=op.f("ck_story_override_two")),
        sa.ForeignKeyConstraint(["article_id"], ["news.article.article_id"], name=op.f("fk_story_override_article_id")),
        sa.ForeignKeyConstraint(
            ["other_article_id"], ["news.article.article_id"], name=op.f("fk_story_override_other_article_id")
        ),
        sa.PrimaryKeyConstraint("story_override_id", name=op.f("pk_story_override")),
        sa.UniqueConstraint(
            "article_id", "other_article_id", name=op.f("uq_story_override_article_id_other_article_id")
        ),
        schema="news",
        comment="One row per pair of articles of which a person decided; it holds through every later clustering.",
    )
    op.create_index(
        op.f("ix_story_override_other_article_id"), "story_override", ["other_article_id"], unique=False, schema="news"
    )
    op.create_table(
        "article_revision",
        sa.Column(
            "article_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Article whose text was replaced.",
        ),
        sa.Column(
            "revision_number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="1 for the first text, then rising.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title that went with the text."),
        sa.Column("body", sa.Text(), nullable=False, comment="The text that was replaced, as printed."),
        sa.Column("word_count", sa.Integer(), nullable=False, comment="Words of the text."),
        sa.Column("text_key", sa.Text(), nullable=False, comment="Digest of the folded text."),
        sa.Column(
            "words_added_count",
            sa.Integer(),
            nullable=False,
            comment="Words of the text that replaced it and not of this one.",
        ),
        sa.Column(
            "words_removed_count",
            sa.Integer(),
            nullable=False,
            comment="Words of this text and not of its replacement.",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the latest capture that showed it (UTC). NULL: unknown.",
        ),
        sa.Column(
            "replaced_capture_id",
            sa.BigInteger(),
            nullable=False,
            comment="Capture that showed the text that replaced it.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("fk_article_revision_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_capture_id"], ["news.capture.capture_id"], name=op.f("fk_article_revision_replaced_capture_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "revision_number", name=op.f("pk_article_revision")),
        schema="news",
        comment="One row per text that an article had before the one in news.article; the newest has the largest number.",
    )
    op.create_index(
        op.f("ix_article_revision_replaced_capture_id"),
        "article_revision",
        ["replaced_capture_id"],
        unique=False,
        schema="news",
    )
    op.add_column(
        "story",
        sa.Column(
            "first_certainty",
            sa.Text(),
            server_default="unknown",
            nullable=False,
            comment="How sure it is which came first: only (there is one article), certain (its latest possible instant is before every other's earliest), likely (dates overlap, or not all are known), unknown (it is not dated).",
        ),
        schema="news",
    )
    op.add_column(
        "story",
        sa.Column(
            "is_manual",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="True when a person's merge or split shaped it.",
        ),
        schema="news",
    )
    op.add_column(
        "story_member",
        sa.Column("text_id", sa.Integer(), nullable=False, comment="Its wording, a row of story_text."),
        schema="news",
    )
    op.add_column(
        "story_member",
        sa.Column(
            "compared_article_id",
            sa.BigInteger(),
            nullable=True,
            comment="Article of the story that the figures compare it with. NULL: manual, or alone.",
        ),
        schema="news",
    )
    op.add_column(
        "story_member",
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        schema="news",
    )
    op.alter_column(
        "story_member",
        "kind",
        existing_type=sa.TEXT(),
        nullable=True,
        comment="What kind of copy it is: exact, syndicated, excerpt or revision. NULL: none, it came first and is no excerpt.",
        existing_comment="What kind of copy it is: exact, syndicated, excerpt or revision.",
        schema="news",
    )
    op.alter_column(
        "story_member",
        "containment",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Share of the shorter text's word runs held by the longer one. NULL: manual, or alone.",
        existing_comment="Share of the shorter text's word runs held by the longer one. NULL: manual.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "jaccard",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Shared word runs over all of both texts. NULL: manual, or alone.",
        existing_comment="Shared word runs over all of both texts. NULL: manual.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "size_ratio",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Size of the shorter text over the longer one's. NULL: manual, or alone.",
        existing_comment="Size of the shorter text over the longer one's. NULL: manual.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "method",
        existing_type=sa.TEXT(),
        comment="Rule that made it a member: alone (no other is like it), text (same wording), runs (shared word runs), part (a small part of a much longer text) or manual.",
        existing_comment="Rule that made it a member.",
        existing_nullable=False,
        schema="news",
    )
    op.create_index(op.f("ix_story_member_text_id"), "story_member", ["text_id"], unique=False, schema="news")
    op.create_table_comment(
        "story_member",
        "One row per article that says enough to be in a story, alone in it or not.",
        existing_comment="One row per article that belongs to a story.",
        schema="news",
    )
    op.create_check_constraint(
        op.f("ck_story_first_certainty"),
        "story",
        "first_certainty in ('only', 'certain', 'likely', 'unknown')",
        schema="news",
    )
    op.execute(COMMENTS)
    for view in ("story", "story_member", "article_revision"):
        # exec_driver_sql: the text holds colons and percent signs that are no parameters.
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Move it back; stories are lost, which a rebuild finds again, and so are overrides and replaced texts."""
    for view in ("article_revision", "story_member", "story"):
        op.execute(f"drop view bi.{view}")
    op.execute(COMMENTS_BEFORE)
    op.execute("drop schema if exists news_next cascade")
    op.execute("delete from news.story_member")
    op.execute("delete from news.story")
    op.drop_constraint(op.f("ck_story_first_certainty"), "story", schema="news", type_="check")
    op.create_table_comment(
        "story_member",
        "One row per article that belongs to a story.",
        existing_comment="One row per article that says enough to be in a story, alone in it or not.",
        schema="news",
    )
    op.drop_index(op.f("ix_story_member_text_id"), table_name="story_member", schema="news")
    op.alter_column(
        "story_member",
        "method",
        existing_type=sa.TEXT(),
        comment="Rule that made it a member.",
        existing_comment="Rule that made it a member: alone (no other is like it), text (same wording), runs (shared word runs), part (a small part of a much longer text) or manual.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "size_ratio",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Size of the shorter text over the longer one's. NULL: manual.",
        existing_comment="Size of the shorter text over the longer one's. NULL: manual, or alone.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "jaccard",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Shared word runs over all of both texts. NULL: manual.",
        existing_comment="Shared word runs over all of both texts. NULL: manual, or alone.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "containment",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Share of the shorter text's word runs held by the longer one. NULL: manual.",
        existing_comment="Share of the shorter text's word runs held by the longer one. NULL: manual, or alone.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "story_member",
        "kind",
        existing_type=sa.TEXT(),
        nullable=False,
        comment="What kind of copy it is: exact, syndicated, excerpt or revision.",
        existing_comment="What kind of copy it is: exact, syndicated, excerpt or revision. NULL: none, it came first and is no excerpt.",
        schema="news",
    )
    op.drop_column("story_member", "updated_at", schema="news")
    op.drop_column("story_member", "compared_article_id", schema="news")
    op.drop_column("story_member", "text_id", schema="news")
    op.drop_column("story", "is_manual", schema="news")
    op.drop_column("story", "first_certainty", schema="news")
    op.drop_index(op.f("ix_article_revision_replaced_capture_id"), table_name="article_revision", schema="news")
    op.drop_table("article_revision", schema="news")
    op.drop_index(op.f("ix_story_override_other_article_id"), table_name="story_override", schema="news")
    op.drop_table("story_override", schema="news")
    op.drop_table("story_text", schema="news")
    op.drop_table("story_sample", schema="news")
    op.drop_table("story_rebuild", schema="news")
    op.drop_index(op.f("ix_story_pair_text_b"), table_name="story_pair", schema="news")
    op.drop_table("story_pair", schema="news")
