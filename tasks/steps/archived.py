"""Captures that lie in an archive already: those fetched and not read yet, and the records of anybody's WARC files."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tasks.archive import Archive, Recovered
from tasks.archive.reading import Record, iter_records
from tasks.attempt import Answer, Attempt, AttemptOutcome, Hop
from tasks.captures import LARGEST_BYTES, Defaults
from tasks.errors import CaptureTooLarge, NoCaptures, SkipPage, StopRun
from tasks.fetch.coding import decode_body
from tasks.fetch.failures import FetchFailed
from tasks.fetch.headers import content_type
from tasks.fingerprint import canonical_url, capture_key, page_key
from tasks.records import Capture, Outcome, PageRecord, PageResult
from tasks.steps import BatchContext, _record, archive_of, quarantined
from tasks.steps.downloads import local_place

_log = logging.getLogger("newsweir.archive")
_PAGE_KINDS = ("response", "resource", "conversion")


class DamagedBody(SkipPage):
    """The record's body is cut, damaged, or coded in a way that is not read."""

    reason = "damaged"


def body_of(record: Record) -> bytes:
    """A record's body without its content coding. Raises DamagedBody or CaptureTooLarge."""
    try:
        return decode_body(record.payload, record.header("content-encoding"), LARGEST_BYTES).content
    except FetchFailed as error:
        if error.reason == "too_large_decoded":
            raise CaptureTooLarge(error.detail) from error
        raise DamagedBody(error.detail) from error


def load_captures(context: BatchContext, first_item: int, ids: Sequence[int]) -> list[PageResult]:
    """Read and load these captures; results in the order of the ids. One that was loaded meanwhile is ``unchanged``."""
    from db.fetching.attempts import fetched_captures, record_run_pages
    from tasks.load import load_batch
    from tasks.parse_workers import workers
    from tasks.story_steps import decide_moved

    archive = archive_of(context)
    fetched = {capture.capture_id: capture for capture in fetched_captures(context.database_url, ids)}

    def opened(number: int) -> tuple[PageRecord, Capture | None]:
        found = fetched[number]
        _, charset = content_type(found.content_type)
        capture = Capture(
            path=found.asked_url, content=b"", captured_at=found.captured_at,
            captured_at_source=found.captured_at_source, url=found.answered_url, charset=charset,
        )  # fmt: skip
        try:
            capture = replace(capture, content=body_of(archive.record(found.archive_ref)))
        except (SkipPage, StopRun) as error:
            # One body that is missing or damaged must not keep the others from being read.
            known = replace(
                _record(capture, None), capture_key=found.capture_key, body_hash=found.body_hash,
                byte_count=found.byte_count, archive_ref=found.archive_ref,
            )  # fmt: skip
            wrong = error if isinstance(error, SkipPage) else DamagedBody(f"{error}; fetch the page again")
            return quarantined(known, "read", wrong), None
        return replace(_record(capture, None), archive_ref=found.archive_ref), capture

    todo = [number for number in ids if number in fetched]
    records = [
        record if record.site or fetched[number].site is None else replace(record, site=fetched[number].site)
        for number, record in zip(todo, workers().map(todo, opened), strict=True)
    ]
    results = dict(
        zip(todo, load_batch(context.database_url, context.run_id, first_item, records, decide_moved), strict=True)
    )
    missing = [number for number in ids if number not in fetched]
    rows = [
        {"item_number": first_item + len(todo) + at, "path": f"capture:{number}", "outcome": "unchanged"}
        for at, number in enumerate(missing)
    ]
    record_run_pages(context.database_url, context.run_id, rows)
    gone = {number: PageResult(f"capture:{number}", Outcome.UNCHANGED, None, None, None, None) for number in missing}
    return [{**results, **gone}[number] for number in ids]


def recovered_attempt(found: Recovered) -> Attempt | None:
    """The attempt that a record of a torn file tells of; None when it tells of none."""
    told, record = found.told, found.record
    if told is None or record.kind == "damaged":
        return None
    try:
        return _attempt(told, record)
    except (KeyError, TypeError, ValueError):
        return None  # Its metadata record is none of ours, or damaged: no other one is kept from being read.


def _attempt(told: dict[str, Any], record: Record) -> Attempt:
    answer = Answer(
        url=str(told["answered_url"]), status=record.status or 0, phrase="", version="", headers=record.headers,
        payload=b"", content=b"", address=None,
    )  # fmt: skip
    values: dict[str, Any] = {name: told[name] for name in Attempt.__dataclass_fields__ if name in told}
    values |= {
        "outcome": AttemptOutcome(told["outcome"]),
        "requested_at": datetime.fromisoformat(told["requested_at"]),
        "not_before": datetime.fromisoformat(told["not_before"]) if told.get("not_before") else None,
        "hops": tuple(Hop(**hop) for hop in told["hops"]),
        "answer": answer,
    }
    return Attempt(**values)


