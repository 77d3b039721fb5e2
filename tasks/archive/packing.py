"""One record as one member of a file: gzip, which every reader knows, or zstandard. Pure but for its file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, Literal

from isal import isal_zlib

Coding = Literal["gzip", "zstd"]
"""How the records of a file are packed."""
ENDINGS: dict[Coding, str] = {"gzip": ".warc.gz", "zstd": ".warc.zst"}
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_BLOCK = 65_535
"""Bytes of one stored block, at most (RFC 1951 §3.2.4)."""
Level = Literal[0, 1, 3]
"""How hard a member is packed: 0 stores what is packed already, 1 is quick, 3 is igzip's and zstandard's best bargain.

Of pages of 184 KB, CPU and size a page: igzip 3 0.77 ms 39.0 KB, igzip 1 0.47 ms 40.9 KB, zlib 6 5.23 ms 35.1 KB,
zstandard 3 0.89 ms 33.6 KB, zstandard 9 3.23 ms 30.5 KB.
"""
_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 20
_STEP = 1 << 16
_ZSTD_STEP = 1024


class DamagedMember(Exception):
    """A member that is cut, broken, or holds more than it may."""


def packed(parts: Iterable[bytes], level: Level, coding: Coding = "gzip") -> bytes:
    """The parts as one member. zstandard notices by itself what does not get smaller; gzip is told by level 0."""
    data = b"".join(parts)
    if coding == "zstd":
        import zstandard

        return zstandard.ZstdCompressor(max(level, 1), write_checksum=True).compress(data)
    if level == 0:
        return b"".join((_HEAD, *_stored(data), struct.pack("<LL", isal_zlib.crc32(data), len(data) & 0xFFFFFFFF)))
    return bytes(isal_zlib.compress(data, level, 31))


def _stored(data: bytes) -> Iterator[bytes]:
    """The blocks of a deflate stream that holds the data as they are; zlib takes ten times as long for the same."""
    last = max(len(data) - 1, 0) // _BLOCK
    for number in range(last + 1):
        part = data[number * _BLOCK : (number + 1) * _BLOCK]
        yield struct.pack("<BHH", number == last, len(part), len(part) ^ 0xFFFF)
        yield part


class Packer:
    """A member written to a file as it grows."""

    def __init__(self, out: IO[bytes], coding: Coding = "gzip") -> None:
        self._out, self._size = out, 0
        if coding == "zstd":
            import zstandard

            self._inner: Any = zstandard.ZstdCompressor(3, write_checksum=True).compressobj()
        else:
            self._inner = isal_zlib.compressobj(3, isal_zlib.DEFLATED, 31)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._size += self._out.write(self._inner.compress(data))

    def flush(self) -> None:
        """Nothing: a member is flushed at its end."""

    def finish(self) -> int:
        """End the member; its size."""
        self._size += self._out.write(self._inner.flush())
        return self._size


def unpacked(data: bytes, most: int) -> bytes:
    """What one member of either coding holds. Raises DamagedMember when it is cut, broken, or more than ``most``."""
    unpacker = _Unpacker(data)
    parts, size = [], 0
    for part in unpacker.feed(data):
        size += len(part)
        if size > most:
            raise DamagedMember("it is larger than a record may be")
        parts.append(part)
    if not unpacker.eof:
        raise DamagedMember("it is cut")
    return b"".join(parts)


class Member:
    """One member of a file while it is unpacked. ``length`` and ``damage`` are known once all of it was read."""

    def __init__(self, source: Source, offset: int) -> None:
        self.offset, self.length = offset, 0
        self.damage: str | None = None
        """Why it ends before its end. None: it is whole, as far as it was read."""
        self.is_over = False
        self._source = source
        self._unpacker = _Unpacker(source.peek(len(_ZSTD_MAGIC)))

    def read(self) -> bytes:
        """Some of what it holds; nothing at its end, or where it breaks."""
        while not self.is_over:
            data = self._source.read()
            if not data:
                self._end("it is cut")
                break
            try:
                parts = b"".join(self._unpacker.feed(data))
            except DamagedMember as error:
                self._end(str(error))
                break
            self.length += len(data) - len(self._unpacker.left)
            self._source.give_back(self._unpacker.left)
            if self._unpacker.eof:
                self._end(None)
            if parts:
                return parts
        return b""

    def _end(self, damage: str | None) -> None:
        self.is_over, self.damage = True, damage


class Source:
    """A file that is read forward in steps, with what was read too far."""

    def __init__(self, file: IO[bytes], step: int = _STEP) -> None:
        self._file, self._step, self._ahead = file, step, b""

    def peek(self, count: int) -> bytes:
        """The next bytes, fewer at the end of the file."""
        while len(self._ahead) < count:
            data = self._file.read(self._step)
            if not data:
                break
            self._ahead += data
        return self._ahead[:count]

    def read(self) -> bytes:
        """The next step of bytes; none at the end of the file."""
        data, self._ahead = self._ahead or self._file.read(self._step), b""
        return data

    def give_back(self, data: bytes) -> None:
        """Bytes that were taken and are somebody else's."""
        self._ahead = data + self._ahead


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is of members of either coding."""
    return head.startswith((_GZIP_MAGIC, _ZSTD_MAGIC))


def next_member(file: IO[bytes], start: int) -> int | None:
    """Where behind a damage the next member begins that holds a WARC record; None: there is none to the file's end."""
    kept, offset = b"", start
    file.seek(start)
    while data := file.read(_CHUNK):
        window = kept + data
        base = offset - len(kept)
        for at in _candidates(window):
            if _begins_record(file, base + at):
                return base + at
        offset += len(data)
        file.seek(offset)
        kept = window[-(len(_ZSTD_MAGIC) - 1) :]
    return None


