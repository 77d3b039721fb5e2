"""What a person reads on a terminal: progress on standard error, tables on standard output."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from db.backfill.plans import Progress as BackfillProgress
from flows.run.contract import result_json
from flows.run.progress import Progress as Shown
from flows.run.report import RunReport
from tasks.printable import for_terminal
from tasks.records import PageResult


class SafeConsole(Console):
    """A console whose texts are harmless, whoever wrote them: colours come from styles, never from a value."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As rich calls it for whatever is printed."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(for_terminal(segment.text), segment.style)


out = SafeConsole(highlight=False, soft_wrap=True)
err = SafeConsole(stderr=True, highlight=False, soft_wrap=True)

COMMAND = os.environ.get("NEWSWEIR_COMMAND", "newsweir")
"""How the user calls the program; run.py says so where newsweir is not on the path."""
_COLOURS = {"loaded": "green", "unchanged": "cyan", "quarantined": "yellow", "failed_try_again": "red"}
_MOST_PAGES = 30
_START_PAGE_KINDS = ("feed", "sitemap", "listing")
_NARROWEST = 12
"""Columns that a text column keeps, whatever the terminal's width."""


def _progress(*, is_silent: bool) -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=err, transient=True,
        disable=is_silent or not err.is_terminal,
    )  # fmt: skip


@contextmanager
def counted(what: str, *, is_silent: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; call what is given with how many of how many are done."""
    with _progress(is_silent=is_silent) as progress:
        bar = progress.add_task(what, total=None, rate="")
        yield lambda done, total: progress.update(bar, completed=done, total=total)


class ProgressBar(Shown):
    """Draws a bar while a run or shared work goes, and keeps what it tells: the report, the number of the work.

    As JSON the pages' lines are printed on standard output instead, as soon as their batch is done.
    """

    def __init__(self, what: str = "starting", *, as_json: bool) -> None:
        self.wants_lines, self._what = as_json, what
        self.report: Any = None
        self.backfill_id = 0
        self._lock = Lock()
        self._progress = _progress(is_silent=as_json)
        self._bar = self._progress.add_task(what, total=None, rate="")

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def says(self, text: str) -> None:
        """Name the step that is under way."""
        self._progress.update(self._bar, description=text)

    def planned(self, page_count: int) -> None:
        """Begin to count pages."""
        self._progress.update(self._bar, description="pages", total=page_count, completed=0)

    def advanced(self, done: int, total: int) -> None:
        """Move the bar of work that is no run of pages."""
        self._progress.update(self._bar, description=self._what, completed=done, total=total)

    def grown(self, count: int) -> None:
        """Count what was found on the way."""
        self._progress.update(self._bar, total=(self._progress.tasks[0].total or 0) + count)

    def batch_done(self, results: Sequence[PageResult]) -> None:
        """Count a batch; as JSON it is printed at once, so that a later failure takes nothing back."""
        self._progress.advance(self._bar, len(results))
        for result in results if self.wants_lines else ():
            self.line(result_json(result))

    def shared_work(self, backfill_id: int) -> None:
        """Remember which one it is."""
        self.backfill_id = backfill_id

    def shards_done(self, progress: BackfillProgress) -> None:
        """Move the bar."""
        speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
        words = "pages"
        if progress.byte_count:
            words = f"{progress.fetched_bytes / 1e6:,.0f} of {progress.byte_count / 1e6:,.0f} MB downloaded; pages"
        self._progress.update(
            self._bar, description=words, total=progress.page_count, completed=progress.done_count,
            rate=f"{speed:.0f}/s" if speed else "",
        )  # fmt: skip

    def line(self, text: str) -> None:
        """Print a page's line, whole."""
        with self._lock:
            print(text, flush=True)

    def finished(self, report: Any) -> None:
        """Keep the report for the tables: of a run, a re-parse, a maintenance."""
        self.report = report


def print_report(report: RunReport, summary: dict[str, Any], database: str) -> None:
    """The pages, the rows in the database, the outcomes, where it all is and a query to go on with."""
    if report.page_count:
        _pages_table(report)
    else:
        out.print(f"There was nothing to do. {COMMAND} site list tells which declared page is due when.")
    if report.page_count > _MOST_PAGES:
        out.print(f"… and {report.page_count - _MOST_PAGES} more pages (--json prints them all)")
    print_summary(summary)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(report.counts.items())) or "0 pages"
    out.print(
        f"Run {report.run_id}: {report.account.planned_count} pages planned = {counts}; the account adds up. "
        f"Duplicates found: {report.articles['duplicate']} (an article another page had shown)."
    )
    if report.done_count:
        out.print(f"{report.done_count} captures were done by earlier runs and left out.")
    for words in report.left_out:
        out.print(f"[yellow]left out[/]: {escape(words)}")
    for result in report.explained()[:_MOST_PAGES]:
        out.print(f"[yellow]{result.outcome.value}[/] ({result.reason}): {escape(result.detail or '')}")
    for result in report.results[:_MOST_PAGES]:
        for words in result.warnings if result.page_kind in _START_PAGE_KINDS else ():
            out.print(f"[yellow]warning[/]: {escape(words)}")
    for wrong in report.quality.wrong()[:_MOST_PAGES] if report.quality else ():
        out.print(f"[yellow]check {wrong.check_name}[/] {wrong.status}: {escape(wrong.detail)}")
    print_database(database)


