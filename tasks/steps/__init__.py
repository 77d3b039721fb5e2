"""The stages composed: one capture from file to record, one batch from files to rows, and the batch as a Prefect task.

The direct run and the flow call the same functions; only ``tasks.steps.batch`` knows Prefect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from tasks.archive import Archive, file_uri
from tasks.captures import Defaults, read_capture, shown_path
from tasks.errors import ParserFailed, SkipPage
from tasks.fingerprint import canonical_url, capture_key, fingerprint, page_key, record_hash
from tasks.normalize import normalize_page
from tasks.profile import Profile, profile_for_url, profile_named
from tasks.records import Capture, Outcome, PageRecord, PageResult, SplitPage
from tasks.steps.context import BatchContext, WebSettings
from tasks.steps.splitting import decoded_of, split_or_wall
from tasks.text import storable
from tasks.version import PARSER_VERSION

_FEW = 16
"""Text captures below this number are split in this process."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A capture that was split, with the profile it was read with."""

    split: SplitPage
    profile: Profile | None
    warnings: tuple[str, ...]


def split_capture(capture: Capture, *, blocks: bool = True) -> ReadPage:
    """Decode one capture and cut it into its articles. Raises SkipPage with its typed reason.

    ``blocks``: False leaves an HTML page's labelled blocks out, for who stores its articles alone.
    """
    profile = profile_named(capture.site) if capture.site else profile_for_url(capture.url)
    decoded = decoded_of(capture)
    page = split_or_wall(capture, decoded, profile, blocks)
    warnings = page.warnings
    if decoded.replaced_count:
        warnings += (f"{decoded.replaced_count} characters are no {decoded.charset} and stand as U+FFFD",)
    if profile is None and page.profile is not None:
        profile = profile_named(page.profile)
    return ReadPage(page, profile, warnings)


def read_page(path: Path, defaults: Defaults, archive: Archive | None) -> PageRecord:
    """One capture from file to record: kept, decoded, split, normalized, fingerprinted.

    A page that is refused on the way comes back quarantined with stage, reason and detail; a file that cannot be read
    at all as failed. With no archive nothing is kept. Raises StopRun when the archive cannot be written.
    """
    record, capture = open_page(path, defaults, archive)
    return finish_page(record, capture) if capture is not None else record


def open_page(path: Path, defaults: Defaults, archive: Archive | None) -> tuple[PageRecord, Capture | None]:
    """Read and keep one capture, without looking into it; None with a record that is settled already."""
    try:
        try:
            capture = read_capture(path, defaults)
        except SkipPage as error:
            return _unread(path, archive, error), None
    except OSError as error:
        name = shown_path(path)
        detail = f"{name}: cannot be read: {error.strerror or error}; mend that and run the command again"
        failed = PageRecord(
            name, Outcome.FAILED, "", "", "", 0, "", None, None, None, None,
            stage="read", reason="unreadable", detail=detail, parser_version=PARSER_VERSION,
        )  # fmt: skip
        return failed, None
    return _record(capture, archive), capture


def finish_page(record: PageRecord, capture: Capture) -> PageRecord:
    """Decode, split, normalize and fingerprint an opened capture; quarantined when a stage refuses it."""
    try:
        return _accepted(record, capture)
    except SkipPage as error:
        return quarantined(record, "split", error)
    except Exception as error:
        # A rule of ours that fails on a page must cost that page only; the error's name and words are kept with it.
        kind, words = type(error).__name__, str(error)[:500]
        failed = ParserFailed(f"{kind}: {words}; this is a defect of newsweir, report it with the capture")
        return quarantined(record, "split", failed)


def read_pages(paths: Sequence[Path], defaults: Defaults, archive: Archive | None) -> list[PageRecord]:
    """Captures from files to records, in the order of the paths; see ``read_page``.

    HTML can hang, exhaust or crash its parser, so it is split in processes that may be killed; many pages of any kind
    are, to use all cores. A few text captures are done here, which saves starting the processes.
    """
    is_plain = all(path.name.lower().removesuffix(".gz").endswith((".txt", ".text")) for path in paths)
    if is_plain and len(paths) < _FEW:
        return [read_page(path, defaults, archive) for path in paths]
    from tasks.parse_workers import workers

    return workers().map(paths, lambda path: open_page(path, defaults, archive))


def _accepted(record: PageRecord, capture: Capture) -> PageRecord:
    read = split_capture(capture, blocks=False)
    page, profile = read.split, read.profile
    normal = normalize_page(page, profile, capture.captured_at)
    url = canonical_url(capture.url or page.url or "")
    key = page_key(url, record.body_hash)
    accepted = replace(
        record,
        page_key=key,
        capture_key=capture_key(key, record.body_hash, capture.captured_at),
        site=profile.name if profile else None,
        url=url,
        page_kind=page.page_kind,
        layout=page.layout,
        primary=fingerprint(normal.primary) if normal.primary else None,
        related=tuple(map(fingerprint, normal.related)),
        tags=page.tags,
        warnings=read.warnings,
    )
    return replace(accepted, record_hash=record_hash(accepted))


