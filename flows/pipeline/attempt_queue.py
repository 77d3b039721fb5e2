"""Queue between the fetch loop and the archive: attempts go on in groups, so that one fsync serves many."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from tasks.attempt import Attempt

_GROUP, _LARGEST_GROUP = 128, 256
"""Attempts that make a group, and that one takes where more wait than are archived meanwhile."""
_GROUP_SECONDS = 0.2
_WAITING_BYTES = 32 * 1024 * 1024


class AttemptQueue:
    """Attempts that wait to be archived; ``add`` waits while there are too many, or too many bytes in them."""

    def __init__(self) -> None:
        self._items: deque[tuple[Attempt, bool]] = deque()
        self._size = 0
        self._is_over = False
        self._room, self._news = asyncio.Event(), asyncio.Event()

    async def add(self, attempt: Attempt, is_final: bool) -> None:
        """Add one attempt."""
        while len(self._items) >= 4 * _GROUP or self._size >= _WAITING_BYTES:
            self._room.clear()
            await self._room.wait()
        self._items.append((attempt, is_final))
        self._size += _size(attempt)
        self._news.set()

    def end(self) -> None:
        """Nothing more will come."""
        self._is_over = True
        self._news.set()

    async def groups(self) -> AsyncIterator[list[tuple[Attempt, bool]]]:
        """The attempts in groups: full ones, or those that came within a moment."""
        while True:
            if not self._items and not self._is_over:
                self._news.clear()
                await self._news.wait()
            if len(self._items) < _GROUP and not self._is_over:
                await asyncio.sleep(_GROUP_SECONDS)
            group = [self._items.popleft() for _ in range(min(_LARGEST_GROUP, len(self._items)))]
            self._size -= sum(_size(attempt) for attempt, _ in group)
            self._room.set()
            if group:
                yield group
            elif self._is_over:
                return


def _size(attempt: Attempt) -> int:
    return len(attempt.answer.payload) if attempt.answer else 0
