"""Maintenance in Prefect: each step a task run, a table of what they did, a final state that names it."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.maintenance.parameters import Step
from flows.maintenance.steps import Done, Maintenance, MaintenanceReport
from flows.run.progress import current_progress
from tasks.printable import for_markdown


def _step_name() -> str:
    return str(runtime.task_run.parameters["step"].value)


@task(name="step", task_run_name=_step_name, cache_policy=NO_CACHE, persist_result=False)
def run_step(maintenance: Maintenance, step: Step) -> Done:
    """One step of maintenance, bounded, counted and safe to do again."""
    done = maintenance.run_step(step)
    get_run_logger().info("stage=%s seconds=%.2f %s", done.step, done.seconds, in_words(done.counts))
    return done


def close_maintenance(report: MaintenanceReport) -> State[Any]:
    """Leave the table; the final state is Failed where captures are wrong in the archive."""
    create_table_artifact(
        key="maintain-report",
        table=[
            {
                "step": done.step,
                "counts": in_words(done.counts),
                "seconds": done.seconds,
                "note": for_markdown(done.note or ""),
            }
            for done in report.steps
        ],
        description=f"Maintenance {report.maintenance_id}"
        + (" (dry run: nothing was removed)" if report.is_dry_run else ""),
    )
    current_progress().finished(report)
    if report.wrong_count:
        return Failed(message=f"captures are wrong in the archive: {report.wrong_count}; see news.body.problem")
    words = "; ".join(f"{done.step}: {in_words(done.counts)}" for done in report.steps if done.counts)
    return Completed(message=words or "nothing to do")


def in_words(counts: dict[str, int | float]) -> str:
    """Counts as people read them."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "–"
