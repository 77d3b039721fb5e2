"""Captures of the archive read again by the rules of today: what that changes, shown or written. Never the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from db.fetching.attempts import record_run_pages
from db.reparse.differences import Difference
from db.reparse.settle import Place, Reading, preview, settle
from db.reparse.stored import (
    Choice,
    StoredCapture,
    choose_captures,
    count_unreadable,
    known_sites,
    read_stored,
)
from db.session import driver_cursor
from tasks.archive import Archive
from tasks.errors import BadParameter, SkipPage, StopRun
from tasks.fetch.headers import content_type
from tasks.profile import all_profiles
from tasks.records import Capture, Outcome, PageRecord, PageResult
from tasks.steps import BatchContext, _record, archive_of, quarantined
from tasks.steps.archived import DamagedBody, body_of

ITEM = "reparse:"


class Reader:
    """Reads stored captures again, in processes that may be killed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def read(self, captures: Sequence[StoredCapture]) -> list[PageRecord]:
        """Their records in order; one whose bytes are missing or damaged is quarantined, and says so."""
        from tasks.parse_workers import workers

        return [
            replace(record, page_key=capture.page_key, capture_key=capture.capture_key)
            for capture, record in zip(captures, workers().map(list(captures), self._opened), strict=True)
        ]

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
    site = stored.source_site or (stored.profile if is_old else None)
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


def count_unreadable_captures(url: str, choice: Choice) -> int:
    """How many of the chosen captures have no bytes in the archive any more."""
    with driver_cursor(url) as cursor:
        return count_unreadable(cursor, choice)


def preview_readings(url: str, batches: Iterable[Sequence[Reading]]) -> list[Difference]:
    """What these readings change, in one transaction that is rolled back."""
    from tasks.story_steps import decide_moved

    return preview(url, batches, decide_moved)


def is_unread(reading: Reading) -> bool:
    """Whether a capture could not be read again: its bytes are missing or damaged."""
    return reading[1].outcome is Outcome.QUARANTINED and reading[1].stage == "read"


def reparse_batch(context: BatchContext, first_item: int, items: Sequence[str]) -> list[PageResult]:
    """Read captures (``reparse:ID``) again and write what it changes; what became of each, in the order of the items.

    Raises TryAgain when the database stays unreachable.
    """
    from tasks.story_steps import decide_moved

    ids = [int(item.removeprefix(ITEM)) for item in items]
    readings = readings_of(context.database_url, Reader(archive_of(context)), ids)
    place = Place(context.run_id, first_item)
    results = dict(zip(
        (capture.capture_id for capture, _ in readings),
        settle(context.database_url, place, readings, decide_moved) if readings else (),
        strict=True,
    ))  # fmt: skip
    missing = [number for number in ids if number not in results]
    at = first_item + len(readings)
    rows = [
        {"item_number": at + n, "path": f"{ITEM}{number}", "outcome": "unchanged"} for n, number in enumerate(missing)
    ]
    record_run_pages(context.database_url, context.run_id, rows)
    gone = {n: PageResult(f"{ITEM}{n}", Outcome.UNCHANGED, None, None, None, None) for n in missing}
    return [{**results, **gone}[number] for number in ids]
