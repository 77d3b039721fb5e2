"""The load stage: hand page records to the database and learn what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from db.write.load import Then, load_pages
from tasks.records import PageRecord, PageResult


def load_batch(
    database_url: str, run_id: int, first_item: int, records: Sequence[PageRecord], then: Then
) -> list[PageResult]:
    """Load one batch in one transaction; results in the order of the records. ``then`` is its last part.

    Raises TryAgain when the database stays unreachable through several attempts.
    """
    return load_pages(database_url, run_id, first_item, records, then)


def known_body(database_url: str, body_hash: str) -> str | None:
    """Where the archive has a body; None when it has not."""
    from db.fetching.attempts import known_body as read

    return read(database_url, body_hash)
