"""One run, with Prefect or without: plan, batches, account.

The flow and ``--direct`` differ only in how a batch is called.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, groupby
from pathlib import Path
from typing import Literal, TypeVar

from db.errors import database_errors
from db.locks import ALL_SITES, Holder
from db.runs import begin_run, check_account, end_run, grow_run, read_account
from flows.after_run import erase_purged, measure_quality, read_own_checks, require_quality
from flows.report import RunReport, Tally
from tasks.captures import Defaults
from tasks.errors import NewsweirError, SiteBusy
from tasks.records import PageResult
from tasks.steps import BatchContext, BatchRunner, WebSettings, close_archives
from tasks.version import PARSER_VERSION

T = TypeVar("T", bound=Sequence[Path | str])

SAMPLE_SITE = Path(__file__).parent / "sample"
_PATIENCE_SECONDS = 60.0
"""How long a database that was restarted is waited for between two batches."""


class Watcher:
    """Told how a run goes; the command line draws its progress from it. This one does nothing."""

    def planned(self, plan: RunPlan) -> None:
        """A run is about to begin."""

    def grown(self, count: int) -> None:
        """That many more pages were found and will be done."""

    def batch_done(self, results: Sequence[PageResult]) -> None:
        """A batch is in the database."""

    def finished(self, report: RunReport) -> None:
        """The run is complete and its account adds up."""


_watchers: list[Watcher] = [Watcher()]


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Have a watcher told of the runs of this process, however deep inside Prefect they are executed."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run will do: which captures, in batches of which size, for which database."""

    kind: str
    paths: Sequence[Path]
    defaults: Defaults
    batch_size: int
    database_url: str
    archive_folder: Path | str
    """Folder of the archive, or an fsspec address."""
    done_count: int = 0
    """Captures left out because an earlier run did them."""
    texts: Sequence[str] = ()
    """Besides the files: addresses and records of WARC files, as items of a batch (see tasks/steps)."""
    due: Callable[[Collection[int]], Iterator[list[str]]] | None = None
    """Gives batches of addresses that are due, until none is; takes the numbers of sites to leave out.
    None: only what is named is done."""
    sites: Sequence[tuple[int, str]] = ()
    """Declared sites (number, name) that no other run may have in hand meanwhile; ``ALL_SITES`` stands for all."""
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
    shards: Callable[[BatchContext], Iterator[Sequence[Path | str]]] | None = None
    """Gives batches of the shards that this process claims, until none is left."""
    is_lean: bool = False
    """Whether no results are kept but those of pages that need somebody."""

    @property
    def planned_count(self) -> int:
        """Pages that are named; what is found on the way comes on top."""
        return len(self.paths) + len(self.texts)

    def batches(self) -> Iterator[Sequence[Path | str]]:
        """The batches of what is named, each of one kind and, of WARC files, of one file."""
        for start in range(0, len(self.paths), self.batch_size):
            yield self.paths[start : start + self.batch_size]
        for _, group in groupby(self.texts, _kind):
            items = list(group)
            for start in range(0, len(items), self.batch_size):
                yield items[start : start + self.batch_size]


def _kind(item: str) -> str:
    return item.rpartition("@")[0] if item.startswith("warc:") else item.partition(":")[0]


def execute(
    plan: RunPlan,
    run_batch: Callable[[BatchContext], BatchRunner],
    flow: tuple[str, str] | None = None,
) -> RunReport:
    """Do the batches of a plan one after the other and check the account.

    Declared sites that another run has in hand are left out.
    Raises SiteBusy when nothing is left, AccountsDoNotAddUp, QualityFailed, and what the batches raise; a run that
    began is then recorded as failed or interrupted.
    """
    url, watcher = plan.database_url, _watchers[-1]
    checks = read_own_checks()
    holder = Holder(url)
    with _let_go(holder):
        busy = _take_sites(holder, plan)
        watcher.planned(plan)
        versions = (version("newsweir"), PARSER_VERSION)
        run_id = begin_run(
            url, kind=plan.kind, planned_count=plan.planned_count, versions=versions, flow=flow, holder=holder
        )
    tally = Tally(0) if plan.is_lean else Tally()
    with _recorded(url, run_id):
        context = BatchContext(
            url, plan.archive_folder, run_id, plan.defaults, plan.web, plan.spool, plan.archive_coding, plan.downloads
        )
        runner = run_batch(context)
        for items in chain(_pending(plan, context), plan.batches(), _due(plan, context, busy), _shards(plan, context)):
            holder.check(_PATIENCE_SECONDS)
            done = runner(context, tally.counts.total() + 1, items)
            tally.add(done)
            watcher.batch_done(done)
        close_archives()
        erase_purged(context)
        account = read_account(url, run_id)
        quality = measure_quality(url, account, checks)
        check_account(account)
        report = RunReport(
            run_id, plan.kind, account, tally.results, plan.done_count, tally.counts, tally.articles,
            list(busy.values()), quality,
        )  # fmt: skip
        require_quality(report)
    watcher.finished(report)
    return report


