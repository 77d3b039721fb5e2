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
_ZSTD_LEVELS = {0: 1, 1: 1, 6: 9}
"""zstandard's levels for the levels below: it notices by itself what does not get smaller."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 20
_ZSTD_STEP = 1024


class DamagedMember(Exception):
    """A member that is cut, broken, or holds more than it may."""


def packed(parts: Iterable[bytes], level: int, coding: Coding = "gzip") -> bytes:
    """The parts as one member. Level 0 is for what is packed already and is stored by gzip, 1 is quick, 6 small."""
    data = b"".join(parts)
    if coding == "zstd":
        import zstandard

        return zstandard.ZstdCompressor(_ZSTD_LEVELS[level], write_checksum=True).compress(data)
    if level == 0:
        return b"".join((_HEAD, *_stored(data), struct.pack("<LL", isal_zlib.crc32(data), len(data) & 0xFFFFFFFF)))
    if level == 1:
        return bytes(isal_zlib.compress(data, 1, 31))
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


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

            self._inner: Any = zstandard.ZstdCompressor(9, write_checksum=True).compressobj()
        else:
            self._inner = zlib.compressobj(6, zlib.DEFLATED, 31)

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


def iter_members(file: IO[bytes], head_bytes: int) -> Iterator[tuple[int, int, bytes]]:
    """Whole members of a file, of either coding: where each begins, how long it is, and the first of what it holds.

    Ends silently before the first that is cut or damaged: that is where a crash tore the file.
    """
    offset = 0
    file.seek(0)
    data = file.read(_CHUNK)
    while data:
        if len(data) < len(_ZSTD_MAGIC):
            data += file.read(_CHUNK)
        try:
            unpacker = _Unpacker(data)
            head, used = b"", 0
            while not unpacker.eof:
                if not data:
                    return
                for part in unpacker.feed(data):
                    head += part[: max(head_bytes - len(head), 0)]
                used += len(data) - len(unpacker.left)
                data = unpacker.left or file.read(_CHUNK)
        except DamagedMember:
            return
        yield offset, used, head
        offset += used


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
