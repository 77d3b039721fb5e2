"""What Prefect keeps: flow runs that ended long ago are forgotten, with their task runs, states, logs and artifacts.

Prefect's server can do that by itself (``PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED=events,flow_runs``, prefect.toml).
This is for servers that somebody else configured: by the API alone, in bounded requests. Events are the server's own
business (7 days).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import TERMINAL_STATES
from prefect.exceptions import ObjectNotFound

from tasks.errors import BadParameter

_BATCH = 50
OURS = "newsweir"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted."""

    flow_run_count: int
    artifact_count: int
    is_complete: bool
    """Whether nothing old is left; False when ``most`` was reached."""


def forget_old_runs(
    days: int,
    *,
    tags: tuple[str, ...] = (OURS, "newsweir-command"),
    most: int = 20_000,
    at_a_time: int = _BATCH,
    now: datetime | None = None,
) -> Forgotten:
    """Delete flow runs with one of these tags that ended more than ``days`` days ago, about ``most`` of them.

    They are asked for ``at_a_time``, and what was asked for is deleted whole.

    Their task runs and states go with them, their logs a moment later (the server does that in the background), their
    artifacts are deleted first. Runs that have not ended are left alone, however old. Doing it again, and two at once,
    is harmless. Raises BadParameter for less than a day, and what Prefect's client raises when no API answers.
    """
    if days < 1:
        raise BadParameter(f"days: found {days}; accepted: a whole number from 1 on")
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    run_count = artifact_count = 0
    with get_client(sync_client=True) as client:
        for tag in tags:
            for ids in _old_runs(client, before, tag, at_a_time):
                artifact_count += _forget_artifacts(client, ids)
                run_count += sum(_forget(client, run_id) for run_id in ids)
                if run_count >= most:
                    return Forgotten(run_count, artifact_count, is_complete=False)
    return Forgotten(run_count, artifact_count, is_complete=True)


def _old_runs(client: SyncPrefectClient, before: datetime, tag: str, most: int) -> Iterator[list[UUID]]:
    """Ids of runs to be deleted, a batch at a time; each batch is to be gone before the next is asked for."""
    chosen = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=sorted(TERMINAL_STATES))),
        end_time=FlowRunFilterEndTime(before_=before),
        tags=FlowRunFilterTags(all_=[tag]),
    )
    while ids := [run.id for run in client.read_flow_runs(flow_run_filter=chosen, limit=most)]:
        yield ids


def _forget_artifacts(client: SyncPrefectClient, ids: list[UUID]) -> int:
    count = 0
    chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=ids))
    while found := client.read_artifacts(artifact_filter=chosen, limit=_BATCH):
        for artifact in found:
            count += _gone(lambda id=artifact.id: client.delete_artifact(cast(UUID, id)))
    return count


def _forget(client: SyncPrefectClient, run_id: UUID) -> int:
    return _gone(lambda: client.delete_flow_run(run_id))


def _gone(delete: Any) -> int:
    """1 when this deleted it, 0 when somebody else had."""
    try:
        delete()
    except ObjectNotFound:
        return 0
    return 1
