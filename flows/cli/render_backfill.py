"""A backfill on the terminal: a bar with rate and time left, and what came of it in the end."""

from __future__ import annotations

from threading import Lock
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Columns

from db.backfill.plans import Progress, failed_examples, read_progress, run_counts
from db.session import safe_url
from flows.cli.console import COMMAND, err, out
from flows.run.contract import dumps
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.run.progress import Progress as Shown


class ShardsBar(Shown):
    """The bar on standard error; with JSON the lines of the pages on standard output instead."""

    def __init__(self, *, as_json: bool) -> None:
        self.wants_lines = as_json
        self.backfill_id = 0
        self._lock = Lock()
        self._columns = Columns(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=err, transient=True,
            disable=as_json or not err.is_terminal,
        )  # fmt: skip
        self._bar = self._columns.add_task("starting", total=None, rate="")

    def __enter__(self) -> ShardsBar:
        self._columns.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._columns.stop()

    def says(self, text: str) -> None:
        """Name the step that is under way."""
        self._columns.update(self._bar, description=text)

    def shared_work(self, backfill_id: int) -> None:
        """Remember which one it is."""
        self.backfill_id = backfill_id

    def shards_done(self, progress: Progress) -> None:
        """Move the bar."""
        speed = self._columns.tasks[0].finished_speed or self._columns.tasks[0].speed
        words = "pages"
        if progress.byte_count:
            words = f"{progress.fetched_bytes / 1e6:,.0f} of {progress.byte_count / 1e6:,.0f} MB downloaded; pages"
        self._columns.update(
            self._bar, description=words, total=progress.page_count, completed=progress.done_count,
            rate=f"{speed:.0f}/s" if speed else "",
        )  # fmt: skip

    def line(self, text: str) -> None:
        """Pass a page's line on, whole."""
        with self._lock:
            print(text, flush=True)


def print_end(url: str, backfill_id: int, *, as_json: bool) -> int:
    """Print what came of a backfill; the exit code: 0, or 3 when pages were set aside."""
    progress, outcomes = read_progress(url, backfill_id), run_counts(url, backfill_id)
    aside = outcomes.get("quarantined", 0) + outcomes.get("failed_try_again", 0)
    left_out = max(0, progress.page_count - sum(outcomes.values()))
    examples = failed_examples(url, backfill_id) if aside else []
    if as_json:
        print(dumps({"backfill": _as_json(progress, outcomes, left_out, examples)}))
        return SOME_PAGES_FAILED if aside else OK
    counts = ", ".join(f"{count} {name}" for name, count in outcomes.items()) or "0 done now"
    out.print(
        f"{progress.kind.capitalize()} {backfill_id}: {progress.page_count} pages in {progress.shard_count} shards: "
        f"{counts}; every shard is done."
    )
    if left_out:
        out.print(f"{left_out} captures were done by earlier runs and left out.")
    for reason, count, path, detail in examples:
        out.print(f"[yellow]{reason}[/]: {count}, e.g. {escape(path)}: {escape(detail or '')}", soft_wrap=True)
    out.print(f"Database: {escape(safe_url(url))}", soft_wrap=True)
    out.print(f"Try: {COMMAND} status, or select * from bi.backfill", soft_wrap=True, markup=False)
    return SOME_PAGES_FAILED if aside else OK


def _as_json(
    progress: Progress, outcomes: dict[str, int], left_out: int, examples: list[tuple[str, int, str, str | None]]
) -> dict[str, Any]:
    return {
        "backfill_id": progress.backfill_id, "kind": progress.kind, "page_count": progress.page_count,
        "shard_count": progress.shard_count, "done_before_count": left_out, "outcomes": outcomes,
        "set_aside": [
            {"reason": reason, "count": count, "example": path, "detail": detail}
            for reason, count, path, detail in examples
        ],
    }  # fmt: skip
