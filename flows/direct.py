"""The same run without Prefect: batches are plain calls."""

from __future__ import annotations

from flows.report import RunReport
from flows.run import RunPlan, execute
from tasks.steps import run_batch


def run_directly(plan: RunPlan) -> RunReport:
    """Execute a plan in this process. Raises what ``execute`` raises."""
    return execute(plan, lambda _: run_batch)
