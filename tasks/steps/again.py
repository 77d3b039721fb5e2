"""Captures of the archive read again by the rules of today: what that changes, shown or written. Never the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from db.reparse.differences import Difference
from db.reparse.known import Reading
from db.reparse.settle import preview, settle
from db.reparse.stored import Choice, StoredCapture, choose_captures, known_sites, read_stored
from db.session import driver_cursor
from tasks.archive import Archive
from tasks.errors import BadParameter, SkipPage, StopRun
from tasks.fetch.headers import content_type
from tasks.profile import all_profiles
from tasks.records import Capture, PageRecord, PageResult
from tasks.steps import BatchContext, _record, archive_of, quarantined
from tasks.steps.archived import DamagedBody, body_of

ITEM = "reparse:"
_REMEMBERED = 2000
"""Readings kept in memory: the pages around one batch are often those around the next."""


class Reader:
    """Reads stored captures again, in processes that may be killed, and remembers the last ones."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[int, PageRecord] = {}

    def read(self, captures: Sequence[StoredCapture]) -> list[PageRecord]:
        """Their records in order; one whose bytes are missing or damaged is quarantined, and says so."""
        from tasks.parse_workers import workers

        todo = [capture for capture in captures if capture.capture_id not in self._known]
        for capture, record in zip(todo, workers().map(todo, self._opened), strict=True):
            site = capture.site_key if capture.is_declared else None
            self._known[capture.capture_id] = replace(
                record, page_key=capture.page_key, capture_key=capture.capture_key, site=record.site or site
            )
        found = [self._known[capture.capture_id] for capture in captures]
        while len(self._known) > _REMEMBERED + len(captures):
            del self._known[next(iter(self._known))]
        return found

    def _opened(self, stored: StoredCapture) -> tuple[PageRecord, Capture | None]:
        capture = _as_told(stored)
        try:
            capture = replace(capture, content=body_of(self._archive.record(stored.archive_ref)))
        except (SkipPage, StopRun) as error:
            known = replace(
                _record(capture, None), body_hash=stored.body_hash, byte_count=stored.byte_count,
                archive_ref=stored.archive_ref,
            )  # fmt: skip
            return quarantined(known, "read", error if isinstance(error, SkipPage) else DamagedBody(str(error))), None
        return replace(_record(capture, None), archive_ref=stored.archive_ref), capture


def _as_told(stored: StoredCapture) -> Capture:
    """A capture with what came with it. Of one that was loaded before that was kept, what its page tells stands in."""
    is_old = stored.record_hash is None and stored.outcome == "loaded"
    profiles = {profile.name for profile in all_profiles()}
    site = stored.source_site or (stored.site_key if is_old and stored.site_key in profiles else None)
    return Capture(
        path=stored.source_path,
        content=b"",
        captured_at=stored.captured_at,
        captured_at_source=stored.captured_at_source,
        url=stored.answered_url or stored.source_url or (stored.page_url if is_old else None),
        site=site if site in profiles else None,
        charset=stored.charset or content_type(stored.content_type)[1],
    )


def chosen_captures(url: str, choice: Choice) -> list[int]:
    """The captures that a re-parse reads. Raises BadParameter when the site is not known."""
    with driver_cursor(url) as cursor:
        found = choose_captures(cursor, choice)
        if not found and choice.site and choice.site not in (sites := known_sites(cursor)):
            raise BadParameter(f"site: no site is {choice.site!r}; there are: {', '.join(sites) or 'none'}")
        return found


def readings_of(url: str, reader: Reader, ids: Sequence[int]) -> list[Reading]:
    """These captures, each with its reading of today."""
    with driver_cursor(url) as cursor:
        stored = read_stored(cursor, ids)
    return list(zip(stored, reader.read(stored), strict=True))


def preview_batch(url: str, reader: Reader, ids: Sequence[int]) -> tuple[int, list[Difference]]:
    """How many of the captures are there, and what reading them again changes; nothing is written."""
    readings = readings_of(url, reader, ids)
    return len(readings), preview(url, readings, reader.read)


_readers: dict[int, Reader] = {}
"""By run: its batches remember each other's readings."""


def reparse_batch(context: BatchContext, first_item: int, items: Sequence[str]) -> list[PageResult]:
    """Read captures (``reparse:ID``) again and write what it changes; what became of each, in the order of the items.

    Raises TryAgain when the database stays unreachable.
    """
    from tasks.load import load_batch
    from tasks.story_steps import decide_moved

    if context.run_id not in _readers:
        _readers.clear()
        _readers[context.run_id] = Reader(archive_of(context))
    reader = _readers[context.run_id]
    ids = [int(item.removeprefix(ITEM)) for item in items]
    readings = readings_of(context.database_url, reader, ids)
    waiting = [record for capture, record in readings if capture.outcome == "quarantined"]
    loaded = [(capture, record) for capture, record in readings if capture.outcome != "quarantined"]
    url, run = context.database_url, context.run_id
    settled = partial(settle, url, run, first_item, loaded, reader.read, decide_moved)
    results = {c.capture_id: r for (c, _), r in zip(loaded, settled(), strict=True)} if loaded else {}
    # What waited in quarantine is loaded as any capture is.
    done = load_batch(url, run, first_item + len(loaded), waiting, decide_moved) if waiting else []
    refused = [capture.capture_id for capture, _ in readings if capture.outcome == "quarantined"]
    results |= dict(zip(refused, done, strict=True))
    return [results[number] for number in ids if number in results]
