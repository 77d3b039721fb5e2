"""Captures of the archive read again by the rules of today: what that changes, shown or written. Never the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.fetching.attempts import record_run_pages
from db.outage import outlasts_outage
from db.reparse.differences import Difference
from db.reparse.settle import Place, Reading, preview, settle
from db.reparse.stored import Choice, choose_captures, count_unreadable, known_sites, read_stored
from db.session import driver_cursor
from flows.pipeline.batch import Captures, Pages
from flows.pipeline.rereader import Rereader
from flows.pipeline.stories import decide_moved
from tasks.errors import BadParameter
from tasks.records import Outcome, PageResult
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
def readings_of(url: str, reader: Rereader, ids: Sequence[int]) -> list[Reading]:
    """These captures, each with its reading of today."""
    with driver_cursor(url) as cursor:
        stored = read_stored(cursor, ids)
    return list(zip(stored, reader.read(stored), strict=True))


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
    pages.readings = readings_of(batch.context.database_url, Rereader(batch.resources.archive), ids)
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
    rows = [
        {"item_number": first_item + len(readings) + at, "path": f"capture:{number}", "outcome": "unchanged"}
        for at, number in enumerate(missing)
    ]
    record_run_pages(url, run_id, rows)
    results |= {n: PageResult(f"capture:{n}", Outcome.UNCHANGED, None, None, None, None) for n in missing}
    return [results[number] for number in ids]
