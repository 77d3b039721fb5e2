"""What travels between the stages of a batch: the batch itself, its captures, its pages, what was loaded.

Plain objects and no dataclasses, so that Prefect hands them from task to task without walking through thousands of
records. Bodies stay in the archive; records travel in memory and are never persisted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from db.reparse.settle import Reading
from flows.pipeline.attempts import FetchPlan, Final
from flows.pipeline.context import RunContext
from flows.pipeline.resources import Resources
from tasks.records import PageRecord, PageResult
from tasks.work import CaptureItem, UrlItem, WorkItem


class Batch:
    """Work items of one kind, done together; ``first_item`` is the running number of the first one in its run."""

    def __init__(
        self, context: RunContext, resources: Resources, number: int, first_item: int, items: Sequence[WorkItem]
    ) -> None:
        self.context, self.resources = context, resources
        self.number, self.first_item, self.items = number, first_item, items
        self.finals: dict[str, Final] = {}
        """Attempts that are archived and recorded, by address: a second try of ``fetch`` asks for the others only."""
        self._asking: tuple[asyncio.AbstractEventLoop, asyncio.Task[None] | None] | None = None
        self.is_stopped = False

    def asking(self) -> None:
        """Its addresses are being asked by the asyncio task that calls this. Raises CancelledError after ``stop``."""
        self._asking = asyncio.get_running_loop(), asyncio.current_task()
        self.check()

    def check(self) -> None:
        """Raises CancelledError after ``stop``."""
        if self.is_stopped:
            raise asyncio.CancelledError

    def stop(self) -> None:
        """Have whoever asks for its addresses or opens its pages, now or later, in whichever thread, leave off."""
        self.is_stopped = True
        if self._asking is not None and (task := self._asking[1]) is not None:
            with suppress(RuntimeError):  # The loop has ended, and the asking with it.
                self._asking[0].call_soon_threadsafe(task.cancel)

    @property
    def is_fetched(self) -> bool:
        """Whether its pages come from the network."""
        return bool(self.items) and isinstance(self.items[0], UrlItem)

    @property
    def goes_ahead(self) -> bool:
        """Whether it is fetched, or split, while the batch before it is loaded; captures of the archive are not."""
        return bool(self.items) and not isinstance(self.items[0], CaptureItem)

    @property
    def hosts(self) -> list[str]:
        """Hosts of its addresses, in alphabetical order."""
        return sorted(
            {urlsplit(item.url).netloc.rpartition("@")[2] for item in self.items if isinstance(item, UrlItem)}
        )

    @property
    def title(self) -> str:
        """Which pages of the run it holds, for people; ASCII, because the graph of Prefect's UI draws nothing else."""
        last = self.first_item + len(self.items) - 1
        return f"page {last}" if last == self.first_item else f"pages {self.first_item}-{last}"


class Captures:
    """The captures of a batch, ready to be split: as the batch named them, or as the archive has what was fetched."""

    def __init__(
        self, batch: Batch, items: Sequence[WorkItem], fetched: FetchPlan | None = None, urls: Sequence[str] = ()
    ) -> None:
        self.batch, self.items = batch, items
        self.fetched, self.urls = fetched, urls
        """What must be known of the addresses to follow their links, and the address of each item. None: nothing was
        fetched."""


class Pages:
    """The pages of a batch as records, in the order of its captures."""

    def __init__(self, captures: Captures, records: Sequence[PageRecord], missing: Sequence[int] = ()) -> None:
        self.batch, self.captures, self.records = captures.batch, captures, records
        self.missing = missing
        """Captures that somebody else has loaded since the batch was planned."""
        self.readings: Sequence[Reading] | None = None
        """Of a re-parse: stored captures with their readings, in place of records."""


class Loaded:
    """What became of the pages of a batch, in the order of its items once its links are followed."""

    def __init__(self, pages: Pages, results: Sequence[PageResult]) -> None:
        self.batch, self.captures, self.results = pages.batch, pages.captures, results