def _record(capture: Capture, archive: Archive | None) -> PageRecord:
    body_hash = hashlib.sha256(capture.content).hexdigest()
    key = page_key(capture.url, body_hash)
    return PageRecord(
        path=capture.path,
        outcome=Outcome.LOADED,
        page_key=key,
        capture_key=capture_key(key, body_hash, capture.captured_at),
        body_hash=body_hash,
        byte_count=len(capture.content),
        archive_ref=archive.keep(capture.content, _uri(capture), capture.captured_at) if archive else "",
        captured_at=capture.captured_at,
        captured_at_source=capture.captured_at_source,
        site=capture.site,
        url=canonical_url(capture.url) if capture.url else None,
        parser_version=PARSER_VERSION,
        source_url=capture.url,
        source_site=capture.site,
        charset=capture.charset,
    )


def _uri(capture: Capture) -> str:
    """What a record of the archive is about: the page's address, else the file."""
    return (canonical_url(capture.url) if capture.url else None) or file_uri(capture.path)


def _unread(path: Path, archive: Archive | None, error: SkipPage) -> PageRecord:
    """A file whose bytes are kept as they are, unread: too large, damaged, or with a wrong sidecar."""
    content = getattr(error, "content", b"")
    if content:
        reference, size = (archive.keep(content) if archive else ""), len(content)
        body_hash = hashlib.sha256(content).hexdigest()
    elif archive is not None:
        reference, size, body_hash = archive.keep_file(path)
    else:
        with path.open("rb") as file:
            reference, size, body_hash = "", path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    key = page_key(None, body_hash)
    record = PageRecord(
        shown_path(path), Outcome.QUARANTINED, key, capture_key(key, body_hash, None), body_hash, size,
        reference, None, None, None, None, parser_version=PARSER_VERSION,
    )  # fmt: skip
    return quarantined(record, "read", error)


def quarantined(record: PageRecord, stage: str, error: SkipPage) -> PageRecord:
    """The record of a page that a stage refused."""
    words = storable(str(error))
    detail = words if words.startswith(record.path) else f"{record.path}: {words}"
    return replace(record, outcome=Outcome.QUARANTINED, stage=stage, reason=error.reason, detail=detail)


def run_batch(context: BatchContext, first_item: int, items: Sequence[Path | str]) -> list[PageResult]:
    """One batch from captures to rows; what became of each page, in the order of the items.

    Items are files; or texts: addresses, records of WARC files (``warc:PATH@OFFSET``), archived captures
    (``capture:ID``, to be read again ``reparse:ID``). All of a batch are of one kind.
    Raises StopRun when the archive cannot be written, TryAgain when the database stays unreachable.
    """
    from tasks.load import load_batch
    from tasks.story_steps import decide_moved

    texts = [item for item in items if isinstance(item, str)]
    if texts:
        return _batch_of(texts[0].partition(":")[0])(context, first_item, texts)
    paths = [item for item in items if isinstance(item, Path)]
    records = read_pages(paths, context.defaults, archive_of(context))
    return load_batch(context.database_url, context.run_id, first_item, records, decide_moved)


def _batch_of(kind: str) -> Callable[[BatchContext, int, Sequence[str]], list[PageResult]]:
    """What does a batch of items of a kind; addresses are of the kind ``http`` or ``https``."""
    if kind == "reparse":
        from tasks.steps.again import reparse_batch

        return reparse_batch
    from tasks.steps.archived import load_warc
    from tasks.steps.pending import load_archived
    from tasks.steps.web import fetch_batch

    return {"capture": load_archived, "warc": load_warc}.get(kind, fetch_batch)


_archives: dict[tuple[str, int], Archive] = {}


def archive_of(context: BatchContext) -> Archive:
    """The archive of a run in this process; its batches share a file, and known bodies are not stored again."""
    key = (str(context.archive_folder), context.run_id)
    if key not in _archives:
        from tasks.load import body_knower

        _archives[key] = Archive(
            context.archive_folder, body_knower(context.database_url),
            label=f"run-{context.run_id:06d}", spool=context.spool, coding=context.archive_coding,
        )  # fmt: skip
    return _archives[key]


def open_archive(place: Path | str, spool: Path) -> Archive:
    """The archive for reading."""
    return Archive(place, spool=spool)


def close_archives() -> None:
    """Finish the files of this process and of those that keep for it.

    Raises StopRun when one cannot be brought to its place, TryAgain when a process that keeps died.
    """
    from tasks.steps.keeper import close_kept

    while _archives:
        _archives.popitem()[1].close()
    close_kept()


def close_workers() -> None:
    """End the processes that split pages, if any were started."""
    from tasks.parse_workers import close_workers as close

    close()


def fewer_collections() -> None:
    """Make the garbage collector's rounds rare in a process that only works off pages."""
    from tasks.parse_workers import fewer_collections as make_rare

    make_rare()


def warm() -> None:
    """Load what the first page would otherwise wait for."""
    from tasks.normalize.language import warm_up as load_model
    from tasks.normalize.worded import warm_up as load_dates

    load_model()
    load_dates()


def warm_up() -> None:
    """Load it in the background."""
    Thread(target=warm, name="language model", daemon=True).start()


BatchRunner = Callable[[BatchContext, int, Sequence[Path | str]], list[PageResult]]
"""How a run does a batch."""

__all__ = [
    "Archive", "BatchContext", "BatchRunner", "Defaults", "ReadPage", "WebSettings", "archive_of",
    "close_archives", "close_workers", "fewer_collections", "finish_page", "open_archive", "open_page",
    "quarantined", "read_page", "read_pages", "run_batch", "split_capture", "warm", "warm_up",
]  # fmt: skip
