"""The plan of a run: what it works on, where, and in batches of which size."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flows.pipeline.context import RunContext, WebSettings
from tasks.captures import Defaults
from tasks.work import WorkItem, batches_of

SAMPLE_SITE = Path(__file__).parent / "sample"


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run will do: which items, in batches of which size, for which database."""

    kind: str
    items: Sequence[WorkItem]
    """What is named; ``due`` and ``shards`` give what is found on the way."""
    defaults: Defaults
    batch_size: int
    database_url: str
    archive_folder: Path | str
    """Folder of the archive, or an fsspec address."""
    done_count: int = 0
    """Captures left out because an earlier run did them."""
    due: Callable[[Collection[int]], Iterator[Sequence[WorkItem]]] | None = None
    """Gives batches of addresses that are due, an empty one where none is, and ends where none is twice running; takes
    the numbers of sites to leave out.
    None: only what is named is done."""
    sites: Sequence[tuple[int, str]] = ()
    """Declared sites (number, name) that no other run may fetch meanwhile; ``ALL_SITES`` stands for all."""
    web: WebSettings | None = None
    """How pages are fetched. None: they are not."""
    spool: Path | None = None
    """Local folder before an archive that is not one."""
    archive_coding: Literal["gzip", "zstd"] = "gzip"
    """How new files of the archive are packed."""
    downloads: Path | None = None
    """Local folder of the remote WARC files that are being read. None: none are."""
    is_pending_read: bool = False
    """Whether what an earlier run fetched and did not read is read first."""
    shards: Callable[[RunContext], Iterator[Sequence[WorkItem]]] | None = None
    """Gives batches of the shards that this process claims, until none is left; an empty one where the next has to wait
    until those before it are done."""
    batch_done: Callable[[], None] | None = None
    """Is told of each batch that is loaded, in their order."""
    is_lean: bool = False
    """Whether no results are kept but those of pages that need somebody."""

    def context(self, run_id: int) -> RunContext:
        """What the stages of the run are told."""
        return RunContext(
            self.database_url, self.archive_folder, run_id, self.defaults, self.web, self.spool, self.archive_coding,
            self.downloads,
        )  # fmt: skip

    def batches(self) -> Iterator[Sequence[WorkItem]]:
        """The batches of what is named, each of one kind and, of WARC files, of one file."""
        return batches_of(self.items, self.batch_size)