def _candidates(window: bytes) -> Iterator[int]:
    at = -1
    while True:
        found = [place for magic in (_GZIP_MAGIC, _ZSTD_MAGIC) if (place := window.find(magic, at + 1)) >= 0]
        if not found:
            return
        at = min(found)
        yield at


def _begins_record(file: IO[bytes], offset: int) -> bool:
    file.seek(offset)
    data = file.read(_STEP)
    try:
        return next(iter(_Unpacker(data).feed(data)), b"").startswith(b"WARC/")
    except DamagedMember:
        return False


def iter_members(file: IO[bytes], head_bytes: int) -> Iterator[tuple[int, int, bytes]]:
    """Whole members of a file, of either coding: where each begins, how long it is, and the first of what it holds.

    What is cut or damaged is passed over, to the next member that holds a WARC record: the offsets then have a gap.
    """
    offset: int | None = 0
    while offset is not None:
        file.seek(offset)
        source = Source(file, _CHUNK)
        while source.peek(1):
            member = Member(source, offset)
            head = b""
            while part := member.read():
                head += part[: max(head_bytes - len(head), 0)]
            if member.damage is not None:
                break
            yield offset, member.length, head
            offset += member.length
        else:
            return
        offset = next_member(file, offset + 1)


class _Unpacker:
    """One member undone step by step; its coding is told by its first bytes."""

    def __init__(self, first: bytes) -> None:
        self._is_zstd = first.startswith(_ZSTD_MAGIC)
        self.left = b""
        self._inner: Any
        if self._is_zstd:
            import zstandard

            self._inner = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()
            self._error: type[Exception] = zstandard.ZstdError
        else:
            self._inner, self._error = zlib.decompressobj(31), zlib.error

    @property
    def eof(self) -> bool:
        """Whether the member's end was seen."""
        return bool(self._inner.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes hold, in steps; ``left`` are those that follow the member's end. Raises DamagedMember."""
        self.left = b""
        try:
            while data and not self._inner.eof:
                if self._is_zstd:
                    # Its steps cannot be bounded; a KB holds 32 MB at most (a block of 4 bytes 128 KB).
                    part, rest = self._inner.decompress(data[:_ZSTD_STEP]), data[_ZSTD_STEP:]
                else:
                    part, rest = self._inner.decompress(data, _CHUNK), self._inner.unconsumed_tail
                data = self._inner.unused_data + rest if self._inner.eof and self._is_zstd else rest
                yield part
            self.left = data if self._is_zstd else self._inner.unused_data
        except self._error as error:
            raise DamagedMember(f"it is damaged: {error}") from error
