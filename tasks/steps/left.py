"""Which items of a backfill are left to do: those that no earlier run did, or did well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from db.done import FAILED, done_addresses, done_captures
from tasks.captures import Defaults, read_capture
from tasks.errors import SkipPage
from tasks.fetch.urls import safe_url
from tasks.fingerprint import page_key
from tasks.version import PARSER_VERSION

_LOOKED_UP = 1000


def left_to_do(
    source: str, items: Sequence[str], mode: str, defaults: Defaults, url: str, downloads: Path | None = None
) -> Iterator[tuple[list[str], int]]:
    """The items that are to be done, in parts, and how many items each part stands for.

    ``mode`` says what of those done before is done again: none, failed or all. ``downloads`` is where remote
    WARC files lie that are being read.
    """
    for start in range(0, len(items), _LOOKED_UP):
        part = list(items[start : start + _LOOKED_UP])
        if mode == "all":
            yield part, len(part)
            continue
        again = (None, FAILED) if mode == "failed" else (None,)
        yield [item for item, state in _states(source, part, defaults, url, downloads) if state in again], len(part)


def _states(
    source: str, items: Sequence[str], defaults: Defaults, url: str, downloads: Path | None
) -> Iterator[tuple[str, str | None]]:
    """Each item with whether it was done or failed before; None: neither."""
    if source == "urls":
        keys = {item: page_key(item, item) for item in items}
        known = done_addresses(url, list(keys.values()))
        yield from ((item, known.get(keys[item])) for item in items)
        return
    if source == "warc":
        from tasks.steps.archived import identities_of_warc

        found: dict[str, tuple[str, datetime | None] | None] = {**identities_of_warc(items, defaults, downloads)}
    else:
        found = {item: _identity(Path(item), defaults) for item in items}
    done = done_captures(url, [identity[0] for identity in found.values() if identity], PARSER_VERSION)
    for item in items:
        identity = found.get(item)
        yield item, done.get(identity) if identity else None


def _identity(path: Path, defaults: Defaults) -> tuple[str, datetime | None] | None:
    """Digest of the bytes and moment of the capture; None when it cannot be read, which the run itself will report."""
    try:
        capture = read_capture(path, defaults)
    except (SkipPage, OSError):
        return None
    return hashlib.sha256(capture.content).hexdigest(), capture.captured_at


__all__ = ["left_to_do", "safe_url"]
