"""The archive as a run writes it: its own open file, and bodies that the database knows are not stored again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from db.fetching.attempts import known_body
from db.housekeeping.tombstones import REMOVED_REF, is_anything_purged, purged_bodies
from flows.pipeline.context import RunContext
from tasks.archive import Archive


def open_run_archive(context: RunContext) -> Archive:
    """The archive of a run in this process; its batches share a file."""
    return Archive(
        context.archive_folder, body_lookup(context.database_url), label=f"run-{context.run_id:06d}",
        spool=context.spool, coding=context.archive_coding,
    )  # fmt: skip


def open_archive(place: Path | str, spool: Path) -> Archive:
    """The archive for reading."""
    return Archive(place, spool=spool)


def body_lookup(database_url: str) -> Callable[[str], str | None]:
    """What tells where the archive has a body, by its SHA-256 in hex; None when it has not.

    Of a purged body it gives a reference that leads nowhere, so that it is not kept: the loader drops its page.
    """
    # Asked once: what is purged while a run goes is dropped by the loader, and its bytes leave at the run's end.
    has_purged = is_anything_purged(database_url)

    def look_up(body_hash: str) -> str | None:
        found = known_body(database_url, body_hash)
        if found is None and has_purged and purged_bodies(database_url, [body_hash]):
            return REMOVED_REF
        return found

    return look_up
