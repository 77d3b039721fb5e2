"""The backfill flow: many captures in resumable batches; what is done is skipped, a killed run goes on where it was."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.backfill_plan import plan_backfill
from flows.ingest import run_in_flow
from flows.parameters import BackfillParameters
from flows.settings import database_url


@flow(name="backfill", description=__doc__, persist_result=False)
def backfill(parameters: BackfillParameters) -> Any:
    """Bring in a folder or list of captures by hand; the final state names the outcomes."""
    return run_in_flow(plan_backfill(parameters, database_url()))
