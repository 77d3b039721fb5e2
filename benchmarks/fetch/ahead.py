"""What fetching one batch ahead brings: the stages of a run over slow hosts, and the time for which they overlap.

    .venv/bin/python benchmarks/fetch/ahead.py [hosts] [seconds between requests to a host] [pages] [batch size] [cards]

While a batch is split and loaded, the next one is fetched. ``saved`` compares the run with the sum of its stages, which
share the cores: it is a bit more than what a run of one stage after the other would lose.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from db.embedded import start_embedded
from db.fetching.sites import declare_site
from db.session import engine_for
from db.upgrade import upgrade_database
from flows.pipeline.context import WebSettings
from flows.run import direct
from flows.run.plan import RunPlan
from flows.settings import home_folder
from tasks.captures import Defaults
from tasks.site import Site
from tasks.work import url_items


def main(hosts: int, delay: float, pages: int, batch: int, cards: int) -> None:
    """Run once and print seconds of the run, of its stages, and the share that the overlap saved."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("server.py"), str(port), str(cards)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    try:
        print(json.dumps(measure(port, hosts, delay, pages, batch)))
    finally:
        server.terminate()


def measure(port: int, hosts: int, delay: float, pages: int, batch: int) -> dict[str, Any]:
    """One run of addresses that are spread over the hosts evenly."""
    names = [f"127.0.0.{number + 1}" for number in range(hosts)]
    database = start_embedded(home_folder() / "postgres", "bench_ahead")
    upgrade_database(database)
    site = Site.from_dict({
        "name": "bench", "listings": [f"http://{names[0]}:{port}/"], "hosts": names, "delay_seconds": delay,
        "allow_private": [f"{name}:{port}" for name in names],
    }, "bench")  # fmt: skip
    declare_site(database, site.to_dict(), [])
    spent: dict[str, list[float]] = {name: [] for name in ("fetch", "split", "load")}
    for name, times in spent.items():
        setattr(direct, name, _timed(getattr(direct, name), times))
    urls = [f"http://{names[number % hosts]}:{port}/p/{number}" for number in range(pages)]
    with tempfile.TemporaryDirectory() as folder:
        plan = RunPlan(
            "fetch", url_items(urls), Defaults(), batch, database, Path(folder), web=WebSettings(allow_private=())
        )
        start = time.perf_counter()
        report = direct.run_directly(plan)
        seconds = time.perf_counter() - start
    engine_for(database).dispose()
    with psycopg.connect(start_embedded(home_folder() / "postgres", "postgres"), autocommit=True) as connection:
        connection.execute("drop database bench_ahead with (force)")
    stages = sum(map(sum, spent.values()))
    return {
        "hosts": hosts, "delay_seconds": delay, "outcomes": dict(report.counts), "seconds": round(seconds, 1),
        **{name: round(sum(times), 1) for name, times in spent.items()}, "saved": round(1 - seconds / stages, 3),
    }  # fmt: skip


def _timed(call: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    def run(given: Any) -> Any:
        start = time.perf_counter()
        try:
            return call(given)
        finally:
            times.append(time.perf_counter() - start)

    return run


if __name__ == "__main__":
    given = [*sys.argv[1:], *("10", "1.0", "400", "100", "12")[len(sys.argv) - 1 :]]
    main(int(given[0]), float(given[1]), int(given[2]), int(given[3]), int(given[4]))
