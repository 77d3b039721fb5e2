"""Publishers, articles, what identifies them, and where they appeared."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from db.schema.base import (
    SCHEMA,
    created,
    date_checks,
    date_columns,
    instant,
    key,
    metadata,
    one_of,
    reference,
    surrogate,
    text,
    updated,
    words,
)
from tasks.vocabulary import Access, Completeness, LinkKind, PublisherSource, TextState


def digest(name: str, comment: str, *, nullable: bool = False, index: bool = True) -> Column[bytes]:
    """A column of digests, 16 bytes each."""
    return Column(name, LargeBinary, nullable=nullable, index=index, comment=comment)


publisher = Table(
    "publisher",
    metadata,
    surrogate("publisher_id", "publisher"),
    key("publisher_key", "Identity: the folded name, without a leading article."),
    text("name", "Name as first printed.", nullable=False),
    created(),
    comment="One row per publisher: whose articles they are. An agency behind a text is no publisher.",
)

publisher_alias = Table(
    "publisher_alias",
    metadata,
    Column("alias_key", Text, primary_key=True, comment="Folded spelling of the name."),
    reference("publisher_id", "publisher.publisher_id", "Publisher whom the spelling names."),
    text("alias", "The spelling as first printed.", nullable=False),
    created(),
    comment="One row per spelling of a publisher's name; to join two publishers, point the alias of one at the other.",
)

publisher_decision = Table(
    "publisher_decision",
    metadata,
    surrogate("publisher_decision_id", "decision"),
    text(
        "kind",
        "merge: the publisher is into_key's; split: it stands for itself; rename: readers see name; parent: into_key owns "
        "it.",
        nullable=False,
    ),
    text("publisher_key", "Publisher that was decided about; it need not be there yet.", nullable=False, index=True),
    text("into_key", "Publisher that it is, or that owns it. NULL: the decision names none."),
    text("name", "Name that readers see. NULL: the decision is no rename."),
    text("note", "Why, in the words of who decided it. NULL: nothing was said."),
    instant("undone_at", "When it was undone (UTC). NULL: it stands."),
    created(),
    one_of("kind", ("merge", "split", "rename", "parent")),
    CheckConstraint(
        "(kind in ('merge', 'parent')) = (into_key is not null) and (kind = 'rename') = (name is not null)",
        name="named",
    ),
    comment="One row per decision of a person about a publisher's name; it holds whatever is loaded or re-parsed.",
)

change_seq = Sequence("article_change_seq", metadata=metadata, schema=SCHEMA)

article = Table(
    "article",
    metadata,
    surrogate("article_id", "article"),
    text("title", "Title as printed.", nullable=False),
    text(
        "body", "Paragraphs joined by one newline, wording untouched; empty when no page carries any.", nullable=False
    ),
    reference("publisher_id", "publisher.publisher_id", "Publisher. NULL: no page prints one.", nullable=True),
    text("agency", "Wire service behind the text, e.g. Reuters. NULL: no credit names one."),
    Column("authors", ARRAY(Text), nullable=False, comment="Names as printed, in order; empty when none is."),
    text("language", "ISO 639-1 code of the text. NULL: too little text to tell."),
    text("url", "The publisher's own address of the article. NULL: no page tells it."),
    text("category", "Section or category as printed. NULL: none is."),
    Column("tags", ARRAY(Text), nullable=False, comment="Keywords of the article as printed; empty when none is."),
    text("image_url", "Address of the lead picture. NULL: none is told."),
    Column("is_free", Boolean, comment="Whether the page says the text is free to read. NULL: it does not say."),
    Column("word_count", Integer, nullable=False, comment="Words of the body; 0 when there is none."),
    text("completeness", "How much of the text is there: full, teaser, caption or none.", nullable=False),
    *date_columns(),
    instant("modified_at", "Instant of the last change that the publisher states (UTC). NULL: it states none."),
    Column(
        "has_date_conflict",
        Boolean,
        nullable=False,
        server_default=sql("false"),
        comment="True when two appearances print dates that cannot both be right; the more exact one is kept.",
    ),
    text("text_key", "Digest of the folded text: equal for a paragraphed and a flattened copy.", nullable=False),
    text("parser_version", "Version of the parsing rules that wrote the content.", nullable=False),
    instant("first_seen_at", "Moment of the earliest capture that shows it (UTC). NULL: no capture's moment is known."),
    instant("last_seen_at", "Moment of the latest capture that shows it (UTC). NULL: no capture's moment is known."),
    created(),
    updated(),
    Column(
        "change_seq",
        BigInteger,
        change_seq,
        nullable=False,
        unique=True,
        server_default=change_seq.next_value(),
        comment="Rises whenever the content moves; extract increments with change_seq > the last one seen.",
    ),
    text("text_state", "How much of the text is here: full, partial or none.", nullable=False, server_default="none"),
    text(
        "access",
        "What the pages say of who may read the text: free, paid or unknown.",
        nullable=False,
        server_default="unknown",
    ),
    text(
        "publisher_source",
        "Where the publisher was read: printed (its label), stated (what the page states of itself) or domain. NULL: "
        "there is no publisher.",
    ),
    one_of("completeness", Completeness),
    one_of("text_state", TextState),
    one_of("access", Access),
    one_of("publisher_source", PublisherSource),
    *date_checks(),
    CheckConstraint("word_count >= 0", name="word_count"),
    comment="One row per article: one text by one publisher, however many pages show it.",
)
Index("ix_article_published_at", article.c.published_at)

article_identity = Table(
    "article_identity",
    metadata,
    Column(
        "identity_key",
        Text,
        primary_key=True,
        comment="url: and the digest of the article's address, or page: and the digest of the address of a page about it.",
    ),
    reference("article_id", "article.article_id", "Article that the key names."),
    created(),
    comment="One row per address by which an article is known; where several stood there, it is the key of one of them.",
)

print_ = Table(
    "print",
    metadata,
    Column("print_key", LargeBinary, primary_key=True, comment="Digest of all that the print says."),
    reference("article_id", "article.article_id", "Article that the print is."),
    digest("url_key", "Digest of the article's address. NULL: none is told.", nullable=True),
    digest("page_key", "Digest of the address of the page that is about it. NULL: it is a card.", nullable=True),
    text("publisher_key", "Folded name of the publisher as printed. NULL: none is."),
    digest("wording_key", "Digest of the text; of one below 900 characters, of text and title."),
    digest("title_key", "Digest of the folded title.", index=False),
    Column("has_text", Boolean, nullable=False, comment="Whether it shows any text, and not a title alone."),
    comment="One row per way in which an article is printed, however many captures show it so; prints that share keys decide "
    "together which of them are one article.",
)

article_merge = Table(
    "article_merge",
    metadata,
    Column(
        "merged_article_id",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Article that is no longer there.",
    ),
    reference("article_id", "article.article_id", "Article that it turned out to be."),
    comment="One row per article that turned out to be another: an address and a text met that belong to one article.",
)

appearance = Table(
    "appearance",
    metadata,
    surrogate("appearance_id", "appearance"),
    reference("page_id", "page.page_id", "Page that shows the article.", index=False),
    reference("article_id", "article.article_id", "The article."),
    text("role", "primary: the page is about it; related: the page links it.", nullable=False),
    Column(
        "position",
        Integer,
        nullable=False,
        comment="0 for the primary; else the place of the card on the page, from the top; 1 is the first one.",
    ),
    text("title_raw", "Title as this page prints it.", nullable=False),
    text("publisher_raw", "Publisher label as this page prints it. NULL: it prints none."),
    text("url", "Link of the card, or address of the article. NULL: the page gives none."),
    text("category", "Category as this page prints it. NULL: none."),
    *date_columns(),
    text("completeness", "How much of the text this page shows: full, teaser, caption or none.", nullable=False),
    Column("is_current", Boolean, nullable=False, comment="Whether the newest capture of the page still shows it."),
    reference("first_capture_id", "capture.capture_id", "Capture that showed it first."),
    reference("last_capture_id", "capture.capture_id", "Newest capture that shows it."),
    text("link_kind", f"What the card leads to: {words(LinkKind)}. NULL: it is the primary, or nobody looked."),
    created(),
    updated(),
    UniqueConstraint("page_id", "article_id"),
    CheckConstraint("role in ('primary', 'related')", name="role"),
    CheckConstraint("(role = 'primary') = (position = 0) and position >= 0", name="position"),
    one_of("completeness", Completeness),
    one_of("link_kind", LinkKind),
    *date_checks(),
    comment="One row per article and page: an article as the newest capture that shows it prints it.",
)
Index(
    "uq_appearance_primary", appearance.c.page_id, unique=True, postgresql_where=sql("role = 'primary' and is_current")
)
