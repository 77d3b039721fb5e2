"""A backfill beside the plain loop, in one run: pages a second, and memory while it goes.

``python -m benchmarks.backfill.run FOLDER COUNT [PLAIN_COUNT]`` does the plain loop over PLAIN_COUNT pages (a tenth by
default) before and after a backfill of COUNT pages; FOLDER is filled with made-up pages where it has too few.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.backfill.pages import write_pages
from db.embedded import start_embedded, stop_embedded


def main() -> None:
    """Measure and print one JSON object."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    plain_count = int(sys.argv[3]) if len(sys.argv) > 3 else count // 10
    if not (folder / f"{(count - 1) // 1000:04}" / f"{count - 1:07}.html").exists():
        write_pages(folder, count)
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        Path(home).chmod(0o755)
        server = start_embedded(Path(home) / "postgres", "postgres")
        try:
            before = _plain(server, folder, plain_count)
            backfill = _backfill(server, folder, count, Path(home))
            after = _plain(server, folder, plain_count)
        finally:
            stop_embedded(Path(home) / "postgres")
    plain = max(before["pages_per_second"], after["pages_per_second"])
    cores = len(os.sched_getaffinity(0))
    print(json.dumps({
        "plain": [before, after], "backfill": backfill, "cores": cores,
        "ratio": round(backfill["pages_per_second"] / (plain * cores), 3),
    }, indent=1))  # fmt: skip


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database if exists {name}")
        connection.execute(f"create database {name}")
    return server.replace("/postgres?", f"/{name}?")


def _plain(server: str, folder: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.backfill.plain", str(folder), str(count), _database(server, "plain")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _backfill(server: str, folder: Path, count: int, home: Path) -> dict[str, Any]:
    url = _database(server, "backfill")
    (home / "list").write_text("".join(f"{path}\n" for path in sorted(folder.rglob("*.html"))[:count]))
    began = time.perf_counter()
    process = psutil.Popen(
        [
            sys.executable,
            "-m",
            "flows",
            "backfill",
            "--direct",
            "--json",
            "--shard-size",
            "500",
            "--list",
            str(home / "list"),
        ],
        env={**os.environ, "NEWSWEIR_DATABASE_URL": url, "NEWSWEIR_HOME": str(home)},
        stdout=(home / "out").open("w"),
    )
    memory, before, cpu = [], psutil.cpu_times(), []
    while process.poll() is None:
        memory.append((round(time.perf_counter() - began), _memory(process)))
        cpu.append(_shares(before, before := psutil.cpu_times()))
        time.sleep(2)
    seconds = time.perf_counter() - began
    summary = json.loads((home / "out").read_text().splitlines()[-1])["backfill"]
    with psycopg.connect(url) as connection:
        size = connection.execute("select pg_database_size(current_database())").fetchone()
    assert size is not None
    return {
        "pages": summary["page_count"], "outcomes": summary["outcomes"], "seconds": round(seconds, 1),
        "pages_per_second": round(count / seconds, 1), "database_bytes_per_page": round(size[0] / count),
        "memory_mb": [memory[len(memory) * at // 10][1] for at in range(10)], "peak_mb": max(m for _, m in memory),
        "machine": {
            name: round(sum(shares[name] for shares in cpu) / len(cpu), 3)
            for name in ("nice", "user", "system", "rest")
        },
    }  # fmt: skip


def _shares(before: Any, after: Any) -> dict[str, float]:
    """What the machine's cores did between two looks: Python at nice 5, Postgres, the kernel, and waiting."""
    spent = {name: getattr(after, name) - getattr(before, name) for name in ("nice", "user", "system")}
    whole = max(sum(after) - sum(before), 1e-9)
    return {name: value / whole for name, value in spent.items()} | {"rest": 1 - sum(spent.values()) / whole}


def _memory(process: psutil.Process) -> int:
    """Megabytes of the command, its processes and their parsers; what they share is counted once."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return round(total / 1e6)


if __name__ == "__main__":
    main()
