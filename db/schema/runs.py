"""Runs, what became of their pages, quarantine and checks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, Index, Integer, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from db.schema.base import created, instant, metadata, part_of_key, reference, surrogate, text

OUTCOMES = (
    "loaded", "unchanged", "not_modified", "disallowed", "gone", "failed_try_again", "quarantined", "deferred",
)  # fmt: skip

run = Table(
    "run",
    metadata,
    surrogate("run_id", "run"),
    text("kind", "ingest, backfill, reparse or fetch.", nullable=False),
    text(
        "state",
        "running, completed, failed or interrupted; running with no live process means it was killed.",
        nullable=False,
    ),
    Column("planned_count", Integer, nullable=False, comment="Pages the run set out to do."),
    reference("backfill_id", "backfill.backfill_id", "Backfill it did shards of. NULL: it did none.", nullable=True),
    text("flow_run_id", "Prefect's flow run id. NULL: run without Prefect."),
    text("root_flow_run_id", "Prefect's outermost flow run id. NULL: run without Prefect."),
    text("newsweir_version", "Version of the program.", nullable=False),
    text("parser_version", "Version of the parsing rules.", nullable=False),
    text("detail", "Why it failed, in a sentence. NULL: it did not."),
    instant("started_at", "When it began (UTC, the database's clock).", nullable=False),
    instant("finished_at", "When it ended (UTC, the database's clock). NULL: it has not, or was killed."),
    Column(
        "kept_counts",
        JSONB,
        comment="Its pages by outcome and its articles, counted when its rows of run_page were removed by retention. "
        "NULL: they are there.",
    ),
    CheckConstraint("state in ('running', 'completed', 'failed', 'interrupted')", name="state"),
    CheckConstraint("kind in ('ingest', 'backfill', 'reparse', 'fetch')", name="kind"),
    comment="One row per run of a flow or command.",
)

run_page = Table(
    "run_page",
    metadata,
    part_of_key("run_id", "run.run_id", "The run."),
    Column(
        "item_number",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="Place of the page in the run's plan, from 1.",
    ),
    text("path", "File or address, as planned.", nullable=False),
    reference("page_id", "page.page_id", "The page. NULL: nothing of it could be read.", nullable=True),
    reference("capture_id", "capture.capture_id", "The capture. NULL: nothing of it could be read.", nullable=True),
    text("outcome", f"What became of it: {', '.join(OUTCOMES)}.", nullable=False),
    text("reason", "Typed reason of an outcome that is not loaded or unchanged. NULL: none is needed."),
    Column("inserted_count", Integer, nullable=False, comment="Articles that were new."),
    Column("changed_count", Integer, nullable=False, comment="Articles whose content moved."),
    Column("unchanged_count", Integer, nullable=False, comment="Articles that were known with this content."),
    Column(
        "duplicate_count", Integer, nullable=False, comment="Appearances whose article another page had shown before."
    ),
    created(),
    CheckConstraint(f"outcome in ({', '.join(repr(o) for o in OUTCOMES)})", name="outcome"),
    comment="One row per page of a run: the one outcome under which it is counted.",
)
Index("ix_run_page_run_id_outcome", run_page.c.run_id, run_page.c.outcome)

quarantine = Table(
    "quarantine",
    metadata,
    surrogate("quarantine_id", "quarantined page"),
    reference(
        "capture_id",
        "capture.capture_id",
        "The capture that was refused; its bytes are in the archive, if any were kept. NULL: an attempt was refused.",
        nullable=True,
        index=False,
    ),
    reference(
        "fetch_attempt_id",
        "fetch_attempt.fetch_attempt_id",
        "The attempt whose answer was refused, so that there is no capture. NULL: a capture was refused.",
        nullable=True,
        index=False,
    ),
    reference("run_id", "run.run_id", "Run that refused it first.", index=False),
    text("stage", "Stage that refused it: fetch, read, decode, split, normalize or load.", nullable=False),
    text("reason", "Typed reason, e.g. unknown_layout, binary, too_large.", nullable=False, index=True),
    text("detail", "What was found, what was expected, and the next move.", nullable=False),
    text("sqlstate", "SQLSTATE when Postgres refused a value. NULL: another stage refused it."),
    text("parser_version", "Version of the parsing rules that refused it; empty when it was not read.", nullable=False),
    instant("resolved_at", "When a later run loaded the capture (UTC). NULL: it still waits."),
    created(),
    UniqueConstraint("capture_id"),
    UniqueConstraint("fetch_attempt_id"),
    CheckConstraint("num_nonnulls(capture_id, fetch_attempt_id) = 1", name="refused"),
    comment="One row per capture that was not understood, or attempt whose answer was not accepted.",
)

dq_result = Table(
    "dq_result",
    metadata,
    surrogate("dq_result_id", "check result"),
    reference("run_id", "run.run_id", "Run that was checked."),
    text("check_name", "Name of the check.", nullable=False),
    Column("is_passed", Boolean, nullable=False, comment="Whether the check held."),
    Column("measured", Float, comment="What was measured. NULL: the check measures nothing."),
    text("detail", "The result in a sentence.", nullable=False),
    created(),
    text(
        "subject",
        "What was checked: a host, a layout's field, a site; empty: the run.",
        nullable=False,
        server_default="",
    ),
    text(
        "on_failure",
        "warn or fail: what the check's declaration makes of a result that does not hold.",
        nullable=False,
        server_default="warn",
    ),
    Column("hit_count", BigInteger, comment="How many of total_count had it. NULL: no share was measured."),
    Column("total_count", BigInteger, comment="How many were looked at. NULL: no share was measured."),
    Column(
        "expected_min", Float, comment="Least value that holds. NULL: no lower bound, or no history to draw it from."
    ),
    Column(
        "expected_max", Float, comment="Largest value that holds. NULL: no upper bound, or no history to draw it from."
    ),
    UniqueConstraint("run_id", "check_name", "subject"),
    CheckConstraint("on_failure in ('warn', 'fail')", name="on_failure"),
    comment="One row per run, data-quality check and subject; results that hold are the history of later ones.",
)
Index("ix_dq_result_check_name_subject_run_id", dq_result.c.check_name, dq_result.c.subject, dq_result.c.run_id)
