"""Progress of a run or of shared work, told to whoever shows it: the command's bar, a flow's artifact, nobody.

The command calls a flow, and Prefect hands no objects to flows; so who is told is in a context variable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flows.run.contract import result_json
from tasks.records import PageResult


class Progress:
    """Is told how a run goes. This one does nothing; the command's draw bars and keep the report."""

    wants_lines = False
    """Whether the processes of shared work print one JSON object per page."""

    def says(self, text: str) -> None:
        """A step is under way that no page counts."""

    def planned(self, page_count: int) -> None:
        """A run of that many pages is about to begin."""

    def grown(self, count: int) -> None:
        """That many more pages were found and will be done."""

    def batch_done(self, results: Sequence[PageResult]) -> None:
        """A batch is in the database."""

    def shared_work(self, backfill_id: int) -> None:
        """The work that processes share has this number."""

    def advanced(self, done: int, total: int) -> None:
        """So many of so many are done, of work that is counted in something else than pages."""

    def shards_done(self, progress: Any) -> None:
        """How far the shards of shared work are: a ``db.backfill.plans.Progress``."""

    def line(self, text: str) -> None:
        """A process of shared work printed a line."""

    def finished(self, report: Any) -> None:
        """The work is complete; its report."""


class JsonLines(Progress):
    """Prints one JSON object per page and line, as soon as its batch is in the database."""

    def batch_done(self, results: Sequence[PageResult]) -> None:
        """Print a batch."""
        for result in results:
            print(result_json(result), flush=True)


_shown: ContextVar[Progress] = ContextVar("newsweir_progress")


@contextmanager
def show_progress(progress: Progress) -> Iterator[Progress]:
    """Have the runs that begin inside the block tell their progress, however deep inside Prefect they are executed."""
    token = _shown.set(progress)
    try:
        yield progress
    finally:
        _shown.reset(token)


def current_progress() -> Progress:
    """Who is to be told here."""
    return _shown.get(Progress())
