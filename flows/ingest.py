"""The ingest flow: captured pages in, normalized rows out, a batch a task run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from prefect import flow, runtime

from flows.artifacts import leave_artifacts
from flows.parameters import IngestParameters
from flows.plans import plan_ingest
from flows.run import RunPlan, RunReport, execute
from flows.settings import database_url
from tasks.records import PageResult
from tasks.steps import BatchContext, BatchRunner, batch_task


@flow(name="ingest", description=__doc__, persist_result=False)
def ingest(parameters: IngestParameters = IngestParameters()) -> dict[str, Any]:  # noqa: B008 - Prefect's form default
    """Ingest files and folders of captures; the outcomes, by name.

    The database is the one that the settings name (NEWSWEIR_DATABASE_URL), never a parameter: parameters are stored and
    shown.
    """
    return dict(run_in_flow(plan_ingest(parameters, database_url())).outcomes())


def run_in_flow(plan: RunPlan) -> RunReport:
    """Execute a plan inside a flow run: batches as task runs, artifacts at the end."""
    ids = (str(runtime.flow_run.id), str(runtime.flow_run.root_flow_run_id or runtime.flow_run.id))
    report = execute(plan, as_task_runs, ids)
    leave_artifacts(report)
    return report


def as_task_runs(context: BatchContext) -> BatchRunner:
    """A batch runner whose every batch is a task run."""
    task = batch_task(context)

    def run(_: BatchContext, first_item: int, paths: Sequence[Path]) -> list[PageResult]:
        return cast("list[PageResult]", task(first_item, [str(path) for path in paths]))

    return run
