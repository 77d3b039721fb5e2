"""WARC records framed: where each begins in a file of any packing, its head, its block, and what is wrong with it.

fastwarc and warcio end silently, or raise, at the first record that is not as the standard wants it; behind it may lie
a year of pages. Here a damage is a property of a record, and the next record is found again: at the next member of a
packed file, at the next line that begins like one of a plain file.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from tasks.archive.packing import Member, Source, is_packed, next_member

_LARGEST_HEAD = 1 << 20
_RECORD = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")
_NEXT = re.compile(rb"\r?\n(?=WARC/\d\.\d+[ \t]*\r?\n[A-Za-z-]+:)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS = re.compile(rb"[\r\n]*+")
_SEARCHED = 1 << 20
_MOST_WASTED = 256 * 1024 * 1024
_OVERLAP = 128
"""Bytes in which the beginning of a record is recognised."""
ARC_MAGIC = b"filedesc:"


@dataclass(frozen=True, slots=True)
class Framed:
    """One record as it lies in its file."""

    offset: int
    """Where its member begins; in a plain file, where it begins itself."""
    fields: tuple[tuple[str, str], ...]
    """The record's own head. Empty: there is none, these bytes are no record."""
    block: bytes
    """Empty beyond the size that the reader wants."""
    damage: str | None = None
    """What is wrong with it, in a sentence. None: nothing is."""
    skipped_digest: str | None = None
    """``sha256:`` and the digest in hex of a block that comes empty because it is too large. None: it does not."""

    def field(self, name: str) -> str | None:
        """The first field of that name, in lower case; None when there is none."""
        return next((value for key, value in self.fields if key.lower() == name), None)


def iter_framed(file: IO[bytes], largest: int) -> Iterator[Framed]:
    """The records from the file's place on, in order. Blocks beyond ``largest`` bytes come empty."""
    window = _Window(file)
    while window.begin():
        if not window.skip_line_ends():
            continue
        if _RECORD.match(window.peek(64)):
            yield _one(window, largest)
        else:
            yield _junk(window)


