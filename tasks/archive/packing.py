"""One record as one member of a file: gzip, which every reader knows. Pure."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

from isal import isal_zlib

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_BLOCK = 65_535
"""Bytes of one stored block, at most (RFC 1951 §3.2.4)."""


def packed(parts: Iterable[bytes], level: int) -> bytes:
    """The parts as one gzip member. Level 0 stores them, 1 is quick, 6 small."""
    data = b"".join(parts)
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
