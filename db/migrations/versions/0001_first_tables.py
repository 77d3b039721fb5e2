"""The first tables, views and the readers' role.

Revision 0001, from an empty database.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


VIEWS = Path(__file__).parents[2] / "views" / "v1"
COMMENTS = """
comment on schema news is 'Normalized tables of the pipeline. Read through schema bi: these may change with any release.';
create schema if not exists bi;
comment on schema bi is 'Views for readers: stable names, declared grain, every column with its meaning. All instants are UTC.';
comment on sequence news.article_change_seq is 'Source of article.change_seq; it only rises.';
comment on table news.schema_revision is 'One row: the revision of the schema, kept by the migrations.';
comment on column news.schema_revision.version_num is 'Identifier of the newest migration that was applied.';
"""


def upgrade() -> None:
    """Make everything; nothing of ours is there yet."""
    op.execute("create sequence if not exists news.article_change_seq")
    op.create_table(
        "publisher",
        sa.Column(
            "publisher_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the publisher.",
        ),
        sa.Column(
            "publisher_key", sa.Text(), nullable=False, comment="Identity: the folded name, without a leading article."
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as first printed."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("publisher_id", name=op.f("pk_publisher")),
        sa.UniqueConstraint("publisher_key", name=op.f("uq_publisher_publisher_key")),
        schema="news",
        comment="One row per publisher: whose articles they are. An agency behind a text is no publisher.",
    )
    op.create_table(
        "run",
        sa.Column(
            "run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Surrogate key of the run."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="ingest or backfill."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running, completed, failed or interrupted; running with no live process means it was killed.",
        ),
        sa.Column("planned_count", sa.Integer(), nullable=False, comment="Pages the run set out to do."),
        sa.Column("flow_run_id", sa.Text(), nullable=True, comment="Prefect's flow run id. NULL: run without Prefect."),
        sa.Column(
            "root_flow_run_id",
            sa.Text(),
            nullable=True,
            comment="Prefect's outermost flow run id. NULL: run without Prefect.",
        ),
        sa.Column("newsweir_version", sa.Text(), nullable=False, comment="Version of the program."),
        sa.Column("parser_version", sa.Text(), nullable=False, comment="Version of the parsing rules."),
        sa.Column("detail", sa.Text(), nullable=True, comment="Why it failed, in a sentence. NULL: it did not."),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began (UTC, the database's clock).",
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended (UTC, the database's clock). NULL: it has not, or was killed.",
        ),
        sa.CheckConstraint("state in ('running', 'completed', 'failed', 'interrupted')", name=op.f("ck_run_state")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
        schema="news",
        comment="One row per run of a flow or command.",
    )
    op.create_table(
        "site",
        sa.Column(
            "site_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Surrogate key of the site."
        ),
        sa.Column(
            "site_key",
            sa.Text(),
            nullable=False,
            comment="Identity: the profile's name, or the host where no profile knows the site.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Name for people."),
        sa.Column(
            "time_zone",
            sa.Text(),
            nullable=True,
            comment="IANA zone in which printed times without a zone are read. NULL: not declared.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site")),
        sa.UniqueConstraint("site_key", name=op.f("uq_site_site_key")),
        schema="news",
        comment="One row per site whose pages were captured: an aggregator with a profile, or a host without one.",
    )
    op.create_table(
        "tag",
        sa.Column(
            "tag_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Surrogate key of the tag."
        ),
        sa.Column("tag_key", sa.Text(), nullable=False, comment="Identity: the tag's folded name."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as first printed, without the #."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.PrimaryKeyConstraint("tag_id", name=op.f("pk_tag")),
        sa.UniqueConstraint("tag_key", name=op.f("uq_tag_tag_key")),
        schema="news",
        comment="One row per hashtag or keyword.",
    )
    op.create_table(
        "article",
        sa.Column(
            "article_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the article.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title as printed."),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="Paragraphs joined by one newline, wording untouched; empty when no page carries any.",
        ),
        sa.Column("publisher_id", sa.BigInteger(), nullable=True, comment="Publisher. NULL: no page prints one."),
        sa.Column(
            "agency",
            sa.Text(),
            nullable=True,
            comment="Wire service behind the text, e.g. Reuters. NULL: no credit names one.",
        ),
        sa.Column(
            "authors",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="Names as printed, in order; empty when none is.",
        ),
        sa.Column(
            "language", sa.Text(), nullable=True, comment="ISO 639-1 code of the text. NULL: too little text to tell."
        ),
        sa.Column(
            "url",
            sa.Text(),
            nullable=True,
            comment="The publisher's own address of the article. NULL: no page tells it.",
        ),
        sa.Column("category", sa.Text(), nullable=True, comment="Section or category as printed. NULL: none is."),
        sa.Column(
            "tags",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="Keywords of the article as printed; empty when none is.",
        ),
        sa.Column("image_url", sa.Text(), nullable=True, comment="Address of the lead picture. NULL: none is told."),
        sa.Column(
            "is_free",
            sa.Boolean(),
            nullable=True,
            comment="Whether the page says the text is free to read. NULL: it does not say.",
        ),
        sa.Column("word_count", sa.Integer(), nullable=False, comment="Words of the body; 0 when there is none."),
        sa.Column(
            "completeness",
            sa.Text(),
            nullable=False,
            comment="How much of the text is there: full, teaser, caption or none.",
        ),
        sa.Column(
            "published_raw",
            sa.Text(),
            nullable=True,
            comment='Publication date as printed, e.g. "42 minutes ago". NULL: none was printed.',
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Best instant of publication (UTC). NULL: what is printed names none.",
        ),
        sa.Column(
            "published_min_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Earliest instant that the printed date allows (UTC, inclusive). NULL: unknown.",
        ),
        sa.Column(
            "published_max_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Latest instant that the printed date allows (UTC, inclusive). NULL: unknown.",
        ),
        sa.Column(
            "published_precision",
            sa.Text(),
            server_default="unknown",
            nullable=False,
            comment="How exactly the date is known: second, minute, hour, day or unknown.",
        ),
        sa.Column(
            "published_source",
            sa.Text(),
            server_default="absent",
            nullable=False,
            comment="Where the date was read: card, byline, body, metadata, or absent when none was.",
        ),
        sa.Column(
            "modified_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Instant of the last change that the publisher states (UTC). NULL: it states none.",
        ),
        sa.Column(
            "has_date_conflict",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="True when two appearances print dates that cannot both be right; the more exact one is kept.",
        ),
        sa.Column(
            "text_key",
            sa.Text(),
            nullable=False,
            comment="Digest of the folded text: equal for a paragraphed and a flattened copy.",
        ),
        sa.Column(
            "parser_version", sa.Text(), nullable=False, comment="Version of the parsing rules that wrote the content."
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the earliest capture that shows it (UTC). NULL: no capture's moment is known.",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the latest capture that shows it (UTC). NULL: no capture's moment is known.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        sa.Column(
            "change_seq",
            sa.BigInteger(),
            server_default=sa.text("nextval('news.article_change_seq')"),
            nullable=False,
            comment="Rises whenever the content moves; extract increments with change_seq > the last one seen.",
        ),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple'::regconfig, left(title || ' ' || body, 200000))", persisted=True),
            nullable=True,
            comment="Full-text vector of title and body (configuration simple, any language).",
        ),
        sa.CheckConstraint(
            "completeness in ('full', 'teaser', 'caption', 'none')", name=op.f("ck_article_completeness")
        ),
        sa.CheckConstraint("published_min_at <= published_max_at", name=op.f("ck_article_published_bounds")),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["news.publisher.publisher_id"], name=op.f("fk_article_publisher_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
        sa.UniqueConstraint("change_seq", name=op.f("uq_article_change_seq")),
        schema="news",
        comment="One row per article: one text by one publisher, however many pages show it.",
    )
    op.create_index("ix_article_published_at", "article", ["published_at"], unique=False, schema="news")
    op.create_index(op.f("ix_article_publisher_id"), "article", ["publisher_id"], unique=False, schema="news")
    op.create_index("ix_article_search", "article", ["search"], unique=False, schema="news", postgresql_using="gin")
    op.create_index(op.f("ix_article_text_key"), "article", ["text_key"], unique=False, schema="news")
    op.create_index("ix_article_updated_at", "article", ["updated_at"], unique=False, schema="news")
    op.create_table(
        "dq_result",
        sa.Column(
            "dq_result_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the check result.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that was checked."),
        sa.Column("check_name", sa.Text(), nullable=False, comment="Name of the check."),
        sa.Column("is_passed", sa.Boolean(), nullable=False, comment="Whether the check held."),
        sa.Column(
            "measured", sa.Float(), nullable=True, comment="What was measured. NULL: the check measures nothing."
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="The result in a sentence."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["news.run.run_id"], name=op.f("fk_dq_result_run_id")),
        sa.PrimaryKeyConstraint("dq_result_id", name=op.f("pk_dq_result")),
        sa.UniqueConstraint("run_id", "check_name", name=op.f("uq_dq_result_run_id_check_name")),
        schema="news",
        comment="One row per run and data-quality check.",
    )
    op.create_index(op.f("ix_dq_result_run_id"), "dq_result", ["run_id"], unique=False, schema="news")
    op.create_table(
        "page",
        sa.Column(
            "page_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Surrogate key of the page."
        ),
        sa.Column(
            "page_key",
            sa.Text(),
            nullable=False,
            comment="Identity: digest of the page's address, or of its bytes where the address is unknown.",
        ),
        sa.Column(
            "site_id",
            sa.BigInteger(),
            nullable=True,
            comment="Site of the page. NULL: neither a profile nor an address tells.",
        ),
        sa.Column(
            "url",
            sa.Text(),
            nullable=True,
            comment="Canonical address of the page. NULL: the capture does not tell it.",
        ),
        sa.Column(
            "page_kind",
            sa.Text(),
            nullable=True,
            comment="article, listing or publisher. NULL: no capture of the page was understood yet.",
        ),
        sa.Column(
            "layout", sa.Text(), nullable=True, comment="Layout that explained the newest capture. NULL: none did yet."
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the earliest capture (UTC). NULL: no capture's moment is known.",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the latest capture (UTC). NULL: no capture's moment is known.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["news.site.site_id"], name=op.f("fk_page_site_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page")),
        sa.UniqueConstraint("page_key", name=op.f("uq_page_page_key")),
        schema="news",
        comment="One row per page: one address of a site, or one set of bytes whose address is unknown.",
    )
    op.create_index(op.f("ix_page_site_id"), "page", ["site_id"], unique=False, schema="news")
    op.create_table(
        "publisher_alias",
        sa.Column("alias_key", sa.Text(), nullable=False, comment="Folded spelling of the name."),
        sa.Column("publisher_id", sa.BigInteger(), nullable=False, comment="Publisher whom the spelling names."),
        sa.Column("alias", sa.Text(), nullable=False, comment="The spelling as first printed."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["news.publisher.publisher_id"], name=op.f("fk_publisher_alias_publisher_id")
        ),
        sa.PrimaryKeyConstraint("alias_key", name=op.f("pk_publisher_alias")),
        schema="news",
        comment="One row per spelling of a publisher's name; to join two publishers, point the alias of one at the other.",
    )
    op.create_index(
        op.f("ix_publisher_alias_publisher_id"), "publisher_alias", ["publisher_id"], unique=False, schema="news"
    )
    op.create_table(
        "article_identity",
        sa.Column(
            "identity_key",
            sa.Text(),
            nullable=False,
            comment="url: or page: and the address digest; or text:, the publisher (empty: unknown) and the text digest.",
        ),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article that the key names."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("fk_article_identity_article_id")
        ),
        sa.PrimaryKeyConstraint("identity_key", name=op.f("pk_article_identity")),
        schema="news",
        comment="One row per key that identifies an article; two loaders cannot both own a key, so no article is doubled.",
    )
    op.create_index(
        op.f("ix_article_identity_article_id"), "article_identity", ["article_id"], unique=False, schema="news"
    )
    op.create_table(
        "capture",
        sa.Column(
            "capture_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the capture.",
        ),
        sa.Column("capture_key", sa.Text(), nullable=False, comment="Identity: digest of page, bytes and moment."),
        sa.Column("page_id", sa.BigInteger(), nullable=False, comment="Page that was captured."),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that brought the capture in first."),
        sa.Column(
            "captured_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment of the capture (UTC). NULL: unknown; relative dates of the page stay raw.",
        ),
        sa.Column(
            "captured_at_source",
            sa.Text(),
            nullable=True,
            comment="What told captured_at: argument, sidecar or file_time. NULL: captured_at is unknown.",
        ),
        sa.Column("source_path", sa.Text(), nullable=False, comment="File it was imported from, as the user named it."),
        sa.Column("body_hash", sa.Text(), nullable=False, comment="SHA-256 of the captured bytes, hex."),
        sa.Column("byte_count", sa.BigInteger(), nullable=False, comment="Size of the captured bytes."),
        sa.Column("archive_ref", sa.Text(), nullable=False, comment="Where the bytes are kept in the archive."),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="What became of it: loaded, or quarantined (see news.quarantine).",
        ),
        sa.Column("layout", sa.Text(), nullable=True, comment="Layout that explained it. NULL: none did."),
        sa.Column(
            "parser_version", sa.Text(), nullable=False, comment="Version of the parsing rules that read it last."
        ),
        sa.Column(
            "is_newest",
            sa.Boolean(),
            nullable=False,
            comment="Whether it is the newest loaded capture of its page; the page's current appearances are its own.",
        ),
        sa.Column("primary_count", sa.Integer(), nullable=False, comment="Primary articles read from it: 0 or 1."),
        sa.Column(
            "related_count", sa.Integer(), nullable=False, comment="Related articles read from it, each counted once."
        ),
        sa.Column(
            "warnings",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="What was out of the ordinary, a sentence each; often empty.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["page_id"], ["news.page.page_id"], name=op.f("fk_capture_page_id")),
        sa.ForeignKeyConstraint(["run_id"], ["news.run.run_id"], name=op.f("fk_capture_run_id")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_capture")),
        sa.UniqueConstraint("capture_key", name=op.f("uq_capture_capture_key")),
        schema="news",
        comment="One row per capture: the bytes of one page at one moment, imported once however often they are offered.",
    )
    op.create_index(op.f("ix_capture_body_hash"), "capture", ["body_hash"], unique=False, schema="news")
    op.create_index(op.f("ix_capture_page_id"), "capture", ["page_id"], unique=False, schema="news")
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"], unique=False, schema="news")
    op.create_table(
        "page_tag",
        sa.Column(
            "page_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Page that is about the tag."
        ),
        sa.Column("tag_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The tag."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["page_id"], ["news.page.page_id"], name=op.f("fk_page_tag_page_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["news.tag.tag_id"], name=op.f("fk_page_tag_tag_id")),
        sa.PrimaryKeyConstraint("page_id", "tag_id", name=op.f("pk_page_tag")),
        sa.UniqueConstraint("tag_id", "page_id", name=op.f("uq_page_tag_tag_id_page_id")),
        schema="news",
        comment="One row per page and tag that the page is about (hashtag listings, keywords).",
    )
    op.create_table(
        "story",
        sa.Column(
            "story_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the story.",
        ),
        sa.Column(
            "first_article_id",
            sa.BigInteger(),
            nullable=False,
            comment="Article that came first, as far as dates tell.",
        ),
        sa.Column("article_count", sa.Integer(), nullable=False, comment="Articles of the story."),
        sa.Column("publisher_count", sa.Integer(), nullable=False, comment="Different publishers of these articles."),
        sa.Column("algorithm_version", sa.Text(), nullable=False, comment="Version of the clustering that decided it."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        sa.ForeignKeyConstraint(
            ["first_article_id"], ["news.article.article_id"], name=op.f("fk_story_first_article_id")
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story")),
        schema="news",
        comment="One row per story: the articles that are one text (copies, syndicated prints, excerpts, revisions).",
    )
    op.create_index(op.f("ix_story_first_article_id"), "story", ["first_article_id"], unique=False, schema="news")
    op.create_table(
        "appearance",
        sa.Column(
            "appearance_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the appearance.",
        ),
        sa.Column("page_id", sa.BigInteger(), nullable=False, comment="Page that shows the article."),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="The article."),
        sa.Column(
            "role", sa.Text(), nullable=False, comment="primary: the page is about it; related: the page links it."
        ),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="0 for the primary; 1 is the top related card of the newest capture.",
        ),
        sa.Column("title_raw", sa.Text(), nullable=False, comment="Title as this page prints it."),
        sa.Column(
            "publisher_raw",
            sa.Text(),
            nullable=True,
            comment="Publisher label as this page prints it. NULL: it prints none.",
        ),
        sa.Column(
            "url",
            sa.Text(),
            nullable=True,
            comment="Link of the card, or address of the article. NULL: the page gives none.",
        ),
        sa.Column("category", sa.Text(), nullable=True, comment="Category as this page prints it. NULL: none."),
        sa.Column(
            "published_raw",
            sa.Text(),
            nullable=True,
            comment='Publication date as printed, e.g. "42 minutes ago". NULL: none was printed.',
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Best instant of publication (UTC). NULL: what is printed names none.",
        ),
        sa.Column(
            "published_min_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Earliest instant that the printed date allows (UTC, inclusive). NULL: unknown.",
        ),
        sa.Column(
            "published_max_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Latest instant that the printed date allows (UTC, inclusive). NULL: unknown.",
        ),
        sa.Column(
            "published_precision",
            sa.Text(),
            server_default="unknown",
            nullable=False,
            comment="How exactly the date is known: second, minute, hour, day or unknown.",
        ),
        sa.Column(
            "published_source",
            sa.Text(),
            server_default="absent",
            nullable=False,
            comment="Where the date was read: card, byline, body, metadata, or absent when none was.",
        ),
        sa.Column(
            "completeness",
            sa.Text(),
            nullable=False,
            comment="How much of the text this page shows: full, teaser, caption or none.",
        ),
        sa.Column(
            "is_current", sa.Boolean(), nullable=False, comment="Whether the newest capture of the page still shows it."
        ),
        sa.Column("first_capture_id", sa.BigInteger(), nullable=False, comment="Capture that showed it first."),
        sa.Column("last_capture_id", sa.BigInteger(), nullable=False, comment="Newest capture that shows it."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        sa.CheckConstraint("role in ('primary', 'related')", name=op.f("ck_appearance_role")),
        sa.ForeignKeyConstraint(["article_id"], ["news.article.article_id"], name=op.f("fk_appearance_article_id")),
        sa.ForeignKeyConstraint(
            ["first_capture_id"], ["news.capture.capture_id"], name=op.f("fk_appearance_first_capture_id")
        ),
        sa.ForeignKeyConstraint(
            ["last_capture_id"], ["news.capture.capture_id"], name=op.f("fk_appearance_last_capture_id")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["news.page.page_id"], name=op.f("fk_appearance_page_id")),
        sa.PrimaryKeyConstraint("appearance_id", name=op.f("pk_appearance")),
        sa.UniqueConstraint("page_id", "article_id", "role", name=op.f("uq_appearance_page_id_article_id_role")),
        schema="news",
        comment="One row per article, page and role: an article as one page shows it.",
    )
    op.create_index(op.f("ix_appearance_article_id"), "appearance", ["article_id"], unique=False, schema="news")
    op.create_table(
        "quarantine",
        sa.Column(
            "quarantine_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the quarantined page.",
        ),
        sa.Column(
            "capture_id",
            sa.BigInteger(),
            nullable=False,
            comment="The capture that was refused; its bytes are in the archive.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that refused it first."),
        sa.Column(
            "stage", sa.Text(), nullable=False, comment="Stage that refused it: read, decode, split, normalize or load."
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Typed reason, e.g. unknown_layout, binary, too_large."),
        sa.Column("detail", sa.Text(), nullable=False, comment="What was found, what was expected, and the next move."),
        sa.Column(
            "sqlstate",
            sa.Text(),
            nullable=True,
            comment="SQLSTATE when Postgres refused a value. NULL: another stage refused it.",
        ),
        sa.Column("parser_version", sa.Text(), nullable=False, comment="Version of the parsing rules that refused it."),
        sa.Column(
            "resolved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a later run loaded the capture (UTC). NULL: it still waits.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["news.capture.capture_id"], name=op.f("fk_quarantine_capture_id")),
        sa.ForeignKeyConstraint(["run_id"], ["news.run.run_id"], name=op.f("fk_quarantine_run_id")),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("capture_id", name=op.f("uq_quarantine_capture_id")),
        schema="news",
        comment="One row per capture that was not understood or not accepted.",
    )
    op.create_index(op.f("ix_quarantine_capture_id"), "quarantine", ["capture_id"], unique=False, schema="news")
    op.create_index(op.f("ix_quarantine_reason"), "quarantine", ["reason"], unique=False, schema="news")
    op.create_table(
        "run_page",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The run."),
        sa.Column(
            "item_number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Place of the page in the run's plan, from 1.",
        ),
        sa.Column("path", sa.Text(), nullable=False, comment="File or address, as planned."),
        sa.Column("page_id", sa.BigInteger(), nullable=True, comment="The page. NULL: nothing of it could be read."),
        sa.Column(
            "capture_id", sa.BigInteger(), nullable=True, comment="The capture. NULL: nothing of it could be read."
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="What became of it: loaded, unchanged, not_modified, disallowed, gone, failed_try_again, quarantined, deferred.",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=True,
            comment="Typed reason of an outcome that is not loaded or unchanged. NULL: none is needed.",
        ),
        sa.Column("inserted_count", sa.Integer(), nullable=False, comment="Articles that were new."),
        sa.Column("changed_count", sa.Integer(), nullable=False, comment="Articles whose content moved."),
        sa.Column(
            "unchanged_count", sa.Integer(), nullable=False, comment="Articles that were known with this content."
        ),
        sa.Column(
            "duplicate_count",
            sa.Integer(),
            nullable=False,
            comment="Appearances whose article another page had shown before.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint(
            "outcome in ('loaded', 'unchanged', 'not_modified', 'disallowed', 'gone', 'failed_try_again', 'quarantined', 'deferred')",
            name=op.f("ck_run_page_outcome"),
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["news.capture.capture_id"], name=op.f("fk_run_page_capture_id")),
        sa.ForeignKeyConstraint(["page_id"], ["news.page.page_id"], name=op.f("fk_run_page_page_id")),
        sa.ForeignKeyConstraint(["run_id"], ["news.run.run_id"], name=op.f("fk_run_page_run_id")),
        sa.PrimaryKeyConstraint("run_id", "item_number", name=op.f("pk_run_page")),
        schema="news",
        comment="One row per page of a run: the one outcome under which it is counted.",
    )
    op.create_index(op.f("ix_run_page_capture_id"), "run_page", ["capture_id"], unique=False, schema="news")
    op.create_index(op.f("ix_run_page_page_id"), "run_page", ["page_id"], unique=False, schema="news")
    op.create_index("ix_run_page_run_id_outcome", "run_page", ["run_id", "outcome"], unique=False, schema="news")
    op.create_table(
        "story_member",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article; in one story at most."
        ),
        sa.Column("story_id", sa.BigInteger(), nullable=False, comment="Story that it belongs to."),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="What kind of copy it is: exact, syndicated, excerpt or revision.",
        ),
        sa.Column(
            "containment",
            sa.Float(),
            nullable=True,
            comment="Share of the shorter text's word runs held by the longer one. NULL: manual.",
        ),
        sa.Column(
            "jaccard", sa.Float(), nullable=True, comment="Shared word runs over all of both texts. NULL: manual."
        ),
        sa.Column(
            "size_ratio",
            sa.Float(),
            nullable=True,
            comment="Size of the shorter text over the longer one's. NULL: manual.",
        ),
        sa.Column("method", sa.Text(), nullable=False, comment="Rule that made it a member."),
        sa.Column("algorithm_version", sa.Text(), nullable=False, comment="Version of the clustering that decided it."),
        sa.Column(
            "is_manual",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="True when a person decided it.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.CheckConstraint("kind in ('exact', 'syndicated', 'excerpt', 'revision')", name=op.f("ck_story_member_kind")),
        sa.ForeignKeyConstraint(["article_id"], ["news.article.article_id"], name=op.f("fk_story_member_article_id")),
        sa.ForeignKeyConstraint(["story_id"], ["news.story.story_id"], name=op.f("fk_story_member_story_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_member")),
        schema="news",
        comment="One row per article that belongs to a story.",
    )
    op.create_index(op.f("ix_story_member_story_id"), "story_member", ["story_id"], unique=False, schema="news")
    op.create_table(
        "article_merge",
        sa.Column(
            "merged_article_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Article that is no longer there.",
        ),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article that it turned out to be."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was inserted (UTC, the database's clock).",
        ),
        sa.ForeignKeyConstraint(["article_id"], ["news.article.article_id"], name=op.f("fk_article_merge_article_id")),
        sa.PrimaryKeyConstraint("merged_article_id", name=op.f("pk_article_merge")),
        schema="news",
        comment="One row per article that turned out to be another: an address and a text met that belong to one article.",
    )
    op.create_index(op.f("ix_article_merge_article_id"), "article_merge", ["article_id"], schema="news")
    op.create_index(op.f("ix_appearance_first_capture_id"), "appearance", ["first_capture_id"], schema="news")
    op.create_index(op.f("ix_appearance_last_capture_id"), "appearance", ["last_capture_id"], schema="news")
    op.execute(COMMENTS)
    for view in ("run_account", "article", "appearance", "publisher", "run", "roles"):
        # exec_driver_sql: the text holds colons and percent signs that are no parameters.
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Remove everything but the schema news, which holds the revision."""
    op.execute("drop schema bi cascade")
    op.execute("drop view news.run_account")
    op.drop_table("article_merge", schema="news")
    op.drop_index(op.f("ix_story_member_story_id"), table_name="story_member", schema="news")
    op.drop_table("story_member", schema="news")
    op.drop_index("ix_run_page_run_id_outcome", table_name="run_page", schema="news")
    op.drop_index(op.f("ix_run_page_page_id"), table_name="run_page", schema="news")
    op.drop_index(op.f("ix_run_page_capture_id"), table_name="run_page", schema="news")
    op.drop_table("run_page", schema="news")
    op.drop_index(op.f("ix_quarantine_reason"), table_name="quarantine", schema="news")
    op.drop_index(op.f("ix_quarantine_capture_id"), table_name="quarantine", schema="news")
    op.drop_table("quarantine", schema="news")
    op.drop_index(op.f("ix_appearance_article_id"), table_name="appearance", schema="news")
    op.drop_table("appearance", schema="news")
    op.drop_index(op.f("ix_story_first_article_id"), table_name="story", schema="news")
    op.drop_table("story", schema="news")
    op.drop_table("page_tag", schema="news")
    op.drop_index(op.f("ix_capture_run_id"), table_name="capture", schema="news")
    op.drop_index(op.f("ix_capture_page_id"), table_name="capture", schema="news")
    op.drop_index(op.f("ix_capture_body_hash"), table_name="capture", schema="news")
    op.drop_table("capture", schema="news")
    op.drop_index(op.f("ix_article_identity_article_id"), table_name="article_identity", schema="news")
    op.drop_table("article_identity", schema="news")
    op.drop_index(op.f("ix_publisher_alias_publisher_id"), table_name="publisher_alias", schema="news")
    op.drop_table("publisher_alias", schema="news")
    op.drop_index(op.f("ix_page_site_id"), table_name="page", schema="news")
    op.drop_table("page", schema="news")
    op.drop_index(op.f("ix_dq_result_run_id"), table_name="dq_result", schema="news")
    op.drop_table("dq_result", schema="news")
    op.drop_index("ix_article_updated_at", table_name="article", schema="news")
    op.drop_index(op.f("ix_article_text_key"), table_name="article", schema="news")
    op.drop_index("ix_article_search", table_name="article", schema="news", postgresql_using="gin")
    op.drop_index(op.f("ix_article_publisher_id"), table_name="article", schema="news")
    op.drop_index("ix_article_published_at", table_name="article", schema="news")
    op.drop_table("article", schema="news")
    op.drop_table("tag", schema="news")
    op.drop_table("site", schema="news")
    op.drop_table("run", schema="news")
    op.drop_table("publisher", schema="news")
    op.execute("drop sequence news.article_change_seq")
