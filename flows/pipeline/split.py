"""The split stage: archive → records. Opens each capture of a batch and has it decoded, split and normalized.

HTML can hang, exhaust or crash its parser, so it is split in processes that may be killed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from db.fetching.captures import FetchedCapture, fetched_captures
from flows.pipeline.batch import Captures, Pages
from flows.pipeline.bodies import DamagedBody, open_archived, opened_capture
from flows.pipeline.files import split_files
from flows.pipeline.parsing import parse_pool
from flows.pipeline.records import Opened, new_record, quarantined
from flows.pipeline.reparse import read_again
from flows.pipeline.warc import read_pages
from tasks.archive import Archive
from tasks.archive.reading import Record
from tasks.errors import SkipPage
from tasks.fetch.headers import content_type
from tasks.records import Capture, PageRecord
from tasks.work import CaptureItem, FileItem, ReparseItem, WarcItem


def split(captures: Captures) -> Pages:
    """Split the captures of a batch; pages that are refused come back quarantined with stage, reason and detail.

    Raises StopRun when the archive cannot be written, TryAgain when the database stays unreachable.
    """
    match captures.items:
        case [FileItem(), *_]:
            paths = [item.path for item in captures.items if isinstance(item, FileItem)]
            archive = captures.batch.resources.archive
            batch = captures.batch
            return Pages(captures, split_files(paths, batch.context.defaults, archive, batch.check))
        case [WarcItem(), *_]:
            return Pages(captures, _split_warc(captures))
        case [CaptureItem(), *_]:
            return _split_fetched(captures)
        case [ReparseItem(), *_]:
            return read_again(captures)
    return Pages(captures, [])


def _split_warc(captures: Captures) -> list[PageRecord]:
    context, archive = captures.batch.context, captures.batch.resources.archive
    items = [item for item in captures.items if isinstance(item, WarcItem)]
    found = list(read_pages(items, context.defaults, context.downloads))

    def opened(one: tuple[Capture, Record]) -> Opened:
        captures.batch.check()
        return _open_warc_record(one[0], one[1], archive)

    return parse_pool().map(found, opened)


def _split_fetched(captures: Captures) -> Pages:
    """Captures that lie in the archive; one that somebody else has loaded meanwhile is missing."""
    archive = captures.batch.resources.archive
    ids = [item.capture_id for item in captures.items if isinstance(item, CaptureItem)]
    url = captures.batch.context.database_url
    fetched = {found.capture_id: found for found in fetched_captures(url, ids, len(ids))}
    todo = [fetched[number] for number in ids if number in fetched]
    records = [
        record if record.site or found.site is None else replace(record, site=found.site)
        for found, record in zip(
            todo, parse_pool().map(todo, lambda found: _open_fetched(found, archive.record)), strict=True
        )
    ]
    return Pages(captures, records, [number for number in ids if number not in fetched])


def _open_warc_record(capture: Capture, record: Record, archive: Archive) -> Opened:
    """Put a record's body into our own archive, so that the WARC file may vanish."""
    try:
        if record.damage is not None:
            raise DamagedBody(f"the record in the WARC file is damaged: {record.damage}; capture the page again")
        whole = opened_capture(capture, record)
        return new_record(whole, archive), whole
    except SkipPage as error:
        return quarantined(new_record(capture, archive), "read", error), None


def _open_fetched(found: FetchedCapture, read: Callable[[str], Record]) -> Opened:
    """A fetched capture, with what its answer said of it."""
    _, charset = content_type(found.content_type)
    capture = Capture(
        path=found.asked_url, content=b"", captured_at=found.captured_at,
        captured_at_source=found.captured_at_source, url=found.answered_url, charset=charset,
    )  # fmt: skip
    return open_archived(capture, found, read)