def _pending(plan: RunPlan, context: BatchContext) -> Iterator[Sequence[str]]:
    """What a crash or ``newsweir fetch`` left in the archive, to be read before anything is fetched."""
    if plan.web is None and not plan.is_pending_read:
        return
    from tasks.steps.recovery import mend_archive, pending_items

    mend_archive(context)
    items = pending_items(context) if plan.is_pending_read else []
    for start in range(0, len(items), plan.batch_size):
        yield _grown(plan, context, items[start : start + plan.batch_size])


def _take_sites(holder: Holder, plan: RunPlan) -> dict[int, str]:
    """Take the sites of a plan; who has those that are to be left out. Raises SiteBusy when nothing is left to do."""
    busy = holder.take_sites(plan.sites)
    is_all_busy = bool(plan.sites) and (
        ALL_SITES in busy or not {number for number, _ in plan.sites} - {*busy, ALL_SITES}
    )
    if is_all_busy and busy and not plan.planned_count:
        raise SiteBusy(
            "; ".join(busy.values()) + ": nothing is left to fetch; that run brings what this one would have"
        )
    return busy


@contextmanager
def _let_go(holder: Holder) -> Iterator[None]:
    """Let the sites go when a run does not even begin."""
    try:
        yield
    except BaseException:
        holder.close()
        raise


def _due(plan: RunPlan, context: BatchContext, busy: Collection[int]) -> Iterator[Sequence[str]]:
    if ALL_SITES in busy:
        return
    for items in plan.due(busy) if plan.due else ():
        yield _grown(plan, context, items)


def _shards(plan: RunPlan, context: BatchContext) -> Iterator[Sequence[Path | str]]:
    for items in plan.shards(context) if plan.shards else ():
        yield _grown(plan, context, items)


def _grown(plan: RunPlan, context: BatchContext, items: T) -> T:
    """Count what was found before it is done, so that the account shows what is missing."""
    grow_run(context.database_url, context.run_id, len(items))
    _watchers[-1].grown(len(items))
    return items


@contextmanager
def _recorded(url: str, run_id: int) -> Iterator[None]:
    """Close the run in the database however it ends."""
    try:
        yield
    except BaseException as error:
        stop = _stop_behind(error)
        if stop is not None:
            _close_quietly(url, run_id, "interrupted", "stopped by a signal; the same command goes on where it was")
            raise stop from None
        words = str(error) if isinstance(error, NewsweirError) else f"{type(error).__name__}: {error}"
        _close_quietly(url, run_id, "failed", words)
        raise
    finally:
        _close_archives_quietly()
    end_run(url, run_id, "completed")


def _stop_behind(error: BaseException | None) -> BaseException | None:
    """Ctrl-C, SIGTERM or Prefect's own word for it, which are no errors. None: it is an error.

    A signal amid a query leaves the connection in the middle of it, and what shows is the error of rolling it back.
    """
    if not isinstance(error, Exception):
        return error
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    # A cancelled wait is how asyncio tells its own timeouts: behind an error it is no word of anybody's.
    return None if isinstance(behind, (CancelledError, GeneratorExit)) else _stop_behind(behind)


def _close_archives_quietly() -> None:
    """Finish the archive's files of a run that is already failing."""
    with suppress(NewsweirError):
        close_archives()


def _close_quietly(url: str, run_id: int, state: str, detail: str) -> None:
    """Record the end of a run that is already failing; a database that is gone must not hide why."""
    with suppress(*database_errors()):
        end_run(url, run_id, state, detail)
