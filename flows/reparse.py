"""The re-parse flow: the archive is read again by the rules of today; what that changes is shown, or written."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.deployed.differences import close_preview, read_again
from flows.deployed.lifecycle import in_deployment
from flows.deployed.parameter_names import known_parameters
from flows.deployed.shared_work import close_work, join_work, work_off_shards
from flows.deployed.validate import validated
from flows.settings import database_url
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.reparse_plan import plan_reparse


@known_parameters
@flow(name="reparse", description=__doc__, persist_result=False, validate_parameters=False)
@in_deployment
def reparse(parameters: ReparseParameters = ReparseParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Read captures of the archive again, never the network; the final state says what changes."""
    wanted, url = validated(ReparseParameters, parameters), database_url(is_waiting=True)
    if not wanted.apply:
        return close_preview(
            read_again(wanted)
        )  # stored captures → split → compared with their rows; nothing is written
    shards = join_work(wanted, lambda: plan_reparse(wanted, url))
    progress = work_off_shards(shards)  # each shard: split → load, by processes that share them
    return close_work(progress)
