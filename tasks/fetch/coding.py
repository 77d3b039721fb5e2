"""Content codings undone within bounds: gzip, deflate, brotli and zstandard, each stopped before it outgrows the limit.

httpx's own decoders are not used: they let 275 bytes take gigabytes, and return half a gzip body as if it were whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

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


class _Decoder(Protocol):
    junk: int

    def feed(self, data: bytes) -> Iterable[bytes]: ...
    def finish(self) -> None: ...


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
    decoder = _decoder(codings[0], body[:2])
    parts: list[bytes] = []
    size = 0
    try:
        for part in decoder.feed(body):
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
        decoder.finish()
    except (_GZIP_ERROR, ValueError, _CodingError) as error:
        raise FetchFailed(Reason.DAMAGED_BODY, f"the {codings[0]} body is damaged or cut: {error}") from error
    return DecodedBody(b"".join(parts), decoder.junk)


def _too_large(limit: int) -> FetchFailed:
    return FetchFailed(Reason.TOO_LARGE_DECODED, f"more than {limit:,} bytes after decoding; nothing of it is kept")


class _CodingError(Exception):
    """A brotli or zstandard library refused the data."""


def _decoder(name: str, head: bytes) -> _Decoder:
    if name in ("gzip", "x-gzip"):
        return _Zlib(31, is_multiple=True)
    if name == "deflate":
        # The standard says zlib; half of the web sends the bare stream.
        is_zlib = len(head) == 2 and head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0
        return _Zlib(15 if is_zlib else -15, is_multiple=False)
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise FetchFailed(Reason.UNKNOWN_CODING, f"the body is coded as {name!r}, which was not asked for")


class _Zlib:
    """gzip with all its members, or deflate. What follows the last member and is none is junk, and counted."""

    def __init__(self, bits: int, *, is_multiple: bool) -> None:
        self._bits, self._is_multiple = bits, is_multiple
        self._inner = isal_zlib.decompressobj(bits)
        self._is_first = True
        self.junk = 0

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data:
            try:
                part = self._inner.decompress(data, _STEP)
            except _GZIP_ERROR:
                if self._is_first:
                    raise
                self.junk = len(data)
                return
            if part:
                yield part
            if not self._inner.eof:
                data = self._inner.unconsumed_tail
                continue
            self._is_first = False
            data = self._inner.unused_data
            if not self._is_multiple or not data.startswith(b"\x1f\x8b"):
                self.junk = len(data)
                return
            self._inner = isal_zlib.decompressobj(self._bits)

    def finish(self) -> None:
        if not self._inner.eof and not self.junk:
            raise ValueError("it stops before its end")


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self.junk = 0

    def feed(self, data: bytes) -> Iterable[bytes]:
        while True:
            try:
                part = self._inner.process(data, output_buffer_limit=_STEP)
            except brotli.error as error:
                raise _CodingError(str(error)) from error
            data = b""
            if part:
                yield part
            if self._inner.is_finished() or (not part and self._inner.can_accept_more_data()):
                return

    def finish(self) -> None:
        if not self._inner.is_finished():
            raise ValueError("it stops before its end")


class _Zstd:
    """zstandard with all its frames; a frame whose window would take more than 8 MB is refused (RFC 8878, RFC 9659)."""

    def __init__(self) -> None:
        self._is_whole = False
        self.junk = 0

    def feed(self, data: bytes) -> Iterable[bytes]:
        import zstandard

        source = io.BytesIO(data)
        decompressor = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
        try:
            with decompressor.stream_reader(source, read_across_frames=True) as reader:
                while part := reader.read(_STEP):
                    yield part
            self._is_whole = _ends_with_frame(data)
        except zstandard.ZstdError as error:
            raise _CodingError(str(error)) from error

    def finish(self) -> None:
        if not self._is_whole:
            raise ValueError("it stops before its end")


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
