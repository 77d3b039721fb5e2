"""Captures in files: opened, their bytes archived, and split. Knows neither the database nor Prefect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.pipeline.parsing import parse_pool
from flows.pipeline.records import Opened, finish_page, new_records, quarantined
from tasks.archive import Archive
from tasks.captures import Defaults, read_capture, shown_path
from tasks.errors import SkipPage
from tasks.fingerprint import capture_key, page_key
from tasks.records import Capture, Outcome, PageRecord
from tasks.version import PARSER_VERSION

_FEW = 16
"""Text captures below this number are split in this process."""


def split_files(
    paths: Sequence[Path], defaults: Defaults, archive: Archive | None, check: Callable[[], None] = lambda: None
) -> list[PageRecord]:
    """Captures from files to records, in the order of the paths. With no archive their bytes are not kept.

    HTML can hang, exhaust or crash its parser, so it is split in processes that may be killed; many pages of any kind
    are, to use all cores. A few text captures are split here, which saves starting the processes.
    A file that cannot be read at all comes back as failed. Raises whatever ``check`` does, which is asked on the way.
    """
    is_plain = all(path.name.lower().removesuffix(".gz").endswith((".txt", ".text")) for path in paths)
    if is_plain and len(paths) < _FEW:
        opened = open_files(paths, defaults, archive)
        return [finish_page(record, capture) if capture is not None else record for record, capture in opened]

    def opened_some(some: Sequence[Path]) -> list[Opened]:
        check()
        return open_files(some, defaults, archive)

    return parse_pool().map_groups(paths, opened_some)


def open_files(paths: Sequence[Path], defaults: Defaults, archive: Archive | None) -> list[Opened]:
    """Read and keep some captures, without looking into them; None with a record that is settled already."""
    opened = [_read(path, defaults, archive) for path in paths]
    captures = [one for one in opened if isinstance(one, Capture)]
    records = iter(new_records(captures, archive))
    return [(next(records), one) if isinstance(one, Capture) else (one, None) for one in opened]


def open_file(path: Path, defaults: Defaults, archive: Archive | None) -> Opened:
    """The same for one."""
    return open_files([path], defaults, archive)[0]


def _read(path: Path, defaults: Defaults, archive: Archive | None) -> Capture | PageRecord:
    """A capture, or the record of a file that cannot be one."""
    try:
        try:
            return read_capture(path, defaults)
        except SkipPage as error:
            return _unread(path, archive, error)
    except OSError as error:
        name = shown_path(path)
        detail = f"{name}: cannot be read: {error.strerror or error}; fix that and run the command again"
        return PageRecord(
            name, Outcome.FAILED, "", "", "", 0, "", None, None, None, None,
            stage="read", reason="unreadable", detail=detail, parser_version=PARSER_VERSION,
        )  # fmt: skip


def _unread(path: Path, archive: Archive | None, error: SkipPage) -> PageRecord:
    """A file whose bytes are kept as they are, unread: too large, damaged, or with a wrong sidecar."""
    content = getattr(error, "content", b"")
    if content:
        body_hash, size = hashlib.sha256(content).hexdigest(), len(content)
        reference = archive.store(content, digest=body_hash) if archive else ""
    elif archive is not None:
        reference, size, body_hash = archive.store_file(path)
    else:
        with path.open("rb") as file:
            reference, size, body_hash = "", path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    key = page_key(None, body_hash)
    record = PageRecord(
        shown_path(path), Outcome.QUARANTINED, key, capture_key(key, body_hash, None), body_hash, size,
        reference, None, None, None, None, parser_version=PARSER_VERSION,
    )  # fmt: skip
    return quarantined(record, "read", error)
