"""One process's part of a backfill or re-parse.

``python -m flows.backfill_work ID`` does it as a process of its own; it ends with the process that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.backfill.claims import ClaimedShard
from db.backfill.plans import read_parameters, read_progress
from db.backfill.remote import REMOTE
from flows.backfill_claims import Claims, Items, batched
from flows.backfill_parameters import BackfillParameters
from flows.backfill_remote import remote_parts
from flows.exits import INTERRUPTED
from flows.plans import web_settings
from flows.report import RunReport
from flows.run import RunPlan, execute
from flows.settings import archive_folder, downloads_folder, settings, spool_folder
from tasks.steps import BatchRunner, fewer_collections, run_batch
from tasks.steps.downloads import remove_warc
from tasks.steps.left import left_to_do

HOST_SHARE = 0.5
"""The part of a host's pace that a backfill takes; the rest is for scheduled runs."""
_NICE = 5
_GRACE_SECONDS = 10.0
"""For a process whose parent is gone to close its run and give its shard back."""


def work_off(
    url: str, backfill_id: int, run: BatchRunner = run_batch, *, web_share: int = 1, flow: tuple[str, str] | None = None
) -> RunReport | None:
    """Do shards of a backfill in this process until none waits; None when none did.

    ``web_share`` processes share the connections; ``flow`` are Prefect's flow run and root flow run, where it is part
    of one.
    Raises what ``execute`` raises; the shard under way then waits again, with the error.
    """
    if not read_progress(url, backfill_id).free_shard_count:
        return None
    kind, told = read_parameters(url, backfill_id)
    if kind == "reparse":
        from flows.reparse_plan import reparse_plan

        plan, claims = reparse_plan(url, backfill_id, told)
    else:
        plan, claims = _backfill_plan(url, backfill_id, told, web_share)
    error: BaseException | None = None
    try:
        return execute(plan, lambda _: run, flow)
    except BaseException as raised:
        error = raised
        raise
    finally:
        claims.end(error)


def _backfill_plan(url: str, backfill_id: int, told: dict[str, Any], web_share: int) -> tuple[RunPlan, Claims]:
    # What was named may be gone by now; its shards are what counts.
    named: dict[str, Any] = {
        "paths": [],
        "list_file": None,
        "warc_list": None,
        "warc_base": None,
        "sitemaps": [],
        "since": None,
        "until": None,
    }
    inside = told.pop("inside", ())
    parameters = BackfillParameters.model_validate({**told, **named})
    defaults, size = parameters.defaults(), parameters.batch_size

    downloads = downloads_folder() / str(backfill_id)
    web = replace(
        web_settings(inside), connections=max(1, settings().backfill_connections // web_share), host_share=HOST_SHARE
    )

    def parts(shard: ClaimedShard) -> Iterator[tuple[Items, int]]:
        if shard.source == REMOTE:
            yield from remote_parts(shard, parameters, url, web, downloads)
            return
        for todo, count in left_to_do(shard.source, shard.items, parameters.mode, defaults, url):
            items: Items = [Path(item) for item in todo] if shard.source == "files" else todo
            for batch in batched(items, size):
                yield batch, 0
            yield (), count

    def clear(shard: ClaimedShard) -> None:
        if shard.source == REMOTE:
            remove_warc(shard.items[0], downloads)

    claims = Claims(url, backfill_id, parts, clear)
    plan = RunPlan(
        "backfill", (), defaults, size, url, archive_folder(), web=web, spool=spool_folder(),
        archive_coding=settings().archive_coding, shards=claims.batches,
        is_lean=True, downloads=downloads,
    )  # fmt: skip
    return plan, claims


def main() -> None:
    """The process: ends with the one whose pipe its standard input is, as if it were asked to stop."""
    backfill_id, web_share, as_json = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "json"
    flow = (sys.argv[4], sys.argv[5]) if len(sys.argv) > 5 else None
    from flows.console import ProgressWatcher
    from flows.process import as_command
    from flows.run import watched_by
    from flows.settings import database_url

    def end_with_parent() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)
        # A signal in the middle of an import may leave Python waiting for itself; a shard must not stay in such hands.
        time.sleep(_GRACE_SECONDS)
        os._exit(INTERRUPTED)

    threading.Thread(target=end_with_parent, daemon=True).start()
    os.nice(_NICE)
    fewer_collections()

    def work() -> None:
        watcher = ProgressWatcher(as_json=as_json, is_silent=True)
        with watched_by(watcher):
            work_off(database_url(is_upgraded=False), backfill_id, web_share=web_share, flow=flow)

    as_command(work)


if __name__ == "__main__":
    main()
