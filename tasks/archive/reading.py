"""Records read back: one by its place, or all of a file, ours or anybody's. Pure but for the file it is given."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from tasks.archive.building import ATTEMPT_FIELD
from tasks.archive.packing import DamagedMember, unpacked

_LARGEST = 64 * 1024 * 1024


class DamagedRecord(Exception):
    """A record that cannot be read, or whose bytes have another digest than it says."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file, as far as a capture needs it."""

    kind: str
    """response, resource, conversion, revisit, metadata, …"""
    uri: str | None
    record_id: str | None
    date: datetime | None
    """WARC-Date (aware UTC). None: none, or none that can be read."""
    payload: bytes
    """The body without its transfer coding; its content coding is untouched."""
    status: int | None = None
    """HTTP status. None: no HTTP."""
    headers: tuple[tuple[str, str], ...] = ()
    payload_digest: str | None = None
    concurrent_to: str | None = None
    content_type: str | None = None

    def header(self, name: str) -> str | None:
        """The first HTTP header of that name, in lower case; None when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def read_one(data: bytes) -> Record:
    """The record in one member of a file, checked against its payload digest. Raises DamagedRecord."""
    try:
        plain = unpacked(data, _LARGEST)
    except DamagedMember as error:
        raise DamagedRecord(str(error)) from error
    found = next(iter_records(io.BytesIO(plain)), None)
    if found is None:
        raise DamagedRecord("it holds no WARC record")
    check_digest(found[1])
    return found[1]


def check_digest(record: Record) -> None:
    """Raises DamagedRecord when the payload is not what its digest says."""
    if record.kind in ("response", "resource") and (record.payload_digest or "").startswith("sha256:"):
        found = "sha256:" + hashlib.sha256(record.payload).hexdigest()
        if found != record.payload_digest:
            raise DamagedRecord("it is damaged: its bytes have another digest; restore it from a copy")


def iter_records(stream: IO[bytes], largest: int = _LARGEST) -> Iterator[tuple[int, Record]]:
    """The records of an open WARC file (gzip, zstd or plain), in order, each with where it begins.

    A body beyond ``largest`` bytes comes empty.
    """
    from fastwarc.warc import ArchiveIterator

    for record in ArchiveIterator(stream, parse_http=True, auto_decode="transfer"):
        yield record.stream_pos, _record(record, largest)


def _record(record: Any, largest: int) -> Record:
    headers = record.headers
    is_http = bool(record.is_http and record.is_http_parsed)
    is_small = record.content_length <= largest
    try:
        date = record.record_date
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC) if date else None
    except (ValueError, OverflowError):
        date = None
    return Record(
        kind=(headers.get("WARC-Type") or "unknown").lower(),
        uri=(headers.get("WARC-Target-URI") or "").strip("<>") or None,
        record_id=headers.get("WARC-Record-ID"),
        date=date,
        payload=record.reader.read() if is_small else b"",
        status=record.http_headers.status_code if is_http else None,
        headers=tuple(record.http_headers.to_tuples()) if is_http else (),
        payload_digest=headers.get("WARC-Payload-Digest"),
        concurrent_to=headers.get("WARC-Concurrent-To"),
        content_type=headers.get("Content-Type"),
    )


def attempt_told(record: Record) -> dict[str, Any] | None:
    """What a metadata record of ours says of its fetch; None when it is none of ours."""
    for line in record.payload.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(": ")
        if name == ATTEMPT_FIELD:
            try:
                told = json.loads(value)
            except ValueError:
                return None
            return told if isinstance(told, dict) else None
    return None
