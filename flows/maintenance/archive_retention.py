"""Retention of the archive: a file goes as a whole, when every capture in it is older than bodies are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.housekeeping.raw import has_live_runs, is_used, let_go_of_file, read_file_uses
from tasks.archive.files import Files
from tasks.archive.removing import remove_file
from tasks.errors import StopRun

_MOMENT = re.compile(r"-(\d{8}T\d{6}Z)-")


@dataclass(frozen=True, slots=True)
class Removed:
    """What went, or would."""

    file_count: int
    capture_count: int
    """Captures that say now that their body is gone."""
    waiting_count: int = 0
    """Files that nobody uses any longer, but a run under way may: the next maintenance removes them."""


def remove_old_files(
    url: str, place: Path | str, spool: Path, days: int, batch_size: int, *, is_dry_run: bool
) -> Removed:
    """Remove files of which every capture was made before the last ``days``; captures then say that it is gone.

    Raises StopRun when a file cannot be removed; no capture refers to it by then, and the next maintenance removes it.
    """
    files = Files(place, spool)
    uses = read_file_uses(url, days)
    limit = datetime.now(UTC) - timedelta(days=days)
    count = captures = waiting = 0
    for name in files.finished():
        use = uses.get(name)
        if not (use.is_old if use else _is_old(name, limit)):
            continue
        if is_dry_run:
            count, captures = count + 1, captures + (use.capture_count if use else 0)
            continue
        gone = let_go_of_file(url, name, days, batch_size) if use else 0
        if gone is None:
            continue
        captures += gone
        if has_live_runs(url):
            waiting += 1
        elif not is_used(url, name):
            try:
                count += remove_file(files, name)
            except OSError as error:
                raise StopRun(
                    f"{name} cannot be removed from the archive {place}: {error}; fix that, run it again"
                ) from error
    return Removed(count, captures, waiting)


def _is_old(name: str, limit: datetime) -> bool:
    """Whether a file that no capture uses was begun before a moment, by its name; a name of others' making is kept."""
    found = _MOMENT.search(name)
    return found is not None and datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) < limit
