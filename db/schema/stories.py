"""Stories: the articles that are one text, what finds them, what people decided, and what articles were before."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Identity,
    Integer,
    SmallInteger,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import text as sql

from db.schema.base import created, instant, metadata, part_of_key, reference, surrogate, text, updated

CERTAINTIES = ("only", "certain", "likely", "unknown")

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
    text(
        "first_certainty",
        "How sure it is which came first: only (there is one article), certain (its latest possible instant is before "
        "every other's earliest), likely (dates overlap, or not all are known), unknown (it is not dated).",
        nullable=False,
        server_default="unknown",
    ),
    Column(
        "is_manual",
        Boolean,
        nullable=False,
        server_default=sql("false"),
        comment="True when a person's merge or split shaped it.",
    ),
    CheckConstraint(f"first_certainty in ({', '.join(map(repr, CERTAINTIES))})", name="first_certainty"),
    comment="One row per story: the articles that are one text (copies, syndicated prints, excerpts, revisions).",
)

story_member = Table(
    "story_member",
    metadata,
    part_of_key("article_id", "article.article_id", "Article; in one story at most."),
    reference("story_id", "story.story_id", "Story that it belongs to."),
    text(
        "kind",
        "What kind of copy it is: exact, syndicated, excerpt or revision. NULL: none, it came first and is no excerpt.",
    ),
    Column(
        "containment",
        Float,
        comment="Share of the shorter text's word runs held by the longer one. NULL: manual, or alone.",
    ),
    Column("jaccard", Float, comment="Shared word runs over all of both texts. NULL: manual, or alone."),
    Column("size_ratio", Float, comment="Size of the shorter text over the longer one's. NULL: manual, or alone."),
    text(
        "method",
        "Rule that made it a member: alone (no other is like it), text (same wording), runs (shared word runs), part "
        "(a small part of a much longer text) or manual.",
        nullable=False,
    ),
    text("algorithm_version", "Version of the clustering that decided it.", nullable=False),
    Column("is_manual", Boolean, nullable=False, server_default=sql("false"), comment="True when a person decided it."),
    created(),
    Column("text_id", Integer, nullable=False, index=True, comment="Its wording, a row of story_text."),
    # No foreign key: whatever removes an article settles its story again in the same transaction.
    Column(
        "compared_article_id",
        BigInteger,
        comment="Article of the story that the figures compare it with. NULL: manual, or alone.",
    ),
    updated(),
    CheckConstraint("kind in ('exact', 'syndicated', 'excerpt', 'revision')", name="kind"),
    comment="One row per article that says enough to be in a story, alone in it or not.",
)

# The next three tables are what copies are found with. A rebuild makes them anew and puts the new ones in their place,
# so nothing refers to them by a foreign key. text_id has four bytes: it stands some thirty times a text.
story_text = Table(
    "story_text",
    metadata,
    Column("text_id", Integer, Identity(always=False), primary_key=True, comment="Surrogate key of the wording."),
    Column(
        "text_hash",
        Uuid,
        nullable=False,
        unique=True,
        comment="Identity: 128-bit digest of the folded words; of a text below 40 words with those of its title.",
    ),
    Column("run_count", Integer, nullable=False, comment="Different runs of four words."),
    Column("word_count", Integer, nullable=False, comment="Words; a character of a script without spaces is a part."),
    Column(
        "sample_count", SmallInteger, nullable=False, comment="Sampled runs under which it is filed in story_sample."
    ),
    comment="One row per wording that an article has or had, however many articles print it.",
)

story_sample = Table(
    "story_sample",
    metadata,
    Column(
        "run_hash",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="32 bits of the hash of a run of words, or of a name or number of a note.",
    ),
    Column("text_id", Integer, primary_key=True, autoincrement=False, comment="Wording that holds the run."),
    comment="One row per wording and sampled run of words, name or number: the index that finds copies.",
)

story_pair = Table(
    "story_pair",
    metadata,
    Column("text_a", Integer, primary_key=True, autoincrement=False, comment="The wording with the smaller id."),
    Column(
        "text_b", Integer, primary_key=True, autoincrement=False, index=True, comment="The wording with the larger id."
    ),
    Column(
        "containment",
        Float,
        nullable=False,
        comment="Share of the shorter text's word runs held by the longer one, 0 to 1.",
    ),
    Column("jaccard", Float, nullable=False, comment="Shared word runs over all of both texts, 0 to 1."),
    Column("size_ratio", Float, nullable=False, comment="Word runs of the shorter over those of the longer, 0 to 1."),
    Column(
        "agreement",
        Float,
        nullable=False,
        comment="How sure their facts are to be one text: 0.75 and more, whatever the titles; 0.5, unless titles contradict; less, where titles agree.",
    ),
    CheckConstraint("text_a < text_b", name="order"),
    comment="One row per pair of wordings that are alike; all pairs together decide what is one story.",
)

story_override = Table(
    "story_override",
    metadata,
    surrogate("story_override_id", "decision"),
    text("kind", "merge: both are one story; split: article_id is not in the story of the other.", nullable=False),
    reference("article_id", "article.article_id", "Article that was merged or taken out.", index=False),
    reference("other_article_id", "article.article_id", "Article that it was merged with, or taken away from."),
    text("note", "Why, in the words of who decided it. NULL: nothing was said."),
    created(),
    UniqueConstraint("article_id", "other_article_id"),
    CheckConstraint("kind in ('merge', 'split')", name="kind"),
    CheckConstraint("article_id <> other_article_id", name="two"),
    comment="One row per pair of articles of which a person decided; it holds through every later clustering.",
)

story_rebuild = Table(
    "story_rebuild",
    metadata,
    surrogate("story_rebuild_id", "rebuild"),
    text("state", "running (killed ones go on when asked again), completed or abandoned.", nullable=False),
    text("algorithm_version", "Version of the clustering that it decides with.", nullable=False),
    Column("last_article_id", BigInteger, nullable=False, comment="Articles up to this one are decided."),
    Column("begun_change_seq", BigInteger, nullable=False, comment="Articles that changed since are decided again."),
    Column("article_count", BigInteger, comment="Articles that are in a story. NULL: not complete."),
    Column(
        "moved_count", BigInteger, comment="Articles whose story has other members than before. NULL: not complete."
    ),
    Column("relabelled_count", BigInteger, comment="Other articles whose kind of copy changed. NULL: not complete."),
    Column("story_count_before", BigInteger, comment="Stories before. NULL: not complete."),
    Column("story_count", BigInteger, comment="Stories after. NULL: not complete."),
    instant("finished_at", "When the new stories took the place of the old (UTC). NULL: they have not."),
    comment="One row per rebuild of all stories, with how far it came and what it moved.",
)

article_revision = Table(
    "article_revision",
    metadata,
    part_of_key("article_id", "article.article_id", "Article whose text was replaced."),
    Column(
        "revision_number", Integer, primary_key=True, autoincrement=False, comment="1 for the first text, then rising."
    ),
    text("title", "Title that went with the text.", nullable=False),
    text("body", "The text that was replaced, as printed.", nullable=False),
    Column("word_count", Integer, nullable=False, comment="Words of the text."),
    Column(
        "words_added_count", Integer, nullable=False, comment="Words of the text that replaced it and not of this one."
    ),
    Column("words_removed_count", Integer, nullable=False, comment="Words of this text and not of its replacement."),
    instant("last_seen_at", "Moment of the latest capture that showed it (UTC). NULL: unknown."),
    reference("replaced_capture_id", "capture.capture_id", "Capture that showed the text that replaced it."),
    created(),
    comment="One row per text that an article had before the one in news.article; the newest has the largest number.",
)
