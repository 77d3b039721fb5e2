"""Sites, pages and their captures."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from db.schema.base import created, instant, key, metadata, one_of, part_of_key, reference, surrogate, text, updated
from tasks.vocabulary import PageKind

CAPTURE_OUTCOMES = (
    "loaded", "quarantined", "fetched", "unchanged", "not_modified", "disallowed", "gone", "failed", "deferred",
    "refused",
)  # fmt: skip

site = Table(
    "site",
    metadata,
    surrogate("site_id", "site"),
    key("site_key", "Identity: the declared name, else the host of its pages without www."),
    text("title", "Name for people.", nullable=False),
    Column(
        "declaration",
        JSONB,
        comment="What newsweir site declared: start pages, bounds, pace. NULL: it is not declared.",
    ),
    created(),
    comment="One row per site: a declared one, or a host whose pages were captured.",
)

page = Table(
    "page",
    metadata,
    surrogate("page_id", "page"),
    key("page_key", "Identity: digest of the page's address, or of its bytes where the address is unknown."),
    reference(
        "site_id",
        "site.site_id",
        "Site of the page. NULL: it is not declared, and the page's address is unknown.",
        nullable=True,
    ),
    text("url", "Canonical address of the page. NULL: the capture does not tell it."),
    text("page_kind", "article, listing or publisher. NULL: no capture of the page was understood yet."),
    text("layout", "Layout that explained the newest capture. NULL: none did yet."),
    text("profile", "Profile that the newest capture was read with. NULL: the general rules read it, or none did yet."),
    instant("first_seen_at", "Moment of the earliest capture (UTC). NULL: no capture's moment is known."),
    instant("last_seen_at", "Moment of the latest capture (UTC). NULL: no capture's moment is known."),
    created(),
    updated(),
    one_of("page_kind", PageKind),
    CheckConstraint("first_seen_at <= last_seen_at", name="seen"),
    comment="One row per page: one address of a site, or one set of bytes whose address is unknown.",
)

capture = Table(
    "capture",
    metadata,
    surrogate("capture_id", "capture"),
    key("capture_key", "Identity: digest of page, bytes and moment; of the attempt where it brought no bytes."),
    reference("page_id", "page.page_id", "Page that was captured."),
    reference("run_id", "run.run_id", "Run that brought the capture in first."),
    instant("captured_at", "Moment of the capture (UTC). NULL: unknown; relative dates of the page stay raw."),
    text(
        "captured_at_source",
        "What told captured_at: argument, sidecar, file_time, fetch or warc. NULL: captured_at is unknown.",
    ),
    text("source_path", "File it was imported from, as the user named it, or address asked for.", nullable=False),
    text("source_url", "Address that the sidecar, the command or the record gave. NULL: none was given."),
    text("source_site", "Profile that the sidecar or the command named. NULL: none was named."),
    text("charset", "Charset that the sidecar or the answer declared. NULL: none was declared."),
    text("body_hash", "SHA-256 of the captured bytes, decoded, hex. NULL: the attempt brought none.", index=True),
    Column("byte_count", BigInteger, comment="Size of the captured bytes, decoded. NULL: the attempt brought none."),
    text("archive_ref", "Where the bytes are kept in the archive. NULL: there are none."),
    text(
        "outcome",
        "What became of it: loaded, or quarantined (see news.quarantine); of a fetch also fetched (in the archive, waits "
        "to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.",
        nullable=False,
    ),
    text("layout", "Layout that explained it. NULL: none did."),
    text("parser_version", "Version of the parsing rules that read it last. NULL: none did."),
    text("record_hash", "Digest of what was read from it. NULL: nothing was, or before it was kept."),
    Column(
        "is_newest",
        Boolean,
        nullable=False,
        comment="Whether it is the newest loaded capture of its page; the page's current appearances are its own.",
    ),
    Column("primary_count", Integer, nullable=False, comment="Primary articles read from it: 0 or 1."),
    Column("related_count", Integer, nullable=False, comment="Related articles read from it, each counted once."),
    Column(
        "warnings", ARRAY(Text), nullable=False, comment="What was out of the ordinary, a sentence each; often empty."
    ),
    text("asked_url", "Address asked for, without credentials. NULL: it was imported from a file."),
    text("asked_key", "Identity of the address asked for, as in news.frontier. NULL: it was imported.", index=True),
    text("answered_url", "Address that answered, after redirects. NULL: it was imported."),
    Column(
        "hops",
        JSONB,
        comment='Redirects on the way, first one first: [{"url": …, "status": …}]. NULL: it was imported.',
    ),
    instant("requested_at", "When the attempt began (UTC). NULL: it was imported."),
    Column("status", Integer, comment="HTTP status of the last answer. NULL: none came, or it was imported."),
    text("reason", "Typed reason of an attempt that brought no page. NULL: it brought one."),
    text("detail", "The reason in a sentence. NULL: it brought a page."),
    text("failure_class", "temporary, soft or hard: whether asking again may help. NULL: it did not fail."),
    text("agent", "User-Agent that asked. NULL: nothing was asked, or it was imported."),
    text("robots", "What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up."),
    text("robots_rule", "Line of robots.txt that decided. NULL: no line did."),
    Column("waited_seconds", Float, comment="Time the page waited for its turn at the host. NULL: it was imported."),
    Column("elapsed_seconds", Float, comment="Time from the request to the last byte. NULL: it was imported."),
    Column("wire_bytes", BigInteger, comment="Bytes over the wire, heads and redirects too. NULL: it was imported."),
    text("etag", "ETag of the answer. NULL: it had none."),
    text("last_modified", "Last-Modified of the answer, as sent. NULL: it had none."),
    text("content_type", "Content-Type of the answer, as sent. NULL: it had none."),
    text("address", "IP address that answered. NULL: none did, a proxy knows it, or it was imported."),
    instant("not_before", "The server asked not to be asked before (UTC). NULL: it did not."),
    Column("try_number", Integer, comment="1 for the first try of a run. NULL: it was imported."),
    text("archive_record_id", "WARC-Record-ID of its record. NULL: it has none of its own."),
    text("payload_digest", "WARC-Payload-Digest of the body as it came. NULL: there is none."),
    instant(
        "confirmed_at",
        "Latest moment at which the server said that the page is still this one (UTC). NULL: it never did.",
    ),
    instant(
        "purged_at",
        "When its body was removed from the archive, by a purge or by retention (UTC). NULL: it was not.",
    ),
    created(),
    one_of("outcome", CAPTURE_OUTCOMES),
    CheckConstraint("not is_newest or outcome = 'loaded'", name="newest"),
    CheckConstraint("primary_count in (0, 1) and related_count >= 0", name="counts"),
    CheckConstraint("archive_ref is null or body_hash is not null", name="body"),
    comment="One row per capture: the bytes of one page at one moment, imported once however often they are offered; "
    "and one per attempt to fetch a page, whatever it brought.",
)

Index("uq_capture_newest", capture.c.page_id, unique=True, postgresql_where=capture.c.is_newest)
Index(
    "ix_capture_logged",
    capture.c.capture_id,
    postgresql_where=capture.c.outcome.in_(
        ("not_modified", "unchanged", "failed", "disallowed", "gone", "deferred", "refused")
    ),
)
Index("ix_capture_fetched", capture.c.capture_id, postgresql_where=capture.c.outcome == "fetched")

tag = Table(
    "tag",
    metadata,
    surrogate("tag_id", "tag"),
    key("tag_key", "Identity: the tag's folded name."),
    text("name", "Name as first printed, without the #.", nullable=False),
    created(),
    comment="One row per hashtag or keyword.",
)

page_tag = Table(
    "page_tag",
    metadata,
    part_of_key("page_id", "page.page_id", "Page that is about the tag."),
    part_of_key("tag_id", "tag.tag_id", "The tag."),
    created(),
    comment="One row per page and tag that the page is about (hashtag listings, keywords).",
)
page_tag.append_constraint(UniqueConstraint(page_tag.c.tag_id, page_tag.c.page_id))
