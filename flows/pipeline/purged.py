"""Purged bytes leave the archive, and what is fetched of a purged page is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from db.housekeeping.erasures import read_erasures, settle_erasures
from db.housekeeping.tombstones import is_anything_purged, purged_addresses, purged_bodies
from tasks.archive.archive import Archive
from tasks.archive.removing import remove_records
from tasks.attempt import Attempt, AttemptOutcome
from tasks.errors import StopRun
from tasks.fingerprint import page_key

_AT_ONCE = 500


def erase_waiting(url: str, place: Path | str, spool: Path | None) -> int:
    """Remove all records of the archive that wait for it; how many. Nothing is asked of the archive where none does.

    Raises StopRun when a file cannot be written; what waits stays noted.
    """
    count = 0
    files = Archive(place, spool=spool).files
    while waiting := read_erasures(url, _AT_ONCE):
        try:
            remove_records(files, waiting)
        except OSError as error:
            raise StopRun(
                f"purged bytes cannot be removed from the archive {place}: {error}; make its files writable, then run "
                "newsweir maintain --only erase"
            ) from error
        settle_erasures(url, waiting)
        count += len(waiting)
    return count


def without_purged(url: str, attempts: Sequence[Attempt]) -> list[Attempt]:
    """Attempts as they may be kept: one that ended at a purged page is gone, without a body."""
    if not is_anything_purged(url):
        return list(attempts)
    answered = {attempt.answered_url: page_key(attempt.answered_url, "") for attempt in attempts if attempt.answer}
    addresses = purged_addresses(url, answered)
    bodies = purged_bodies(url, {attempt.body_hash for attempt in attempts if attempt.body_hash})
    return [
        purged_attempt(attempt) if attempt.answered_url in addresses or attempt.body_hash in bodies else attempt
        for attempt in attempts
    ]


def purged_attempt(attempt: Attempt) -> Attempt:
    """The attempt at a purged page as its row says it."""
    return replace(
        attempt, outcome=AttemptOutcome.GONE, reason="purged", answered_url=attempt.url, hops=(), answer=None,
        body_hash=None, detail="it was purged and stays away; newsweir purge list shows why, purge undo lifts it",
    )  # fmt: skip
