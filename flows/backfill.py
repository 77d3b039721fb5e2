"""The backfill flow: many captures in resumable batches; what is done is skipped, a killed run goes on where it was."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.backfill_plan import plan_backfill
from flows.checked import checked
from flows.ingest import run_in_flow
from flows.parameters import BackfillParameters
from flows.settings import database_url
from flows.started import started


@flow(name="backfill", description=__doc__, persist_result=False, validate_parameters=False)
def backfill(parameters: BackfillParameters) -> Any:
    """Bring in a folder or list of captures by hand; the final state names the outcomes."""
    return started(lambda: run_in_flow(plan_backfill(checked(BackfillParameters, parameters), database_url())))
