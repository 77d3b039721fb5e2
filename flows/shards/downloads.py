"""Remote WARC files: brought here one at a time, read like files of this machine, removed when they are done."""

from __future__ import annotations

import asyncio
import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.pipeline.context import WebSettings
from flows.pipeline.warc import local_place, pages_of_warc
from tasks.errors import NoCaptures, ShardUnusable, StopRun
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.download import Downloader, Tell, discard
from tasks.fetch.failures import FetchFailed, Reason
from tasks.private import private_folder
from tasks.work import WarcItem

_TELL_SECONDS = 2.0
_AT_ONCE = 8
_ABANDONED_SECONDS = 7 * 86_400
_OF_THE_HOST = {
    Reason.CONNECT, Reason.DNS, Reason.TLS, Reason.NO_AGENT, Reason.BLOCKED_ADDRESS, Reason.RATE_LIMITED,
    Reason.SERVER_ERROR, Reason.REMOTE_CLOSED,
}  # fmt: skip
"""Reasons that all files of a host would fail for."""
_NEXT_MOVE = {
    Reason.BLOCKED_ADDRESS: "if that is meant, allow it with --allow-private (parameter allow_private)",
    Reason.NOT_FOUND: "check the list and --warc-base (parameter warc_base)",
    Reason.GONE: "take it off the list",
    Reason.REFUSED: "look whether the host gives it to anybody, and under which name it wants to be asked",
}


def bring_warc(
    address: str, downloads: Path, web: WebSettings, tell: Callable[[int, int | None], bool]
) -> list[WarcItem]:
    """Have a remote WARC file here; its pages as work items. What is here of it already is not asked for again.

    ``tell`` hears every few seconds how many bytes are here of how many, and answers whether to go on.
    Raises ShardUnusable when this file cannot be had or is no WARC file, StopRun when no file of the host can be had,
    when the disk is full, or when ``tell`` says no.
    """
    place = local_place(address, downloads)
    private_folder(downloads)
    with _sole(place):
        try:
            asyncio.run(_bring(address, place, web, _now_and_then(tell)))
        except FetchFailed as failed:
            raise _named(address, failed) from failed
    try:
        return pages_of_warc(place, address)
    except NoCaptures as error:
        discard(place)
        raise ShardUnusable(f"{error}; check that the list names WARC files") from error


def remove_warc(address: str, downloads: Path) -> None:
    """The file is done: nothing of it stays."""
    _remove(local_place(address, downloads))


def remove_abandoned(root: Path) -> None:
    """Remove downloads below a folder that nobody has gone on with for a week."""
    limit = time.time() - _ABANDONED_SECONDS
    for place in root.glob("*/*"):
        with suppress(OSError):
            if place.suffix == ".warc" and place.stat().st_mtime < limit:
                _remove(place)
    for folder in root.glob("*/"):
        with suppress(OSError):
            if folder.stat().st_mtime < limit:
                folder.rmdir()


def _remove(place: Path) -> None:
    discard(place)
    _lock_of(place).unlink(missing_ok=True)


def remote_sizes(addresses: Sequence[str], web: WebSettings) -> list[int | str | None]:
    """Of each remote file its bytes by a HEAD request, None where the server does not say, or what is wrong."""

    async def ask_all() -> list[int | str | None]:
        loader, slots = Downloader(web.agent, _network(web)), asyncio.Semaphore(_AT_ONCE)

        async def ask(address: str) -> int | str | None:
            async with slots:
                try:
                    return await loader.size_of(address)
                except FetchFailed as failed:
                    return str(_named(address, failed))

        try:
            return list(await asyncio.gather(*map(ask, addresses)))
        finally:
            await loader.close()

    return asyncio.run(ask_all())


async def _bring(address: str, place: Path, web: WebSettings, tell: Tell) -> None:
    loader = Downloader(web.agent, _network(web))
    try:
        await loader.bring(address, place, tell)
    finally:
        await loader.close()


def _network(web: WebSettings) -> Network:
    return Network(Guard(frozenset(web.allow_private)), proxy=web.proxy, ca_file=web.ca_file)


def _named(address: str, failed: FetchFailed) -> StopRun:
    """A failure as whoever runs the backfill has to know it."""
    kind = StopRun if failed.reason in _OF_THE_HOST else ShardUnusable
    # The words for a page's address speak of a site's declaration, which a data host has not.
    words = failed.detail.partition(";")[0] if failed.reason is Reason.BLOCKED_ADDRESS else failed.detail
    move = _NEXT_MOVE.get(failed.reason)
    return kind(f"{address}: {words}" + (f"; {move}" if move else ""))


def _now_and_then(tell: Callable[[int, int | None], bool]) -> Tell:
    told = 0.0

    def hear(have: int, size: int | None) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < _TELL_SECONDS and have != size:
            return
        told = now
        if not tell(have, size):
            raise StopRun("another process has taken the shard meanwhile: the database was lost for a while")

    return hear


@contextmanager
def _sole(place: Path) -> Iterator[None]:
    """No two processes write one file, should one have lost its shard without knowing."""
    with _lock_of(place).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock_of(place: Path) -> Path:
    return place.with_name(place.name + ".lock")
