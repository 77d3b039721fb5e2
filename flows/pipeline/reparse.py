"""Captures of the archive read again by the rules of today: what that changes, shown or written. Never the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from db.outage import outlasts_outage
from db.reparse.differences import Difference
from db.reparse.settle import Place, Reading, preview, settle
from db.reparse.stored import Choice, StoredCapture, choose_captures, count_unreadable, known_sites, read_stored
from db.session import driver_cursor
from flows.pipeline.batch import Captures, Pages
from flows.pipeline.bodies import open_archived
from flows.pipeline.outcomes import record_missing
from flows.pipeline.parsing import parse_pool
from flows.pipeline.records import Opened
from flows.pipeline.stories import decide_moved
from tasks.archive import Archive
from tasks.errors import BadParameter
from tasks.fetch.headers import content_type
from tasks.profile import all_profiles
from tasks.records import Capture, Outcome, PageResult
from tasks.work import ReparseItem


@outlasts_outage
def chosen_captures(url: str, choice: Choice) -> list[int]:
    """The captures that a re-parse reads. Raises BadParameter when the site is not known."""
    with driver_cursor(url) as cursor:
        found = choose_captures(cursor, choice)
        if not found and choice.site and choice.site not in (sites := known_sites(cursor)):
            raise BadParameter(f"site: no site is {choice.site!r}; there are: {', '.join(sites) or 'none'}")
        return found


@outlasts_outage
def readings_of(
    url: str, archive: Archive, ids: Sequence[int], check: Callable[[], None] = lambda: None
) -> list[Reading]:
    """These captures, each with its reading of today; one whose bytes are missing or damaged is quarantined.

    They are read in processes that may be killed. Raises whatever ``check`` does, which is asked before each.
    """
    with driver_cursor(url) as cursor:
        stored = read_stored(cursor, ids)

    def opened(one: StoredCapture) -> Opened:
        check()
        return open_archived(_as_told(one), one, archive.record)

    records = parse_pool().map(stored, opened)
    return [
        (capture, replace(record, page_key=capture.page_key, capture_key=capture.capture_key))
        for capture, record in zip(stored, records, strict=True)
    ]


@outlasts_outage
def count_unreadable_captures(url: str, choice: Choice) -> int:
    """How many of the chosen captures have no bytes in the archive any more."""
    with driver_cursor(url) as cursor:
        return count_unreadable(cursor, choice)


def preview_readings(url: str, batches: Iterable[Sequence[Reading]]) -> list[Difference]:
    """What these readings change, in one transaction that is rolled back."""
    return preview(url, batches, decide_moved)


def is_unread(reading: Reading) -> bool:
    """Whether a capture could not be read again: its bytes are missing or damaged."""
    return reading[1].outcome is Outcome.QUARANTINED and reading[1].stage == "read"


def read_again(captures: Captures) -> Pages:
    """The split stage of a re-parse: stored captures read again by the rules of today."""
    batch = captures.batch
    ids = [item.capture_id for item in captures.items if isinstance(item, ReparseItem)]
    pages = Pages(captures, [])
    pages.readings = readings_of(batch.context.database_url, batch.resources.archive, ids, batch.check)
    return pages


def write_again(pages: Pages, readings: Sequence[Reading]) -> list[PageResult]:
    """The load stage of a re-parse: what the readings change is written; results in the order of the captures.

    Raises TryAgain when the database stays unreachable.
    """
    url, run_id, first_item = pages.batch.context.database_url, pages.batch.context.run_id, pages.batch.first_item
    settled = settle(url, Place(run_id, first_item), readings, decide_moved) if readings else []
    results = {capture.capture_id: result for (capture, _), result in zip(readings, settled, strict=True)}
    ids = [item.capture_id for item in pages.captures.items if isinstance(item, ReparseItem)]
    missing = [number for number in ids if number not in results]
    results |= record_missing(pages.batch.context, first_item + len(readings), missing)
    return [results[number] for number in ids]


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
