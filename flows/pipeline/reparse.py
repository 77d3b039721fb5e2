"""Captures of the archive read again by the rules of today: what that changes, shown or written. Never the network."""

from __future__ import annotations

from collections.abc import Sequence

from db.reparse.differences import Difference
from db.reparse.known import Reading
from db.reparse.settle import preview, settle
from db.reparse.stored import Choice, choose_captures, known_sites, read_stored
from db.session import driver_cursor
from db.write.load import load_pages
from flows.pipeline.batch import Captures, Pages
from flows.pipeline.rereader import Rereader
from flows.pipeline.stories import decide_moved
from tasks.errors import BadParameter
from tasks.records import PageResult
from tasks.work import ReparseItem


def chosen_captures(url: str, choice: Choice) -> list[int]:
    """The captures that a re-parse reads. Raises BadParameter when the site is not known."""
    with driver_cursor(url) as cursor:
        found = choose_captures(cursor, choice)
        if not found and choice.site and choice.site not in (sites := known_sites(cursor)):
            raise BadParameter(f"site: no site is {choice.site!r}; there are: {', '.join(sites) or 'none'}")
        return found


def readings_of(url: str, reader: Rereader, ids: Sequence[int]) -> list[Reading]:
    """These captures, each with its reading of today."""
    with driver_cursor(url) as cursor:
        stored = read_stored(cursor, ids)
    return list(zip(stored, reader.read(stored), strict=True))


def preview_batch(url: str, reader: Rereader, ids: Sequence[int]) -> tuple[int, list[Difference]]:
    """How many of the captures are there, and what reading them again changes; nothing is written."""
    readings = readings_of(url, reader, ids)
    return len(readings), preview(url, readings, reader.read)


def read_again(captures: Captures) -> Pages:
    """The split stage of a re-parse: stored captures read again by the rules of today."""
    batch = captures.batch
    reader = batch.resources.rereader
    ids = [item.capture_id for item in captures.items if isinstance(item, ReparseItem)]
    readings = readings_of(batch.context.database_url, reader, ids)
    pages = Pages(captures, [record for _, record in readings])
    pages.rereading = (readings, reader)
    return pages


def write_again(pages: Pages) -> list[PageResult]:
    """The load stage of a re-parse: what the readings change is written; results in the order of the captures.

    Raises TryAgain when the database stays unreachable.
    """
    assert pages.rereading is not None
    readings, reader = pages.rereading
    url, run, first_item = pages.batch.context.database_url, pages.batch.context.run_id, pages.batch.first_item
    waiting = [record for capture, record in readings if capture.outcome == "quarantined"]
    loaded = [(capture, record) for capture, record in readings if capture.outcome != "quarantined"]
    settled = settle(url, run, first_item, loaded, reader.read, decide_moved) if loaded else []
    results = {capture.capture_id: result for (capture, _), result in zip(loaded, settled, strict=True)}
    # What waited in quarantine is loaded as any capture is.
    done = load_pages(url, run, first_item + len(loaded), waiting, decide_moved) if waiting else []
    refused = [capture.capture_id for capture, _ in readings if capture.outcome == "quarantined"]
    results |= dict(zip(refused, done, strict=True))
    ids = [item.capture_id for item in pages.captures.items if isinstance(item, ReparseItem)]
    return [results[number] for number in ids if number in results]
