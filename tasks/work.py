"""Work items: what a batch works on, as types, and the one place that reads and writes the form shards store them in.

Standard library only: everybody may import this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

_WARC = "warc:"


@dataclass(frozen=True, slots=True)
class FileItem:
    """A capture in a file of this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class WarcItem:
    """One record of a WARC file."""

    file: str
    """Path of the file, or the address that it was downloaded from."""
    place: str
    """Byte offset of the record's member; ``#N`` for record N of a file whose records are not members of their own."""

    @property
    def name(self) -> str:
        """How people read it: ``FILE@PLACE``."""
        return f"{self.file}@{self.place}"


@dataclass(frozen=True, slots=True)
class UrlItem:
    """A page to be fetched."""

    url: str


@dataclass(frozen=True, slots=True)
class CaptureItem:
    """A fetched capture that waits in the archive to be split and loaded."""

    capture_id: int


@dataclass(frozen=True, slots=True)
class ReparseItem:
    """A stored capture that is to be split again by the rules of today."""

    capture_id: int


WorkItem = FileItem | WarcItem | UrlItem | CaptureItem | ReparseItem


def file_items(paths: Iterable[Path]) -> list[WorkItem]:
    """Files as work items."""
    return [FileItem(path) for path in paths]


def url_items(urls: Iterable[str]) -> list[WorkItem]:
    """Addresses as work items, each once."""
    return [UrlItem(url) for url in dict.fromkeys(urls)]


def batches_of(items: Sequence[WorkItem], size: int) -> Iterator[Sequence[WorkItem]]:
    """Batches of at most ``size`` items in their order, each of one kind and, of WARC records, of one file."""
    for _, group in groupby(items, _group):
        same = list(group)
        for start in range(0, len(same), size):
            yield same[start : start + size]


def _group(item: WorkItem) -> tuple[type, str]:
    return type(item), item.file if isinstance(item, WarcItem) else ""


def to_stored(item: WorkItem) -> str:
    """The text that a shard stores for an item; ``from_stored`` reads it back, told the shard's source."""
    match item:
        case FileItem(path):
            return str(path)
        case WarcItem():
            return f"{_WARC}{item.name}"
        case UrlItem(url):
            return url
        case CaptureItem(capture_id) | ReparseItem(capture_id):
            return str(capture_id)


def from_stored(source: str, text: str) -> WorkItem:
    """The item that a shard of a source (``files``, ``warc``, ``urls``, ``captures``) stores as this text.

    Raises ValueError for another source or text.
    """
    match source:
        case "files":
            return FileItem(Path(text))
        case "urls":
            return UrlItem(text)
        case "captures":
            return ReparseItem(int(text))
        case "warc" if text.startswith(_WARC) and "@" in text:
            file, _, place = text.removeprefix(_WARC).rpartition("@")
            return WarcItem(file, place)
    raise ValueError(f"a shard of {source!r} cannot hold {text!r}")
