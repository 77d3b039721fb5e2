"""Shared work of a backfill or re-parse in Prefect: planned, its shards worked off by processes or Dask, closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect import get_run_logger, runtime, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments import run_deployment
from pydantic import BaseModel

from db.backfill.plans import Progress, read_progress, run_counts
from flows.deployed.artifacts import end_state
from flows.deployed.lifecycle import flow_ids
from flows.run.progress import Progress as Shown
from flows.run.progress import current_progress
from flows.settings import database_url, settings
from flows.shards.dask_cluster import work_on_dask
from flows.shards.processes import Processes, processes_of

_TELL_SECONDS = 5.0
_SHARED = "newsweir-backfill:"
"""Tag of the runs that share a backfill which another run planned; its number follows."""


class SharedWork:
    """Work in shards that any number of processes, started anywhere, share. A plain object: Prefect walks past it."""

    def __init__(self, url: str, backfill_id: int, wanted: int) -> None:
        self.url, self.backfill_id, self.wanted = url, backfill_id, wanted
        self.progress: Progress | None = None


def join_work(parameters: BaseModel, plan: Callable[[], int]) -> SharedWork:
    """The task ``plan``: the work that this run was called to share, else the one that its parameters ask for.

    With ``parallel_runs`` the other runs of this deployment that share the work are started.
    """

    @task(name="plan", cache_policy=NO_CACHE, persist_result=False)
    def plan_shards() -> SharedWork:
        called = _called_for()
        backfill_id = plan() if called is None else called
        if called is None:
            _call_others(parameters, backfill_id)
        work = SharedWork(database_url(is_waiting=True), backfill_id, getattr(parameters, "processes", 0))
        stands = read_progress(work.url, backfill_id)
        get_run_logger().info(
            "stage=plan backfill=%d pages=%d shards=%d open=%d",
            backfill_id, stands.page_count, stands.shard_count, stands.open_shard_count,
        )  # fmt: skip
        return work

    work = plan_shards()
    current_progress().shared_work(work.backfill_id)
    return work


def work_off_shards(work: SharedWork) -> SharedWork:
    """Have the shards done: by processes of this machine, or by a Dask cluster where one is set."""
    if not settings().dask_address:
        return _work_here(work)
    # Not inside a task: what a task runs in is sent to the cluster with its own tasks, and a bar cannot travel.
    work.progress = work_on_dask(work.url, work.backfill_id, _Artifact(work.backfill_id, current_progress()))
    return work


@task(name="work off shards", cache_policy=NO_CACHE, persist_result=False)
def _work_here(work: SharedWork) -> SharedWork:
    """One task run for all of it: the processes share the shards, and Prefect's cost does not grow with them."""
    shown, started = _Artifact(work.backfill_id, current_progress()), time.perf_counter()
    count = processes_of(work.wanted, read_progress(work.url, work.backfill_id).open_shard_count)
    work.progress = Processes(work.url, work.backfill_id, count, flow_ids(), shown).work()
    get_run_logger().info(
        "stage=shards backfill=%d pages=%d shards=%d seconds=%.1f",
        work.backfill_id, work.progress.done_count, work.progress.done_shard_count, time.perf_counter() - started,
    )  # fmt: skip
    return work


def close_work(work: SharedWork) -> Any:
    """How the flow ends. A backfill of which not one page was understood has failed: it must not end green."""
    assert work.progress is not None
    outcomes = run_counts(work.url, work.backfill_id)
    aside = outcomes.get("quarantined", 0) + outcomes.get("failed_try_again", 0)
    return end_state(outcomes, aside, max(0, work.progress.done_count - sum(outcomes.values())))


def _call_others(parameters: BaseModel, backfill_id: int) -> None:
    """Start the other runs of this deployment that share the work; each claims shards of its own."""
    count = getattr(parameters, "parallel_runs", 1)
    if count == 1 or not runtime.deployment.id:
        return
    same = {**parameters.model_dump(mode="json"), "parallel_runs": 1}
    for number in range(1, count):
        run_deployment(
            UUID(str(runtime.deployment.id)), parameters={"parameters": same}, timeout=0, as_subflow=False,
            idempotency_key=f"{runtime.flow_run.id}:{number}", tags=[f"{_SHARED}{backfill_id}"],
        )  # fmt: skip


def _called_for() -> int | None:
    """The backfill that this run was called to share, however late it starts: planned anew it might be done anew."""
    numbers = (str(tag).removeprefix(_SHARED) for tag in runtime.flow_run.tags if str(tag).startswith(_SHARED))
    return next((int(number) for number in numbers if number.isdigit()), None)


class _Artifact(Shown):
    """The progress artifact of a flow run; whoever else is shown the progress hears of it, too."""

    def __init__(self, backfill_id: int, other: Shown) -> None:
        self._other = other
        self.wants_lines = other.wants_lines
        self._id = create_progress_artifact(
            progress=0.0, key=f"backfill-{backfill_id}", description=f"Pages of backfill {backfill_id} that are done"
        )
        self._told = time.monotonic()

    def shards_done(self, progress: Progress) -> None:
        """Show it, now and then."""
        self._other.shards_done(progress)
        if time.monotonic() - self._told >= _TELL_SECONDS or not progress.has_work:
            self._told = time.monotonic()
            done = 100.0 * progress.done_count / max(1, progress.page_count)
            update_progress_artifact(artifact_id=self._id, progress=min(100.0, done))  # type: ignore[arg-type] # a UUID

    def line(self, text: str) -> None:
        """Pass it on."""
        self._other.line(text)
