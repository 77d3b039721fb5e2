"""The backfill flow: many captures in resumable shards; what is done is skipped, a killed run goes on where it was."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.deployed.lifecycle import in_deployment
from flows.deployed.parameter_names import known_parameters
from flows.deployed.shared_work import close_work, join_work, work_off_shards
from flows.deployed.validate import validated
from flows.settings import database_url
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.plan import plan_backfill


@known_parameters
@flow(name="backfill", description=__doc__, persist_result=False, validate_parameters=False)
@in_deployment
def backfill(parameters: BackfillParameters) -> Any:
    """Bring in files, WARC files, addresses or a sitemap's days by hand; the final state names the outcomes."""
    wanted, url = validated(BackfillParameters, parameters), database_url(is_waiting=True)
    shards = join_work(wanted, lambda: plan_backfill(wanted, url))  # named captures → shards in the database
    progress = work_off_shards(shards)  # each shard: fetch → split → load → discover, by processes that share them
    return close_work(progress)
