"""The backfill flow: many captures in resumable shards; what is done is skipped, a killed run goes on where it was."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from prefect import flow, runtime, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments import run_deployment
from prefect.states import Completed, Failed

from db.backfill.plans import Progress, read_progress, run_counts
from flows.backfill_parameters import BackfillParameters
from flows.backfill_plan import plan_backfill
from flows.backfill_processes import Processes, begun, processes_of
from flows.checked import checked
from flows.known_names import known_names
from flows.settings import database_url, settings
from flows.started import started

_TELL_SECONDS = 5.0
_SHARED = "newsweir-backfill:"
"""Tag of the runs that share a backfill which another run planned; its number follows."""


@known_names
@flow(name="backfill", description=__doc__, persist_result=False, validate_parameters=False)
def backfill(parameters: BackfillParameters) -> Any:
    """Bring in files, WARC files, addresses or a sitemap's days by hand; the final state names the outcomes."""
    return started(lambda: _done(checked(BackfillParameters, parameters)))


def _done(parameters: BackfillParameters) -> Any:
    url = database_url()
    backfill_id = _called_for()
    if backfill_id is None:
        backfill_id = plan_backfill(parameters, url)
        _call_others(parameters, backfill_id)
    return work_in_flow(url, backfill_id, parameters.processes)


def work_in_flow(url: str, backfill_id: int, wanted: int) -> Any:
    """Have the shards of a backfill done: by processes of this machine, or by a Dask cluster where one is set."""
    begun(backfill_id)
    shown = _Shown(backfill_id)
    if settings().dask_address:
        from flows.backfill_dask import work_on_dask

        progress = work_on_dask(url, backfill_id, shown.tell)
    else:
        count = processes_of(wanted, read_progress(url, backfill_id).open_shard_count)
        progress = _work_here(url, backfill_id, count, shown)
    return final_state(progress, run_counts(url, backfill_id))


def _work_here(url: str, backfill_id: int, count: int, shown: _Shown) -> Progress:
    """One task run for all of it: the processes share the shards, and Prefect's cost does not grow with them."""

    flow_ids = (str(runtime.flow_run.id), str(runtime.flow_run.root_flow_run_id or runtime.flow_run.id))

    @task(name="work off shards", cache_policy=NO_CACHE, persist_result=False)
    def work_off_shards() -> Progress:
        return Processes(url, backfill_id, count, flow_ids).work(shown.tell)

    return work_off_shards()


def final_state(progress: Progress, outcomes: dict[str, int]) -> Any:
    """How the flow ends. A backfill of which not one page was understood has failed: it must not end green."""
    aside = outcomes.get("quarantined", 0) + outcomes.get("failed_try_again", 0)
    left_out = progress.done_count - sum(outcomes.values())
    words = ", ".join(f"{count} {name}" for name, count in outcomes.items()) or "no pages"
    words += f", {left_out} done before" if left_out > 0 else ""
    if aside and aside == sum(outcomes.values()) and left_out <= 0:
        return Failed(message=f"nothing was loaded: {words}")
    if aside:
        return Completed(name="CompletedWithQuarantine", message=words)
    return Completed(message=words)


def _call_others(parameters: BackfillParameters, backfill_id: int) -> None:
    """Start the other runs of this deployment that share the work; each claims shards of its own."""
    if parameters.parallel_runs == 1 or not runtime.deployment.id:
        return
    same = {**parameters.model_dump(mode="json"), "parallel_runs": 1}
    for number in range(1, parameters.parallel_runs):
        run_deployment(
            UUID(str(runtime.deployment.id)), parameters={"parameters": same}, timeout=0, as_subflow=False,
            idempotency_key=f"{runtime.flow_run.id}:{number}", tags=[f"{_SHARED}{backfill_id}"],
        )  # fmt: skip


def _called_for() -> int | None:
    """The backfill that this run was called to share, however late it starts: planned anew it might be done anew."""
    numbers = (str(tag).removeprefix(_SHARED) for tag in runtime.flow_run.tags if str(tag).startswith(_SHARED))
    return next((int(number) for number in numbers if number.isdigit()), None)


class _Shown:
    """The progress artifact of a flow run."""

    def __init__(self, backfill_id: int) -> None:
        self._id = create_progress_artifact(
            progress=0.0, key=f"backfill-{backfill_id}", description=f"Pages of backfill {backfill_id} that are done"
        )
        self._told = time.monotonic()

    def tell(self, progress: Progress) -> None:
        """Show it, now and then."""
        if time.monotonic() - self._told >= _TELL_SECONDS or not progress.has_work:
            self._told = time.monotonic()
            done = 100.0 * progress.done_count / max(1, progress.page_count)
            update_progress_artifact(artifact_id=self._id, progress=min(100.0, done))  # type: ignore[arg-type] # a UUID
