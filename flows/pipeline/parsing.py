"""The parse pool of this process: pages are split by child processes that may be killed."""

from __future__ import annotations

import atexit
from functools import cache

from flows.pipeline.records import finish_page, quarantined, warm
from tasks.workers.fork_server import ForkServer
from tasks.workers.parse_pool import ParsePool, serve

NICE = 5
"""How far the processes of a backfill give way to others."""
_PROGRAM = "from flows.pipeline.parsing import serve_pages; serve_pages()"


@cache
def parse_pool() -> ParsePool:
    """The pool, shared by all runs of this process: it keeps nothing of a page. Its children end with the process."""
    pool = make_pool()
    atexit.register(pool.close)
    return pool


def make_pool(count: int | None = None, program: str = _PROGRAM) -> ParsePool:
    """A pool of so many workers, by default one per core."""
    return ParsePool(program, lambda record, error: quarantined(record, "split", error), count)


def make_fork_server() -> ForkServer:
    """A server that forks workers for the pools of several processes; they give way to what else the machine does."""
    return ForkServer(f"import os; os.nice({NICE}); {_PROGRAM}")


def close_parse_pool() -> None:
    """End the children of the pool, if there is one."""
    if parse_pool.cache_info().currsize:
        parse_pool().close()


def serve_pages() -> None:
    """A child of the pool: splits what it is sent until its parent is gone."""
    serve(finish_page, warm)
