"""Pages in WARC files of anybody: which records are pages, and each as a capture."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from flows.pipeline.bodies import body_of
from tasks.archive.reading import Record, iter_records
from tasks.captures import LARGEST_BYTES, Defaults
from tasks.errors import NoCaptures, SkipPage
from tasks.fetch.headers import content_type
from tasks.printable import for_log
from tasks.records import Capture
from tasks.work import WarcItem, WorkItem

_log = logging.getLogger("newsweir.archive")
_PAGE_KINDS = ("response", "resource", "conversion")


def local_place(name: str, downloads: Path | None) -> Path:
    """Where a WARC file lies on this machine, by its path or by the address that it was brought from."""
    if "://" not in name or downloads is None:
        return Path(name)
    return downloads / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.warc"


def pages_of_warc(path: Path, name: str | None = None) -> list[WarcItem]:
    """The records of a WARC file that may be pages, as work items.

    ``name`` stands in the items for the path: the address that the file was brought from.

    In a file whose records are not members of their own (one gzip stream around all of them) nothing can be found by
    its offset: its places are ``#NUMBER``, and each batch reads the file from its beginning. Damaged records
    are items too, unless they say that they are no page: their quarantine tells which they are. Raises NoCaptures when
    the file holds no page or is no WARC.
    """
    name = name or str(path)
    found: list[tuple[int, int]] = []
    damaged: list[str] = []
    end, is_seekable, is_warc = -1, True, False
    try:
        with path.open("rb") as stream:
            for number, (offset, record) in enumerate(iter_records(stream, 2 * LARGEST_BYTES)):
                is_seekable = is_seekable and end < offset < path.stat().st_size
                end = offset
                is_warc = is_warc or record.kind != "damaged"
                if record.damage is not None:
                    damaged.append(f"byte {offset:,}: {record.damage}")
                if _is_page(record):
                    found.append((number, offset))
    except (OSError, ValueError) as error:
        raise NoCaptures(f"{name}: cannot be read as WARC: {error}") from error
    if not is_warc:
        raise NoCaptures(f"{name}: is no WARC file: {damaged[0] if damaged else 'it is empty'}")
    if damaged:
        words = f"{name}: {len(damaged)} records are damaged, the others are read; the first: {damaged[0]}"
        _log.warning("%s", for_log(words))
    if not found:
        raise NoCaptures(f"{name}: holds no page (responses or resources of text with status 200)")
    return [WarcItem(name, str(offset) if is_seekable else f"#{number}") for number, offset in found]


def identities_of_warc(
    items: Sequence[WarcItem], defaults: Defaults, downloads: Path | None = None
) -> dict[WorkItem, tuple[str, datetime | None, str | None]]:
    """Digest, moment and address of records of one WARC file, by item; a body that cannot be read is left out."""
    found: dict[WorkItem, tuple[str, datetime | None, str | None]] = {}
    by_name = {item.name: item for item in items}
    for capture, record in read_pages(items, defaults, downloads):
        if record.damage is not None:
            continue
        with suppress(SkipPage):
            digest = hashlib.sha256(body_of(record)).hexdigest()
            found[by_name[capture.path]] = (digest, capture.captured_at, capture.url)
    return found


def read_pages(
    items: Sequence[WarcItem], defaults: Defaults, downloads: Path | None
) -> Iterator[tuple[Capture, Record]]:
    """These records of one WARC file, each as a capture whose content is still coded."""
    path, first = items[0].file, items[0].place
    wanted = {item.place for item in items}
    is_seekable = not first.startswith("#")
    with local_place(path, downloads).open("rb") as stream:
        if is_seekable:
            stream.seek(int(first))
        for number, (offset, record) in enumerate(iter_records(stream, 2 * LARGEST_BYTES)):
            place = str(offset) if is_seekable else f"#{number}"
            if place in wanted:
                wanted.discard(place)
                yield _capture(path, place, record, defaults), record
            if not wanted:
                return


def _is_page(record: Record) -> bool:
    if record.kind == "damaged":
        return True  # Nobody knows what it was; it is quarantined, so that the run names it.
    if record.kind not in _PAGE_KINDS or record.status not in (None, 200):
        return False
    if not record.payload and record.damage is None:
        return False
    # The type of an answer's record speaks of the record, not of the page.
    told = record.header("content-type") if record.status is not None else record.content_type
    kind, _ = content_type(told)
    if record.status is None and kind == "application/http":
        return record.damage is not None
    is_robots = kind in ("text/plain", "") and (record.uri or "").endswith("/robots.txt")
    is_text = bool(kind) or record.damage is not None or record.payload[:512].lstrip().startswith(b"<")
    return kind in ("text/html", "application/xhtml+xml", "text/plain", "") and is_text and not is_robots


def _capture(path: str, place: str, record: Record, defaults: Defaults) -> Capture:
    _, charset = content_type(record.header("content-type"))
    url = record.uri if (record.uri or "").startswith(("http://", "https://")) else None
    moment, source = (record.date, "warc") if record.date else (None, None)
    return Capture(
        path=f"{path}@{place}",
        content=record.payload,
        captured_at=defaults.captured_at or moment,
        captured_at_source="argument" if defaults.captured_at else source,
        url=url or defaults.url,
        site=defaults.site,
        charset=charset,
    )
