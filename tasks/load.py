"""The load stage: hand page records to the database and learn what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.write.load import Then, load_pages
from tasks.records import PageRecord, PageResult


def load_batch(
    database_url: str, run_id: int, first_item: int, records: Sequence[PageRecord], then: Then
) -> list[PageResult]:
    """Load one batch in one transaction; results in the order of the records. ``then`` is its last part.

    Raises TryAgain when the database stays unreachable through several attempts.
    """
    return load_pages(database_url, run_id, first_item, records, then)


def body_knower(database_url: str) -> Callable[[str], str | None]:
    """What tells where the archive has a body, by its SHA-256 in hex; None when it has not.

    Of a purged body it gives a reference that leads nowhere, so that it is not kept: the loader drops its page.
    """
    from db.fetching.attempts import known_body
    from db.housekeeping.tombstones import REMOVED_REF, is_anything_purged, purged_bodies

    # Asked once: what is purged while a run goes is dropped by the loader, and its bytes leave at the run's end.
    has_purged = is_anything_purged(database_url)

    def know(body_hash: str) -> str | None:
        found = known_body(database_url, body_hash)
        if found is None and has_purged and purged_bodies(database_url, [body_hash]):
            return REMOVED_REF
        return found

    return know
