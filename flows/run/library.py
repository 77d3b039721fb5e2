"""Ingest for programs: captures into a database that the caller names, in the caller's process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db.session import check_connection
from db.upgrade import upgrade_database
from flows.run.direct import run_directly
from flows.run.parameters import IngestParameters, make_parameters
from flows.run.plan_ingest import named_captures, plan_ingest
from flows.run.report import RunReport


def ingest_paths(
    paths: Sequence[str], database_url: str, archive: str | Path | None, captured_at: datetime | None
) -> RunReport:
    """Ingest; see ``newsweir.ingest``."""
    parameters = make_parameters(IngestParameters, paths=list(paths), captured_at=captured_at)
    named_captures(parameters)  # What is wrong is refused before a run is made.
    check_connection(database_url)
    upgrade_database(database_url)
    plan = plan_ingest(parameters, database_url)
    if archive is not None:
        is_elsewhere = isinstance(archive, str) and "://" in archive
        plan = replace(plan, archive_folder=archive if is_elsewhere else Path(archive).expanduser().resolve())
    return run_directly(plan)
