"""What a second loader would bring: one and two of them, behind the loader's lock and without it.

``python -m benchmarks.backfill.loaders COUNT`` loads COUNT pages of each of two sites that have no article in common,
and COUNT pages of one site shared by two loaders, each way into a database of its own; one JSON object a way.
Without the lock the second is a trial only: what the loaders do not see of each other is counted.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.backfill.pages import write_pages
from db.embedded import start_embedded, stop_embedded
from db.session import engine_for
from db.upgrade import upgrade_database
from db.write import load as loading
from flows.pipeline.context import RunContext
from flows.pipeline.files import open_file
from flows.pipeline.records import finish_page, warm
from flows.pipeline.run_archive import open_run_archive
from flows.pipeline.stories import decide_moved
from tasks.captures import Defaults, find_captures
from tasks.records import PageRecord

_BATCH = 20
_RUN = (
    "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
    " values ('ingest', 'running', 0, '0', '0', now()) returning run_id"
)
_DOUBLED = """
select count(*) from (select from news.article where url is not null group by url having count(*) > 1) as doubled
"""


def main() -> None:
    """Measure each way and print it."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="nwl-", dir="/tmp") as home:
        url = start_embedded(Path(home) / "postgres", "template_of_all")
        upgrade_database(url)
        sites = [_records(url, Path(home) / str(first), first, count) for first in (0, 10_000_000)]
        engine_for(url).dispose()
        try:
            for name, shares in (
                ("two sites", sites), ("one site", [sites[0][place::2] for place in range(2)]),
            ):  # fmt: skip
                for loaders, has_lock in ((1, True), (2, True), (2, False)):
                    own = f"b{name[:3]}{loaders}{has_lock}".lower()
                    with psycopg.connect(url.replace("template_of_all", "postgres"), autocommit=True) as connection:
                        connection.execute(f"create database {own} template template_of_all")
                    found = _measure(url.replace("template_of_all", own), shares, loaders, has_lock=has_lock)
                    print(json.dumps({"pages of": name, "loaders": loaders, "lock": has_lock, **found}), flush=True)
        finally:
            stop_embedded(Path(home) / "postgres")


def _records(url: str, folder: Path, first: int, count: int) -> list[PageRecord]:
    """The pages of a site, split."""
    write_pages(folder, count, first)
    warm()
    context = RunContext(url, folder / "archive", 0, Defaults())
    files = open_run_archive(context)
    opened = [open_file(path, context.defaults, files) for path in find_captures([folder])]
    return [finish_page(record, capture) if capture else record for record, capture in opened]


def _measure(url: str, shares: Sequence[Sequence[PageRecord]], loaders: int, *, has_lock: bool) -> dict[str, Any]:
    with psycopg.connect(url) as connection:
        (run_id,) = connection.execute(_RUN).fetchone() or (0,)
    work = shares if loaders == 2 else [[one for share in shares for one in share]]
    began, before = time.perf_counter(), os.times()
    children = [_forked(url, int(run_id), 1 + place * 1_000_000, own, has_lock) for place, own in enumerate(work)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    seconds, after = time.perf_counter() - began, os.times()
    pages = sum(map(len, work))
    with psycopg.connect(url) as connection:
        (doubled,) = connection.execute(_DOUBLED).fetchone() or (0,)
        (lost,) = connection.execute("select count(*) from news.quarantine").fetchone() or (0,)
    return {
        "pages_per_second": round(pages / seconds, 1),
        "python_ms_a_page": round(1000 * (after.children_user - before.children_user) / pages, 2),
        "failed_loaders": sum(map(bool, codes)), "doubled_articles": doubled, "refused_pages": lost,
    }  # fmt: skip


def _forked(url: str, run_id: int, first: int, records: Sequence[PageRecord], has_lock: bool) -> int:
    child = os.fork()
    if child:
        return child
    engine_for.cache_clear()
    if not has_lock:
        loading.lock_loading = lambda cursor: None  # type: ignore[assignment] # the trial
    try:
        for start in range(0, len(records), _BATCH):
            loading.load_pages(url, run_id, first + start, records[start : start + _BATCH], decide_moved)
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
    os._exit(1)


if __name__ == "__main__":
    main()
