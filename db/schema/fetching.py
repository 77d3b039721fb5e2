"""What fetching keeps between runs: what is declared, what is to be fetched, how hosts and their robots.txt are."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, Index, Integer, Table, Text

from db.schema.base import created, instant, metadata, reference, surrogate, text, updated

KINDS = ("listing", "feed", "sitemap")
STATES = ("waiting", "done", "given_up")


def _count(name: str, comment: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0", comment=comment)


def _seconds(name: str, comment: str, *, nullable: bool = False) -> Column[float]:
    default = None if nullable else "0"
    return Column(name, Float, nullable=nullable, server_default=default, comment=comment)


start_page = Table(
    "start_page",
    metadata,
    surrogate("start_page_id", "start page"),
    reference("site_id", "site.site_id", "Site that declares it."),
    text("url", "Address, in its one spelling.", nullable=False),
    text("page_key", "Identity of the address, as in news.frontier.", nullable=False, unique=True),
    text("kind", "listing (cards or links), feed (RSS, Atom, JSON), or sitemap (also news and index).", nullable=False),
    _seconds("min_interval_seconds", "Shortest time between two polls, however much it brings."),
    _seconds("max_interval_seconds", "Longest time between two polls, however little it brings."),
    _seconds(
        "interval_seconds", "Time between polls now: shorter after polls that brought pages, longer after others."
    ),
    Column(
        "max_depth",
        Integer,
        nullable=False,
        comment="How many links away from it pages are fetched; 1: those it lists.",
    ),
    Column("is_active", Boolean, nullable=False, server_default="true", comment="Whether it is polled."),
    instant("last_polled_at", "When it was last asked for (UTC). NULL: never."),
    instant("last_new_at", "When it last brought a page that was not known (UTC). NULL: never."),
    _count("poll_count", "How often it was asked for."),
    _count("last_link_count", "Links it had at the last poll that was read."),
    _count("last_new_count", "Links of the last poll that were not known."),
    text("last_warning", "What of its last body could not be read, or is not followed. NULL: nothing."),
    _count("idle_poll_count", "Polls in a row that brought nothing new."),
    created(),
    updated(),
    CheckConstraint(f"kind in ({', '.join(map(repr, KINDS))})", name="kind"),
    comment="One row per start page of a declared site: where new pages are looked for, and how often.",
)

frontier = Table(
    "frontier",
    metadata,
    Column(
        "page_key", Text, primary_key=True, comment="Identity: digest of the address, as in news.page once it is fetched."
    ),
    text("url", "Address to ask for, without credentials.", nullable=False),
    text("host_key", "Host, with its port where that is not the scheme's own; see news.host.", nullable=False),
    reference("site_id", "site.site_id", "Declared site it belongs to. NULL: it was named by hand.", nullable=True),
    reference(
        "start_page_id", "start_page.start_page_id",
        "Start page that it is, or from which it was found. NULL: it was named by hand.", nullable=True,
    ),
    text("found_on_url", "Page, feed or sitemap that linked to it first. NULL: it was declared or named by hand."),
    Column("depth", Integer, nullable=False, comment="Links from the start page: 0 is the start page itself."),
    text("state", "waiting (to be fetched at due_at), done, or given_up.", nullable=False),
    instant("due_at", "When it may be fetched next (UTC). NULL: not by itself."),
    text("due_reason", "Why then, in a sentence.", nullable=False),
    _count("failure_count", "Attempts in a row that failed."),
    text("last_outcome", "Outcome of the last attempt. NULL: none was made."),
    text("last_reason", "Typed reason of the last attempt that brought no page. NULL: it brought one, or none was made."),
    instant("last_fetched_at", "When it was last asked for (UTC). NULL: never."),
    text("etag", "ETag of the last body. NULL: it had none."),
    text("last_modified", "Last-Modified of the last body, as sent. NULL: it had none."),
    text("body_hash", "SHA-256 of the last body, hex. NULL: none was had."),
    Column("held_by", Integer, comment="Worker that has it in hand. NULL: none has."),
    created(),
    updated(),
    CheckConstraint(f"state in ({', '.join(map(repr, STATES))})", name="state"),
    comment="One row per address that was declared, found or named by hand: what is planned for it and what came of it.",
)  # fmt: skip
Index("ix_frontier_due_at", frontier.c.due_at, postgresql_where=frontier.c.state == "waiting")
Index("ix_frontier_held_by", frontier.c.held_by, postgresql_where=frontier.c.held_by.isnot(None))

host = Table(
    "host",
    metadata,
    Column("host_key", Text, primary_key=True, comment="Host, with its port where that is not the scheme's own."),
    _seconds("delay_seconds", "Time between two requests now; it grows when the host slows or answers 429 or 503."),
    _seconds("latency_seconds", "Time to answer, smoothed. NULL: it never answered.", nullable=True),
    instant("next_request_at", "Nobody asks before this moment (UTC). NULL: no request was made yet."),
    instant("parked_until", "The host asked not to be asked before (Retry-After, UTC). NULL: it did not."),
    _count("failure_count", "Failures in a row that speak of the host (5xx, timeouts, refused connections)."),
    instant("circuit_until", "The circuit is open until then: nothing but a probe is asked (UTC). NULL: it is closed."),
    Column("request_count", BigInteger, nullable=False, server_default="0", comment="Requests made so far."),
    Column("held_by", Integer, comment="Worker whose turn it is; only that one asks. NULL: nobody's."),
    instant("held_until", "When the turn ends unless it is renewed (UTC). NULL: it is nobody's."),
    instant("wanted_at", "When another worker last asked for a turn (UTC). NULL: none did since the last turn."),
    updated(),
    comment="One row per host that was asked: its pace, shared by all workers, so that many are as polite as one.",
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True, comment="Scheme, host and port that the file speaks for."),
    text("state", "found, none (no file: all is allowed), or unreachable (nothing is).", nullable=False),
    text("body", "Text of robots.txt; empty unless found.", nullable=False),
    instant("fetched_at", "When it was fetched or confirmed (UTC).", nullable=False),
    instant("expires_at", "When it is asked for again (UTC).", nullable=False),
    Column("status", Integer, comment="HTTP status. NULL: no server answered."),
    text("etag", "ETag of the file. NULL: it had none."),
    text("last_modified", "Last-Modified of the file, as sent. NULL: it had none."),
    text("detail", "Why it is unreachable. NULL: it is not."),
    comment="One row per origin: its robots.txt as last fetched, for all workers.",
)
