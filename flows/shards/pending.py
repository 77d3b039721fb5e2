"""Pending items of a backfill: those that no earlier run did, or did well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from db.done import FAILED, done_addresses, done_captures
from flows.pipeline.warc import identities_of_warc
from flows.shards.backfill_parameters import BackfillParameters
from tasks.captures import Defaults, read_capture
from tasks.errors import SkipPage
from tasks.fingerprint import page_key
from tasks.version import PARSER_VERSION
from tasks.work import FileItem, UrlItem, WarcItem, WorkItem, batches_of

_LOOKED_UP = 1000
_Identity = tuple[str, datetime | None, str | None]


def pending_batches(
    items: Sequence[WorkItem], parameters: BackfillParameters, url: str, downloads: Path | None = None
) -> Iterator[tuple[Sequence[WorkItem], int]]:
    """Batches of what is to be done, and behind the last one of a part how many items were looked at for it."""
    for todo, count in pending_items(items, parameters.mode, parameters.defaults(), url, downloads):
        yield from ((batch, 0) for batch in batches_of(todo, parameters.batch_size))
        yield (), count


def pending_items(
    items: Sequence[WorkItem], mode: str, defaults: Defaults, url: str, downloads: Path | None = None
) -> Iterator[tuple[list[WorkItem], int]]:
    """The items, all of one kind, that are to be done, in parts; with each how many items were looked at for it.

    ``mode`` says which of those done before are done again: none, failed or all. ``downloads`` is where remote
    WARC files lie that are being read.
    """
    for start in range(0, len(items), _LOOKED_UP):
        part = items[start : start + _LOOKED_UP]
        if mode == "all":
            yield list(part), len(part)
            continue
        again = (None, FAILED) if mode == "failed" else (None,)
        states = _states(part, defaults, url, downloads)
        yield [item for item, state in states if state in again], len(part)


def _states(
    items: Sequence[WorkItem], defaults: Defaults, url: str, downloads: Path | None
) -> Iterator[tuple[WorkItem, str | None]]:
    """Each item with whether it was done or failed before; None: neither."""
    if isinstance(items[0], UrlItem):
        keys = {item: page_key(item.url, item.url) for item in items if isinstance(item, UrlItem)}
        known = done_addresses(url, list(keys.values()))
        yield from ((item, known.get(keys[item])) for item in items if isinstance(item, UrlItem))
        return
    found: dict[WorkItem, _Identity] = {}
    for item in items:
        if isinstance(item, FileItem) and (identity := _identity(item.path, defaults)) is not None:
            found[item] = identity
    records = [item for item in items if isinstance(item, WarcItem)]
    if records:
        found |= identities_of_warc(records, defaults, downloads)
    done = done_captures(url, [identity[0] for identity in found.values()], PARSER_VERSION)
    for item in items:
        yield item, done.get(found[item]) if item in found else None


def _identity(path: Path, defaults: Defaults) -> _Identity | None:
    """Digest of the bytes, moment and given address; None when it cannot be read, which the run itself will report."""
    try:
        capture = read_capture(path, defaults)
    except (SkipPage, OSError):
        return None
    return hashlib.sha256(capture.content).hexdigest(), capture.captured_at, capture.url
