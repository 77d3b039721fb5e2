"""A large file brought to this machine: streamed, gone on with after a break or a crash, its size checked.

What came so far lies in the file itself; beside it a note says of which answer it is a part, so that the rest is asked
for on condition that the file is still the same one (Range with If-Range, RFC 9110 §13.1.5 and §14.2).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tasks.attempt import Answer
from tasks.errors import StopRun
from tasks.fetch.client import Clients, Network
from tasks.fetch.failures import FailureClass, FetchFailed, Reason, failure_class, reason_of_status
from tasks.fetch.fetcher import require_agent
from tasks.fetch.headers import redirect_of, retry_after
from tasks.fetch.network import Allowance, allowance
from tasks.fetch.urls import Target, resolve_url, safe_url, target_of

_REDIRECTS = 5
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_SLACK = 1024 * 1024
"""Bytes over the wire besides the body: heads, chunk sizes, what was read ahead."""
_WEEK = 7 * 86_400.0
_HEAD_SECONDS = 60.0
_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
_SPARE = 64 * 1024 * 1024
"""Bytes of the disk that a download leaves free."""

Tell = Callable[[int, int | None], None]
"""Is told how many bytes there are of how many. None: the server does not say."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a download is tried again that does not go on at all, and after how long."""

    tries: int = 6
    first_seconds: float = 2.0
    """Before the second try; then twice as long each time, unless the server names a moment."""
    longest_seconds: float = 600.0
    """What a server that names a moment is waited for at most."""


@dataclass(frozen=True, slots=True)
class _Note:
    """What the part of a file on disk is a part of."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    size: int | None = None
    """Bytes of the whole. None: the server did not say."""
    is_whole: bool = False

    def condition(self) -> str | None:
        """What If-Range may name: a strong ETag, else the date; None when nothing tells one version from another."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


class _Later(FetchFailed):
    """The server asks to come back later."""

    def __init__(self, failed: FetchFailed, moment: datetime | None) -> None:
        super().__init__(failed.reason, failed.detail)
        self.moment = moment


