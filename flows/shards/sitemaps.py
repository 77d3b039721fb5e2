"""Sitemaps that were fetched, read from the archive: what a backfill of a range of days asks for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from db.fetching.captures import newest_bodies, set_outcome
from flows.pipeline.bodies import body_of
from tasks.archive import Archive
from tasks.discover.sitemaps import Entries, read_entries
from tasks.errors import SkipPage, StopRun
from tasks.fingerprint import page_key

_log = logging.getLogger("newsweir.discover")


def fetched_entries(url: str, archive_folder: Path | str, spool: Path, sitemaps: Sequence[str]) -> list[Entries]:
    """What these sitemaps name, as they were fetched last. Raises StopRun when one was never had."""
    keys = {page_key(address, address): address for address in sitemaps}
    bodies = newest_bodies(url, [*keys])
    missing = [address for key, address in keys.items() if key not in bodies]
    if missing:
        raise StopRun(
            f"{missing[0]}: the sitemap could not be fetched (newsweir why {missing[0]} tells why); nothing was planned"
        )
    archive = Archive(archive_folder, spool=spool)
    found = []
    for key, address in keys.items():
        capture_id, reference, answered_url = bodies[key]
        try:
            entries = read_entries(body_of(archive.record(reference)), answered_url or address)
        except SkipPage as error:
            raise StopRun(f"{address}: the sitemap cannot be read: {error}") from error
        if entries.warning and not (entries.pages or entries.more):
            raise StopRun(f"{address}: {entries.warning}")
        if entries.warning:
            _log.warning("%s: %s", address, entries.warning)
        # It holds no articles: a run that reads what waits in the archive has no business with it.
        set_outcome(url, [capture_id], "loaded")
        found.append(entries)
    return found
