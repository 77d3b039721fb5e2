"""A run of a deployment whose parameters no flow has: it fails in a sentence, before anything of it runs.

Prefect's API checks what is inside a parameter by its form, but lets parameters pass that the flow does not have, and
its engine then crashes on them before the flow's own code is reached. So the names are looked at when the process that
does a run loads its flow.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_type_hints
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.exceptions import Abort
from prefect.states import Failed
from pydantic import BaseModel

F = TypeVar("F", bound=Flow[..., Any])
_RUN = "PREFECT__FLOW_RUN_ID"
"""Environment variable that a worker sets for the process of a flow run."""


def known_parameters(flow: F) -> F:
    """The flow; where this process is to do a run of it with other names, that run is Failed instead.

    A module may hold several flows, and import others': only the run's own flow is looked at.
    Raises Abort, which ends the process without a stack trace.
    """
    run_id = os.environ.get(_RUN)
    told = _told(run_id) if run_id else None
    if run_id and told is not None and told.flow == flow.name:
        words = complaint(flow, told.parameters)
        if words:
            with get_client(sync_client=True) as client:
                client.set_flow_run_state(UUID(run_id), Failed(message=words))
            raise Abort(words)
    return flow


def complaint(flow: Flow[..., Any], told: Mapping[str, Any]) -> str | None:
    """What is wrong with the names of a flow's parameters, and the accepted form. None: nothing is."""
    known = inspect.signature(flow.fn).parameters
    models = {name: kind for name, kind in get_type_hints(flow.fn).items() if _is_model(kind)}
    words = []
    for name in told.keys() - known.keys():
        inside = next((outer for outer, model in models.items() if name in model.model_fields), None)
        words.append(
            f'{name}: expected inside {inside}: {inside}={{"{name}": …}}' if inside else f"{name}: no such parameter"
        )
    missing = [name for name, one in known.items() if one.default is one.empty and name not in told]
    words += [f"{name}: missing" for name in missing]
    if not words:
        return None
    forms = [f"{name}, an object with {', '.join(model.model_fields)}" for name, model in models.items()]
    return "; ".join(sorted(words)) + f"; accepted: {'; '.join(forms) or ', '.join(known)}"


class _Told(NamedTuple):
    """A run of a deployment as the API has it."""

    flow: str
    """Name of its flow."""
    parameters: Mapping[str, Any]


@cache
def _told(run_id: str) -> _Told | None:
    """The run of a deployment that this process is to do. None: it is not one of a deployment, or it has ended."""
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(run_id))
        if not run.deployment_id or not run.state or run.state.is_final():
            return None
        return _Told(client.read_flow(run.flow_id).name, run.parameters)


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
