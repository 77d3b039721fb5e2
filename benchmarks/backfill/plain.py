"""The plain loop that a backfill is measured against: one process that splits and loads, batch after batch.

``python -m benchmarks.backfill.plain FOLDER COUNT DATABASE_URL`` prints one JSON object.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from pathlib import Path

from db.locks import Holder
from db.runs import begin_run
from db.upgrade import upgrade_database
from db.write.load import load_pages
from flows.pipeline.context import RunContext
from flows.pipeline.files import open_file
from flows.pipeline.records import finish_page, warm
from flows.pipeline.run_archive import open_run_archive
from flows.pipeline.stories import decide_moved
from tasks.captures import Defaults, find_captures

_BATCH = 500


def main() -> None:
    """Split and load so many pages and print what it took."""
    folder, count, url = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    upgrade_database(url)
    warm()
    gc.collect()
    gc.freeze()
    paths = find_captures([folder])[:count]
    run_id = begin_run(
        url, holder=Holder(url), kind="ingest", planned_count=len(paths), versions=("plain", "plain"), flow=None
    )
    split = load = 0.0
    with tempfile.TemporaryDirectory() as archive:
        context = RunContext(url, Path(archive), run_id, Defaults())
        files = open_run_archive(context)
        began, cpu = time.perf_counter(), time.process_time()
        for start in range(0, len(paths), _BATCH):
            at = time.perf_counter()
            opened = [open_file(path, context.defaults, files) for path in paths[start : start + _BATCH]]
            records = [finish_page(record, capture) if capture else record for record, capture in opened]
            between = time.perf_counter()
            load_pages(url, run_id, start + 1, records, decide_moved)
            split, load = split + between - at, load + time.perf_counter() - between
        seconds = time.perf_counter() - began
    print(json.dumps({
        "pages": len(paths), "seconds": round(seconds, 2), "pages_per_second": round(len(paths) / seconds, 1),
        "split_seconds": round(split, 2), "load_seconds": round(load, 2),
        "python_cpu_seconds": round(time.process_time() - cpu, 2),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
