"""Maintenance, with Prefect or without: steps in their order, each bounded, counted and safe to do again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from db.errors import first_line
from db.housekeeping import retention
from db.housekeeping.erasures import read_erasures
from db.housekeeping.upkeep import alone, analyze_tables, begin_maintenance, note_steps, refresh_readers
from db.runs import close_dead_runs
from flows.maintenance.archive_check import check_captures
from flows.maintenance.archive_retention import remove_old_files
from flows.maintenance.parameters import MEANINGS, MaintainParameters, Step
from flows.pipeline.purged import erase_waiting
from flows.pipeline.stories import stories_for_removal
from flows.run.progress import current_progress


@dataclass(frozen=True, slots=True)
class Done:
    """What one step did."""

    step: str
    counts: dict[str, int | float]
    """What went (or would), by kind; of verify what was checked and what is wrong."""
    seconds: float
    note: str | None = None
    """Why it did nothing, or what somebody has to do."""


@dataclass(slots=True)
class MaintenanceReport:
    """What a maintenance did."""

    maintenance_id: int
    is_dry_run: bool
    steps: list[Done] = field(default_factory=list)

    @property
    def wrong_count(self) -> int:
        """Captures whose archived body is missing or damaged."""
        return int(sum(done.counts.get("wrong", 0) for done in self.steps))


@dataclass(frozen=True, slots=True)
class Place:
    """Where maintenance works."""

    url: str
    archive: Path | str
    spool: Path


class Maintenance:
    """A maintenance under way: runs one step after the other and notes what each did."""

    def __init__(self, parameters: MaintainParameters, place: Place, report: MaintenanceReport) -> None:
        self.parameters, self.place, self.report = parameters, place, report
        self._progress = current_progress()
        self._removed = 0

    def run_step(self, step: Step) -> Done:
        """One step. A killed one lost nothing but the batch under way; the next maintenance goes on."""
        self.under_way = step.value
        started = time.perf_counter()
        counts, words = _STEPS[step](self.parameters, self.place, self._advanced)
        done = Done(step.value, counts, round(time.perf_counter() - started, 3), words)
        self.report.steps.append(done)
        self.note("running")
        return done

    under_way = ""
    """The step that was begun last."""

    def note(self, state: str, detail: str | None = None) -> None:
        """Keep what was done so far in the database."""
        steps = [asdict(done) for done in self.report.steps]
        note_steps(self.place.url, self.report.maintenance_id, steps, state, detail)

    def _advanced(self, count: int) -> None:
        self._removed += count
        self._progress.advanced(self._removed, self._removed)


@contextmanager
def open_maintenance(
    parameters: MaintainParameters, place: Place, flow_run_id: str | None = None
) -> Iterator[Maintenance]:
    """Begin a maintenance; it is noted as completed when the block ends, as failed or interrupted when it raises.

    Raises StopRun when another maintenance is under way or the archive cannot be written, and what the database raises.
    """
    if not parameters.dry_run:
        close_dead_runs(place.url)
    with alone(place.url):
        number = begin_maintenance(place.url, flow_run_id, is_dry_run=parameters.dry_run)
        maintenance = Maintenance(parameters, place, MaintenanceReport(number, parameters.dry_run))
        try:
            yield maintenance
        except Exception as error:
            maintenance.note("failed", f"{maintenance.under_way}: {first_line(error)}")
            raise
        except BaseException:
            maintenance.note(
                "interrupted", f"{maintenance.under_way}: stopped by a signal; the next maintenance goes on"
            )
            raise
        maintenance.note("completed")


def maintain_directly(parameters: MaintainParameters, place: Place) -> MaintenanceReport:
    """Run the steps without Prefect, as ``flows/maintain.py`` does with it."""
    with open_maintenance(parameters, place) as maintenance:
        for step in parameters.steps():
            maintenance.run_step(step)
    return maintenance.report


Result = tuple[dict[str, int | float], str | None]
_Progress = Callable[[int], None]


def _erase(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if p.dry_run:
        return {"records": len(read_erasures(place.url, 1_000_000))}, None
    return {"records": erase_waiting(place.url, place.archive, place.spool)}, None


def _classes(p: MaintainParameters, place: Place, progress: _Progress, **days: int | None) -> Result:
    limits = {name: limit for name, limit in days.items() if limit is not None}
    if p.dry_run:
        return {name: retention.count_old(place.url, name, limit) for name, limit in limits.items()}, None
    remove = retention.remove_old
    return {name: remove(place.url, name, limit, p.batch_size, progress) for name, limit in limits.items()}, None


def _quarantine(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, quarantine=p.quarantine_days, waiting=p.waiting_days)


def _attempts(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, attempts=p.attempts_days)


def _logs(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, checks=p.logs_days, deletions=p.logs_days, maintenance=p.logs_days)


def _runs(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if p.dry_run:
        return {"pages": retention.count_old_run_pages(place.url, p.runs_days)}, None
    return {"pages": retention.remove_old_run_pages(place.url, p.runs_days, p.batch_size, progress)}, None


def _rows(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if p.rows_days is None:
        return {}, "articles are kept for ever; set rows_days to remove old ones"
    if p.dry_run:
        return {"articles": retention.count_old_articles(place.url, p.rows_days)}, None
    size = min(p.batch_size, 500)  # The loader waits for a batch, and each settles its stories.
    remove = retention.remove_old_articles
    return {"articles": remove(place.url, p.rows_days, size, stories_for_removal(), progress)}, None


def _raw(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if p.raw_days is None:
        return {}, "archived bodies are kept for ever; set raw_days to remove old files"
    done = remove_old_files(place.url, place.archive, place.spool, p.raw_days, p.batch_size, is_dry_run=p.dry_run)
    words = f"{done.waiting_count} more files go with the next maintenance: a run is under way"
    return {"files": done.file_count, "captures": done.capture_count}, words if done.waiting_count else None


def _orphans(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return dict(retention.remove_orphans(place.url, p.batch_size, progress, is_dry_run=p.dry_run)), None


def _refresh(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if p.dry_run:
        return {}, "left out of a dry run"
    refresh_readers(place.url)
    return {}, "rollups and search are up to date"


def _analyze(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return ({}, "left out of a dry run") if p.dry_run else ({"tables": analyze_tables(place.url)}, None)


def _verify(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    seen = 0

    def count(done: int, _: int) -> None:
        nonlocal seen
        progress(done - seen)
        seen = done

    sample = None if p.verify_all else p.verify_sample
    found = check_captures(place.url, place.archive, place.spool, sample=sample, progress=count)
    words = None
    if found.wrong:
        capture, reference, problem, detail = found.wrong[0]
        words = f"capture {capture} ({reference}) is {problem}: {detail}; see news.body.problem and docs/operations.md"
    counts: dict[str, int | float] = {"checked": found.checked_count, "wrong": len(found.wrong)}
    return {**counts, "bytes": found.byte_count, "captures_per_second": round(found.rate, 1)}, words


_STEPS: dict[Step, Callable[[MaintainParameters, Place, _Progress], Result]] = {
    Step.ERASE: _erase, Step.QUARANTINE: _quarantine, Step.ATTEMPTS: _attempts, Step.RUNS: _runs, Step.LOGS: _logs,
    Step.ROWS: _rows, Step.RAW: _raw, Step.ORPHANS: _orphans, Step.REFRESH: _refresh,
    Step.ANALYZE: _analyze, Step.VERIFY: _verify,
}  # fmt: skip
assert set(_STEPS) == set(MEANINGS)