def _one(window: _Window, largest: int) -> Framed:
    offset = window.offset
    head = window.until(_HEAD_END, _LARGEST_HEAD)
    if head is None:
        return Framed(offset, (), *window.rest("its head has no end"))
    fields = _fields(head)
    length = next((value for name, value in fields if name.lower() == "content-length"), "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        return Framed(offset, fields, *window.rest(f"its length is {length[:40]!r}"))
    size = int(length)
    if size > largest:
        missing = size - window.remaining()
        if missing > 0:
            window.rest("")  # The length may be what is wrong: records behind it are looked for.
            return Framed(offset, fields, b"", window.damage_or(f"it is cut, {missing:,} bytes are missing"))
        seen = hashlib.sha256()
        short = size - window.skip(size, seen.update)
        damage = window.damage_or(f"it is cut, {short:,} bytes are missing" if short else None)
        return Framed(offset, fields, b"", damage, f"sha256:{seen.hexdigest()}")
    if window.wasted > _MOST_WASTED:
        # Each false length costs reading as far as it tells; what looks like the next record is believed from here on.
        found, damage = window.rest("")
        found = found.removesuffix(b"\r\n\r\n").rstrip(b"\r\n") if len(found) != size else found
        return Framed(offset, fields, found, damage or (None if len(found) == size else "its length is wrong"))
    block = window.read(size)
    if len(block) == size and _is_end(block, window.peek(64)):
        return Framed(offset, fields, block)
    window.give_back(block)
    found, damage = window.rest("", len(block))
    found = found[: len(found) - 4] if found.endswith(b"\r\n\r\n") else found.rstrip(b"\r\n")
    words = "it is cut" if len(found) < size else "its length is wrong"
    return Framed(offset, fields, found, damage or f"{words}: it has {len(found):,} bytes and tells {size:,}")


def _is_end(block: bytes, behind: bytes) -> bool:
    """Whether the blank lines that end a record follow the block, or another record at once, or nothing."""
    plain = behind.lstrip(b"\r\n")
    is_split = block.endswith(b"\r") and behind.startswith(b"\n")  # One byte too many, of the line ends behind it.
    is_ended = not plain or behind.startswith(b"\r\n\r\n") or _RECORD.match(plain) is not None
    return is_ended and not is_split


def _junk(window: _Window) -> Framed:
    offset = window.offset
    if window.peek(len(ARC_MAGIC)) == ARC_MAGIC:
        window.stop()
        return Framed(offset, (), b"", "this is an ARC file, the format before WARC; convert it to WARC")
    block, damage = window.rest("")
    return Framed(offset, (), block, damage or f"{len(block):,} bytes here are no WARC record")


def _fields(head: bytes) -> tuple[tuple[str, str], ...]:
    fields: list[tuple[str, list[str]]] = []
    for line in head.replace(b"\r\n", b"\n").split(b"\n")[1:]:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and fields:
            fields[-1][1].append(text.strip())
            continue
        name, colon, value = text.partition(":")
        if colon:
            fields.append((name.strip(), [value.strip()]))
    return tuple((name, " ".join(values)) for name, values in fields)


class _Window:
    """What a file holds, unpacked, read forward; it stops where a member begins that begins with a record."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._end = file, file.tell()
        self._size = file.seek(0, io.SEEK_END)
        file.seek(self._end)
        self.wasted = 0
        """Bytes that were read and given back, because a record told a false length."""
        self._source = Source(file)
        self.is_packed = is_packed(self._source.peek(4))
        self._buffer = bytearray()
        self.at = self._end
        """Of a plain file, the place of the next byte."""
        self._member: Member | None = None
        self._pending: tuple[Member, bytes] | None = None
        """The next member, and the first of what it holds: it begins with a record of its own."""
        self._broken_at: int | None = None
        """Where the member begins that broke; behind it the next one is to be found."""
        self._is_over = False
        self._damage: str | None = None

    @property
    def offset(self) -> int:
        """Where a record that begins here is found again."""
        return self.at if self._member is None else self._member.offset

    def begin(self) -> bool:
        """Get ready for what follows; False at the end of the file."""
        if self._buffer or self._damage:
            return True
        if self._pending is not None:
            (self._member, first), self._pending = self._pending, None
            self._accept(first)
            return True
        if self._broken_at is not None:
            place, self._broken_at = next_member(self._file, self._broken_at + 1), None
            if place is None:
                self._is_over = True
                return False
            self._file.seek(place)
            self._source, self._end, self._member = Source(self._file), place, None
        self._fill(1)
        return bool(self._buffer or self._damage or self._pending)

    def skip_line_ends(self) -> bool:
        """Pass blank lines between records; False when nothing else is left of this member."""
        while self._fill(1):
            passed = _LINE_ENDS.match(self._buffer)
            self._drop(passed.end() if passed else 0)
            if self._buffer:
                return True
        return self._damage is not None

    def peek(self, count: int) -> bytes:
        """The next bytes of this member."""
        self._fill(count)
        return bytes(self._buffer[:count])

    def read(self, count: int) -> bytes:
        """So many bytes, fewer where this member ends."""
        data = self.peek(count)
        self._drop(len(data))
        return data

    def skip(self, count: int, look: Callable[[bytes], object]) -> int:
        """Pass so many bytes without keeping them, each looked at once; how many there were."""
        left = count
        while left and self._fill(1):
            step = min(left, len(self._buffer))
            look(bytes(self._buffer[:step]))
            self._drop(step)
            left -= step
        return count - left

    def until(self, pattern: re.Pattern[bytes], most: int) -> bytes | None:
        """The bytes before what matches, which is passed; None when nothing does within ``most`` bytes."""
        size = 4096
        while True:
            have = self._fill(size)
            found = pattern.search(self._buffer)
            if found:
                data = bytes(self._buffer[: found.start()])
                self._drop(found.end())
                return data
            if have < size or size >= most:
                return None
            size = min(2 * size, most)

    def rest(self, damage: str, least: int = 0) -> tuple[bytes, str]:
        """Everything up to where the next record begins, its first MB (and ``least``) kept; what is wrong with it."""
        kept, most = bytearray(), least + _SEARCHED
        while True:
            have = self._fill(max(least, _SEARCHED) + _OVERLAP)
            found = _NEXT.search(self._buffer)
            is_last = have < max(least, _SEARCHED) + _OVERLAP
            step = found.start() if found else have if is_last else have - _OVERLAP
            kept += self._buffer[: min(step, max(most - len(kept), 0))]
            self._drop(found.end() if found else step)
            if found or is_last:
                return bytes(kept), self.damage_or(damage) or ""

    def damage_or(self, damage: str | None) -> str | None:
        """What is wrong: what broke the member that is read, else what the caller found. It is told once."""
        own, self._damage = self._damage, None
        return own or damage

    def give_back(self, data: bytes) -> None:
        """Bytes that were taken and are read again."""
        self._buffer[:0] = data
        self.wasted += len(data)
        self.at -= len(data)

    def remaining(self) -> float:
        """Bytes from here to the end of a plain file; without end where they are packed."""
        return float("inf") if self.is_packed else self._size - self.at

    def stop(self) -> None:
        """Nothing more is read of this file."""
        self._buffer.clear()
        self._is_over, self._pending, self._broken_at, self._damage = True, None, None, None

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.at += count

    def _fill(self, count: int) -> int:
        """Read until so many bytes wait, or the member's end; how many wait."""
        while len(self._buffer) < count and not self._is_over and self._pending is None and self._broken_at is None:
            if not self.is_packed:
                data = self._source.read()
                self._buffer += data
                self._is_over = not data
            elif self._member is None or self._member.is_over:
                self._next()
            else:
                self._accept(self._member.read())
        return len(self._buffer)

    def _next(self) -> None:
        """Go on into the next member, unless it begins with a record of its own."""
        is_first = self._member is None
        if self._member is not None:
            self._end += self._member.length
        if not self._source.peek(1):
            self._is_over = True
            return
        follower = Member(self._source, self._end)
        first = follower.read()
        if first.startswith(b"WARC/") and not is_first:
            self._pending = follower, first
            return
        self._member = follower
        self._accept(first)

    def _accept(self, data: bytes) -> None:
        assert self._member is not None
        self._buffer += data
        if self._member.damage is not None:
            self._damage = f"what packs it is damaged: {self._member.damage}"
            self._broken_at = self._member.offset