def pages_of_warc(path: Path, name: str | None = None) -> list[str]:
    """The records of a WARC file that may be pages, as items of a batch: ``warc:PATH@OFFSET``.

    ``name`` stands in the items for the path: the address that the file was brought from.

    In a file whose records are not members of their own (one gzip stream around all of them) nothing can be found by
    its offset: its items are ``warc:PATH@#NUMBER``, and each batch reads the file from its beginning. Damaged records
    are items too, unless they say that they are no page: their quarantine tells which they are. Raises NoCaptures when
    the file holds no page or is no WARC.
    """
    name = name or str(path)
    found: list[tuple[int, int]] = []
    damaged: list[str] = []
    end, is_seekable, is_warc = -1, True, False
    try:
        with path.open("rb") as stream:
            for number, offset, record in _records(stream, 2 * LARGEST_BYTES):
                is_seekable = is_seekable and end < offset < path.stat().st_size
                end = offset
                is_warc = is_warc or record.kind != "damaged"
                if record.damage is not None:
                    damaged.append(f"byte {offset:,}: {record.damage}")
                if _is_page(record):
                    found.append((number, offset))
    except (OSError, ValueError) as error:
        raise NoCaptures(f"{name}: cannot be read as WARC: {error}") from error
    if not is_warc:
        raise NoCaptures(f"{name}: is no WARC file: {damaged[0] if damaged else 'it is empty'}")
    if damaged:
        _log.warning("%s: %d records are damaged, the others are read; the first: %s", name, len(damaged), damaged[0])
    if not found:
        raise NoCaptures(f"{name}: holds no page (responses or resources of text with status 200)")
    return [f"warc:{name}@{offset if is_seekable else f'#{number}'}" for number, offset in found]


def load_warc(context: BatchContext, first_item: int, items: Sequence[str]) -> list[PageResult]:
    """Read and load pages of one WARC file; their bytes go to our archive first, so that the file may vanish."""
    from tasks.load import load_batch
    from tasks.parse_workers import workers
    from tasks.story_steps import decide_moved

    archive = archive_of(context)
    records = workers().map(
        list(_captures(items, context.defaults, context.downloads)), lambda found: _opened(found[0], found[1], archive)
    )
    return load_batch(context.database_url, context.run_id, first_item, records, decide_moved)


def identities_of_warc(
    items: Sequence[str], defaults: Defaults, downloads: Path | None = None
) -> dict[str, tuple[str, datetime | None]]:
    """Digest of the bytes and moment of records of one WARC file, by item; a body that cannot be read is left out."""
    found = {}
    for capture, record in _captures(items, defaults, downloads):
        if record.damage is not None:
            continue
        with suppress(SkipPage):
            found[f"warc:{capture.path}"] = (hashlib.sha256(body_of(record)).hexdigest(), capture.captured_at)
    return found


def _captures(items: Sequence[str], defaults: Defaults, downloads: Path | None) -> Iterator[tuple[Capture, Record]]:
    path, _, first = items[0].removeprefix("warc:").rpartition("@")
    wanted = {item.rpartition("@")[2] for item in items}
    is_seekable = not first.startswith("#")
    with local_place(path, downloads).open("rb") as stream:
        if is_seekable:
            stream.seek(int(first))
        for number, offset, record in _records(stream, 2 * LARGEST_BYTES):
            place = str(offset) if is_seekable else f"#{number}"
            if place in wanted:
                wanted.discard(place)
                yield _capture(path, place, record, defaults), record
            if not wanted:
                return


def _records(stream: Any, largest: int) -> Iterator[tuple[int, int, Record]]:
    """Records from the stream's place on, with their numbers from there and their places."""
    for number, (offset, record) in enumerate(iter_records(stream, largest)):
        yield number, offset, record


def _is_page(record: Record) -> bool:
    if record.kind == "damaged":
        return True  # Nobody knows what it was; it is quarantined, so that the run names it.
    if record.kind not in _PAGE_KINDS or record.status not in (None, 200):
        return False
    if not record.payload and record.damage is None:
        return False
    # The type of an answer's record speaks of the record, not of the page.
    told = record.header("content-type") if record.status is not None else record.content_type
    kind, _ = content_type(told)
    if record.status is None and kind == "application/http":
        return record.damage is not None
    is_robots = kind in ("text/plain", "") and (record.uri or "").endswith("/robots.txt")
    is_text = bool(kind) or record.damage is not None or record.payload[:512].lstrip().startswith(b"<")
    return kind in ("text/html", "application/xhtml+xml", "text/plain", "") and is_text and not is_robots


def _capture(path: str, place: str, record: Record, defaults: Defaults) -> Capture:
    _, charset = content_type(record.header("content-type"))
    url = record.uri if (record.uri or "").startswith(("http://", "https://")) else None
    moment, source = (record.date, "warc") if record.date else (None, None)
    return Capture(
        path=f"{path}@{place}",
        content=record.payload,
        captured_at=defaults.captured_at or moment,
        captured_at_source="argument" if defaults.captured_at else source,
        url=url or defaults.url,
        site=defaults.site,
        charset=charset,
    )


def _opened(capture: Capture, record: Record, archive: Archive) -> tuple[PageRecord, Capture | None]:
    try:
        if record.damage is not None:
            raise DamagedBody(f"the record in the WARC file is damaged: {record.damage}; capture the page again")
        whole = replace(capture, content=body_of(record))
        return _record(whole, archive), whole
    except SkipPage as error:
        return quarantined(_record(capture, archive), "read", error), None


@lru_cache(16384)
def _identity(url: str) -> tuple[str, str]:
    """An address in its one spelling, and its identity."""
    plain = canonical_url(url) or url
    return plain, page_key(plain, plain)


def keys_of(attempt: Attempt) -> tuple[str, str, str, str]:
    """Identity of the capture, identity and address of the page that answered, identity of the address asked for."""
    from uuid import uuid4

    _, asked = _identity(attempt.url)
    url, page = _identity(attempt.answered_url)
    if not (attempt.body_hash or attempt.answer):
        page = asked
    if attempt.body_hash is None:
        return f"attempt:{uuid4()}", page, url if page != asked else attempt.url, asked
    return capture_key(page, attempt.body_hash, attempt.requested_at), page, url, asked
