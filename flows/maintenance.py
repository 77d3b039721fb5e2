"""Maintenance, with Prefect or without: steps in their order, each bounded, counted and safe to do again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from flows.maintain_plan import MEANINGS, MaintainParameters, Step

Told = Callable[[str, int], None]
"""Told which step is under way and how many rows went since the last time."""


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


def maintain(
    parameters: MaintainParameters,
    place: Place,
    flow_run_id: str | None = None,
    told: Told = lambda _step, _count: None,
) -> MaintenanceReport:
    """Take the steps. A killed maintenance lost nothing but the batch under way; the next one goes on.

    Raises StopRun when another maintenance is under way or the archive cannot be written, and what the database raises.
    """
    from db.housekeeping.upkeep import alone, begin_maintenance, note_steps
    from db.runs import close_dead_runs

    if not parameters.dry_run:
        close_dead_runs(place.url)
    with alone(place.url):
        number = begin_maintenance(place.url, flow_run_id, is_dry_run=parameters.dry_run)
        report = MaintenanceReport(number, parameters.dry_run)

        def note(state: str = "running", detail: str | None = None) -> None:
            note_steps(place.url, number, [asdict(done) for done in report.steps], state, detail)

        try:
            for step in parameters.steps():
                told(step.value, 0)
                started = time.perf_counter()
                counts, words = _STEPS[step](parameters, place, partial(told, step.value))
                report.steps.append(Done(step.value, counts, round(time.perf_counter() - started, 3), words))
                note()
        except Exception as error:
            note("failed", f"{step.value}: {str(error).strip().splitlines()[0]}")
            raise
        except BaseException:
            note("interrupted", f"{step.value}: stopped by a signal; the next maintenance goes on")
            raise
        note("completed")
    return report


Result = tuple[dict[str, int | float], str | None]
_Progress = Callable[[int], None]


def _erase(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.erasures import read_erasures
    from tasks.steps.forgetting import erase_waiting

    if p.dry_run:
        return {"records": len(read_erasures(place.url, 1_000_000))}, None
    return {"records": erase_waiting(place.url, place.archive, place.spool)}, None


def _classes(p: MaintainParameters, place: Place, progress: _Progress, **days: int | None) -> Result:
    from db.housekeeping.retention import count_old, remove_old

    counts: dict[str, int | float] = {}
    for name, limit in days.items():
        if limit is not None:
            counts[name] = (
                count_old(place.url, name, limit)
                if p.dry_run
                else remove_old(place.url, name, limit, p.batch_size, progress)
            )
    return counts, None


def _quarantine(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, quarantine=p.quarantine_days, waiting=p.waiting_days)


def _attempts(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, attempts=p.attempts_days)


def _logs(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    return _classes(p, place, progress, checks=p.logs_days, deletions=p.logs_days, maintenance=p.logs_days)


def _runs(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.retention import count_old_run_pages, remove_old_run_pages

    if p.dry_run:
        return {"pages": count_old_run_pages(place.url, p.runs_days)}, None
    return {"pages": remove_old_run_pages(place.url, p.runs_days, p.batch_size, progress)}, None


def _rows(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.retention import count_old_articles, remove_old_articles
    from tasks.story_steps import stories_for_removal

    if p.rows_days is None:
        return {}, "articles are kept for ever; set rows_days to remove old ones"
    if p.dry_run:
        return {"articles": count_old_articles(place.url, p.rows_days)}, None
    size = min(p.batch_size, 500)  # The loader waits for a batch, and each settles its stories.
    return {"articles": remove_old_articles(place.url, p.rows_days, size, stories_for_removal(), progress)}, None


def _raw(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from tasks.steps.expiring import expire_files

    if p.raw_days is None:
        return {}, "archived bodies are kept for ever; set raw_days to remove old files"
    done = expire_files(place.url, place.archive, place.spool, p.raw_days, p.batch_size, is_dry_run=p.dry_run)
    words = (
        f"{done.waiting_count} more files go with the next maintenance: a run is under way"
        if done.waiting_count
        else None
    )
    return {"files": done.file_count, "captures": done.capture_count}, words


def _orphans(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.retention import remove_orphans

    return dict(remove_orphans(place.url, p.batch_size, progress, is_dry_run=p.dry_run)), None


def _prefect(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    if not os.environ.get("PREFECT_API_URL"):
        return {}, "no Prefect API is configured (PREFECT_API_URL); a private one keeps nothing"
    if p.dry_run:
        return {}, "left out of a dry run"
    from flows.prefect_retention import forget_old_runs

    done = forget_old_runs(p.prefect_days)
    words = None if done.is_complete else "there are more: the next maintenance goes on"
    return {"flow_runs": done.flow_run_count, "artifacts": done.artifact_count}, words


def _refresh(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.upkeep import refresh_materialized

    names = refresh_materialized(place.url, is_dry_run=p.dry_run)
    return {"views": len(names)}, None if names else "nothing is materialized"


def _analyze(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from db.housekeeping.upkeep import analyze_tables

    return ({}, "left out of a dry run") if p.dry_run else ({"tables": analyze_tables(place.url)}, None)


def _verify(p: MaintainParameters, place: Place, progress: _Progress) -> Result:
    from tasks.steps.checking import check_captures

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
        words = f"capture {capture} ({reference}) is {problem}: {detail}; see news.archive_check and docs/operations.md"
    counts: dict[str, int | float] = {"checked": found.checked_count, "wrong": len(found.wrong)}
    return {**counts, "bytes": found.byte_count, "captures_per_second": round(found.rate, 1)}, words


_STEPS: dict[Step, Callable[[MaintainParameters, Place, _Progress], Result]] = {
    Step.ERASE: _erase, Step.QUARANTINE: _quarantine, Step.ATTEMPTS: _attempts, Step.RUNS: _runs, Step.LOGS: _logs,
    Step.ROWS: _rows, Step.RAW: _raw, Step.ORPHANS: _orphans, Step.PREFECT: _prefect, Step.REFRESH: _refresh,
    Step.ANALYZE: _analyze, Step.VERIFY: _verify,
}  # fmt: skip
assert set(_STEPS) == set(MEANINGS)
