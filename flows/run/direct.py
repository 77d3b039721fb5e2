"""A run without Prefect: the stages of ``flows/ingest.py`` as plain calls, in the same order (a test holds it)."""

from __future__ import annotations

from flows.pipeline.discover import discover
from flows.pipeline.fetch import fetch
from flows.pipeline.load import load
from flows.pipeline.split import split
from flows.run.lifecycle import FlowRun, open_run
from flows.run.plan import RunPlan
from flows.run.report import RunReport


def run_directly(plan: RunPlan, flow: FlowRun | None = None) -> RunReport:
    """Execute a plan in this process.

    ``flow`` names the Prefect run that this process is part of, where it works off shards of one.
    Raises SiteBusy, AccountsDoNotAddUp, QualityFailed and what the stages raise.
    """
    with open_run(plan, flow) as run:
        for pages in run.pages(fetch, split):  # one batch ahead: the next one is fetched or split meanwhile
            loaded = load(pages)
            run.count(discover(loaded))
        return run.close()
