"""Captures opened: the bodies of archived records without their content coding, and what their headers tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from db.fetching.captures import FetchedCapture
from db.reparse.stored import StoredCapture
from flows.pipeline.records import Opened, new_record, quarantined
from tasks.archive.reading import Record
from tasks.captures import LARGEST_BYTES
from tasks.errors import CaptureTooLarge, SkipPage, StopRun
from tasks.fetch.coding import decode_body
from tasks.fetch.failures import FetchFailed
from tasks.records import Capture
from tasks.split.walls import TELLING_HEADERS


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


def opened_capture(capture: Capture, record: Record) -> Capture:
    """The capture with the body of its record. Raises DamagedBody or CaptureTooLarge."""
    told = [f"{name.lower()}: {value}" for name, value in record.headers if name.lower() in TELLING_HEADERS]
    return replace(capture, content=body_of(record), headers="\n".join(told))


def open_archived(capture: Capture, known: FetchedCapture | StoredCapture, read: Callable[[str], Record]) -> Opened:
    """Take a capture out of the archive. One body that is missing or damaged must not stop the others."""
    try:
        whole = opened_capture(capture, read(known.archive_ref))
    except (SkipPage, StopRun) as error:
        record = replace(
            new_record(capture, None), capture_key=known.capture_key, body_hash=known.body_hash,
            byte_count=known.byte_count, archive_ref=known.archive_ref,
        )  # fmt: skip
        wrong = error if isinstance(error, SkipPage) else DamagedBody(f"{error}; or fetch the page again")
        return quarantined(record, "read", wrong), None
    return replace(new_record(whole, None), archive_ref=known.archive_ref), whole
