"""Content codings undone within bounds: gzip, deflate, brotli and zstandard, each stopped before it outgrows the limit.

httpx's own decoders are not used: they let 275 bytes take gigabytes, and return half a gzip body as if it were whole.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass
from typing import cast

import brotli
from isal import isal_zlib

from tasks.fetch.failures import FetchFailed, Reason

_GZIP_ERROR = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance
ACCEPTED = "gzip, deflate, br, zstd"
_STEP = 256 * 1024
"""Bytes that a decoder may give at once, so that a bomb is noticed after one step."""
_MOST_CODINGS = 1


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """A body without its content coding. ``junk_bytes`` followed the end of the compressed data and were dropped."""

    content: bytes
    junk_bytes: int = 0


Decoding = Generator[bytes, None, int]
"""Gives a body in steps and returns how many bytes of junk follow it. Raises ValueError where it is cut or broken."""


def codings_of(header: str | None) -> tuple[str, ...]:
    """The content codings that a header names, outermost last; ``identity`` left out."""
    names = tuple(name.strip().lower() for name in (header or "").split(","))
    return tuple(name for name in names if name and name != "identity")


def decode_body(body: bytes, content_encoding: str | None, limit: int) -> DecodedBody:
    """Undo the content coding of a whole body.

    Raises FetchFailed: ``too_large_decoded`` before more than ``limit`` bytes are held, ``damaged_body`` for data that
    is cut or broken, ``unknown_coding`` for a coding that is not ours or more than one of them.
    """
    codings = codings_of(content_encoding)
    if not codings:
        if len(body) > limit:
            raise _too_large(limit)
        return DecodedBody(body)
    if len(codings) > _MOST_CODINGS:
        raise FetchFailed(Reason.UNKNOWN_CODING, f"{len(codings)} content codings on one body ({', '.join(codings)})")
    if not body:
        return DecodedBody(b"")  # Some servers label an empty body.
    decoding = _decoding(codings[0], body)
    parts: list[bytes] = []
    size = 0
    try:
        while True:
            parts.append(next(decoding))
            size += len(parts[-1])
            if size > limit:
                raise _too_large(limit)
    except StopIteration as end:
        return DecodedBody(b"".join(parts), end.value)
    except (_GZIP_ERROR, brotli.error, ValueError) as error:
        raise FetchFailed(Reason.DAMAGED_BODY, f"the {codings[0]} body is damaged or cut: {error}") from error


def _too_large(limit: int) -> FetchFailed:
    return FetchFailed(Reason.TOO_LARGE_DECODED, f"more than {limit:,} bytes after decoding; nothing of it is kept")


def _decoding(name: str, body: bytes) -> Decoding:
    if name in ("gzip", "x-gzip"):
        return _zlib(body, 31, is_multiple=True)
    if name == "deflate":
        # The standard says zlib; half of the web sends the bare stream.
        is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _zlib(body, 15 if is_zlib else -15, is_multiple=False)
    if name == "br":
        return _brotli(body)
    if name == "zstd":
        return _zstd(body)
    raise FetchFailed(Reason.UNKNOWN_CODING, f"the body is coded as {name!r}, which was not asked for")


def _zlib(data: bytes, bits: int, *, is_multiple: bool) -> Decoding:
    """gzip with all its members, or deflate. What follows the last member and is none is junk, and counted."""
    inner, is_first = isal_zlib.decompressobj(bits), True
    while data:
        try:
            part = inner.decompress(data, _STEP)
        except _GZIP_ERROR:
            if is_first:
                raise
            return len(data)
        if part:
            yield part
        if not inner.eof:
            data = inner.unconsumed_tail
            continue
        is_first, data = False, inner.unused_data
        if not is_multiple or not data.startswith(b"\x1f\x8b"):
            return len(data)
        inner = isal_zlib.decompressobj(bits)
    raise ValueError("it stops before its end")


def _brotli(data: bytes) -> Decoding:
    inner = brotli.Decompressor()
    while True:
        part = inner.process(data, output_buffer_limit=_STEP)
        data = b""
        if part:
            yield part
        if inner.is_finished():
            return 0
        if not part and inner.can_accept_more_data():
            raise ValueError("it stops before its end")


def _zstd(data: bytes) -> Decoding:
    """zstandard with all its frames; a frame whose window would take more than 8 MB is refused (RFC 8878, RFC 9659)."""
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with decompressor.stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
            while part := reader.read(_STEP):
                yield part
        is_whole = _ends_with_frame(data)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if not is_whole:
        raise ValueError("it stops before its end")
    return 0


def _ends_with_frame(data: bytes) -> bool:
    """Whether the last frame is whole: its blocks are walked by their headers, undecompressed (RFC 8878 §3)."""
    import zstandard

    at = 0
    while at < len(data):
        magic = int.from_bytes(data[at : at + 4], "little")
        if 0x184D2A50 <= magic <= 0x184D2A5F:
            at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            continue
        if at and magic != 0xFD2FB528:
            return True  # Junk behind the last frame.
        try:
            parameters = zstandard.get_frame_parameters(data[at:])
        except zstandard.ZstdError:
            return False
        at += zstandard.frame_header_size(data[at:])
        is_last = False
        while not is_last:
            if at + 3 > len(data):
                return False
            head = int.from_bytes(data[at : at + 3], "little")
            is_last, kind, size = bool(head & 1), (head >> 1) & 3, head >> 3
            at += 3 + (1 if kind == 1 else size)
        at += 4 if parameters.has_checksum else 0
    return at == len(data)
