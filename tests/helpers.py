"""Steps that many tests take."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from flows.run.report import RunReport
from tasks.captures import Defaults, find_captures
from tasks.work import file_items
from tests.conftest import MOMENT


def write(folder: Path, *texts: str | bytes, suffix: str = ".txt") -> list[Path]:
    """Write captures, numbered in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number:03d}{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    return paths


def ingest(
    database: str, paths: list[Path], archive: Path, *, captured_at: datetime | None = MOMENT, batch_size: int = 500,
    site: str | None = None, url: str | None = None,
) -> RunReport:  # fmt: skip
    """Ingest captures directly, as ``newsweir ingest --direct`` does."""
    defaults = Defaults(captured_at, False, url, site)
    return run_directly(RunPlan("ingest", file_items(find_captures(paths)), defaults, batch_size, database, archive))


def rows(database: str, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with psycopg.connect(database) as connection:
        return connection.execute(query, parameters or None).fetchall()


DATA_TABLES = (
    "site", "page", "capture", "publisher", "publisher_alias", "article", "article_identity", "print", "sighting",
    "appearance",
    "tag", "page_tag", "quarantine", "article_revision", "story", "story_member", "story_text", "story_sample",
    "story_pair",
)  # fmt: skip


def snapshot(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of data, ids, stamps and sequence numbers included."""
    return {table: rows(database, f"select * from news.{table} order by 1, 2") for table in DATA_TABLES}
