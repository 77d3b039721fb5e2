"""Records taken out of WARC files in place: other records keep their offsets, so no reference moves.

A record is overwritten by one member of exactly its length, a metadata record that says nothing: of gzip with a comment
in its header as padding, of zstandard with blanks. Readers of WARC skip it. The bytes are gone from the file when this
returns, fsynced. A crash in the middle leaves a torn record, which doing it again fixes: the caller keeps the
references until it has returned.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import IO
from uuid import uuid4

from tasks.archive.building import warc_date
from tasks.archive.files import Files
from tasks.archive.packing import iter_members
from tasks.archive.reading import DamagedRecord, read_one
from tasks.archive.references import Reference
from tasks.failpoints import reach
from tasks.private import private_folder

_LARGEST_HEAD = 256 * 1024
"""Of the metadata record behind an answer."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_BLOCK = 128 * 1024


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of references: removed, or not there (file or record), which is as good."""

    removed: tuple[str, ...]
    missing: tuple[str, ...]


def remove_records(files: Files, references: Iterable[str]) -> Removed:
    """Overwrite records, and the metadata records that were written with them. Raises OSError when a file cannot be."""
    removed: list[str] = []
    missing: list[str] = []
    by_file: dict[str, list[Reference]] = defaultdict(list)
    for text in references:
        where = Reference.parse(text)
        if where is not None:
            by_file[where.name].append(where)
        else:
            missing.append(text)
    for name, places in sorted(by_file.items()):
        done = _remove_from(files, name, places)
        removed += [str(place) for place in places if done]
        missing += [str(place) for place in places if not done]
    return Removed(tuple(removed), tuple(missing))


def remove_file(files: Files, name: str) -> bool:
    """Delete a whole finished file; False when it was not there. Raises OSError."""
    if files.is_remote:
        filesystem, root = files._remote()
        if not filesystem.exists(f"{root}/{name}"):
            return False
        filesystem.rm_file(f"{root}/{name}")
        return True
    with contextlib.suppress(FileNotFoundError):
        (files.folder / name).unlink()
        return True
    return False


def _remove_from(files: Files, name: str, places: list[Reference]) -> bool:
    for path in (files.folder / "open" / name, files.folder / name):
        # A file under way may be overwritten, too: its writer only ever appends.
        with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
            _overwrite(file, places)
            return True
    if not files.is_remote:
        return False
    filesystem, root = files._remote()
    if not filesystem.exists(f"{root}/{name}"):
        return False
    local = files.folder / "removing" / name.replace("/", "-")
    private_folder(local.parent)
    try:
        filesystem.get_file(f"{root}/{name}", str(local))
        with local.open("r+b") as file:
            _overwrite(file, places)
        filesystem.put_file(str(local), f"{root}/{name}")
    finally:
        local.unlink(missing_ok=True)
    return True


def _overwrite(file: IO[bytes], places: list[Reference]) -> None:
    for place in places:
        spans = [(place.offset, place.length)]
        following = _metadata_behind(file, place)
        if following:
            spans.append(following)
        for offset, length in spans:
            file.seek(offset)
            is_zstd = file.read(len(_ZSTD_MAGIC)) == _ZSTD_MAGIC
            file.seek(offset)
            file.write(zstd_filler(length) if is_zstd else filler(length))
    file.flush()
    os.fsync(file.fileno())
    reach("after_erasure")


def _metadata_behind(file: IO[bytes], place: Reference) -> tuple[int, int] | None:
    """The metadata record of an answer: it says the address and how it was asked, and was written right behind."""
    start = place.offset + place.length
    file.seek(start)
    data = file.read(_LARGEST_HEAD)
    length = next((size for _, size, _ in iter_members(BytesIO(data), 0)), 0)
    if not length:
        return None
    try:
        record = read_one(data[:length])
    except DamagedRecord:
        return None
    return (start, length) if record.kind == "metadata" and record.concurrent_to else None


def filler(length: int) -> bytes:
    """One gzip member of exactly that many bytes, 21 or more, that holds an empty metadata record (or nothing)."""
    for content in (_metadata(0), b""):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        padding = length - (10 + 1 + len(packed) + 8)
        if padding >= 0:
            tail = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
            # 0x10: the header has a comment, which may have any length and ends with a zero.
            return b"\x1f\x8b\x08\x10\0\0\0\0\0\xff" + b"x" * padding + b"\0" + packed + tail
    raise ValueError(f"a record of {length} bytes is too short to be one")


def zstd_filler(length: int) -> bytes:
    """One zstandard frame of exactly that many bytes, 13 or more, that holds a metadata record of blanks (or blanks).

    Its blocks are stored as they are (RFC 8878 §3.1.1.2.2), so its length can be chosen.
    """
    room = length - len(_ZSTD_MAGIC) - 5
    count = max(1, -(-room // (_ZSTD_BLOCK + 3)))
    size = room - 3 * count
    if size < 1:
        raise ValueError(f"a record of {length} bytes is too short to be one")
    shortest = len(_metadata(size)) - size
    content = _metadata(size - shortest) if size >= shortest else b" " * size
    content = content[:size].ljust(size)
    # 0xA0: a single segment whose size stands in four bytes.
    parts = [_ZSTD_MAGIC, b"\xa0", size.to_bytes(4, "little")]
    step = -(-size // count)
    for number in range(count):
        block = content[number * step : (number + 1) * step]
        parts += [(len(block) << 3 | (number == count - 1)).to_bytes(3, "little"), block]
    return b"".join(parts)


def _metadata(blank_count: int) -> bytes:
    """A metadata record that says nothing."""
    return (
        "WARC/1.1\r\nWARC-Type: metadata\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\nWARC-Date: {warc_date(datetime.now(UTC))}\r\n"
        f"Content-Length: {blank_count}\r\n\r\n{' ' * blank_count}\r\n\r\n"
    ).encode()
