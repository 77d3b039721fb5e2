"""Which captures are done, so that a backfill need not do them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from db.session import engine_for


def done_captures(url: str, body_hashes: Sequence[str], parser_version: str) -> set[tuple[str, datetime | None]]:
    """Digest and moment of those captures, of the given bytes, that this version of the rules loaded or quarantined."""
    if not body_hashes:
        return set()
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(
                "select body_hash, captured_at from news.capture"
                " where body_hash = any(:hashes) and parser_version = :version"
            ),
            {"hashes": list(body_hashes), "version": parser_version},
        )
        return {(row.body_hash, row.captured_at) for row in rows}
