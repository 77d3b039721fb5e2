"""One run from its first row to its account: opened, its batches given out, counted and closed, however it ends."""

from __future__ import annotations

import gc
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import chain

from db.errors import database_errors
from db.locks import ALL_SITES, Holder
from db.quality.check import check_quality
from db.runs import begin_run, check_account, end_run, grow_run, read_account
from flows.pipeline.batch import Batch, Captures, Pages
from flows.pipeline.purged import erase_waiting
from flows.pipeline.recovery import recover_archive, unread_captures
from flows.pipeline.resources import Resources
from flows.run.ahead import Ahead
from flows.run.plan import RunPlan
from flows.run.progress import current_progress
from flows.run.quality import read_own_checks, require_quality
from flows.run.report import RunReport, Tally
from tasks.errors import NewsweirError, SiteBusy
from tasks.records import PageResult
from tasks.version import PARSER_VERSION
from tasks.work import WorkItem, batches_of

FlowRun = tuple[str, str]
"""Identifiers of Prefect's flow run and of its root, which are kept with the run."""


class Run:
    """A run under way. ``pages`` gives its work, ``count`` takes the results, ``close`` checks the account."""

    def __init__(self, plan: RunPlan, run_id: int, holder: Holder, busy: dict[int, str]) -> None:
        self.plan, self.run_id = plan, run_id
        self.context = plan.context(run_id)
        self.resources = Resources(self.context)
        self.progress = current_progress()
        self._holder, self._busy = holder, busy
        self._planned_count = len(plan.items)
        self._checks = read_own_checks()
        self._tally = Tally(0) if plan.is_lean else Tally()
        self._ahead: Ahead | None = None

    def pages(self, fetch: Callable[[Batch], Captures], split: Callable[[Captures], Pages]) -> Iterator[Pages]:
        """The pages of one batch after the other, fetched and split. While one is loaded, the next is on its way."""
        batches = self._batches()
        while batch := next(filter(None, batches), None):
            self._ahead = Ahead(fetch, split, batch)
            while self._ahead is not None:
                pages = self._ahead.pages()
                following = next(batches, None) if self._ahead.batch.goes_ahead else None
                self._ahead = Ahead(fetch, split, following) if following else None
                yield pages

    def _batches(self) -> Iterator[Batch | None]:
        """What a crash left in the archive, what is named, what is due, what shards hold: batch after batch.

        None: there is nothing, unless the batch that is worked on finds something or makes room for it.
        """
        count, number = 0, 0
        for items in chain(self._unread(), self.plan.batches(), self._due(), self._shards()):
            self._holder.check()
            if not items:
                yield None
                continue
            number += 1
            yield Batch(self.context, self.resources, number, count + 1, items)
            count += len(items)

    def count(self, results: Sequence[PageResult]) -> None:
        """A batch is done: its pages enter the account."""
        if self.plan.batch_done:
            self.plan.batch_done()
        self._tally.add(results)
        self.progress.batch_done(results)

    def close(self) -> RunReport:
        """Finish the archive's files, remove purged bytes, check the account and the quality of what was loaded.

        Raises AccountsDoNotAddUp, QualityFailed, StopRun.
        """
        self.resources.close_archive()
        # What this run brought back and the loader dropped; mostly there is nothing.
        erase_waiting(self.plan.database_url, self.plan.archive_folder, self.plan.spool)
        url = self.plan.database_url
        account = read_account(url, self.run_id)
        quality = check_quality(url, account, self._checks)
        check_account(account)
        tally = self._tally
        report = RunReport(
            self.run_id, self.plan.kind, account, tally.results, self.plan.done_count, tally.counts, tally.articles,
            list(self._busy.values()), quality,
        )  # fmt: skip
        require_quality(report)
        self.progress.finished(report)
        return report

    def end(self) -> None:
        """Let go of everything, also where the run failed; what is half done is the next run's."""
        if self._ahead is not None:
            self._ahead.stop()
        try:
            with suppress(NewsweirError):
                self.resources.close_archive()
        finally:
            self.resources.end()

    def _unread(self) -> Iterator[Sequence[WorkItem]]:
        """What a crash or ``newsweir fetch`` left in the archive, to be read before anything is fetched."""
        plan = self.plan
        if plan.web is None and not plan.is_pending_read:
            return
        archive = self.resources.archive
        recover_archive(self.context, archive)
        for items in unread_captures(self.context, archive) if plan.is_pending_read else ():
            for batch in batches_of(items, plan.batch_size):
                yield self._grown(batch)

    def _due(self) -> Iterator[Sequence[WorkItem]]:
        if ALL_SITES not in self._busy:
            for items in self.plan.due(self._busy) if self.plan.due else ():
                yield self._grown(items) if items else items

    def _shards(self) -> Iterator[Sequence[WorkItem]]:
        for items in self.plan.shards(self.context) if self.plan.shards else ():
            yield self._grown(items) if items else items

    def _grown(self, items: Sequence[WorkItem]) -> Sequence[WorkItem]:
        """Count what was found before it is done, so that the account shows what is missing."""
        self._planned_count += len(items)
        grow_run(self.plan.database_url, self.run_id, self._planned_count)
        self.progress.grown(len(items))
        return items


