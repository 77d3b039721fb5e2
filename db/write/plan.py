"""What a batch will write: one row per key, and what became of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from db.write.row import Row
from tasks.records import PageResult

TakeId = Callable[[str], int]
"""Gives a fresh id of the named table."""


@dataclass(slots=True)
class Plan:
    """The rows to write, and the results with their captures, in the order of the records."""

    rows: dict[tuple[str, tuple[object, ...]], Row] = field(default_factory=dict)
    results: list[PageResult] = field(default_factory=list)
    capture_ids: list[int | None] = field(default_factory=list)

    def write(self, row: Row) -> None:
        """Plan a row; a later one with the same key takes its place, so duplicates merge before SQL."""
        self.rows[row.TABLE, tuple(getattr(row, name) for name in row.KEY)] = row
