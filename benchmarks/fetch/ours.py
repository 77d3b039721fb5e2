"""newsweir fetch: guard, deadline, robots, pace, decoding, digests, WARC archive with fsync, rows in Postgres."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path


def main(port: int, hosts: int, pages: int, connections: int) -> None:
    """Fetch every page in runs of batches; print seconds, CPU seconds, archive bytes and the memory as it went."""
    import psycopg

    from benchmarks.bi.loading import server_seconds
    from db.embedded import start_embedded
    from db.fetching.sites import declare_site
    from db.session import engine_for
    from db.upgrade import upgrade_database
    from flows.pipeline.context import WebSettings
    from flows.run.direct import run_directly
    from flows.run.plan import RunPlan
    from flows.run.progress import Progress, show_progress
    from flows.settings import home_folder
    from tasks.captures import Defaults
    from tasks.site import Site
    from tasks.work import url_items

    names = [f"127.0.0.{number + 1}" for number in range(hosts)]
    name = f"bench_{os.getpid()}"
    database = start_embedded(home_folder() / "postgres", name)
    upgrade_database(database)
    site = Site.from_dict({
        "name": "bench", "listings": [f"http://{names[0]}:{port}/"], "hosts": names, "delay_seconds": 0.0,
        "concurrency": connections // hosts, "allow_private": [f"{name}:{port}" for name in names],
    }, "bench")  # fmt: skip
    declare_site(database, site.to_dict(), [])
    memory = []

    class Memory(Progress):
        """Notes the resident memory after each batch."""

        def batch_done(self, results: object) -> None:
            """A batch is done."""
            statm = Path("/proc/self/statm").read_text().split()
            memory.append(int(statm[1]) * os.sysconf("SC_PAGE_SIZE") >> 20)

    urls = [f"http://{names[number % hosts]}:{port}/p/{number}" for number in range(pages)]
    web = WebSettings(allow_private=(), connections=connections, is_read=False)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_TMP")) as folder, show_progress(Memory()):
        plan = RunPlan("fetch", url_items(urls), Defaults(), 5000, database, Path(folder), web=web)
        server, start, before = server_seconds(home_folder() / "postgres"), time.perf_counter(), os.times()
        report = run_directly(plan)
        seconds, after = time.perf_counter() - start, os.times()
        server = server_seconds(home_folder() / "postgres") - server
        children = os.times()
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.warc.gz"))
    engine_for(database).dispose()
    with psycopg.connect(start_embedded(home_folder() / "postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")
    assert report.counts == {"deferred": pages}, report.counts  # They are archived, not read.
    print(json.dumps({
        "seconds": seconds, "cpu": after.user + after.system - before.user - before.system,
        "writer_cpu": (children.children_user + children.children_system
                       - before.children_user - before.children_system),
        "server_cpu": server, "bytes": size, "memory_mb": memory,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "writer_rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }))  # fmt: skip


main(*map(int, sys.argv[1:]))
