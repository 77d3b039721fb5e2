"""The archive as a run writes it: its own open file, and bodies that the database knows are not stored again."""

from __future__ import annotations

from collections.abc import Sequence

from db.fetching.attempts import body_places
from db.housekeeping.tombstones import REMOVED_REF, is_anything_purged, purged_bodies
from flows.pipeline.context import RunContext
from tasks.archive import Archive, KnowBodies


def open_run_archive(context: RunContext) -> Archive:
    """The archive of a run in this process; its batches share a file."""
    return Archive(
        context.archive_folder, body_lookup(context.database_url), label=f"run-{context.run_id:06d}",
        spool=context.spool, coding=context.archive_coding,
    )  # fmt: skip


def body_lookup(database_url: str) -> KnowBodies:
    """What tells where the archive has bodies, by their SHA-256 in hex.

    Of a purged body it gives a reference that leads nowhere, so that it is not kept: the loader drops its page.
    """
    # Asked once: what is purged while a run goes is dropped by the loader, and its bytes leave at the run's end.
    has_purged = is_anything_purged(database_url)

    def look_up(hashes: Sequence[str]) -> dict[str, str]:
        found = body_places(database_url, hashes)
        if has_purged:
            found |= dict.fromkeys(purged_bodies(database_url, set(hashes) - found.keys()), REMOVED_REF)
        return found

    return look_up