def print_database(database: str) -> None:
    """Where the database is, and one query to try."""
    out.print(f"Database: {escape(database)}")
    out.print(
        f'Try: {COMMAND} db psql -c "select publisher, title, published_at, page_count from bi.article '
        'order by page_count desc limit 10"',
        markup=False,
    )


def print_summary(summary: dict[str, Any]) -> None:
    """What the database holds."""
    keys = ("page", "article", "primary_article", "related_article", "duplicate_article", "story", "publisher",
            "quarantine")  # fmt: skip
    names = ("pages", "articles", "primary", "related", "on 2+ pages", "stories", "publishers", "quarantine")
    print_table("In the database", names, [[str(summary[f"{key}_count"]) for key in keys]], numbers=len(names))
    if summary["outdated_story_count"] or (summary["article_count"] and not summary["story_count"]):
        out.print(
            "[yellow]The stories are not of this version's making[/] (or none were ever made): "
            f"{COMMAND} stories rebuild decides all anew, while readers see the old ones."
        )


def print_table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int) -> None:
    """A table without frames; the last ``numbers`` columns are right-aligned and never cut: the others give way."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False,
        collapse_padding=True,
    )  # fmt: skip
    texts = len(names) - numbers
    for index, width in enumerate(_widths(names, rows, texts)):
        table.add_column(
            names[index],
            justify="left" if index < texts else "right",
            no_wrap=True,
            overflow="ellipsis",
            min_width=width,
            max_width=width,
        )
    for row in rows:
        table.add_row(*row)
    out.print(table, soft_wrap=False)


def _widths(names: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> list[int]:
    """The width of each column: its widest cell's, less what the text columns must give way to fit the terminal."""
    cells = [[Text.from_markup(cell).cell_len for cell in row] for row in rows]
    widths = [
        max(len(name), *(row[index] for row in cells)) if cells else len(name) for index, name in enumerate(names)
    ]
    missing = sum(widths) + 2 * len(names) - out.width
    for index in range(texts):  # The first column, mostly a name, gives way first.
        given = min(max(0, missing), max(0, widths[index] - _NARROWEST))
        widths[index] -= given
        missing -= given
    return widths


def _pages_table(report: RunReport) -> None:
    rows = []
    for result in report.results[:_MOST_PAGES]:
        colour = _COLOURS.get(result.outcome.value, "white")
        rows.append([
            escape(Path(result.path).name),
            result.layout or "–",
            f"[{colour}]{result.outcome.value}[/]",
            "1" if result.primary_article_id else "0",
            str(len(result.related_article_ids)),
            str(result.inserted_count),
            str(result.duplicate_count),
        ])  # fmt: skip
    print_table("Pages", ("page", "layout", "outcome", "primary", "related", "new", "dup"), rows, numbers=4)
