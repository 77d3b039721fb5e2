"""What each capture says of each article: the rows from which articles are made, whatever the order they came in."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from db.schema.base import date_checks, date_columns, instant, metadata, one_of, part_of_key, reference, text, words
from tasks.vocabulary import Access, Completeness, LinkKind, PublisherSource, TextState

sighting = Table(
    "sighting",
    metadata,
    part_of_key("capture_id", "capture.capture_id", "Capture that shows the article."),
    Column(
        "place",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="0: the article that the page is about; else the place of the card on the page, from 1.",
    ),
    reference("article_id", "article.article_id", "The article.", index=False),
    text("title_raw", "Title as printed.", nullable=False),
    text("body", "The text as printed, empty when there is none. NULL: it is the one in news.article."),
    text("publisher_raw", "Publisher label as printed. NULL: none is."),
    text("publisher_source", f"Where the publisher was read: {words(PublisherSource)}. NULL: there is none."),
    text("url", "Address of the article. NULL: the page gives none."),
    text("category", "Category as printed. NULL: none is."),
    *date_columns(),
    text("completeness", "How much of the text the capture shows: full, teaser, caption or none.", nullable=False),
    text("text_state", "How much of the text the capture shows: full, partial or none.", nullable=False),
    text("access", "What the page says of who may read the text: free, paid or unknown.", nullable=False),
    Column("is_free", Boolean, comment="Whether the page says the text is free to read. NULL: it does not say."),
    text("agency", "Wire service behind the text. NULL: no credit names one."),
    Column("authors", ARRAY(Text), comment="Names as printed, in order. NULL: none is."),
    text("language", "ISO 639-1 code of the text. NULL: too little text to tell."),
    Column("tags", ARRAY(Text), comment="Keywords as printed. NULL: none is."),
    text("image_url", "Address of the picture. NULL: none is told."),
    instant("modified_at", "Instant of the last change that the page states (UTC). NULL: it states none."),
    text("link_kind", f"What the card leads to: {words(LinkKind)}. NULL: it is the primary, or nobody looked."),
    text("text_key", "Digest of the folded text.", nullable=False),
    Column(
        "is_flat",
        Boolean,
        nullable=False,
        server_default="false",
        comment="Whether the text is the one in news.article on one line; body is NULL then.",
    ),
    CheckConstraint("place >= 0", name="place"),
    CheckConstraint("not is_flat or body is null", name="is_flat"),
    one_of("completeness", Completeness),
    one_of("text_state", TextState),
    one_of("access", Access),
    one_of("publisher_source", PublisherSource),
    one_of("link_kind", LinkKind),
    *date_checks(),
    comment="One row per capture and article that it shows: what it says of it. Articles are made of these rows alone.",
)
Index("ix_sighting_article_id", sighting.c.article_id)
Index(
    "ix_sighting_undated",
    sighting.c.text_key,
    postgresql_where=(sighting.c.place == 0) & sighting.c.published_raw.is_(None),
)

repeated_text = Table(
    "repeated_text",
    metadata,
    Column("repeated_key", Text, primary_key=True, comment="SHA-256, hex, of a host and a text's digest."),
    comment="One row per text that a host shows at many addresses in place of its pages: pages that show it are set aside.",
)
