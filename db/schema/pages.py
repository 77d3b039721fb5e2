"""Sites, pages and their captures."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY

from db.schema.base import created, instant, key, metadata, part_of_key, reference, surrogate, text, updated

site = Table(
    "site",
    metadata,
    surrogate("site_id", "site"),
    key("site_key", "Identity: the profile's name, or the host where no profile knows the site."),
    text("title", "Name for people.", nullable=False),
    text("time_zone", "IANA zone in which printed times without a zone are read. NULL: not declared."),
    created(),
    comment="One row per site whose pages were captured: an aggregator with a profile, or a host without one.",
)

page = Table(
    "page",
    metadata,
    surrogate("page_id", "page"),
    key("page_key", "Identity: digest of the page's address, or of its bytes where the address is unknown."),
    reference(
        "site_id", "site.site_id", "Site of the page. NULL: neither a profile nor an address tells.", nullable=True
    ),
    text("url", "Canonical address of the page. NULL: the capture does not tell it."),
    text("page_kind", "article, listing or publisher. NULL: no capture of the page was understood yet."),
    text("layout", "Layout that explained the newest capture. NULL: none did yet."),
    instant("first_seen_at", "Moment of the earliest capture (UTC). NULL: no capture's moment is known."),
    instant("last_seen_at", "Moment of the latest capture (UTC). NULL: no capture's moment is known."),
    created(),
    updated(),
    comment="One row per page: one address of a site, or one set of bytes whose address is unknown.",
)

capture = Table(
    "capture",
    metadata,
    surrogate("capture_id", "capture"),
    key("capture_key", "Identity: digest of page, bytes and moment."),
    reference("page_id", "page.page_id", "Page that was captured."),
    reference("run_id", "run.run_id", "Run that brought the capture in first."),
    instant("captured_at", "Moment of the capture (UTC). NULL: unknown; relative dates of the page stay raw."),
    text("captured_at_source", "What told captured_at: argument, sidecar or file_time. NULL: captured_at is unknown."),
    text("source_path", "File it was imported from, as the user named it.", nullable=False),
    text("body_hash", "SHA-256 of the captured bytes, hex.", nullable=False, index=True),
    Column("byte_count", BigInteger, nullable=False, comment="Size of the captured bytes."),
    text("archive_ref", "Where the bytes are kept in the archive.", nullable=False),
    text("outcome", "What became of it: loaded, or quarantined (see news.quarantine).", nullable=False),
    text("layout", "Layout that explained it. NULL: none did."),
    text("parser_version", "Version of the parsing rules that read it last.", nullable=False),
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
    created(),
    comment="One row per capture: the bytes of one page at one moment, imported once however often they are offered.",
)

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
