"""The archive as the stages use it: keep bytes, keep answers, read them back, and fix what a crash left."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import IO, Any

from tasks.archive.building import (
    Built,
    FoundBody,
    KnownBody,
    file_uri,
    metadata,
    resource,
    response,
    revisit,
    stream_resource,
    warcinfo,
)
from tasks.archive.files import Files
from tasks.archive.packing import ENDINGS, Coding, iter_members, packed
from tasks.archive.reading import DamagedRecord, Record, attempt_told, check_digest, iter_records, read_one
from tasks.archive.references import Reference
from tasks.attempt import Attempt
from tasks.errors import StopRun
from tasks.failpoints import reach

_FILE_BYTES = 1 << 30
_HEAD = 64 * 1024
"""Bytes of a record in which its own head ends."""
_MOST_TOLD = 10
"""Damaged records of one file that are named."""
SOFTWARE = "newsweir"

Data = Built | Callable[[IO[bytes]], int]
"""A record, or what writes one, packed, and tells how many bytes it was."""
KnowBodies = Callable[[Sequence[str]], Mapping[str, str]]
"""Gives the references of those bodies that the archive has, by their SHA-256 in hex."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where an answer was kept. ``reference`` is where its body is: the record itself, or the one it refers to."""

    reference: str
    record_id: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A record of a file that a crash left open. ``told`` is what its metadata record says of the fetch."""

    reference: str
    record: Record
    told: dict[str, Any] | None


class Archive:
    """The archive at one place; one writer. References are on disk, fsynced, when they are returned.

    ``known`` tells of bodies that are there already, so that each is stored once. Files grow to ``file_bytes``;
    ``coding`` is what new ones are packed with, and those of either coding are read.
    """

    def __init__(
        self, place: Path | str, known: KnowBodies = lambda _: {}, *, label: str = "capture", spool: Path | None = None,
        file_bytes: int = _FILE_BYTES, coding: Coding = "gzip",
    ) -> None:  # fmt: skip
        self.files = Files(place, spool)
        self._coding = coding
        self._known, self._label, self._file_bytes = known, label, file_bytes
        self._kept: dict[str, str] = {}
        self._file: IO[bytes] | None = None
        self._name, self._end, self._number = "", 0, 0
        self._lock = Lock()

    def store(
        self, content: bytes, uri: str | None = None, moment: datetime | None = None, digest: str | None = None
    ) -> str:
        """Store a capture that came as a file and return its reference; of a body that is there, that one's.

        ``digest`` is its SHA-256 in hex where the caller has it already.
        Raises StopRun when the archive cannot be written (a full disk): what cannot be kept is not read either.
        """
        return self.store_all([FoundBody(content, digest or hashlib.sha256(content).hexdigest(), uri, moment)])[0]

    def store_all(self, bodies: Sequence[FoundBody]) -> list[str]:
        """Store captures that came as files, with one question for those that are there and one fsync for the others.

        Returns their references in order. Raises StopRun when the archive cannot be written.
        """
        with self._lock:
            asked = [body.digest for body in bodies if body.digest not in self._kept]
            known = self._known(asked) if asked else {}
            fresh = {body.digest: body for body in bodies if body.digest in asked and body.digest not in known}
            if fresh:
                now = datetime.now(UTC)
                built = [
                    resource(body.uri or file_uri(digest), body.content, body.moment or now, digest)
                    for digest, body in fresh.items()
                ]
                self._kept.update(zip(fresh, self._write(built), strict=True))
            return [self._kept.get(body.digest) or known[body.digest] for body in bodies]

    def store_file(self, path: Path) -> tuple[str, int, str]:
        """Store a file of any size without reading it into memory; its reference, size in bytes, and SHA-256 in hex."""
        with path.open("rb") as file, self._lock:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            found = self._kept.get(digest) or self._known([digest]).get(digest)
            if found is None:
                file.seek(0)
                write = stream_resource(file_uri(str(path)), file, size, digest, datetime.now(UTC), self._coding)
                (found,) = self._write([write])
                self._kept[digest] = found
        return found, size, digest

    def store_attempts(self, attempts: Sequence[tuple[Attempt, KnownBody | None]]) -> list[Stored]:
        """Store answers, each with its metadata, and one fsync for all; a known body as a revisit record.

        Raises StopRun when the archive cannot be written; nothing of them may then be read.
        """
        if not attempts:
            return []
        built: list[tuple[Built, Built, KnownBody | None]] = []
        for attempt, known in attempts:
            record = revisit(attempt, known) if known else response(attempt)
            built.append((record, metadata(attempt, record), known))
        with self._lock:
            references = self._write([one for record, about, _ in built for one in (record, about)])
        return [
            Stored(known.reference if known else reference, record.record_id, record.payload_digest)
            for (record, _, known), reference in zip(built, references[::2], strict=True)
        ]

    def _write(self, records: Sequence[Data]) -> list[str]:
        try:
            if self._file is not None and self._end >= self._file_bytes:
                self._finish()
            if self._file is None:
                self._number += 1
                self._name = self.files.new_name(self._label, self._number, ENDINGS[self._coding])
                self._file = self.files.create(self._name)
                self._end = 0
                records = [warcinfo(self._name, SOFTWARE, datetime.now(UTC)), *records]
                return self._append(records)[1:]
            return self._append(records)
        except OSError as error:
            self._drop()
            raise StopRun(
                f"the archive {self.files.folder} cannot be written: {error.strerror or error}; free some space or set "
                "NEWSWEIR_ARCHIVE to a folder that can"
            ) from error

    def _append(self, records: Sequence[Data]) -> list[str]:
        assert self._file is not None
        references = []
        end = self._end
        for data in records:
            if isinstance(data, Built):
                length = self._file.write(packed(data.parts, data.level, self._coding))
            else:
                length = data(self._file)
            references.append(str(Reference(self._name, end, length)))
            end += length
        self._file.flush()
        reach("after_archive_write")
        os.fsync(self._file.fileno())
        reach("after_fsync")
        self._end = end
        return references

    def _drop(self) -> None:
        """Let go of a file that could not be written, cut to what is whole; it is finished when there is room."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            os.ftruncate(file.fileno(), self._end)
            file.close()
        except OSError:
            return  # The next run's recovery cuts and finishes it.

    def _finish(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
            self.files.finish(self._name)

    def close(self) -> None:
        """Finish the file under way. Raises StopRun when it cannot be given its place."""
        with self._lock:
            try:
                self._finish()
            except OSError as error:
                raise StopRun(
                    f"{self._name} cannot be brought to {self.files.place}: {error}; it stays in {self.files.folder} "
                    "and the next run brings it there"
                ) from error

    def record(self, reference: str) -> Record:
        """The record behind a reference, checked against its digest. Raises StopRun when it is missing or damaged."""
        where = Reference.parse(reference)
        if where is None:
            raise StopRun(f"{reference!r} is no reference into the archive (warc:NAME@OFFSET+LENGTH)")
        try:
            return read_one(self.files.read(where.name, where.offset, where.length))
        except (OSError, DamagedRecord) as error:
            raise StopRun(f"archive record {reference} cannot be read from {self.files.place}: {error}") from error

    def read(self, reference: str) -> bytes:
        """The payload behind a reference, as stored. Raises StopRun when it is missing or damaged."""
        return self.record(reference).payload

    def recover(self) -> Iterator[Recovered]:
        """What files that a dead writer left hold; each is cut behind its last whole record and given its place.

        A fetched answer counts as whole with its metadata record only, which was written at once with it.
        """
        for name, file in self.files.abandoned():
            pending: Recovered | None = None
            end = 0
            for offset, length, head in iter_members(file, _HEAD):
                kind = _kind(head)
                if kind in ("response", "revisit"):
                    pending = Recovered(str(Reference(name, offset, length)), self._at(file, offset, length), None)
                    continue
                if kind == "metadata" and pending is not None:
                    told = attempt_told(self._at(file, offset, length))
                    yield Recovered(pending.reference, pending.record, told)
                elif kind == "resource":
                    yield Recovered(str(Reference(name, offset, length)), self._at(file, offset, length), None)
                pending = None
                end = offset + length
            file.truncate(end)
            os.fsync(file.fileno())
            if end:
                self.files.finish(name)
            else:
                (self.files.folder / "open" / name).unlink()

    def _at(self, file: IO[bytes], offset: int, length: int) -> Record:
        here = file.tell()
        file.seek(offset)
        try:
            return read_one(file.read(length))
        except DamagedRecord:
            return Record("damaged", None, None, None, b"")
        finally:
            file.seek(here)

    def verify(self) -> Iterator[tuple[str, int, str | None]]:
        """Every finished file, how many whole records it has, and what is wrong with it (None: nothing)."""
        for name in self.files.finished():
            count, wrong = 0, []
            try:
                with self.files.open_finished(name) as file:
                    for number, (offset, record) in enumerate(iter_records(file)):
                        try:
                            check_digest(record)
                            count += 1
                        except DamagedRecord as error:
                            wrong.append(f"record {number + 1} at byte {offset:,}: {error}")
            except (OSError, ValueError) as error:
                wrong.append(f"behind record {count + len(wrong)}: {error}")
            if len(wrong) > _MOST_TOLD:
                wrong[_MOST_TOLD:] = [f"and {len(wrong) - _MOST_TOLD:,} more"]
            yield name, count, "; ".join(wrong) or None


def _kind(head: bytes) -> str:
    for line in head.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"warc-type":
            return value.strip().decode("ascii", "replace")
    return ""
