"""Captures opened: the bodies of archived records without their content coding, and what their headers tell."""

from __future__ import annotations

from dataclasses import replace

from tasks.archive.reading import Record
from tasks.captures import LARGEST_BYTES
from tasks.errors import CaptureTooLarge, SkipPage
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
