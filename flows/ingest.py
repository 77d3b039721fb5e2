"""The ingest flow: captured pages in, normalized rows out, a batch a task run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import leave_artifacts, leave_checks
from flows.checked import checked
from flows.known_names import known_names
from flows.parameters import IngestParameters
from flows.plans import plan_ingest
from flows.report import RunReport
from flows.run import RunPlan, execute
from flows.settings import database_url
from flows.started import started
from tasks.errors import QualityFailed
from tasks.records import PageResult
from tasks.steps import BatchContext, BatchRunner
from tasks.steps.batch import batch_task


# Parameters are checked by the flow itself, so that a wrong one fails it in a sentence, not in a stack trace.
@known_names
@flow(name="ingest", description=__doc__, persist_result=False, validate_parameters=False)
def ingest(parameters: IngestParameters = IngestParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Ingest files and folders of captures; the final state names the outcomes.

    The database is the one that the settings name (NEWSWEIR_DATABASE_URL), never a parameter: parameters are stored and
    shown.
    """
    return started(lambda: run_in_flow(plan_ingest(checked(IngestParameters, parameters), database_url())))


def run_in_flow(plan: RunPlan) -> State[Any]:
    """Execute a plan inside a flow run: batches as task runs, artifacts at the end; the flow run's final state.

    A run of which not one page was understood has failed: it must not end green.
    """
    ids = (str(runtime.flow_run.id), str(runtime.flow_run.root_flow_run_id or runtime.flow_run.id))
    try:
        report = execute(plan, as_task_runs, ids)
    except QualityFailed as error:
        leave_checks(cast("RunReport", error.report))
        raise
    leave_artifacts(report)
    words = ", ".join(f"{count} {name}" for name, count in sorted(report.counts.items())) or "no pages"
    if report.page_count and report.aside_count == report.page_count:
        return Failed(message=f"nothing was loaded: {words}")
    if report.aside_count:
        return Completed(name="CompletedWithQuarantine", message=words)
    return Completed(message=words)


def as_task_runs(context: BatchContext) -> BatchRunner:
    """A batch runner whose every batch is a task run."""
    task = batch_task(context)

    def run(_: BatchContext, first_item: int, items: Sequence[Path | str]) -> list[PageResult]:
        is_files = isinstance(items[0], Path)
        return cast("list[PageResult]", task(first_item, [str(item) for item in items], is_files))

    return run
