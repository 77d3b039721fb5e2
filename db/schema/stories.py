"""Stories: the articles that are one text. Filled by the stories stage; the tables are part of the first migration."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Integer, Table
from sqlalchemy import text as sql

from db.schema.base import created, metadata, part_of_key, reference, surrogate, text, updated

story = Table(
    "story",
    metadata,
    surrogate("story_id", "story"),
    reference("first_article_id", "article.article_id", "Article that came first, as far as dates tell."),
    Column("article_count", Integer, nullable=False, comment="Articles of the story."),
    Column("publisher_count", Integer, nullable=False, comment="Different publishers of these articles."),
    text("algorithm_version", "Version of the clustering that decided it.", nullable=False),
    created(),
    updated(),
    comment="One row per story: the articles that are one text (copies, syndicated prints, excerpts, revisions).",
)

story_member = Table(
    "story_member",
    metadata,
    part_of_key("article_id", "article.article_id", "Article; in one story at most."),
    reference("story_id", "story.story_id", "Story that it belongs to."),
    text("kind", "What kind of copy it is: exact, syndicated, excerpt or revision.", nullable=False),
    Column("containment", Float, comment="Share of the shorter text's word runs held by the longer one. NULL: manual."),
    Column("jaccard", Float, comment="Shared word runs over all of both texts. NULL: manual."),
    Column("size_ratio", Float, comment="Size of the shorter text over the longer one's. NULL: manual."),
    text("method", "Rule that made it a member.", nullable=False),
    text("algorithm_version", "Version of the clustering that decided it.", nullable=False),
    Column("is_manual", Boolean, nullable=False, server_default=sql("false"), comment="True when a person decided it."),
    created(),
    CheckConstraint("kind in ('exact', 'syndicated', 'excerpt', 'revision')", name="kind"),
    comment="One row per article that belongs to a story.",
)
