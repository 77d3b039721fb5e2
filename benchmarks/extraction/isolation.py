"""What the killable parse process costs: the same pages split in this process and by one parse worker.

    python -m benchmarks.extraction.isolation ../shared/corpora/fundus-dev/pages

Prints wall time per page of both, and their ratio; a worker's time holds the way there and back over the pipe.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from flows.pipeline.files import open_file
from flows.pipeline.parsing import make_pool
from flows.pipeline.records import finish_page, warm
from tasks.captures import Defaults
from tasks.workers.fork_server import fewer_collections

ROUNDS = 3


def measure(folder: Path) -> tuple[float, float]:
    """Seconds a page in this process and through one worker: the medians over rounds, alternating."""
    paths = sorted(folder.glob("*.gz"))
    warm()
    fewer_collections()
    workers = make_pool(1)
    here, there = [], []
    workers.map(paths[:8], lambda path: open_file(path, Defaults(), None))  # the child starts and warms up
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for path in paths:
            record, capture = open_file(path, Defaults(), None)
            if capture is not None:
                finish_page(record, capture)
        here.append((time.perf_counter() - start) / len(paths))
        start = time.perf_counter()
        workers.map(paths, lambda path: open_file(path, Defaults(), None))
        there.append((time.perf_counter() - start) / len(paths))
    workers.close()
    return statistics.median(here), statistics.median(there)


if __name__ == "__main__":
    here, there = (1000 * seconds for seconds in measure(Path(sys.argv[1])))
    print(f"in process {here:.2f} ms a page, isolated {there:.2f} ms, {there / here:.2f} x")