class Downloader:
    """Brings files to this machine, under one name and over one network. robots.txt is not asked."""

    def __init__(self, agent: str, network: Network, patience: Patience | None = None) -> None:
        self._agent, self._network, self._patience = agent, network, patience or Patience()
        self._clients = Clients(network)

    async def close(self) -> None:
        """Close all connections."""
        await self._clients.close()

    async def size_of(self, url: str) -> int | None:
        """Bytes of a remote file, by a HEAD request; None when the server does not say. Raises FetchFailed."""
        async with self._asked(target_of(url), {}, "HEAD", _HEAD_SECONDS) as (answer, _):
            _refuse(answer)
            return _number(answer.header("content-length"))

    async def bring(self, url: str, place: Path, tell: Tell = lambda *_: None) -> int:
        """Have the file at ``url`` whole at ``place``; its size in bytes. What is there of it already is kept.

        Temporary failures are waited out as long as every few tries bring something. Raises FetchFailed when the file
        cannot be had, StopRun when the disk is full.
        """
        if _is_from_before_boot(place):
            discard(place)
        fruitless = 0
        while not (note := _read_note(place, url)).is_whole:
            before = _size(place)
            try:
                await self._go_on(note, place, tell)
            except FetchFailed as failed:
                fruitless = 1 if _size(place) > before else fruitless + 1
                if failure_class(failed.reason) is not FailureClass.TEMPORARY:
                    raise
                if fruitless >= self._patience.tries:
                    raise FetchFailed(failed.reason, f"{_plain(failed)} ({fruitless} tries)") from failed
                await asyncio.sleep(self._pause(failed, fruitless))
        return _size(place)

    def _pause(self, failed: FetchFailed, fruitless: int) -> float:
        """Seconds before the next try. Raises the failure when the server wants more of them than there is patience."""
        seconds = self._patience.first_seconds * 2.0 ** (fruitless - 1)
        if isinstance(failed, _Later) and failed.moment is not None:
            seconds = max(0.0, (failed.moment - datetime.now(UTC)).total_seconds())
            if seconds > self._patience.longest_seconds:
                raise FetchFailed(
                    failed.reason, f"{failed.detail}, and asks to come back in {seconds / 60:.0f} minutes"
                )
        return seconds

    async def _go_on(self, note: _Note, place: Path, tell: Tell) -> None:
        """One request for what is missing, to its end. Raises FetchFailed, StopRun."""
        have, condition = _size(place), note.condition()
        if not have or not condition:
            have = 0
        headers = {"Range": f"bytes={have}-", "If-Range": condition} if have and condition else {}
        async with self._asked(target_of(note.url), headers, "GET", _WEEK) as (answer, body):
            if answer.status == 416:
                # What is there is not a beginning of what the server has.
                discard(place)
                raise FetchFailed(Reason.INCOMPLETE_BODY, "the server has no more of the file than is here already")
            _refuse(answer)
            if answer.status == 206 and _start_of(answer) != have:
                discard(place)
                words = answer.header("content-range")
                raise FetchFailed(Reason.INCOMPLETE_BODY, f"from byte {have:,} on was asked for, {words!r} was sent")
            start, size = _extent_of(answer)
            fresh = _Note(note.url, answer.header("etag"), answer.header("last-modified"), size)
            _require_room(place, size, start)
            allowance.get().wire_bytes = (size - start if size is not None else _room(place)) + _SLACK
            with place.open("r+b" if start else "wb") as file:
                # Nothing of another version may lie below a note of this one, whenever the process is killed.
                _write_note(place, fresh)
                file.truncate(start)
                file.seek(start)
                try:
                    async for part in body:
                        file.write(part)
                        file.flush()  # What came is kept, however this process ends.
                        tell(start := start + len(part), size)
                    os.fdatasync(file.fileno())
                except OSError as error:
                    raise StopRun(f"{place} cannot be written: {error.strerror or error}; free some space") from error
        if size is not None and start != size:
            raise FetchFailed(Reason.INCOMPLETE_BODY, f"{start:,} bytes came of {size:,}")
        _write_note(place, _Note(fresh.url, fresh.etag, fresh.last_modified, start, is_whole=True))
        tell(start, start)

    @asynccontextmanager
    async def _asked(
        self, here: Target, headers: Mapping[str, str], method: str, seconds: float
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """The answer to a request, redirects followed, each as guarded as the first one. Raises FetchFailed."""
        granted = Allowance(asyncio.get_running_loop().time() + seconds, _SLACK)
        token = allowance.set(granted)
        try:
            for _ in range(_REDIRECTS + 1):
                require_agent(self._agent, self._network, here)
                asked = {**_HEADERS, **headers, "User-Agent": self._agent}
                async with self._clients.asking(here) as client, client.streamed(here, asked, method) as (answer, body):
                    location = redirect_of(answer)
                    if location is None:
                        yield answer, body
                        return
                here = target_of(resolve_url(location, here.url))
            raise FetchFailed(Reason.REDIRECT_LOOP, f"{here.url}: still redirects after {_REDIRECTS} redirects")
        finally:
            allowance.reset(token)


def discard(place: Path) -> None:
    """Remove what there is of a download."""
    place.unlink(missing_ok=True)
    _note_place(place).unlink(missing_ok=True)


def _refuse(answer: Answer) -> None:
    """Raises FetchFailed for an answer that is not the file, nor a part of it."""
    reason = reason_of_status(answer.status)
    if answer.status in (200, 206):
        return
    failed = FetchFailed(reason or Reason.STATUS, f"the server answered {answer.status} {answer.phrase}".rstrip())
    if failed.reason in (Reason.RATE_LIMITED, Reason.SERVER_ERROR):
        raise _Later(failed, retry_after(answer.header("retry-after"), datetime.now(UTC)))
    raise failed


def _start_of(answer: Answer) -> int | None:
    found = _RANGE.match(answer.header("content-range") or "")
    return int(found[1]) if found else None


def _extent_of(answer: Answer) -> tuple[int, int | None]:
    """Where an answer's body begins in the file, and the size of the whole."""
    found = _RANGE.match(answer.header("content-range") or "") if answer.status == 206 else None
    if found is None:
        return 0, _number(answer.header("content-length"))
    return int(found[1]), None if found[3] == "*" else int(found[3])


def _plain(failed: FetchFailed) -> str:
    # A download has no deadline of its own: what ended is the time for one step.
    return "the server sent nothing for a while" if failed.reason is Reason.TIMEOUT else failed.detail


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _size(place: Path) -> int:
    return place.stat().st_size if place.exists() else 0


def _room(place: Path) -> int:
    return max(0, shutil.disk_usage(place.parent).free - _SPARE)


def _require_room(place: Path, size: int | None, start: int) -> None:
    missing = 0 if size is None else size - start
    room = _room(place) + (_size(place) - start)
    if missing > room:
        raise StopRun(
            f"{place.parent} has room for {room / 1e6:,.0f} MB, and {missing / 1e6:,.0f} MB of a download are missing; "
            "free some space, name a home on a larger disk (NEWSWEIR_HOME), or have fewer processes"
        )


def _is_from_before_boot(place: Path) -> bool:
    """Whether a part was written before the machine last started: of a power cut, blocks of it may be missing."""
    booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else 0.0
    return place.exists() and place.stat().st_mtime < booted and not _read_note(place, None).is_whole


def _note_place(place: Path) -> Path:
    return place.with_name(place.name + ".json")


def _read_note(place: Path, url: str | None) -> _Note:
    """The note beside a part; an empty one where there is none, or none of this address."""
    try:
        note = _Note(**json.loads(_note_place(place).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return _Note(safe_url(url or ""))
    if url is not None and (note.url != safe_url(url) or (note.is_whole and _size(place) != note.size)):
        return _Note(safe_url(url))
    return note


def _write_note(place: Path, note: _Note) -> None:
    new = _note_place(place).with_suffix(".new")
    new.write_text(json.dumps(asdict(note)), encoding="utf-8")
    new.replace(_note_place(place))
