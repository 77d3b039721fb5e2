"""HTTP answers as other tools keep them in WARC records: any line ends, transfer codings undone or not. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(?P<status>\d{3})(?:[ \t][^\r\n]*)?$")
_CHUNK = re.compile(rb"[ \t]*(?P<size>[0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LONGEST_LINE = 8192
_GZIP_MAGIC = b"\x1f\x8b"


class HttpAnswer(NamedTuple):
    """An answer in parts. ``damage`` says in a sentence why the body is not whole; None: nothing speaks against it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    damage: str | None = None


def parse_answer(block: bytes) -> HttpAnswer | None:
    """The answer in a record's block, its transfer coding undone; None when the block is no HTTP answer.

    A chunked coding that the head still names though the body has none is not undone a second time, and a content
    coding that was undone is not claimed any more.
    """
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block.rstrip(b"\r\n"), b"")
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    first = _STATUS_LINE.match(lines[0])
    if first is None:
        return None
    headers = _headers(lines[1:])
    damage = None
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body, damage = _dechunked(body)
    coding = next((value.strip().lower() for name, value in headers if name.lower() == "content-encoding"), "")
    if coding in ("gzip", "x-gzip") and body and not body.startswith(_GZIP_MAGIC):
        headers = [(name, value) for name, value in headers if name.lower() != "content-encoding"]
    return HttpAnswer(int(first["status"]), tuple(headers), body, damage)


def _headers(lines: list[bytes]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and headers:  # An old-style continuation.
            name, value = headers.pop()
            headers.append((name, f"{value} {line.strip().decode('latin-1')}"))
            continue
        raw_name, colon, raw_value = line.partition(b":")
        if colon:
            headers.append((raw_name.strip().decode("latin-1"), raw_value.strip().decode("latin-1")))
    return headers


def _dechunked(body: bytes) -> tuple[bytes, str | None]:
    """The body without its chunks, and what is wrong with them; a body that does not begin with a chunk as it is."""
    parts: list[bytes] = []
    at = 0
    while True:
        line = _CHUNK.match(body, at, at + _LONGEST_LINE)
        if line is None:
            if not parts:
                return body, None
            return b"".join(parts), f"its chunks stop making sense after {sum(map(len, parts)):,} bytes"
        size, start = int(line["size"], 16), line.end()
        if size == 0:
            return b"".join(parts), None
        part = body[start : start + size]
        if len(part) < size and not parts and size > len(body):
            return body, None  # A word of hexadecimal letters that begins a text, and no chunk.
        parts.append(part)
        if len(part) < size:
            return b"".join(parts), f"its last chunk has {len(part):,} of {size:,} bytes"
        at = start + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
        if at >= len(body):
            return b"".join(parts), "the chunk that ends it is missing"
