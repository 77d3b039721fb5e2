"""One process's part of a backfill or re-parse.

``python -m flows.shards.worker ID`` does it as a process of its own; it ends with the process that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from db.backfill.claims import ClaimedShard
from db.backfill.plans import read_parameters, read_progress
from db.backfill.remote import REMOTE
from flows.pipeline.parsing import NICE
from flows.run.direct import run_directly
from flows.run.exit_codes import INTERRUPTED
from flows.run.plan import RunPlan
from flows.run.plan_ingest import web_settings
from flows.run.process import as_command
from flows.run.progress import JsonLines, Progress, show_progress
from flows.run.report import RunReport
from flows.settings import archive_folder, database_url, downloads_folder, settings, spool_folder
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.claims import Claims, Items
from flows.shards.downloads import remove_warc
from flows.shards.pending import pending_batches
from flows.shards.remote import remote_parts
from flows.shards.reparse_plan import reparse_plan
from tasks.work import from_stored
from tasks.workers.fork_server import fewer_collections

HOST_SHARE = 0.5
"""The part of a host's pace that a backfill takes; the rest is for scheduled runs."""
_GRACE_SECONDS = 10.0
"""For a process whose parent is gone to close its run and give its shard back."""


def work_off(
    url: str, backfill_id: int, *, web_share: int = 1, flow: tuple[str, str] | None = None
) -> RunReport | None:
    """Do shards of a backfill in this process until none waits; None when none did.

    ``web_share`` processes share the connections; ``flow`` are Prefect's flow run and root flow run, where it is part
    of one.
    Raises whatever ``run_directly`` raises. The shard in progress goes back to ``waiting`` and keeps the error.
    """
    if not read_progress(url, backfill_id).free_shard_count:
        return None
    kind, told = read_parameters(url, backfill_id)
    if kind == "reparse":
        plan, claims = reparse_plan(url, backfill_id, told)
    else:
        plan, claims = _backfill_plan(url, backfill_id, told, web_share)
    error: BaseException | None = None
    try:
        return run_directly(plan, flow)
    except BaseException as raised:
        error = raised
        raise
    finally:
        claims.end(error)


def _backfill_plan(url: str, backfill_id: int, told: dict[str, Any], web_share: int) -> tuple[RunPlan, Claims]:
    # What was named may be gone by now; its shards are what counts.
    gone = dict.fromkeys(("list_file", "warc_list", "warc_base", "since", "until"))
    inside = told.pop("inside", ())
    parameters = BackfillParameters.model_validate({**told, **gone, "paths": [], "sitemaps": []})

    downloads = downloads_folder() / str(backfill_id)
    web = replace(
        web_settings(inside), connections=max(1, settings().backfill_connections // web_share), host_share=HOST_SHARE
    )

    def parts(shard: ClaimedShard) -> Iterator[tuple[Items, int]]:
        if shard.source == REMOTE:
            yield from remote_parts(shard, parameters, url, web, downloads)
            return
        items = [from_stored(shard.source, item) for item in shard.items]
        yield from pending_batches(items, parameters, url)

    def clear(shard: ClaimedShard) -> None:
        if shard.source == REMOTE:
            remove_warc(shard.items[0], downloads)

    claims = Claims(url, backfill_id, parts, clear)
    plan = RunPlan(
        "backfill", (), parameters.defaults(), parameters.batch_size, url, archive_folder(), web=web,
        spool=spool_folder(), archive_coding=settings().archive_coding, shards=claims.batches,
        batch_done=claims.batch_done, is_lean=True, downloads=downloads,
    )  # fmt: skip
    return plan, claims


def main() -> None:
    """The process: ends with the one whose pipe its standard input is, as if it were asked to stop."""
    backfill_id, web_share, as_json = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "json"
    flow = (sys.argv[4], sys.argv[5]) if len(sys.argv) > 5 else None

    def end_with_parent() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)
        # A signal in the middle of an import may leave Python waiting for itself; a shard must not stay in such hands.
        time.sleep(_GRACE_SECONDS)
        os._exit(INTERRUPTED)

    threading.Thread(target=end_with_parent, daemon=True).start()
    os.nice(NICE)
    fewer_collections()

    def work() -> None:
        with show_progress(JsonLines() if as_json else Progress()):
            work_off(database_url(is_upgraded=False, is_waiting=True), backfill_id, web_share=web_share, flow=flow)

    as_command(work)
