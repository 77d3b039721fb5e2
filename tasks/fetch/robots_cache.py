"""robots.txt of the hosts that are asked: fetched once, kept, asked for again with its own validators."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from tasks.fetch.client import Clients
from tasks.fetch.coding import decode_body
from tasks.fetch.failures import FetchFailed, Reason
from tasks.fetch.headers import conditions, redirect_of
from tasks.fetch.network import Allowance, allowance
from tasks.fetch.robots import LONGEST_BYTES, RobotsFile, robots_from, robots_unreachable
from tasks.fetch.urls import Target, resolve_url, target_of

_SECONDS = 20.0
_REDIRECTS = 5


class RobotsStore(Protocol):
    """Where robots files are kept between fetches."""

    async def get(self, origin: str) -> RobotsFile | None:
        """The file last kept for an origin, however old."""

    async def put(self, file: RobotsFile) -> None:
        """Keep a file."""


@dataclass(slots=True)
class MemoryRobots:
    """Robots files of this process."""

    files: dict[str, RobotsFile] = field(default_factory=dict)

    async def get(self, origin: str) -> RobotsFile | None:
        """The file last kept for an origin."""
        return self.files.get(origin)

    async def put(self, file: RobotsFile) -> None:
        """Keep a file."""
        self.files[file.origin] = file


class RobotsCache:
    """The robots files of a fetch loop; each is fetched by one task only, however many wait for it."""

    def __init__(self, clients: Clients, agent: str, store: RobotsStore, now: Callable[[], datetime]) -> None:
        self._clients, self._agent, self._store, self._now = clients, agent, store, now
        self._locks: dict[str, asyncio.Lock] = {}

    async def file_for(self, target: Target) -> RobotsFile:
        """The robots file of a target's origin, fetched when it is not known or no longer fresh."""
        known = await self._store.get(target.origin)
        if known is not None and self._now() < known.expires_at:
            return known
        async with self._locks.setdefault(target.origin, asyncio.Lock()):
            known = await self._store.get(target.origin)
            if known is None or self._now() >= known.expires_at:
                known = await self._fetch(target, known)
                await self._store.put(known)
        self._locks.pop(target.origin, None)
        return known

    async def _fetch(self, target: Target, known: RobotsFile | None) -> RobotsFile:
        headers = {"User-Agent": self._agent}
        if known is not None and known.state == "found":
            headers |= conditions(known.etag, known.last_modified)
        granted = Allowance(asyncio.get_running_loop().time() + _SECONDS, 4 * LONGEST_BYTES)
        token = allowance.set(granted)
        try:
            here = target_of(f"{target.origin}/robots.txt")
            for _ in range(_REDIRECTS + 1):
                async with self._clients.asking(here) as client:
                    answer = await client.get(here, headers)
                location = redirect_of(answer)
                if location is None:
                    body = decode_body(answer.payload, answer.header("content-encoding"), 8 * LONGEST_BYTES)
                    return robots_from(target.origin, replace(answer, content=body.content), self._now(), known)
                here = target_of(resolve_url(location, here.url))
            # More redirects than are followed: as if there were no file (RFC 9309 §2.3.1.2).
            return robots_from(target.origin, replace(answer, status=404), self._now(), None)
        except FetchFailed as failed:
            file = robots_unreachable(target.origin, f"{failed.reason.value}: {failed.detail}", self._now())
            # A refusal of ours asks nobody and hangs on what the next run may ask: it is not kept for it.
            return replace(file, expires_at=file.fetched_at) if failed.reason is Reason.BLOCKED_ADDRESS else file
        finally:
            allowance.reset(token)
