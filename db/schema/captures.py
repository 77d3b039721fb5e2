"""Bodies in the archive, and captures: a body of a page at a moment, with its reading."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY

from db.schema.base import created, instant, key, metadata, one_of, reference, surrogate, text

CAPTURE_OUTCOMES = ("fetched", "loaded", "quarantined", "unchanged", "gone")
PROBLEMS = ("missing", "damaged", "wrong_digest")

body = Table(
    "body",
    metadata,
    surrogate("body_id", "body"),
    text("body_hash", "SHA-256 of the bytes, decoded, hex.", nullable=False),
    Column("byte_count", BigInteger, comment="Size of the bytes, decoded. NULL: they could not be decoded."),
    text("archive_ref", "Record of the archive that keeps the bytes. NULL: it is removed, or never was."),
    text("record_id", "WARC-Record-ID of that record. NULL: the body was not fetched."),
    text("payload_digest", "WARC-Payload-Digest of the body as it came. NULL: the body was not fetched."),
    instant(
        "erased_at",
        "When a purge or retention removed the bytes (UTC); while archive_ref is there they wait to be removed. "
        "NULL: they are kept.",
    ),
    text(
        "problem",
        "What the last check of the archive found wrong: missing, damaged, or wrong_digest (whole, but other bytes). "
        "NULL: nothing.",
    ),
    text("problem_detail", "What was found, in a sentence. NULL: nothing is wrong."),
    Column(
        "problem_count", Integer, nullable=False, server_default="0", comment="Checks in a row that found it wrong."
    ),
    UniqueConstraint("body_hash", "archive_ref"),
    CheckConstraint("archive_ref is not null or erased_at is not null", name="kept"),
    one_of("problem", PROBLEMS),
    CheckConstraint("(problem is null) = (problem_detail is null)", name="problem_detail"),
    comment="One row per record of the archive that keeps the bytes of a page: their digest and where they are, or that "
    "they are erased. The same bytes are kept once, but two processes may keep them at the same time.",
)
Index(
    "ix_body_erasing",
    body.c.archive_ref,
    postgresql_where=body.c.erased_at.is_not(None) & body.c.archive_ref.is_not(None),
)
Index("ix_body_problem", body.c.body_id, postgresql_where=body.c.problem.is_not(None))

capture = Table(
    "capture",
    metadata,
    surrogate("capture_id", "capture"),
    key("capture_key", "Identity: digest of page, bytes and moment."),
    reference("page_id", "page.page_id", "Page that was captured."),
    reference("body_id", "body.body_id", "Its bytes."),
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
    text(
        "outcome",
        "What became of it: fetched (waits to be read), loaded, quarantined (see news.quarantine), unchanged (a feed or "
        "sitemap that named nothing new), or gone (its page was purged before it was read).",
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
    instant(
        "confirmed_at",
        "Latest moment at which the server said that the page is still this one (UTC). NULL: it never did.",
    ),
    created(),
    one_of("outcome", CAPTURE_OUTCOMES),
    CheckConstraint("not is_newest or outcome = 'loaded'", name="newest"),
    CheckConstraint("primary_count in (0, 1) and related_count >= 0", name="counts"),
    comment="One row per capture: the bytes of one page at one moment, and their reading; imported once however often "
    "they are offered.",
)
Index("uq_capture_newest", capture.c.page_id, unique=True, postgresql_where=capture.c.is_newest)
Index("ix_capture_fetched", capture.c.capture_id, postgresql_where=capture.c.outcome == "fetched")
