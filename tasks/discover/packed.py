"""Feeds and sitemaps out of the gzip files that they are sent in: all that is whole, and what is missing. Pure."""

from __future__ import annotations

import zlib
from typing import NamedTuple

LARGEST_BYTES = 50 * 1024 * 1024
"""What the sitemap protocol allows a file to have, unpacked."""
_MAGIC = b"\x1f\x8b"
_MOST_PACKINGS = 3
_STEP = 64 * 1024


class Unpacked(NamedTuple):
    """A document without its packing. ``damage`` says what of the file could not be unpacked; None: it was whole."""

    content: bytes
    damage: str | None = None


def unpacked(content: bytes) -> Unpacked:
    """The document, from a ``.gz`` file too: all its members, and of a damaged or cut one all that comes before.

    A file that a server packed once more is unpacked again. Of more than 50 MB the first are taken, which is told.
    """
    damage = None
    for _ in range(_MOST_PACKINGS):
        if content[:2] != _MAGIC:
            break
        content, found = _gunzipped(content)
        damage = damage or found
    if len(content) > LARGEST_BYTES:
        damage = damage or f"it has more than {LARGEST_BYTES:,} bytes, of which the first were read"
        content = content[:LARGEST_BYTES]
    return Unpacked(content, damage)


def _gunzipped(content: bytes) -> Unpacked:
    parts: list[bytes] = []
    left = LARGEST_BYTES + 1
    while content[:2] == _MAGIC and left > 0:
        plain, content, damage = _member(content, left)
        parts.append(plain)
        left -= len(plain)
        if damage and left > 0:
            return Unpacked(b"".join(parts), damage)
    behind = len(content.strip(b"\0")) if left > 0 else 0
    damage = f"{behind} bytes behind the end of its gzip data are none, and were not read" if behind else None
    return Unpacked(b"".join(parts), damage)


def _member(content: bytes, most: int) -> tuple[bytes, bytes, str | None]:
    """One member's bytes, ``most`` at the most, what follows it, and what is wrong with it."""
    found: list[bytes] = []
    member, at, size = zlib.decompressobj(31), 0, 0
    while at < len(content) and not member.eof and size < most:
        # An error gives nothing of its step: what a step holds before a damage comes out byte by byte. The last of it
        # may be wrong, which costs a request for an address that is none.
        before = member.copy()
        try:
            part = member.decompress(content[at : at + _STEP], most - size)
        except zlib.error as error:
            found += _bytewise(before, content[at : at + _STEP], most - size)
            return b"".join(found), b"", f"the gzip file is damaged ({error}): what follows was not read"
        at += _STEP
        found.append(part)
        size += len(part)
    if member.eof:
        return b"".join(found), member.unused_data + content[at:], None
    return b"".join(found), b"", "the gzip file is cut: it stops before its end"


def _bytewise(member: zlib._Decompress, content: bytes, most: int) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    try:
        for at in range(len(content)):
            found.append(member.decompress(content[at : at + 1], max(most - size, 1)))
            size += len(found[-1])
    except zlib.error:
        pass  # The damage that its caller tells.
    return found
