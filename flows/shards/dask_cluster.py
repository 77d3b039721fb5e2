"""A backfill's shards done by the workers of a Dask cluster, through Prefect's task runner for it.

The workers have this package installed and NEWSWEIR_DATABASE_URL in their environment; neither is a parameter. A worker
that dies frees its shard with its connection; another one takes it.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from db.backfill.plans import Progress, finish_backfill, read_progress
from flows.run.progress import Progress as Shown
from flows.run.progress import current_progress, show_progress
from flows.settings import database_url, settings
from flows.shards.worker import work_off
from tasks.errors import BadParameter, StopRun

_LOOK_SECONDS = 1.0
_ROUNDS = 10


@task(name="work off shards", cache_policy=NO_CACHE, persist_result=False, retries=2)
def work_off_shards(backfill_id: int) -> int:
    """Do shards in a Dask worker's process until none waits; how many pages it did."""
    ids = (str(runtime.flow_run.id), str(runtime.flow_run.root_flow_run_id or runtime.flow_run.id))
    report = work_off(database_url(is_upgraded=False, is_waiting=True), backfill_id, flow=ids)
    return report.page_count if report else 0


def work_on_dask(url: str, backfill_id: int, shown: Shown) -> Progress:
    """Have the work done by the cluster of NEWSWEIR_DASK_ADDRESS; how it stands in the end.

    Raises BadParameter when the extra ``dask`` is not installed, StopRun when the cluster cannot go on.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise BadParameter(
            f"NEWSWEIR_DASK_ADDRESS is set, but {error.name} is not installed: pip install newsweir[dask]"
        ) from error
    address = str(settings().dask_address)
    try:
        # A client goes on trying for as long as it may where nobody listens.
        socket.create_connection(get_address_host_port(address), timeout=10).close()
        with Client(address, timeout=10) as client:  # type: ignore[no-untyped-call] # distributed has no types
            count = len(client.scheduler_info(n_workers=-1)["workers"])
    except (OSError, TimeoutError, ValueError) as error:
        raise StopRun(f"no Dask scheduler answers at {address} (NEWSWEIR_DASK_ADDRESS): {error}") from error
    if not count:
        raise StopRun(f"the Dask cluster at {address} has no workers; start some: dask worker {address}")

    runner: Any = DaskTaskRunner(address=address)

    @flow(name="backfill on Dask", persist_result=False, task_runner=runner)
    def on_dask() -> None:
        for _ in range(_ROUNDS):
            futures = [work_off_shards.submit(backfill_id) for _ in range(count)]
            _watch(url, backfill_id, futures)
            if not read_progress(url, backfill_id).has_work:
                return

    # The flow is sent to the workers with its tasks; whoever shows the progress cannot travel, so no closure holds it.
    with show_progress(shown):
        on_dask()
    finish_backfill(url, backfill_id)
    progress = read_progress(url, backfill_id)
    if not progress.is_finished:
        raise StopRun(
            f"{progress.open_shard_count + progress.failed_shard_count} shards of backfill {backfill_id} are not done: "
            f"{progress.error or 'their workers were lost'}; run it again to go on"
        )
    return progress


def _watch(url: str, backfill_id: int, futures: list[PrefectFuture[Any]]) -> None:
    """Tell of the progress until every task has ended, one way or the other."""
    while not all(future.state.is_final() for future in futures):
        current_progress().shards_done(read_progress(url, backfill_id))
        time.sleep(_LOOK_SECONDS)
        if not read_progress(url, backfill_id).has_work:
            break
    for future in futures:
        future.wait(timeout=60)
