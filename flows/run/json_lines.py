"""Progress of a run as JSON: one object per page and line, printed as soon as its batch is in the database."""

from __future__ import annotations

from collections.abc import Sequence

from flows.run.contract import result_json
from flows.run.progress import Progress
from tasks.records import PageResult


class JsonLines(Progress):
    """Prints each page when its batch is in the database."""

    def batch_done(self, results: Sequence[PageResult]) -> None:
        """Print a batch."""
        for result in results:
            print(result_json(result), flush=True)
