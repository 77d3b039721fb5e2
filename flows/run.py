"""One run, with Prefect or without: plan, batches, account.

The flow and ``--direct`` differ only in how a batch is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from db.errors import database_errors
from db.runs import Account, begin_run, check_account, end_run, read_account
from tasks.captures import Defaults
from tasks.errors import NewsweirError
from tasks.records import Outcome, PageResult
from tasks.steps import BatchContext, BatchRunner
from tasks.version import PARSER_VERSION

SAMPLE_SITE = Path(__file__).parent / "sample"


class Watcher:
    """Told how a run goes; the command line draws its progress from it. This one does nothing."""

    def planned(self, plan: RunPlan) -> None:
        """A run is about to begin."""

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

    def outcomes(self) -> Counter[str]:
        """Pages by outcome."""
        return Counter(result.outcome.value for result in self.results)

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
    archive_folder: Path
    done_count: int = 0
    """Captures left out because an earlier run did them."""

    def batches(self) -> Iterator[tuple[int, Sequence[Path]]]:
        """The batches with the number of their first page, from 1."""
        for start in range(0, len(self.paths), self.batch_size):
            yield start + 1, self.paths[start : start + self.batch_size]


def execute(
    plan: RunPlan,
    run_batch: Callable[[BatchContext], BatchRunner],
    flow: tuple[str, str] | None = None,
) -> RunReport:
    """Do the batches of a plan one after the other and check the account.

    Raises AccountsDoNotAddUp, and what the batches raise; the run is then recorded as failed or interrupted.
    """
    url, watcher = plan.database_url, _watchers[-1]
    watcher.planned(plan)
    run_id = begin_run(
        url, kind=plan.kind, planned_count=len(plan.paths), versions=(version("newsweir"), PARSER_VERSION), flow=flow
    )
    results: list[PageResult] = []
    with _recorded(url, run_id):
        context = BatchContext(url, plan.archive_folder, run_id, plan.defaults)
        runner = run_batch(context)
        for first_item, paths in plan.batches():
            done = runner(context, first_item, paths)
            results += done
            watcher.batch_done(done)
        account = read_account(url, run_id)
        check_account(account)
    report = RunReport(run_id, plan.kind, account, results, plan.done_count)
    watcher.finished(report)
    return report


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
    end_run(url, run_id, "completed")


def _close_quietly(url: str, run_id: int, state: str, detail: str) -> None:
    """Record the end of a run that is already failing; a database that is gone must not hide why."""
    with suppress(*database_errors()):
        end_run(url, run_id, state, detail)
