"""The archive held against the database: every capture's digest against the bytes that its reference leads to."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db.housekeeping.raw import KeptBody, bodies_after, count_bodies, record_checks, sampled_bodies
from flows.pipeline.bodies import body_of
from tasks.archive import Archive
from tasks.archive.reading import DamagedRecord, read_one
from tasks.archive.references import Reference
from tasks.errors import SkipPage, StopRun

_AT_ONCE = 500
_LARGEST = 60 * 1024 * 1024
"""Bodies beyond this are not read into memory; reading the files checks them."""


@dataclass(slots=True)
class ArchiveReport:
    """What a check of captures found."""

    checked_count: int = 0
    byte_count: int = 0
    """Of the bodies, decoded."""
    skipped_count: int = 0
    """Bodies too large to be held in memory."""
    seconds: float = 0.0
    wrong: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Capture, reference, problem (missing, damaged, wrong_digest) and detail."""

    @property
    def rate(self) -> float:
        """Captures a second."""
        return self.checked_count / self.seconds if self.seconds else 0.0


def check_captures(
    url: str, place: Path | str, spool: Path, *, sample: int | None = None, since: datetime | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ArchiveReport:  # fmt: skip
    """Check a sample of captures, those made after a moment, or all; what is wrong is kept in news.body.problem."""
    report, started = ArchiveReport(), time.perf_counter()
    archive = Archive(place, spool=spool)
    total = sample if sample is not None else count_bodies(url, since)
    for bodies in [sampled_bodies(url, sample)] if sample is not None else _batches(url, since):
        whole, wrong = [], []
        for body in bodies:
            if body.byte_count > _LARGEST:
                report.skipped_count += 1
                continue
            problem = _problem(archive, body)
            report.checked_count += 1
            report.byte_count += body.byte_count
            if problem is None:
                whole.append(body.capture_id)
            else:
                wrong.append((body.capture_id, body.archive_ref, *problem))
        record_checks(url, whole, wrong)
        report.wrong += wrong
        progress(report.checked_count + report.skipped_count, max(total, report.checked_count))
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def _batches(url: str, since: datetime | None) -> Iterator[list[KeptBody]]:
    last = 0
    while bodies := bodies_after(url, last, since, _AT_ONCE):
        yield bodies
        last = bodies[-1].capture_id


def _problem(archive: Archive, body: KeptBody) -> tuple[str, str] | None:
    where = Reference.parse(body.archive_ref)
    try:
        if where is None:
            content = archive.read(body.archive_ref)
        else:
            record = read_one(archive.files.read(where.name, where.offset, where.length))
            if record.kind not in ("response", "resource"):
                return "missing", f"a record of kind {record.kind} stands where the body should be"
            content = body_of(record)
    except OSError as error:
        return "missing", str(error)
    except (DamagedRecord, StopRun) as error:
        return "damaged", str(error).removeprefix("it is damaged: ")
    except SkipPage as error:
        # Its coding could not be undone; that the record holds what it says is checked all the same.
        return None if error.reason == "too_large" else ("damaged", str(error))
    found = hashlib.sha256(content).hexdigest()
    if found != body.body_hash:
        payload = hashlib.sha256(record.payload).hexdigest() if where else found
        if payload != body.body_hash:
            return "wrong_digest", f"its bytes have the digest {found}, the capture says {body.body_hash}"
    return None
