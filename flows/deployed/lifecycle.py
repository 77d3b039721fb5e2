"""How a flow starts and ends inside a deployment: one of the missed runs only, no trace where a sentence will do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Abort
from prefect.states import Failed

from flows.deployed.clean_logs import clean_logs
from tasks.errors import NewsweirError, SiteBusy

_AT_ONCE = 200
_SKIPPED = "Skipped"
_REPLACED = "replaced by {name}, the newest run of this schedule that is due: it does what this one would have done"
_WAITING = [StateType.SCHEDULED]
_LIVE = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]


F = TypeVar("F", bound=Callable[..., Any])


def in_deployment(work: F) -> F:
    """A flow's function as a deployment runs it; what it returns is the flow's final state.

    In a deployment a scheduled run that a newer due one replaces is Skipped, and so is one whose sites another run is
    fetching; an error that says what to do makes a Failed state of its words, without a stack trace. Elsewhere (called
    from Python or by the command) errors are raised as they are.
    """

    @wraps(work)
    def run(*args: Any, **kwargs: Any) -> Any:
        clean_logs()
        if not runtime.deployment.id:
            return work(*args, **kwargs)
        try:
            state = skipped_as_missed() or work(*args, **kwargs)
        except SiteBusy as error:
            state = _skipped(str(error))
        except NewsweirError as error:
            state = Failed(message=str(error))
        return _end(state) if isinstance(state, State) and not state.is_completed() else state

    return cast("F", run)


def flow_ids() -> tuple[str, str]:
    """Identifiers of this flow run and of its root, which are kept with the rows that it makes."""
    own = str(runtime.flow_run.id)
    return own, str(runtime.flow_run.root_flow_run_id or own)


def skipped_as_missed() -> State[Any] | None:
    """The final state of a scheduled run that a newer due one of its schedule replaces; None for one that is to go on.

    After downtime many runs of a schedule are late. Whichever starts first names the newest, skips all others at once,
    so that they do not start a process each to find out that they are not needed, and then itself. The one that it
    named goes on, however many come due while it starts: else a short schedule would replace for ever.
    """
    with get_client(sync_client=True) as client:
        own = client.read_flow_run(runtime.flow_run.id)
        if not own.auto_scheduled or _is_named(client, own):
            return None
        newest = next(iter(_due(client, own, _LIVE)), own)
        if newest.id == own.id or _moment(newest) <= _moment(own):
            return None
        message = _REPLACED.format(name=newest.name)
        while missed := [run for run in _due(client, own, _WAITING) if _moment(run) < _moment(newest)]:
            for run in missed:
                client.set_flow_run_state(run.id, _skipped(message), force=True)
        return _skipped(message)


def _is_named(client: SyncPrefectClient, own: FlowRun) -> bool:
    """Whether a run that was skipped said that this one is to go on."""
    skipped = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[own.deployment_id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[_SKIPPED])),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=_moment(own)),
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=_AT_ONCE,
    )
    return any(run.state and run.state.message == _REPLACED.format(name=own.name) for run in skipped)


def _end(state: State[Any]) -> NoReturn:
    """End the flow run in a state that is not success; by itself Prefect would log a stack trace for it."""
    with get_client(sync_client=True) as client:
        reached = client.set_flow_run_state(runtime.flow_run.id, state).state
    signal = Abort(state.message)
    signal.state = reached  # type: ignore[attr-defined]  # where the engine looks for a state that is set already
    raise signal


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
    return State(type=StateType.CANCELLED, name=_SKIPPED, message=message)
