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
from tasks.archive.framing import Framed, iter_framed
from tasks.archive.http import parse_answer
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
    damage: str | None = None
    """What is wrong with it, in a sentence: its payload is not, or may not be, what was captured. None: nothing is."""
    block_digest: str | None = None
    skipped_digest: str | None = None
    """``sha256:`` and the digest in hex of the whole block, where the payload comes empty because it is too large."""

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
    if found is None or found[1].kind == "damaged":
        raise DamagedRecord("it holds no WARC record")
    check_digest(found[1])
    return found[1]


def check_digest(record: Record) -> None:
    """Raises DamagedRecord when the record is damaged, or its payload is not what its digest says."""
    if record.damage is not None:
        raise DamagedRecord(f"it is damaged: {record.damage}")
    if record.skipped_digest is not None:
        told, found = record.block_digest or "", record.skipped_digest
        if told.startswith("sha256:") and found != told:
            raise DamagedRecord("it is damaged: its bytes have another digest; restore it from a copy")
    elif record.kind in ("response", "resource") and (record.payload_digest or "").startswith("sha256:"):
        found = "sha256:" + hashlib.sha256(record.payload).hexdigest()
        if found != record.payload_digest:
            raise DamagedRecord("it is damaged: its bytes have another digest; restore it from a copy")


def iter_records(stream: IO[bytes], largest: int = _LARGEST) -> Iterator[tuple[int, Record]]:
    """The records of an open WARC file (gzip, zstd or plain) from its place on, in order, each with where it begins.

    A body beyond ``largest`` bytes comes empty. What is no whole record comes with its ``damage``, and what lies behind
    it is read all the same; where not even a head was found its kind is ``damaged``.
    """
    for framed in iter_framed(stream, largest):
        yield framed.offset, _record(framed)


def _record(framed: Framed) -> Record:
    kind = (framed.field("warc-type") or "unknown").lower() if framed.fields else "damaged"
    content_type = framed.field("content-type")
    is_http = (content_type or "").lower().startswith("application/http") or (
        kind == "response" and framed.block.startswith(b"HTTP/")
    )
    answer = parse_answer(framed.block) if is_http else None
    damage = framed.damage or (answer.damage if answer else None)
    truncated = framed.field("warc-truncated")
    if damage is None and truncated:
        damage = f"who captured it stopped before its end ({truncated})"
    return Record(
        kind=kind,
        uri=(framed.field("warc-target-uri") or "").strip("<>") or None,
        record_id=framed.field("warc-record-id"),
        date=_moment(framed.field("warc-date")),
        payload=answer.body if answer else framed.block,
        status=answer.status if answer else None,
        headers=answer.headers if answer else (),
        payload_digest=framed.field("warc-payload-digest"),
        concurrent_to=framed.field("warc-concurrent-to"),
        content_type=content_type,
        damage=damage,
        block_digest=framed.field("warc-block-digest"),
        skipped_digest=framed.skipped_digest,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None


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
