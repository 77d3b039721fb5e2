"""How a flow starts and ends inside a deployment: one of the missed runs only, no trace where a sentence will do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Failed

from tasks.errors import NewsweirError, SiteBusy

_AT_ONCE = 200
_WAITING = [StateType.SCHEDULED]
_LIVE = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]


def started(work: Callable[[], Any]) -> Any:
    """Do a flow's work; what it returns is the flow's final state.

    In a deployment a scheduled run that a newer due one replaces is Skipped, and so is one whose sites another run has
    in hand; an error that says what to do makes a Failed state of its words, without a stack trace. Elsewhere (called
    from Python or by the command) errors are raised as they are.
    """
    if not runtime.deployment.id:
        return work()
    try:
        return skipped_as_missed() or work()
    except SiteBusy as error:
        return _skipped(str(error))
    except NewsweirError as error:
        return Failed(message=str(error))


def skipped_as_missed() -> State[Any] | None:
    """The final state of a scheduled run that a newer due one of its schedule replaces; None for one that is to go on.

    After downtime many runs of a schedule are late. Whichever starts first skips all but the newest at once, so that
    they do not start a process each to find out that they are not needed.
    """
    with get_client(sync_client=True) as client:
        own = client.read_flow_run(runtime.flow_run.id)
        if not own.auto_scheduled or own.expected_start_time is None:
            return None
        newest = next(iter(_due(client, own, _LIVE)), own)
        if _moment(newest) < _moment(own):
            newest = own
        message = f"replaced by {newest.name}, the newest run of this schedule that is due: it does what this one would"
        while missed := [run for run in _due(client, own, _WAITING) if run.id not in (own.id, newest.id)]:
            for run in missed:
                client.set_flow_run_state(run.id, _skipped(message), force=True)
        return _skipped(message) if newest.id != own.id else None


def _due(client: SyncPrefectClient, own: FlowRun, states: list[StateType]) -> list[FlowRun]:
    """Runs of the same schedule whose time has come and that have not ended, newest first."""
    found = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[own.deployment_id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)),
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=_AT_ONCE,
    )
    return [run for run in found if run.auto_scheduled and _schedule(run) == _schedule(own)]


def _schedule(run: FlowRun) -> object:
    return run.created_by.id if run.created_by else None


def _moment(run: FlowRun) -> datetime:
    return run.expected_start_time or datetime.min.replace(tzinfo=UTC)


def _skipped(message: str) -> State[Any]:
    return State(type=StateType.CANCELLED, name="Skipped", message=message)
