"""One run, with Prefect or without: plan, batches, account.

The flow and ``--direct`` differ only in how a batch is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, groupby
from pathlib import Path

from db.errors import database_errors
from db.quality.check import QualityReport
from db.runs import Account, begin_run, check_account, end_run, grow_run, read_account
from flows.after_run import erase_purged, measure_quality, read_own_checks, require_quality
from tasks.captures import Defaults
from tasks.errors import NewsweirError
from tasks.records import Outcome, PageResult
from tasks.steps import BatchContext, BatchRunner, WebSettings, close_archives
from tasks.version import PARSER_VERSION

SAMPLE_SITE = Path(__file__).parent / "sample"


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


@dataclass(slots=True)
class RunReport:
    """What a run did. ``results`` is in the order of the plan."""

    run_id: int
    kind: str
    account: Account
    results: list[PageResult] = field(default_factory=list)
    done_count: int = 0
    quality: QualityReport | None = None
    """What the data-quality checks found. None: the run was not checked."""

    def outcomes(self) -> Counter[str]:
        """Pages by outcome."""
        return Counter(result.outcome.value for result in self.results)

    def explained(self) -> list[PageResult]:
        """Pages with a reason: those set aside, and those that were not had for now or for good."""
        return [result for result in self.results if result.detail and result.reason]

    def set_aside(self) -> list[PageResult]:
        """Pages that need somebody: quarantined, or failed."""
        return [result for result in self.results if result.outcome in (Outcome.QUARANTINED, Outcome.FAILED)]


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
    due: Callable[[], Iterator[list[str]]] | None = None
    """Gives batches of addresses that are due, until none is. None: only what is named is done."""
    web: WebSettings | None = None
    """How pages are fetched. None: they are not."""
    spool: Path | None = None
    """Local folder before an archive that is not one."""
    is_pending_read: bool = False
    """Whether what an earlier run fetched and did not read is read first."""

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

    Raises AccountsDoNotAddUp, QualityFailed, and what the batches raise; the run is then recorded as failed or
    interrupted.
    """
    url, watcher = plan.database_url, _watchers[-1]
    checks = read_own_checks()
    watcher.planned(plan)
    run_id = begin_run(
        url, kind=plan.kind, planned_count=plan.planned_count, versions=(version("newsweir"), PARSER_VERSION), flow=flow
    )
    results: list[PageResult] = []
    with _recorded(url, run_id):
        context = BatchContext(url, plan.archive_folder, run_id, plan.defaults, plan.web, plan.spool)
        runner = run_batch(context)
        for items in chain(_pending(plan, context), plan.batches(), _due(plan, context)):
            done = runner(context, len(results) + 1, items)
            results += done
            watcher.batch_done(done)
        close_archives()
        erase_purged(context)
        account = read_account(url, run_id)
        quality = measure_quality(url, account, checks)
        check_account(account)
        report = RunReport(run_id, plan.kind, account, results, plan.done_count, quality)
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


def _due(plan: RunPlan, context: BatchContext) -> Iterator[Sequence[str]]:
    for items in plan.due() if plan.due else ():
        yield _grown(plan, context, items)


def _grown(plan: RunPlan, context: BatchContext, items: list[str]) -> list[str]:
    """Count what was found before it is done, so that the account shows what is missing."""
    grow_run(context.database_url, context.run_id, len(items))
    _watchers[-1].grown(len(items))
    return items


@contextmanager
def _recorded(url: str, run_id: int) -> Iterator[None]:
    """Close the run in the database however it ends."""
    try:
        yield
    except NewsweirError as error:
        _close_quietly(url, run_id, "failed", str(error))
        raise
    except Exception as error:
        _close_quietly(url, run_id, "failed", f"{type(error).__name__}: {error}")
        raise
    except BaseException:
        # Ctrl-C, SIGTERM, Prefect's own word for it: no errors.
        _close_quietly(url, run_id, "interrupted", "stopped by a signal; the same command goes on where it was")
        raise
    finally:
        _close_archives_quietly()
    end_run(url, run_id, "completed")


def _close_archives_quietly() -> None:
    """Finish the archive's files of a run that is already failing."""
    with suppress(NewsweirError):
        close_archives()


def _close_quietly(url: str, run_id: int, state: str, detail: str) -> None:
    """Record the end of a run that is already failing; a database that is gone must not hide why."""
    with suppress(*database_errors()):
        end_run(url, run_id, state, detail)
