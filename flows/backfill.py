"""The backfill flow: many captures in resumable batches; what is done is skipped, a killed run goes on where it was."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.backfill_plan import plan_backfill
from flows.ingest import run_in_flow
from flows.parameters import BackfillParameters
from flows.settings import database_url


@flow(name="backfill", description=__doc__, persist_result=False)
def backfill(parameters: BackfillParameters) -> dict[str, Any]:
    """Bring in a folder or list of captures by hand; the outcomes, by name, and how many pages were done before."""
    plan, done_count = plan_backfill(parameters, database_url())
    return {"done_before": done_count, **run_in_flow(plan).outcomes()}