@contextmanager
def open_run(plan: RunPlan, flow: FlowRun | None = None) -> Iterator[Run]:
    """Begin a run; it is recorded as completed when the block ends, as failed or interrupted when the block raises.

    Declared sites that another run is fetching are left out. Raises SiteBusy when nothing is left to do.
    """
    read_own_checks()  # A wrong file of checks is refused before anything runs.
    holder = Holder(plan.database_url)
    with _released(holder):
        busy = _claim_sites(holder, plan)
        current_progress().planned(len(plan.items))
        versions = (version("newsweir"), PARSER_VERSION)
        run_id = begin_run(
            plan.database_url, kind=plan.kind, planned_count=len(plan.items), versions=versions, flow=flow,
            holder=holder,
        )  # fmt: skip
    with _recorded(plan.database_url, run_id, holder):
        run = Run(plan, run_id, holder, busy)
        try:
            with _collected_rarely():
                yield run
        finally:
            run.end()  # What goes wrong here must not hide why the run failed.


@contextmanager
def _collected_rarely() -> Iterator[None]:
    """Have the garbage collector walk rarely over what a batch holds, which has no cycles: a tenth of a load's CPU."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _claim_sites(holder: Holder, plan: RunPlan) -> dict[int, str]:
    """Claim the sites of a plan; who fetches those that are to be left out. Raises SiteBusy when nothing is left."""
    busy = holder.lock_sites(plan.sites)
    is_all_busy = bool(plan.sites) and (
        ALL_SITES in busy or not {number for number, _ in plan.sites} - {*busy, ALL_SITES}
    )
    if is_all_busy and busy and not plan.items:
        raise SiteBusy(
            "; ".join(busy.values()) + ": nothing is left to fetch; that run brings what this one would have"
        )
    return busy


@contextmanager
def _released(holder: Holder) -> Iterator[None]:
    """Release the sites when a run does not even begin."""
    try:
        yield
    except BaseException:
        holder.close()
        raise


@contextmanager
def _recorded(url: str, run_id: int, holder: Holder) -> Iterator[None]:
    """Close the run in the database however it ends, and release its locks, even when the database is gone."""
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
    else:
        end_run(url, run_id, "completed")
    finally:
        holder.close()


def _stop_behind(error: BaseException | None) -> BaseException | None:
    """Ctrl-C, SIGTERM or Prefect's own word for it, which are no errors. None: it is an error.

    A signal amid a query leaves the connection in the middle of it, and what shows is the error of rolling it back.
    """
    if not isinstance(error, Exception):
        return error
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    # A cancelled wait is how asyncio tells its own timeouts: behind an error it is no word of anybody's.
    return None if isinstance(behind, (CancelledError, GeneratorExit)) else _stop_behind(behind)


def _close_quietly(url: str, run_id: int, state: str, detail: str) -> None:
    """Record the end of a run that is already failing; a database that is gone must not hide why."""
    with suppress(*database_errors()):
        end_run(url, run_id, state, detail)
