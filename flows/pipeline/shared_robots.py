"""Robots files shared by all workers through the database."""

from __future__ import annotations

import asyncio

from db.fetching.robots import read_robots, write_robots
from db.fetching.worker import Worker
from tasks.fetch.robots import RobotsFile


class SharedRobots:
    """Robots files shared through the database, those of this batch in memory."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known: dict[str, RobotsFile | None] = {}

    async def get(self, origin: str) -> RobotsFile | None:
        """The file last kept for an origin, however old."""
        if origin not in self._known:
            row = await asyncio.to_thread(read_robots, self._worker, origin)
            self._known[origin] = RobotsFile(*row) if row else None
        return self._known[origin]

    async def put(self, file: RobotsFile) -> None:
        """Keep a file."""
        self._known[file.origin] = file
        values = {name: getattr(file, name) for name in RobotsFile.__dataclass_fields__}
        await asyncio.to_thread(write_robots, self._worker, values)
