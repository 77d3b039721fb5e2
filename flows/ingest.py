"""The ingest flow: captured pages in, normalized rows out."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.deployed.artifacts import final_state
from flows.deployed.lifecycle import flow_ids, in_deployment
from flows.deployed.parameter_names import known_parameters
from flows.deployed.validate import validated
from flows.run.lifecycle import open_run
from flows.run.parameters import IngestParameters
from flows.run.plan import RunPlan
from flows.run.plan_ingest import plan_fetch, plan_ingest
from flows.settings import database_url
from flows.stages import discover, fetch, load, split


@known_parameters
@flow(name="ingest", description=__doc__, persist_result=False, validate_parameters=False)
@in_deployment
def ingest(parameters: IngestParameters = IngestParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Ingest files, folders, WARC files and addresses; the final state names the outcomes.

    The database is the one that the settings name (NEWSWEIR_DATABASE_URL), never a parameter: parameters are stored and
    shown.
    """
    return run_stages(plan_ingest(validated(IngestParameters, parameters), database_url(is_waiting=True)))


def run_stages(plan: RunPlan) -> State[Any]:
    """The DAG: every batch goes through these stages, each a task run; the flow run's final state."""
    with open_run(plan, flow_ids()) as run:
        for pages in run.pages(fetch, split):  # one batch ahead: the next one is fetched or split meanwhile
            loaded = load(pages)
            run.count(discover(loaded))
        return final_state(run.close)


@known_parameters
@flow(name="fetch", description="The fetch flow: addresses into the archive, unread.", persist_result=False)
@in_deployment
def fetch_only(addresses: list[str], allow_private: bool = False) -> Any:
    """Fetch pages by hand; the final state names the outcomes."""
    return run_stages(plan_fetch(addresses, database_url(is_waiting=True), allow_private=allow_private))
