"""What fetching keeps: declared sites, the frontier, the pace of hosts, one capture row per attempt.

Revision 0003, follows 0002.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


VIEWS = Path(__file__).parents[2] / "views" / "v1"
WORKERS = "create sequence if not exists news.fetch_worker as integer cycle"
COMMENTS = """
comment on sequence news.fetch_worker is 'Numbers of the processes that fetch; a live one holds the advisory lock of its number.';
"""


def upgrade() -> None:
    """Move the database to this revision."""
    op.create_table(
        "host",
        sa.Column(
            "host_key", sa.Text(), nullable=False, comment="Host, with its port where that is not the scheme's own."
        ),
        sa.Column(
            "delay_seconds",
            sa.Float(),
            server_default="0",
            nullable=False,
            comment="Time between two requests now; it grows when the host slows or answers 429 or 503.",
        ),
        sa.Column(
            "latency_seconds", sa.Float(), nullable=True, comment="Time to answer, smoothed. NULL: it never answered."
        ),
        sa.Column(
            "next_request_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Nobody asks before this moment (UTC). NULL: no request was made yet.",
        ),
        sa.Column(
            "parked_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The host asked not to be asked before (Retry-After, UTC). NULL: it did not.",
        ),
        sa.Column(
            "failure_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Failures in a row that speak of the host (5xx, timeouts, refused connections).",
        ),
        sa.Column(
            "circuit_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The circuit is open until then: nothing but a probe is asked (UTC). NULL: it is closed.",
        ),
        sa.Column(
            "request_count", sa.BigInteger(), server_default="0", nullable=False, comment="Requests made so far."
        ),
        sa.Column(
            "held_by",
            sa.Integer(),
            nullable=True,
            comment="Worker whose turn it is; only that one asks. NULL: nobody's.",
        ),
        sa.Column(
            "held_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the turn ends unless it is renewed (UTC). NULL: it is nobody's.",
        ),
        sa.Column(
            "wanted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When another worker last asked for a turn (UTC). NULL: none did since the last turn.",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        ),
        sa.PrimaryKeyConstraint("host_key", name=op.f("pk_host")),
        schema="news",
        comment="One row per host that was asked: its pace, shared by all workers, so that many are as polite as one.",
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False, comment="Scheme, host and port that the file speaks for."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="found, none (no file: all is allowed), or unreachable (nothing is).",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="Text of robots.txt; empty unless found."),
        sa.Column(
            "fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When it was fetched or confirmed (UTC)."
        ),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="When it is asked for again (UTC)."
        ),
        sa.Column("status", sa.Integer(), nullable=True, comment="HTTP status. NULL: no server answered."),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the file. NULL: it had none."),
        sa.Column(
            "last_modified", sa.Text(), nullable=True, comment="Last-Modified of the file, as sent. NULL: it had none."
        ),
        sa.Column("detail", sa.Text(), nullable=True, comment="Why it is unreachable. NULL: it is not."),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
        schema="news",
        comment="One row per origin: its robots.txt as last fetched, for all workers.",
    )
    op.create_table(
        "start_page",
        sa.Column(
            "start_page_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Surrogate key of the start page.",
        ),
        sa.Column("site_id", sa.BigInteger(), nullable=False, comment="Site that declares it."),
        sa.Column("url", sa.Text(), nullable=False, comment="Address, in its one spelling."),
        sa.Column("page_key", sa.Text(), nullable=False, comment="Identity of the address, as in news.frontier."),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="listing (cards or links), feed (RSS, Atom, JSON), or sitemap (also news and index).",
        ),
        sa.Column(
            "min_interval_seconds",
            sa.Float(),
            server_default="0",
            nullable=False,
            comment="Shortest time between two polls, however much it brings.",
        ),
        sa.Column(
            "max_interval_seconds",
            sa.Float(),
            server_default="0",
            nullable=False,
            comment="Longest time between two polls, however little it brings.",
        ),
        sa.Column(
            "interval_seconds",
            sa.Float(),
            server_default="0",
            nullable=False,
            comment="Time between polls now: shorter after polls that brought pages, longer after others.",
        ),
        sa.Column(
            "max_depth",
            sa.Integer(),
            nullable=False,
            comment="How many links away from it pages are fetched; 1: those it lists.",
        ),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False, comment="Whether it is polled."),
        sa.Column(
            "last_polled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was last asked for (UTC). NULL: never.",
        ),
        sa.Column(
            "last_new_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it last brought a page that was not known (UTC). NULL: never.",
        ),
        sa.Column(
            "poll_count", sa.Integer(), server_default="0", nullable=False, comment="How often it was asked for."
        ),
        sa.Column(
            "last_link_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Links it had at the last poll that was read.",
        ),
        sa.Column(
            "last_new_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Links of the last poll that were not known.",
        ),
        sa.Column(
            "idle_poll_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Polls in a row that brought nothing new.",
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
        sa.CheckConstraint("kind in ('listing', 'feed', 'sitemap')", name=op.f("ck_start_page_kind")),
        sa.ForeignKeyConstraint(["site_id"], ["news.site.site_id"], name=op.f("fk_start_page_site_id")),
        sa.PrimaryKeyConstraint("start_page_id", name=op.f("pk_start_page")),
        sa.UniqueConstraint("page_key", name=op.f("uq_start_page_page_key")),
        schema="news",
        comment="One row per start page of a declared site: where new pages are looked for, and how often.",
    )
    op.create_index(op.f("ix_start_page_site_id"), "start_page", ["site_id"], unique=False, schema="news")
    op.create_table(
        "frontier",
        sa.Column(
            "page_key",
            sa.Text(),
            nullable=False,
            comment="Identity: digest of the address, as in news.page once it is fetched.",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="Address to ask for, without credentials."),
        sa.Column(
            "host_key",
            sa.Text(),
            nullable=False,
            comment="Host, with its port where that is not the scheme's own; see news.host.",
        ),
        sa.Column(
            "site_id",
            sa.BigInteger(),
            nullable=True,
            comment="Declared site it belongs to. NULL: it was named by hand.",
        ),
        sa.Column(
            "start_page_id",
            sa.BigInteger(),
            nullable=True,
            comment="Start page that it is, or from which it was found. NULL: it was named by hand.",
        ),
        sa.Column(
            "found_on_url",
            sa.Text(),
            nullable=True,
            comment="Page, feed or sitemap that linked to it first. NULL: it was declared or named by hand.",
        ),
        sa.Column(
            "depth", sa.Integer(), nullable=False, comment="Links from the start page: 0 is the start page itself."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting (to be fetched at due_at), done, or given_up."),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it may be fetched next (UTC). NULL: not by itself.",
        ),
        sa.Column("due_reason", sa.Text(), nullable=False, comment="Why then, in a sentence."),
        sa.Column(
            "failure_count", sa.Integer(), server_default="0", nullable=False, comment="Attempts in a row that failed."
        ),
        sa.Column(
            "last_outcome", sa.Text(), nullable=True, comment="Outcome of the last attempt. NULL: none was made."
        ),
        sa.Column(
            "last_reason",
            sa.Text(),
            nullable=True,
            comment="Typed reason of the last attempt that brought no page. NULL: it brought one, or none was made.",
        ),
        sa.Column(
            "last_fetched_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was last asked for (UTC). NULL: never.",
        ),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the last body. NULL: it had none."),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the last body, as sent. NULL: it had none.",
        ),
        sa.Column("body_hash", sa.Text(), nullable=True, comment="SHA-256 of the last body, hex. NULL: none was had."),
        sa.Column("held_by", sa.Integer(), nullable=True, comment="Worker that has it in hand. NULL: none has."),
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
        sa.CheckConstraint("state in ('waiting', 'done', 'given_up')", name=op.f("ck_frontier_state")),
        sa.ForeignKeyConstraint(["site_id"], ["news.site.site_id"], name=op.f("fk_frontier_site_id")),
        sa.ForeignKeyConstraint(
            ["start_page_id"], ["news.start_page.start_page_id"], name=op.f("fk_frontier_start_page_id")
        ),
        sa.PrimaryKeyConstraint("page_key", name=op.f("pk_frontier")),
        schema="news",
        comment="One row per address that was declared, found or named by hand: what is planned for it and what came of it.",
    )
    op.create_index(
        "ix_frontier_due_at",
        "frontier",
        ["due_at"],
        unique=False,
        schema="news",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_frontier_held_by",
        "frontier",
        ["held_by"],
        unique=False,
        schema="news",
        postgresql_where=sa.text("held_by IS NOT NULL"),
    )
    op.create_index(op.f("ix_frontier_site_id"), "frontier", ["site_id"], unique=False, schema="news")
    op.create_index(op.f("ix_frontier_start_page_id"), "frontier", ["start_page_id"], unique=False, schema="news")
    op.add_column(
        "capture",
        sa.Column(
            "asked_url",
            sa.Text(),
            nullable=True,
            comment="Address asked for, without credentials. NULL: it was imported from a file.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "asked_key",
            sa.Text(),
            nullable=True,
            comment="Identity of the address asked for, as in news.frontier. NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "answered_url",
            sa.Text(),
            nullable=True,
            comment="Address that answered, after redirects. NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "hops",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment='Redirects on the way, first one first: [{"url": …, "status": …}]. NULL: it was imported.',
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "requested_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the attempt began (UTC). NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "status",
            sa.Integer(),
            nullable=True,
            comment="HTTP status of the last answer. NULL: none came, or it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "reason",
            sa.Text(),
            nullable=True,
            comment="Typed reason of an attempt that brought no page. NULL: it brought one.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column("detail", sa.Text(), nullable=True, comment="The reason in a sentence. NULL: it brought a page."),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "failure_class",
            sa.Text(),
            nullable=True,
            comment="temporary, soft or hard: whether asking again may help. NULL: it did not fail.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "agent",
            sa.Text(),
            nullable=True,
            comment="User-Agent that asked. NULL: nothing was asked, or it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "robots",
            sa.Text(),
            nullable=True,
            comment="What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "robots_rule", sa.Text(), nullable=True, comment="Line of robots.txt that decided. NULL: no line did."
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "waited_seconds",
            sa.Float(),
            nullable=True,
            comment="Time the page waited for its turn at the host. NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "elapsed_seconds",
            sa.Float(),
            nullable=True,
            comment="Time from the request to the last byte. NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "wire_bytes",
            sa.BigInteger(),
            nullable=True,
            comment="Bytes over the wire, heads and redirects too. NULL: it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the answer. NULL: it had none."),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the answer, as sent. NULL: it had none.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "content_type", sa.Text(), nullable=True, comment="Content-Type of the answer, as sent. NULL: it had none."
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "address",
            sa.Text(),
            nullable=True,
            comment="IP address that answered. NULL: none did, a proxy knows it, or it was imported.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The server asked not to be asked before (UTC). NULL: it did not.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "try_number", sa.Integer(), nullable=True, comment="1 for the first try of a run. NULL: it was imported."
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "archive_record_id",
            sa.Text(),
            nullable=True,
            comment="WARC-Record-ID of its record. NULL: it has none of its own.",
        ),
        schema="news",
    )
    op.add_column(
        "capture",
        sa.Column(
            "payload_digest",
            sa.Text(),
            nullable=True,
            comment="WARC-Payload-Digest of the body as it came. NULL: there is none.",
        ),
        schema="news",
    )
    op.alter_column(
        "capture",
        "capture_key",
        existing_type=sa.TEXT(),
        comment="Identity: digest of page, bytes and moment; of the attempt where it brought no bytes.",
        existing_comment="Identity: digest of page, bytes and moment.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "capture",
        "captured_at_source",
        existing_type=sa.TEXT(),
        comment="What told captured_at: argument, sidecar, file_time, fetch or warc. NULL: captured_at is unknown.",
        existing_comment="What told captured_at: argument, sidecar or file_time. NULL: captured_at is unknown.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "capture",
        "source_path",
        existing_type=sa.TEXT(),
        comment="File it was imported from, as the user named it, or address asked for.",
        existing_comment="File it was imported from, as the user named it.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "capture",
        "body_hash",
        existing_type=sa.TEXT(),
        nullable=True,
        comment="SHA-256 of the captured bytes, decoded, hex. NULL: the attempt brought none.",
        existing_comment="SHA-256 of the captured bytes, hex.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "byte_count",
        existing_type=sa.BIGINT(),
        nullable=True,
        comment="Size of the captured bytes, decoded. NULL: the attempt brought none.",
        existing_comment="Size of the captured bytes.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "archive_ref",
        existing_type=sa.TEXT(),
        nullable=True,
        comment="Where the bytes are kept in the archive. NULL: there are none.",
        existing_comment="Where the bytes are kept in the archive.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "outcome",
        existing_type=sa.TEXT(),
        comment="What became of it: loaded, or quarantined (see news.quarantine); of a fetch also fetched (in the archive, waits to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.",
        existing_comment="What became of it: loaded, or quarantined (see news.quarantine).",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "capture",
        "parser_version",
        existing_type=sa.TEXT(),
        nullable=True,
        comment="Version of the parsing rules that read it last. NULL: none did.",
        existing_comment="Version of the parsing rules that read it last.",
        schema="news",
    )
    op.create_index(op.f("ix_capture_asked_key"), "capture", ["asked_key"], unique=False, schema="news")
    op.create_index(
        "ix_capture_fetched",
        "capture",
        ["capture_id"],
        unique=False,
        schema="news",
        postgresql_where=sa.text("outcome = 'fetched'"),
    )
    op.create_table_comment(
        "capture",
        "One row per capture: the bytes of one page at one moment, imported once however often they are offered; and one per attempt to fetch a page, whatever it brought.",
        existing_comment="One row per capture: the bytes of one page at one moment, imported once however often they are offered.",
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "capture_id",
        existing_type=sa.BIGINT(),
        comment="The capture that was refused; its bytes are in the archive, if any were kept.",
        existing_comment="The capture that was refused; its bytes are in the archive.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "run",
        "kind",
        existing_type=sa.TEXT(),
        comment="ingest, backfill or fetch.",
        existing_comment="ingest or backfill.",
        existing_nullable=False,
        schema="news",
    )
    op.add_column(
        "site",
        sa.Column(
            "declaration",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="What newsweir site declared: start pages, bounds, pace. NULL: it is not declared.",
        ),
        schema="news",
    )
    op.create_table_comment(
        "site",
        "One row per site: a declared one, an aggregator with a profile, or a host whose pages were captured.",
        existing_comment="One row per site whose pages were captured: an aggregator with a profile, or a host without one.",
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "stage",
        existing_type=sa.TEXT(),
        comment="Stage that refused it: fetch, read, decode, split, normalize or load.",
        existing_comment="Stage that refused it: read, decode, split, normalize or load.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "parser_version",
        existing_type=sa.TEXT(),
        comment="Version of the parsing rules that refused it; empty when it was not read.",
        existing_comment="Version of the parsing rules that refused it.",
        existing_nullable=False,
        schema="news",
    )
    op.execute(WORKERS)
    op.execute(COMMENTS)
    for view in ("due_page", "fetch", "roles"):
        op.get_bind().exec_driver_sql((VIEWS / f"{view}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Move it back."""
    op.execute("drop view bi.fetch")
    op.execute("drop view news.due_page")
    op.execute("drop sequence news.fetch_worker")
    # What the earlier revision has no place for: attempts that brought no bytes, and bodies that nobody read yet.
    op.execute(
        "update news.run_page set capture_id = null"
        " where capture_id in (select capture_id from news.capture where body_hash is null or archive_ref is null)"
    )
    op.execute(
        "delete from news.quarantine where capture_id in (select capture_id from news.capture where archive_ref is null)"
    )
    op.execute("delete from news.capture where body_hash is null or archive_ref is null")
    op.execute("update news.capture set parser_version = '' where parser_version is null")
    op.create_table_comment(
        "site",
        "One row per site whose pages were captured: an aggregator with a profile, or a host without one.",
        existing_comment="One row per site: a declared one, an aggregator with a profile, or a host whose pages were captured.",
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "stage",
        existing_type=sa.TEXT(),
        comment="Stage that refused it: read, decode, split, normalize or load.",
        existing_comment="Stage that refused it: fetch, read, decode, split, normalize or load.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "parser_version",
        existing_type=sa.TEXT(),
        comment="Version of the parsing rules that refused it.",
        existing_comment="Version of the parsing rules that refused it; empty when it was not read.",
        existing_nullable=False,
        schema="news",
    )
    op.drop_column("site", "declaration", schema="news")
    op.alter_column(
        "run",
        "kind",
        existing_type=sa.TEXT(),
        comment="ingest or backfill.",
        existing_comment="ingest, backfill or fetch.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "quarantine",
        "capture_id",
        existing_type=sa.BIGINT(),
        comment="The capture that was refused; its bytes are in the archive.",
        existing_comment="The capture that was refused; its bytes are in the archive, if any were kept.",
        existing_nullable=False,
        schema="news",
    )
    op.create_table_comment(
        "capture",
        "One row per capture: the bytes of one page at one moment, imported once however often they are offered.",
        existing_comment="One row per capture: the bytes of one page at one moment, imported once however often they are offered; and one per attempt to fetch a page, whatever it brought.",
        schema="news",
    )
    op.drop_index(
        "ix_capture_fetched", table_name="capture", schema="news", postgresql_where=sa.text("outcome = 'fetched'")
    )
    op.drop_index(op.f("ix_capture_asked_key"), table_name="capture", schema="news")
    op.alter_column(
        "capture",
        "parser_version",
        existing_type=sa.TEXT(),
        nullable=False,
        comment="Version of the parsing rules that read it last.",
        existing_comment="Version of the parsing rules that read it last. NULL: none did.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "outcome",
        existing_type=sa.TEXT(),
        comment="What became of it: loaded, or quarantined (see news.quarantine).",
        existing_comment="What became of it: loaded, or quarantined (see news.quarantine); of a fetch also fetched (in the archive, waits to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "capture",
        "archive_ref",
        existing_type=sa.TEXT(),
        nullable=False,
        comment="Where the bytes are kept in the archive.",
        existing_comment="Where the bytes are kept in the archive. NULL: there are none.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "byte_count",
        existing_type=sa.BIGINT(),
        nullable=False,
        comment="Size of the captured bytes.",
        existing_comment="Size of the captured bytes, decoded. NULL: the attempt brought none.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "body_hash",
        existing_type=sa.TEXT(),
        nullable=False,
        comment="SHA-256 of the captured bytes, hex.",
        existing_comment="SHA-256 of the captured bytes, decoded, hex. NULL: the attempt brought none.",
        schema="news",
    )
    op.alter_column(
        "capture",
        "source_path",
        existing_type=sa.TEXT(),
        comment="File it was imported from, as the user named it.",
        existing_comment="File it was imported from, as the user named it, or address asked for.",
        existing_nullable=False,
        schema="news",
    )
    op.alter_column(
        "capture",
        "captured_at_source",
        existing_type=sa.TEXT(),
        comment="What told captured_at: argument, sidecar or file_time. NULL: captured_at is unknown.",
        existing_comment="What told captured_at: argument, sidecar, file_time, fetch or warc. NULL: captured_at is unknown.",
        existing_nullable=True,
        schema="news",
    )
    op.alter_column(
        "capture",
        "capture_key",
        existing_type=sa.TEXT(),
        comment="Identity: digest of page, bytes and moment.",
        existing_comment="Identity: digest of page, bytes and moment; of the attempt where it brought no bytes.",
        existing_nullable=False,
        schema="news",
    )
    op.drop_column("capture", "payload_digest", schema="news")
    op.drop_column("capture", "archive_record_id", schema="news")
    op.drop_column("capture", "try_number", schema="news")
    op.drop_column("capture", "not_before", schema="news")
    op.drop_column("capture", "address", schema="news")
    op.drop_column("capture", "content_type", schema="news")
    op.drop_column("capture", "last_modified", schema="news")
    op.drop_column("capture", "etag", schema="news")
    op.drop_column("capture", "wire_bytes", schema="news")
    op.drop_column("capture", "elapsed_seconds", schema="news")
    op.drop_column("capture", "waited_seconds", schema="news")
    op.drop_column("capture", "robots_rule", schema="news")
    op.drop_column("capture", "robots", schema="news")
    op.drop_column("capture", "agent", schema="news")
    op.drop_column("capture", "failure_class", schema="news")
    op.drop_column("capture", "detail", schema="news")
    op.drop_column("capture", "reason", schema="news")
    op.drop_column("capture", "status", schema="news")
    op.drop_column("capture", "requested_at", schema="news")
    op.drop_column("capture", "hops", schema="news")
    op.drop_column("capture", "answered_url", schema="news")
    op.drop_column("capture", "asked_key", schema="news")
    op.drop_column("capture", "asked_url", schema="news")
    op.drop_index(op.f("ix_frontier_start_page_id"), table_name="frontier", schema="news")
    op.drop_index(op.f("ix_frontier_site_id"), table_name="frontier", schema="news")
    op.drop_index(
        "ix_frontier_held_by", table_name="frontier", schema="news", postgresql_where=sa.text("held_by IS NOT NULL")
    )
    op.drop_index(
        "ix_frontier_due_at", table_name="frontier", schema="news", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_table("frontier", schema="news")
    op.drop_index(op.f("ix_start_page_site_id"), table_name="start_page", schema="news")
    op.drop_table("start_page", schema="news")
    op.drop_table("robots", schema="news")
    op.drop_table("host", schema="news")
