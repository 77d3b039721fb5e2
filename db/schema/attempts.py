"""Attempts to fetch pages: what a server did, and what robots.txt said."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Index, Integer, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from db.schema.base import created, instant, metadata, one_of, reference, surrogate, text
from tasks.attempt import AttemptOutcome

_BROUGHT_NOTHING = ("not_modified", "unchanged", "failed", "disallowed", "gone", "deferred", "refused")

fetch_attempt = Table(
    "fetch_attempt",
    metadata,
    surrogate("fetch_attempt_id", "attempt"),
    text("asked_key", "Identity of the address asked for, as in news.frontier.", nullable=False),
    text("asked_url", "Address asked for, without credentials.", nullable=False),
    instant("requested_at", "When the attempt began (UTC).", nullable=False),
    reference("page_id", "page.page_id", "Page that answered; the one asked for where none did."),
    reference("run_id", "run.run_id", "Run that made it."),
    reference(
        "capture_id",
        "capture.capture_id",
        "Capture that it brought. NULL: it brought none.",
        nullable=True,
        index=False,
    ),
    text(
        "outcome",
        "What it brought: fetched (a body), unchanged (the bytes of the last one), not_modified, disallowed, gone, "
        "failed, deferred, or refused (a body that is not accepted).",
        nullable=False,
    ),
    text("reason", "Typed reason of an attempt that brought no page. NULL: it brought one."),
    text("detail", "The reason in a sentence. NULL: it brought a page."),
    text("failure_class", "temporary, soft or hard: whether asking again may help. NULL: it did not fail."),
    Column("try_number", Integer, nullable=False, comment="1 for the first try of a run."),
    text("answered_url", "Address that answered, after redirects.", nullable=False),
    Column("hops", JSONB, nullable=False, comment='Redirects on the way, first one first: [{"url": …, "status": …}].'),
    Column("status", Integer, comment="HTTP status of the last answer. NULL: none came."),
    text("agent", "User-Agent that asked. NULL: nothing was asked."),
    text("robots", "What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up."),
    text("robots_rule", "Line of robots.txt that decided. NULL: no line did."),
    Column("waited_seconds", Float, nullable=False, comment="Time the page waited for its turn at the host."),
    Column("elapsed_seconds", Float, nullable=False, comment="Time from the request to the last byte."),
    Column("wire_bytes", BigInteger, nullable=False, comment="Bytes over the wire, heads and redirects too."),
    text("etag", "ETag of the answer. NULL: it had none."),
    text("last_modified", "Last-Modified of the answer, as sent. NULL: it had none."),
    text("content_type", "Content-Type of the answer, as sent. NULL: it had none."),
    text("address", "IP address that answered. NULL: none did, or a proxy knows it."),
    instant("not_before", "The server asked not to be asked before (UTC). NULL: it did not."),
    created(),
    UniqueConstraint("asked_key", "requested_at"),
    UniqueConstraint("capture_id"),
    one_of("outcome", AttemptOutcome),
    CheckConstraint("capture_id is null or outcome = 'fetched'", name="capture"),
    comment="One row per attempt to fetch a page, whatever it brought.",
)
Index(
    "ix_fetch_attempt_logged",
    fetch_attempt.c.fetch_attempt_id,
    postgresql_where=fetch_attempt.c.outcome.in_(_BROUGHT_NOTHING),
)
